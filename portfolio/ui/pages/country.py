"""Country page: what one country needs, who covers it, how far it is, and what is due next."""

from dataclasses import replace

import streamlit as st

from portfolio.charts import breakdowns
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.measures import headline as measures_headline
from portfolio.ui import (
    cards,
    changes,
    chart,
    explanation,
    metrics,
    notes,
    opening,
    session,
    subject_projects,
    subjects,
)
from portfolio.ui.sheet import draw_sheet


def draw() -> None:
    """Draw the page."""
    here = session.current()
    code = subjects.subject_of_address(here, "country")
    here = replace(here, subject="country")
    headline = measures_headline.headline(here.view)

    opening.draw_sheets("summary", "projects", "money")
    opening.draw(
        here,
        "country",
        title=here.reader.name("country", code),
        above=subjects.way_back(here, "country"),
    )
    if headline.is_empty:
        subjects.draw_empty(here, "country", code)
        st.stop()
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
