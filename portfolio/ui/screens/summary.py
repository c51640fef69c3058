"""Summary: what a minister reads in five minutes."""

import streamlit as st

from portfolio.charts import curve, kinds, priorities
from portfolio.measures import splits, totals
from portfolio.measures.closing import closing
from portfolio.ui import session
from portfolio.ui.components import (
    all_funding,
    answer,
    cards,
    conference_days,
    context_band,
    country_map,
    data_notes,
    empty,
    explanation,
    frame,
    jump_list,
    opening,
    scenes,
    scorecard,
    sheets,
    summary_cards,
    years_view,
)

here = session.current()
headline = totals.headline(here.view)

sheets.draw("summary")
opening.draw(here, "summary")
if headline.is_empty:
    empty.portfolio(here)
    st.stop()

if not here.question.band.has_requirement:
    context_band.draw(here, headline)
    st.stop()

answer.draw(here, headline)
summary_cards.draw(here, headline)
data_notes.draw(here, headline)
if headline.amounts.requirement:
    cards.with_explanation(here)
all_funding.draw(here, headline)
scenes.draw(here)

scorecard.draw(here)

left, right = st.columns(2, gap="medium")
with left:
    split = splits.split(here.view, "kind")
    frame.show(here, here.per_view("kinds", lambda: kinds.build(here.reader, split)))
with right:
    halves = splits.split(here.view, "priority")
    frame.show(here, here.per_view("priorities", lambda: priorities.build(here.reader, halves)))

gaps, conference = closing(here.view), here.view.conference
sure = conference_days.certainty(here.view)
frame.show(here, here.per_view("curve", lambda: curve.build(here.reader, gaps, conference, sure)))
jump_list.draw(here)
years_view.draw(here)

places = splits.split(here.view, "country")
country_map.draw(here, "summary", places)

explanation.draw(here)
