"""Funders side by side: secured, paid and pledged, the documented part, and what one of them funds."""

from dataclasses import replace

import streamlit as st

from portfolio.charts import funders
from portfolio.charts.reader import UNKNOWN
from portfolio.charts.table import Column, Table
from portfolio.domain.projects import Status
from portfolio.measures import projects, splits
from portfolio.measures.figures import FUNDER_FIGURES, Figure, Headline, ProjectLine, Split
from portfolio.ui.components import narrowing, project_file, project_rows, ranking
from portfolio.ui.components.markup import text
from portfolio.ui.session import Session


def draw(here: Session, headline: Headline, split: Split) -> None:
    """The bars; their table has every funder with its documented part, each a link that narrows."""
    words, drawn = here.words, funders.build(here.reader, split)
    note = words("funders.bars.note")
    if any(line.key == UNKNOWN for line in split.lines):
        named = here.reader.name("funder", UNKNOWN)
        note = f"{note} {words('funders.unknown.note', name=named)}"
    if headline.documented_projects != headline.projects:
        table = _with_documented(here, drawn.table, headline)
        drawn = replace(drawn, tabled=lambda: table)
    narrowing.bars(here, "funders", drawn, split, note=note)


def _with_documented(here: Session, table: Table, headline: Headline) -> Table:
    """One more column: what of each funder's secured money is in projects that are not made up."""
    scope = replace(here.question.scope, illustrative=False)
    documented = splits.split(here.seen(replace(here.question, scope=scope)), "funder")
    secured = {
        here.reader.name("funder", line.key): line.amounts.secured for line in documented.lines
    }
    column = Column(here.words("funders.documented"), True, here.reader.currency)
    return replace(
        table,
        columns=(*table.columns, column),
        rows=tuple((*row, here.reader.money(secured.get(row[0].shown, 0))) for row in table.rows),
        total=(*table.total, here.reader.money(headline.documented.secured)),
    )


def funded(here: Session) -> None:
    """What the funders of the filter fund: every project, whatever its status but cancelled."""
    names = [here.reader.name("funder", key) for key in sorted(here.question.filters.funders)]
    if not names:
        return
    words = here.words
    lines = sorted(_lines(here), key=_most_first)
    title = words("funders.projects", names=here.reader.listed(names))
    with st.container(key="chart-funded"):
        st.html(text("h2", title, class_="rp-chart-title"))
        said = words.count("funders.projects.takeaway", len(lines))
        st.html(text("p", said, class_="rp-takeaway"))

        def whole() -> Table:
            return project_file.table(here, title, lines)

        if lines:
            ranking.rows(
                here,
                "funded",
                title,
                lines,
                whole,
                figures=project_rows.FUNDED,
                ranked=Figure.SECURED,
            )


def _lines(here: Session) -> list[ProjectLine]:
    every = projects.lines(here.view, projects.shown(here.view))
    return [line for line in every if line.status is not Status.CANCELLED]


def _most_first(line: ProjectLine) -> tuple[object, ...]:
    return (*(-(line.amounts.of(figure) or 0) for figure in FUNDER_FIGURES), line.identifier)
