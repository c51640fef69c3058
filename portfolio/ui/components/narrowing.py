"""From a picture to what it is made of: a selected point, or a link of its table, narrows the page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from portfolio.charts import targets
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.heat import SEPARATOR
from portfolio.charts.reader import UNALLOCATED
from portfolio.charts.table import Cell, Column, Table
from portfolio.domain.cooperation import Kind
from portfolio.domain.filters import ViewParams
from portfolio.measures.figures import Amounts, Breakdown, CrossTab, Figure
from portfolio.ui.components import filters, frame
from portfolio.ui.session import Session, go

FIELDS: Final = {axis.name: axis.field for axis in filters.AXES}


def narrowed_projects(session: Session, keys: Mapping[str, str]) -> ViewParams | None:
    """The question kept to one key per axis; None where a key names nothing recorded."""
    if UNALLOCATED in keys.values():
        return None
    kept = {FIELDS[axis]: frozenset((_value(axis, key),)) for axis, key in keys.items()}
    return session.with_filters(**kept)


def bars(
    session: Session, page: str, spec: ChartSpec, split: Breakdown, *, note: str, always: str = ""
) -> None:
    """A chart of one split: a bar, or a link of the table, keeps the page to that part.

    ``note`` says so where there is more than one part; ``always`` stands under the chart anyhow.
    """
    names = Counter(session.reader.name(split.axis, line.key) for line in split.lines)
    keys = {session.reader.name(split.axis, line.key): line.key for line in split.lines}
    links = [
        _href(session, page, {split.axis: keys[name]}) if names[name] == 1 else ""
        for name in (row[0].text for row in spec.table.rows)
    ]
    note = " ".join(filter(None, (always, note if len(split.lines) > 1 else "")))
    for key in frame.show(session, spec, selects=True, note=note, links=links):
        if key in keys.values():
            _follow(session, {split.axis: key})


def cells(
    session: Session,
    page: str,
    spec: ChartSpec,
    crossing: CrossTab,
    axes: tuple[str, str],
    figures: Sequence[Figure],
    total: Amounts,
    *,
    note: str,
) -> None:
    """A grid of a crossing; its table lists every cell as a link, the greatest first."""
    ranked = sorted(
        (key for key, amounts in crossing.cells.items() if amounts.of(figures[0])),
        key=lambda key: (-(crossing.cells[key].of(figures[0]) or 0), key),
    )
    table = _table(session, spec.title, crossing, ranked, axes, figures, total)
    links = [_href(session, page, dict(zip(axes, key, strict=True))) for key in ranked]
    note = note if len(ranked) > 1 else ""
    listed = replace(targets.selectable(spec), make_table=lambda: table)
    cell_of = {SEPARATOR.join(key): key for key in ranked}
    for said in frame.show(session, listed, selects=True, note=note, links=links):
        if said in cell_of:
            _follow(session, dict(zip(axes, cell_of[said], strict=True)))


def _table(
    session: Session,
    title: str,
    crossing: CrossTab,
    projects: Sequence[tuple[str, str]],
    axes: tuple[str, str],
    figures: Sequence[Figure],
    total: Amounts,
) -> Table:
    words, reader = session.words, session.reader
    columns = (
        *(Column(words(f"axis.{axis}")) for axis in axes),
        *(Column(words(f"figure.{f}.short"), True, reader.currency) for f in figures),
    )
    rows = tuple(
        (
            *(Cell(reader.name(axis, part)) for axis, part in zip(axes, key, strict=True)),
            *(reader.figure(crossing.cells[key], figure) for figure in figures),
        )
        for key in projects
    )
    sums = (reader.figure(total, figures[0]), *(Cell("") for _ in figures[1:]))
    return Table(title, columns, rows, (Cell(words("part.total")), Cell(""), *sums))


def _value(axis: str, key: str) -> Any:
    """The key of a split as the filter of its axis holds it."""
    match axis:
        case "clause":
            return int(key)
        case "kind":
            return next(kind for kind in Kind if kind.word == key)
        case _:
            return key


def _href(session: Session, page: str, keys: Mapping[str, str]) -> str:
    """The link that narrows; empty where nothing can be kept."""
    question = narrowed_projects(session, keys)
    return session.href(page, question) if question else ""


def _follow(session: Session, keys: Mapping[str, str]) -> None:
    """Put the narrowed question into the address, unless it is there already."""
    question = narrowed_projects(session, keys)
    if question is not None and question != session.question:
        go(session.address(question))
