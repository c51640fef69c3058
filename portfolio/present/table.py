"""Tables: columns and cells that know how they read on a page and in files, and sort."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeVar

from markupsafe import Markup

from portfolio.present.html import esc, tag, with_labels
from portfolio.present.sorting import SortColumn, TableOrder, name_value
from portfolio.text.words import Translator

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` on screen, ``exact`` on request (hover, print on demand), ``plain`` in files.

    ``amount_minor``: the amount in the reporting currency that ``text`` rounds, None for what is none.
    ``value``: a number that is no amount, a day, or an amount in its own currency, as it is before it is written.
    ``href``: where the text leads on screen.
    """

    text: str
    exact: str = ""
    plain: str | None = None  # None: the shown text itself
    amount_minor: int | None = None
    value: int | Fraction | date | tuple[str, int] | None = None
    href: str = ""
    state: str = ""  # why there is no amount, for machines

    @property
    def file_value(self) -> str:
        """Value of the cell in a file."""
        return self.text if self.plain is None else self.plain


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers are aligned to the end of the column. ``unit`` is added in files.

    ``is_visible``: the heading on screen, where it says more than the label. ``is_ranked``: its
    numbers order the rows, and stand out. ``key``: the name in an address that sorts by it.
    """

    label: str
    is_number: bool = False
    unit: str = ""
    is_visible: str = ""
    is_ranked: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings; the first column names the row. ``total`` closes the table.

    ``unit``: on screen, the sentence that names the one unit of all amounts. ``rest_rows``: rows at
    the end that stand for many others, and stay there in any order.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    unit: str = ""
    rest_rows: int = 0

    def sort_values(self) -> dict[str, Callable[[int], Any]]:
        """By the key of each column that sorts: the value of a row, given by its place, in it."""
        return {
            column.key: lambda row, at=at: self._value(row, at)  # type: ignore[misc]
            for at, column in enumerate(self.columns)
            if column.key
        }

    def _value(self, row: int, at: int) -> Any:
        """What a cell stands for: an exact amount, a number, a day, or a name; None for none."""
        if row >= len(self.rows) - self.rest_rows:
            return None
        cell = self.rows[row][at]
        if cell.amount_minor is not None:
            return cell.amount_minor
        if cell.value is not None or self.columns[at].is_number:
            return cell.value
        return name_value(cell.text)


def number(key: str, unit: str = "") -> Column:
    """A column of numbers under the phrase of a key."""
    return Column(key, True, unit)


_GENERAL: Final = ("label", "short", "missing")  # parts of phrase keys that name no column


def column_key(phrase: str) -> str:
    """Name in an address of the column under a phrase: "gap" of "figure.gap.short"."""
    parts = [part for part in phrase.split(".") if part not in _GENERAL]
    return parts[-1] if parts else phrase


def columns_of(
    words: Translator, phrases: Iterable[tuple[str, bool]], **values: object
) -> list[Column]:
    """Columns under phrases, each with whether it holds numbers."""
    return [
        Column(words(phrase, **values), is_number, key=column_key(phrase))
        for phrase, is_number in phrases
    ]


def table_of(
    words: Translator,
    caption: str,
    rows: Iterable[R],
    *columns: tuple[Column | str, Callable[[R], Cell | str]],
    total: tuple[Cell, ...] = (),
) -> Table:
    """A table with each column defined once: the key of its heading, and its cell of a row."""
    heads = [Column(head) if isinstance(head, str) else head for head, _ in columns]
    cells = ([write(row) for _, write in columns] for row in rows)
    return Table(
        caption,
        tuple(
            replace(head, label=words(head.label), key=head.key or column_key(head.label))
            for head in heads
        ),
        tuple(tuple(Cell(one) if isinstance(one, str) else one for one in row) for row in cells),
        total,
    )


ROWS_SHOWN: Final = 200


def as_html(
    table: Table,
    *,
    links: Sequence[str | None] | None = None,
    limit: int = ROWS_SHOWN,
    order: TableOrder[int] | None = None,
) -> Markup:
    """The table as HTML; its caption is for those who hear it. ``order``: of rows by their place."""
    numeric = [column.is_number for column in table.columns]
    places = range(len(table.rows)) if order is None else order.rows(range(len(table.rows)))
    rows = (
        _html_row(table.rows[place], numeric, links[place] if links else None)
        for place in places[:limit]
    )
    foot = _html_row(table.total, numeric) if table.total else ""
    return html_table(table.caption, table.columns, rows, foot=foot, order=order)


def html_table(
    caption: str,
    columns: Iterable[Column],
    *bodies: Iterable[str],
    kind: str = "",
    foot: str = "",
    order: TableOrder[Any] | None = None,
) -> Markup:
    """Rows of HTML under their headings; a narrow screen shows each row as a card.

    ``bodies`` are groups of rows, ``kind`` classes of style sheets; an empty heading is over names.
    ``order``: the rows are in it, and heads of its columns lead to others.
    """
    columns = tuple(columns)
    heads = tuple(_sort_column(column) for column in columns)
    labels = tuple(head.label for head in heads)
    inside = (
        *((tag("caption", caption, class_="rp-heard"),) if caption else ()),
        tag(
            "thead", tag("tr", *(_head(*pair, order) for pair in zip(heads, columns, strict=True)))
        ),
        *(tag("tbody", with_labels(rows, labels)) for rows in bodies),
        *((tag("tfoot", with_labels((foot,), labels)),) if foot else ()),
    )
    classes = ("rp-table", kind, "rp-stacked" if _is_wide(columns) else "")
    table = tag("table", *inside, class_=" ".join(filter(None, classes)))
    whole = tag("div", table, class_="rp-scroll", tabindex="0")
    return whole if order is None else order.notice + order.choice(heads) + whole


_NARROW_ENOUGH: Final = 3  # columns of figures, with the names, that a telephone has room for


def _is_wide(columns: Sequence[Column]) -> bool:
    """Whether a telephone has no room for the columns beside each other; texts take most."""
    texts = sum(not column.is_number for column in columns)
    return len(columns) > _NARROW_ENOUGH or texts > _NARROW_ENOUGH - 1


def _sort_column(column: Column) -> SortColumn:
    return SortColumn(column.key, column.is_visible or column.label, column.is_number)


def _head(head: SortColumn, column: Column, order: TableOrder[Any] | None) -> Markup:
    if not head.label:
        return tag("td", "")
    if order is None:
        return tag("th", head.label, scope="col", class_=_class(column))
    return order.head(head, _class(column))


def _html_row(cells: tuple[Cell, ...], numeric: list[bool], href: str | None = None) -> Markup:
    made = []
    for index, (cell, is_number) in enumerate(zip(cells, numeric, strict=True)):
        inside = esc(cell.text)
        if way := cell.href or (href if index == 0 else ""):
            inside = tag("a", inside, href=way)
        kind = "rp-number" if is_number else None
        made.append(
            tag("td", inside, class_=kind, title=cell.exact or None)
            if index
            else tag("th", inside, scope="row", class_=kind, title=cell.exact or None)
        )
    return tag("tr", *made)


def _class(column: Column) -> str | None:
    if not column.is_number:
        return None
    return "rp-number rp-ranked" if column.is_ranked else "rp-number"
