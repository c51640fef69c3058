"""Funders: who has pledged, committed and paid, to which clause, and how their pledges age."""

import streamlit as st

from portfolio.charts import funder_clause
from portfolio.measures import splits, totals
from portfolio.measures.figures import FUNDER_FIGURES, Figure
from portfolio.ui import session
from portfolio.ui.components import (
    cards,
    context_band,
    data_notes,
    empty,
    explanation,
    funder_delivery,
    funder_list,
    narrowing,
    opening,
    pledge_rows,
    pledging_events,
    sheets,
    years_view,
)
from portfolio.ui.components.markup import text

here = session.current()
words, headline = here.words, totals.headline(here.view)
split = splits.split(here.view, "funder")


def _told(figure: Figure, total: int | None, funders: int) -> str:
    """One whole sum in a sentence, or that nothing of it is recorded."""
    key = f"funders.answer.{figure}" if total is not None else f"funders.answer.{figure}.none"
    amount = here.reader.amount(total or 0)
    if figure is Figure.SECURED:
        return words.count(key, funders, amount=amount)
    return words(key, amount=amount)


sheets.draw("money")
opening.draw(here, "funders")
if headline.is_empty:
    empty.portfolio(here)
    pledging_events.draw(here)
    st.stop()

giving = [line for line in split.lines if any(map(line.amounts.of, FUNDER_FIGURES))]
answer = words("funders.nothing" if split.lines else "funders.none")
if giving:
    answer = " ".join(
        _told(figure, headline.amounts.recorded_amount(figure), len(giving))
        for figure in FUNDER_FIGURES
    )
# Whole sums of the funders: another family than what is needed and covered.
st.html(
    text("h2", words("funding.title"), class_="rp-section")
    + text("p", answer, class_="rp-answer-said rp-wide")
)
cards.draw(here, headline, FUNDER_FIGURES)
data_notes.draw(here, headline)

funder_delivery.draw(here)
funder_list.draw(here, split)
funder_delivery.of_all(here)
funder_list.funded_projects(here)
if here.question.band.has_requirement:
    context_band.context_sentence(here)

crossing = splits.crossing(here.view, "funder", "clause")
drawn = funder_clause.build(here.reader, crossing)
narrowing.cells(
    here,
    "funders",
    drawn,
    crossing,
    ("funder", "clause"),
    FUNDER_FIGURES,
    headline.amounts,
    note=words("funders.cells.note"),
)

years_view.draw(here)
pledge_rows.draw(here)
pledging_events.draw(here)
explanation.draw(here)
