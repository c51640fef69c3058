"""Tables as HTML: real rows and headings, numbers at the end of their column, nothing interpreted."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.charts.table import Cell, Table
from portfolio.domain.recorded import RecordedState
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

SHOWN: Final = 200


def show(
    session: Session, table: Table, *, links: Sequence[str | None] | None = None, limit: int = SHOWN
) -> None:
    """Draw a table; ``links`` make the first cell of each row a link."""
    if not table.rows:
        st.html(text("p", session.words("empty.rows"), class_="rp-note"))
        return
    shown = session.reader.in_one_unit(table)
    unit = text("p", shown.unit, class_="rp-note") if shown.unit else ""
    st.html(unit + as_html(shown, links=links, limit=limit) + _signs(session, table))
    if len(table.rows) > limit:
        st.html(text("p", session.words.count("show.first", limit), class_="rp-note"))


def _signs(session: Session, table: Table) -> str:
    """What the signs of a table mean, where one stands in it for an amount."""
    cells = {cell.text for row in (*table.rows, table.total) for cell in row}
    signs = (RecordedState.NOT_RECORDED, RecordedState.NOT_APPLICABLE)
    if cells.isdisjoint(map(session.words.absent, signs)):
        return ""
    return text("p", session.words("recorded.signs"), class_="rp-note")


def as_html(table: Table, *, links: Sequence[str | None] | None = None, limit: int = SHOWN) -> str:
    """The table as HTML; its caption is for those who hear it."""
    numeric = [column.is_number for column in table.columns]
    head = "".join(
        text("th", column.is_visible or column.label, scope="col", class_=_class(column.is_number))
        for column in table.columns
    )
    body = "".join(
        _row(row, numeric, links[index] if links else None)
        for index, row in enumerate(table.rows[:limit])
    )
    foot = tag("tfoot", _row(table.total, numeric)) if table.total else ""
    inside = (
        text("caption", table.caption, class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", body),
        foot,
    )
    return tag("div", tag("table", *inside, class_="rp-table"), class_="rp-scroll", tabindex="0")


def _row(cells: tuple[Cell, ...], numeric: list[bool], href: str | None = None) -> str:
    made = []
    for index, (cell, is_number) in enumerate(zip(cells, numeric, strict=True)):
        inside = esc(cell.text)
        if index == 0 and href:
            inside = tag("a", inside, href=href)
        attributes = {"class_": _class(is_number), "title": cell.exact or None}
        made.append(
            tag("td", inside, **attributes)
            if index
            else tag("th", inside, scope="row", **attributes)
        )
    return tag("tr", *made)


def _class(is_number: bool) -> str | None:
    return "rp-number" if is_number else None
