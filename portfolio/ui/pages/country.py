"""Country page: what one country needs, who covers it, how far it is, and what is due next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts import breakdowns
from portfolio.domain.projects import Band
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.measures import headline as measures_headline
from portfolio.measures import lists
from portfolio.measures.figures import Amounts, Figure, ProjectLine
from portfolio.present.html import link, tag
from portfolio.present.table import Table
from portfolio.ui import (
    cards,
    changes,
    chart,
    explanation,
    metrics,
    notes,
    opening,
    project_rows,
    ranking,
    session,
    subjects,
)
from portfolio.ui.session import Session

_MOST: Final = 500  # projects that are all read; of more the list begins with those that miss most


def draw_projects(session: Session) -> None:
    """The projects of the band with whom to write to, the most missing first."""
    lines = projects(session)
    if not lines:
        return
    words, title = session.words, session.words("country.projects")
    with st.container(key="chart-country-projects"):
        st.html(
            tag("h2", title, class_="rp-chart-title")
            + tag("p", words("country.projects.note"), class_="rp-takeaway")
        )

        def whole() -> Table:
            return project_rows.table(session, title, projects(session, None))

        ranking.rows(
            session,
            "country-projects",
            title,
            lines,
            whole,
            figures=project_rows.PARTS,
            ranking=Figure.GAP_AFTER_PLEDGES,
        )


def projects(session: Session, most: int | None = _MOST) -> Sequence[ProjectLine]:
    """Projects of the band, the most missing first, then by identifier."""
    view, figure = session.view, Figure.GAP_AFTER_PLEDGES
    codes = lists.counted_projects(view)
    if most is not None and len(codes) > most:
        return lists.ranking(view, figure, most)
    lines = (line for line in lists.lines(view, codes) if line.band is session.question.band)
    return sorted(lines, key=lambda line: (-(line.amounts.of(figure) or 0), line.identifier))


def draw_apart(session: Session) -> None:
    """What is counted in no figure above: projects in preparation, and context."""
    line = measures_headline.headline(session.view).bands.get(Band.PIPELINE)
    if line is not None and line.projects and session.question.band is Band.OFFICIAL:
        other = replace(session.question, band=Band.PIPELINE)
        there = session.href("country", other)
        st.html(
            tag("h2", session.words("gaps.pipeline"), class_="rp-section")
            + tag("p", _pipeline(session, line.amounts, line.projects), class_="rp-takeaway")
            + tag("p", link(session.words("gaps.pipeline.open"), there), class_="rp-note")
        )
    notes.context_sentence(session)


def _pipeline(session: Session, amounts: Amounts, count: int) -> str:
    needed = amounts.recorded_amount(Figure.REQUIREMENT)
    if needed is None:
        return session.words.count("notes.pipeline.unstated", count)
    amount = session.reader.amount(needed)
    return session.words.count("notes.pipeline", count, amount=amount)


def way_back(session: Session) -> Markup:
    """The way to every country of the view."""
    everywhere = session.with_filters(countries=frozenset())
    back = link(session.words("nav.country.all"), session.href("country", everywhere))
    return tag("p", back, class_="rp-crumb")


def draw() -> None:
    """Draw the page."""
    here = session.current()
    code = subjects.subject_of_address(here, "country")
    here = replace(here, subject="country")
    headline = measures_headline.headline(here.view)

    opening.draw_sheets("summary", "projects", "money")
    opening.draw(here, "country", title=here.reader.name("country", code), above=way_back(here))
    if headline.is_empty:
        subjects.draw_empty(here, "country", code)
        st.stop()
    if not here.question.band.has_requirement:
        notes.draw_context_band(here, headline)
        st.stop()

    metrics.draw_answer(here, headline)
    cards.draw_of_subject(here, headline)
    notes.draw_data_notes(here, headline)
    if headline.amounts.requirement:
        metrics.with_explanation(here)
    draw_projects(here)

    split = measures_breakdowns.split(here.view, "clause")
    drawn = here.per_view("clauses", lambda: breakdowns.clauses(here.reader, split))
    chart.bars(here, "country", drawn, split, note=here.words("chart.bars.lead"))
    changes.draw(here)
    draw_apart(here)
    explanation.draw(here)
