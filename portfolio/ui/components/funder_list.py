"""Funders side by side: secured, paid and pledged, and what one of them funds."""

import streamlit as st

from portfolio.charts import funders
from portfolio.charts.reader import UNKNOWN
from portfolio.charts.table import Table
from portfolio.domain.projects import Status
from portfolio.measures import projects
from portfolio.measures.figures import FUNDER_FIGURES, Breakdown, Figure, ProjectLine
from portfolio.ui.components import narrowing, project_file, project_rows, ranking
from portfolio.ui.components.markup import text
from portfolio.ui.session import Session


def draw(session: Session, split: Breakdown) -> None:
    """The bars; their table has every funder, each a link that narrows."""
    words, drawn = session.words, funders.build(session.reader, split)
    note = words("funders.bars.note")
    if any(line.key == UNKNOWN for line in split.lines):
        named = session.reader.name("funder", UNKNOWN)
        note = f"{note} {words('funders.unknown.note', name=named)}"
    narrowing.bars(session, "funders", drawn, split, note=note)


def funded_projects(session: Session) -> None:
    """What the funders of the filter fund: every project, whatever its status but cancelled."""
    names = [session.reader.name("funder", key) for key in sorted(session.question.filters.funders)]
    if not names:
        return
    words = session.words
    lines = sorted(_lines(session), key=_most_first)
    title = words("funders.projects", names=session.reader.join_names(names))
    with st.container(key="chart-funded"):
        st.html(text("h2", title, class_="rp-chart-title"))
        said = words.count("funders.projects.takeaway", len(lines))
        st.html(text("p", said, class_="rp-takeaway"))

        def whole() -> Table:
            return project_file.table(session, title, lines)

        if lines:
            ranking.rows(
                session,
                "funded",
                title,
                lines,
                whole,
                figures=project_rows.FUNDED,
                ranking=Figure.SECURED,
            )


def _lines(session: Session) -> list[ProjectLine]:
    every = projects.lines(session.view, projects.counted_projects(session.view))
    return [line for line in every if line.status is not Status.CANCELLED]


def _most_first(line: ProjectLine) -> tuple[object, ...]:
    return (*(-(line.amounts.of(figure) or 0) for figure in FUNDER_FIGURES), line.identifier)
