"""Projects of the funders a view is narrowed to, the most secured first."""

from functools import partial

import streamlit as st

from portfolio.domain.projects import Status
from portfolio.measures import lists
from portfolio.measures.figures import FUNDER_FIGURES, Figure, ProjectLine
from portfolio.present.data_table import DataTable
from portfolio.present.html import tag
from portfolio.ui import project_rows, ranking
from portfolio.ui.session import Session


def draw(session: Session) -> None:
    """Projects of the filtered funders: every one, whatever its status but cancelled."""
    name = partial(session.reader.name, "funder")
    names = list(map(name, session.in_name_order(session.question.filters.funders, name)))
    if not names:
        return
    words = session.words
    lines = sorted(_lines(session), key=_most_first)
    title = words("funders.projects", names=session.reader.join_names(names))
    with st.container(key="chart-funded"):
        st.html(tag("h2", title, class_="rp-chart-title"))
        said = words.count("funders.projects.takeaway", len(lines))
        st.html(tag("p", said, class_="rp-takeaway"))

        def whole() -> DataTable:
            return project_rows.table(session, title, lines)

        if lines:
            ranking.rows(
                session,
                "funded",
                title,
                lines,
                whole,
                every=lambda: lines,
                figures=project_rows.FUNDED,
                ranking=Figure.SECURED,
            )


def _lines(session: Session) -> list[ProjectLine]:
    every = lists.lines(session.view, lists.counted_projects(session.view))
    return [line for line in every if line.status is not Status.CANCELLED]


def _most_first(line: ProjectLine) -> tuple[object, ...]:
    return (*(-(line.amounts.of(figure) or 0) for figure in FUNDER_FIGURES), line.identifier)
