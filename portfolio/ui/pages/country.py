"""Country page: what one country needs, who covers it, how far it is, and what is due next."""

import streamlit as st

from portfolio.charts import breakdowns
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.ui import (
    cards,
    changes,
    chart,
    explanation,
    metrics,
    notes,
    subject_projects,
    subjects,
)
from portfolio.ui.sheet import draw_sheet


def draw() -> None:
    """Draw the page."""
    here, headline = subjects.draw_head("country")
    if not here.question.band.has_requirement:
        notes.draw_context_band(here, headline)
        draw_sheet(here)
        st.stop()

    metrics.draw_answer(here, headline)
    cards.draw_of_subject(here, headline)
    notes.draw_data_notes(here, headline)
    draw_sheet(here)
    if headline.amounts.requirement:
        metrics.with_explanation(here)
    subject_projects.draw(here, here.words("country.projects"), here.words("country.projects.note"))

    split = measures_breakdowns.split(here.view, "clause")
    drawn = here.per_view("clauses", lambda: breakdowns.clauses(here.reader, split))
    chart.bars(here, "country", drawn, split, note=here.words("chart.bars.lead"))
    changes.draw(here)
    subject_projects.draw_apart(here, "country")
    explanation.draw(here)
