"""Who funds a project: secured, pledged and paid of each, and what was only passed on."""

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.measures import entries
from portfolio.measures.figures import FUNDER_FIGURES, BreakdownRow, Figure
from portfolio.ui.components import tables
from portfolio.ui.components.markup import text
from portfolio.ui.components.project_opened import ProjectContext


def draw(context: ProjectContext) -> None:
    """The table of funders; its totals are the project's own figures."""
    here = context.session
    lines = entries.funders(here.view, context.project.identifier)
    st.html(
        text("h2", here.words("projects.funders"), class_="rp-section", id="funders")
        + text("p", _sentence(context, lines), class_="rp-takeaway")
    )
    if lines:
        names = [line.key for line in lines]
        links = [
            here.href("funders", here.with_filters(funders=frozenset({name}))) for name in names
        ]
        tables.show(here, _table(context, lines), links=links)
    passed = entries.passed_on(here.view, context.project.identifier)
    if passed:
        stages = here.reader.join_names(
            [
                here.words(
                    "word.colon",
                    label=here.words(f"flows.{stage.word}"),
                    value=here.reader.amount(minor),
                )
                for stage, minor in passed.items()
            ]
        )
        st.html(text("p", here.words("projects.passed_on", stages=stages), class_="rp-note"))


def _sentence(context: ProjectContext, lines: tuple[BreakdownRow, ...]) -> str:
    words, reader = context.session.words, context.session.reader
    if not context.line.convertible:
        return words("projects.funders.no_rate")
    if not lines:
        return words("projects.funders.none")
    giving = [line for line in lines if any(map(line.amounts.of, FUNDER_FIGURES))]
    if not giving:
        return words("projects.funders.nothing")
    name = reader.name("funder", giving[0].key)
    if not giving[0].amounts.secured:
        is_recorded = context.line.amounts.recorded_amount(Figure.SECURED) is not None
        return words(f"chart.funders.{'none_secured' if is_recorded else 'unrecorded'}")
    if len(giving) == 1:
        return words("projects.funders.one", name=name)
    return words(
        "projects.funders.takeaway",
        name=name,
        amount=reader.amount(giving[0].amounts.secured),
        total=reader.amount(context.line.amounts.secured),
    )


def _table(context: ProjectContext, lines: tuple[BreakdownRow, ...]) -> Table:
    words, reader = context.session.words, context.session.reader
    columns = (
        Column(words("axis.funder")),
        *(Column(words(f"figure.{f}"), True, reader.currency) for f in FUNDER_FIGURES),
    )
    rows = tuple(
        (
            Cell(reader.name("funder", line.key)),
            *(reader.figure(line.amounts, figure) for figure in FUNDER_FIGURES),
        )
        for line in lines
    )
    own = (reader.figure(context.line.amounts, figure) for figure in FUNDER_FIGURES)
    total = (Cell(words("part.total")), *own) if len(lines) > 1 else ()
    return Table(words("projects.funders"), columns, rows, total)
