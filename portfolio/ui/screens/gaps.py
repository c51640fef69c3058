"""Funding gaps: what is missing, where, and in which projects."""

import streamlit as st

from portfolio.charts import clause_country, countries, kinds
from portfolio.charts.three_gaps import THREE
from portfolio.measures import splits, totals
from portfolio.ui import session
from portfolio.ui.components import (
    closing_list,
    context_band,
    data_notes,
    empty,
    explanation,
    narrowing,
    opening,
    ranking,
    sheets,
    three_gaps,
    years_view,
)
from portfolio.ui.components.markup import text

here = session.current()
words, headline = here.words, totals.headline(here.view)

sheets.draw("money")
opening.draw(here, "gaps")
if headline.is_empty:
    empty.portfolio(here)
    st.stop()

if context_band.stops(here, headline, "gaps"):
    st.stop()

st.html(text("p", three_gaps.sentence(here, headline.amounts), class_="rp-answer-said rp-wide"))
three_gaps.draw(here, headline)
data_notes.draw(here, headline)
closing_list.draw(here, headline)
ranking.draw(here, headline)
ranking.beside(here, headline)

crossing = splits.crossing(here.view, "clause", "country")
drawn = clause_country.build(here.reader, crossing)
note = f"{words('gaps.cells.note')} {words('gaps.cells.unallocated')}"
axes = ("clause", "country")
narrowing.cells(here, "gaps", drawn, crossing, axes, THREE, headline.amounts, note=note)

left, right = st.columns(2, gap="medium")
for column, chart, axis in ((left, countries, "country"), (right, kinds, "kind")):
    with column:
        split = splits.split(here.view, axis)
        drawn = chart.build(here.reader, split)
        narrowing.bars(here, "gaps", drawn, split, note=words("gaps.bars.note"))

years_view.draw(here)
explanation.draw(here)
