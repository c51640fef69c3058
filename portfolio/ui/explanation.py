"""The explanation of a figure: its definition, what each project adds, the rows, rates, what is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from portfolio.domain.money import Money
from portfolio.domain.params import RecordedState
from portfolio.measures.entries import Quote
from portfolio.measures.explain import Contribution, Explanation, explain
from portfolio.measures.figures import Figure
from portfolio.measures.rows import LedgerRow
from portfolio.present.html import tag
from portfolio.present.table import Cell, Column, Table, column_key
from portfolio.services.rates import sources_of
from portfolio.ui import downloads, lists, opening, subjects
from portfolio.ui.opening import EXPLAIN
from portfolio.ui.session import Session

PROJECTS: Final = 60


def button(
    session: Session,
    figure: Figure,
    *,
    axis: str | None = None,
    key: str | None = None,
    label: str = "",
) -> None:
    """Button that opens the explanation of a figure, or of one row of a breakdown."""
    name = "-".join(filter(None, ("explain", figure.value, axis, key)))
    st.button(
        label or session.words("explain.label"),
        key=name,
        type="tertiary",
        on_click=open_address,
        args=(figure, axis, key),
    )


def draw(session: Session) -> None:
    """The explanation the address names, if any, over the page. Called once, at the end of a page."""
    wanted = opening.explanation_choice(session)
    if wanted is None:
        return
    figure, axis, key = wanted
    name = session.words(f"figure.{figure}")
    title = session.words("explain.title", figure=name)
    st.dialog(title, width="large", on_dismiss=close)(_explained)(session, figure, axis, key)


def open_address(figure: Figure, axis: str | None = None, key: str | None = None) -> None:
    """Name an explanation in the address, which opens it."""
    st.query_params[EXPLAIN] = ":".join(filter(None, (figure.value, axis, key)))


def close() -> None:
    """Remove the explanation from the address."""
    st.query_params.pop(EXPLAIN, None)


def figure_text(session: Session, result: Explanation) -> str:
    """The figure to the minor unit, or in words why it is no amount (ruling 26)."""
    if result.state is RecordedState.RECORDED:
        return session.reader.exact(result.total)
    if result.state is RecordedState.NOT_RECORDED:
        return session.reader.not_recorded(result.figure)
    return session.words(f"state.{result.state}")


def _explained(session: Session, figure: Figure, axis: str | None, key: str | None) -> None:
    found = explain(session.view, figure, axis, key, limit=PROJECTS)
    words, total = session.words, figure_text(session, found)
    count = sum(len(entry.rows) for entry in found.contributions)
    said = [
        tag("p", words(f"figure.{figure}.meaning"), class_="rp-note"),
        tag("p", total, class_="rp-value"),
    ]
    if not found.rest_count and found.state is RecordedState.RECORDED:
        said.append(tag("p", words.count("explain.rows", count, total=total)))
    st.html(tag("div", *said))
    if found.contributions:
        table = as_table(session, found)
        links = [
            session.href("projects", project=row[0].file_value) if row[0].plain else ""
            for row in table.rows
        ]
        lists.show(session, table, links=links, limit=len(table.rows), name="explanation")
        downloads.draw_table_download(
            session,
            lambda: as_table(session, explain(session.view, figure, axis, key), is_file=True),
            stem=f"{figure}-{session.question.as_of}-{found.currency}",
            name="explanation",
        )
    if found.left_out:
        items = [tag("li", opening.left_out(session, row)) for row in found.left_out]
        st.html(tag("h3", words("explain.left_out")) + tag("ul", *items))
    else:
        st.html(tag("p", words("explain.none_left_out"), class_="rp-note"))


def as_table(session: Session, result: Explanation, *, is_file: bool = False) -> Table:
    """Every row that adds to the figure, greatest contribution first; the rows add up to the total.

    ``is_file``: the currency of the original amount has a column of its own.
    """
    words = session.words
    heads = (
        Column("column.project"),
        Column("axis.funder"),
        Column("explain.stage"),
        Column("column.date"),
        Column("explain.original", True),
        *((Column("column.currency"),) if is_file else ()),
        Column("explain.rate"),
        Column("explain.rate_source"),
        Column("explain.converted", True, result.currency),
        Column("explain.contribution", True, result.currency),
    )
    columns = tuple(
        replace(head, label=words(head.label), key=column_key(head.label)) for head in heads
    )
    sources = sources_of(session.register, result.quotes)
    rows = [
        row for entry in result.contributions for row in _rows(session, entry, sources, is_file)
    ]
    if result.rest_count:
        said = words.count(
            "explain.rest", result.rest_count, amount=session.reader.exact(result.rest)
        )
        blank = tuple(Cell("") for _ in columns[2:])
        rows.append((Cell(said), *blank, _exact(session, result.rest)))
    total = (
        Cell(words("part.total")),
        *(Cell("") for _ in columns[2:]),
        _exact(session, result.total),
    )
    name = words(f"figure.{result.figure}")
    title = words("explain.title", figure=name)
    return Table(title, columns, tuple(rows), total, rest_rows=1 if result.rest_count else 0)


def _rows(
    session: Session, entry: Contribution, sources: Mapping[int, str], is_file: bool
) -> Iterator[tuple[Cell, ...]]:
    """Rows of one project, and one more where the view includes only a part of them."""
    project = Cell(session.title(entry.project), exact=entry.project, plain=entry.project)
    funder = _funder(session, entry.funder)
    for row in entry.rows:
        own = _funder(session, row.funder) if row.funder else funder
        yield (project, own, *_row(session, row, sources, is_file))
    if entry.amount != entry.whole:
        said = session.words("explain.whole", amount=session.reader.exact(entry.whole))
        kept = entry.amount - entry.whole
        blank = tuple(Cell("") for _ in range(6 if is_file else 5))
        yield (project, funder, Cell(said), *blank, _exact(session, kept))


def _funder(session: Session, key: str | None) -> Cell:
    """A funder as the way to its page."""
    if not key:
        return Cell("")
    return Cell(session.reader.name("funder", key), href=subjects.href(session, "funder", key))


def _row(
    session: Session, row: LedgerRow, sources: Mapping[int, str], is_file: bool
) -> tuple[Cell, ...]:
    words = session.words
    stage = words(row.stage) if row.stage.startswith("explain.") else _stage(session, row.stage)
    if row.internal:
        said = words("projects.internal", amount=session.reader.exact(row.internal))
        stage = words("word.colon", label=stage, value=said)
    elif row.reason:
        stage = words("word.colon", label=stage, value=words(row.reason))
    original = Cell("")
    if row.amount_minor is not None and row.currency is not None:
        shown = words.exact(row.amount_minor, row.currency)
        plain = f"{Money(row.amount_minor, row.currency).decimal():f}"
        original = Cell(shown, plain=plain, value=(row.currency, row.amount_minor))
    named = (
        words("explain.parity_source") if quote.rate is None else sources.get(quote.rate, "")
        for quote in row.quotes
    )
    return (
        Cell(stage),
        session.reader.day(row.day),
        original,
        *((Cell(row.currency or ""),) if is_file else ()),
        Cell("; ".join(rate(session, quote) for quote in row.quotes)),
        Cell("; ".join(named)),
        Cell("") if row.converted is None else _exact(session, row.converted),
        _exact(session, row.amount),
    )


def rate(session: Session, quote: Quote) -> str:
    """A rate in words, with the day it is of."""
    return session.reader.rate(quote)


def _stage(session: Session, stage: str) -> str:
    """Name of a row: a budget period is the requirement, else its step of the ladder."""
    return session.words("figure.requirement" if stage == "requirement" else f"flow.{stage}")


def _exact(session: Session, amount_minor: int | None) -> Cell:
    """An amount to the minor unit: an explanation has to add up on the screen."""
    cell = session.reader.money(amount_minor)
    return Cell(cell.exact, plain=cell.plain, value=amount_minor)
