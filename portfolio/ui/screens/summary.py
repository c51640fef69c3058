"""Summary: what a minister reads in five minutes."""

import streamlit as st

from portfolio.charts import countries, curve, kinds, map, priorities
from portfolio.measures import splits, timeline, totals
from portfolio.ui import session
from portfolio.ui.components import (
    answer,
    cards,
    empty,
    explanation,
    frame,
    opening,
    outline,
    scorecard,
)

here = session.current()
headline = totals.headline(here.view)

opening.draw(here, "summary")
if not headline.projects and not headline.pipeline_projects:
    empty.portfolio(here)
    st.stop()

answer.draw(here, headline)
cards.draw(here, headline)

left, right = st.columns(2, gap="medium")
with left:
    frame.show(here, kinds.build(here.reader, splits.split(here.view, "kind")))
with right:
    frame.show(here, priorities.build(here.reader, splits.split(here.view, "priority")))

scorecard.draw(here)

drawn = curve.build(here.reader, timeline.curve(here.view), here.view.conference)
frame.show(here, drawn, note=answer.beyond_note(here, headline))

places = splits.split(here.view, "country")
left, right = st.columns([5, 6], gap="medium")
with left:
    drawn = map.build(here.reader, places, outline.codes())
    frame.show(here, drawn, note=here.words("note.boundaries"))
with right:
    frame.show(here, countries.build(here.reader, places))

explanation.draw(here)
