"""Sorting: the order of a table's rows by one column, and the links in its heads that change it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from markupsafe import Markup

from portfolio.present.html import link, tag
from portfolio.text.typing import fold
from portfolio.text.words import Translator

R = TypeVar("R")
K = TypeVar("K", str, int)
SortValues = Mapping[str, Callable[[R], Any]]  # the value of a row by column, None for none
# The name in an address. Its values are "TABLE:COLUMN", or "TABLE:-COLUMN" for the greatest first.
SORT: Final = "sort"
LONGEST: Final = 60  # signs of a wrong value that are repeated to the reader


@dataclass(frozen=True, slots=True)
class Sort:
    """A column by its name in an address, and whether its greatest value comes first."""

    column: str
    is_descending: bool = False

    @classmethod
    def of(cls, word: str) -> "Sort":
        """The sort that a word of an address names: "gap", or "-gap"."""
        return cls(word.removeprefix("-"), word.startswith("-"))

    @property
    def word(self) -> str:
        """Name in an address."""
        return f"-{self.column}" if self.is_descending else self.column


def sort_rows(
    rows: Iterable[R],
    value: Callable[[R], Any],
    *,
    is_descending: bool = False,
    language: str = "",
) -> list[R]:
    """Rows by their values; equal ones stay as they stood, those without a value (None) come last.

    ``language``: its readers' alphabet precedes others.
    """
    valued, others = [], []
    is_arabic = language == _ARABIC
    for row in rows:
        own = value(row)
        if own is None:
            others.append(row)
        else:
            valued.append((_arabic_first(own) if is_arabic else own, row))
    valued.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [*(row for _, row in valued), *others]


_ARABIC: Final = "ar"
# The letters of other alphabets behind those of Arabic, each alphabet in its own order.
_BEHIND_ARABIC: Final = {code: code + 0xF0000 for code in range(ord("A"), 0x0600)}


def _arabic_first(value: Any) -> Any:
    """A value whose texts begin with the alphabet of an Arabic reader."""
    if isinstance(value, str):
        return value.translate(_BEHIND_ARABIC)
    if isinstance(value, tuple | list):
        return tuple(map(_arabic_first, value))
    return value


NameValue = tuple[tuple[tuple[bool, int, str], ...], str]
_PART: Final = re.compile(r"(\d{1,18})|\D+")
LAST_NAME: Final[NameValue] = (((True, 1, ""),), "")  # behind every name, where a row has others


def name_value(text: str) -> NameValue | None:
    """Place of a name among others: case, accents, the article and forms of a letter come second.

    Numbers in it are read as such: clause 2 is before clause 10, and before any letter. None where
    there is no name: nothing but signs.
    """
    parts = tuple(
        (False, int(part[1]), "") if part[1] else (True, 0, part[0].strip())
        for part in _PART.finditer(fold(text))
    )
    return (parts, text) if parts else None


def in_name_order(keys: Iterable[K], name: Callable[[K], str], language: str) -> list[K]:
    """Keys by their names as readers of the language look them up; equal names by the keys.

    The one order of every list of names: choices, filters, and names in a sentence.
    """
    return sort_rows(sorted(keys), lambda key: name_value(name(key)), language=language)


def cell_value(cell: Markup | str) -> NameValue | None:
    """Place of a cell of text by what is read in it."""
    return name_value(cell.striptags() if isinstance(cell, Markup) else cell)


@dataclass(frozen=True, slots=True)
class SortColumn:
    """A column as heads and lists name it; numbers begin with the greatest."""

    key: str
    label: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class TableOrder(Generic[R]):
    """Order of one table: the values of its columns, the one in force, and links to others.

    ``address_sort``: what the address asks for, ``default`` in what order the rows come where it asks for
    nothing, both None for none. ``href``: the address of this page in another order.
    """

    table: str
    values: SortValues[R]
    words: Translator
    href: Callable[[Sort | None], str]
    address_sort: Sort | None = None
    default: Sort | None = None

    @property
    def sort(self) -> Sort | None:
        """The sort in force."""
        if self.address_sort is not None and self.address_sort.column in self.values:
            return self.address_sort
        return self.default

    def rows(self, rows: Iterable[R]) -> list[R]:
        """Rows in the order that the address asks for; as they come where it asks for none."""
        sort = self.sort
        if sort is None or sort == self.default:
            return list(rows)
        return sort_rows(
            rows,
            self.values[sort.column],
            is_descending=sort.is_descending,
            language=self.words.language,
        )

    def next_sort(self, column: SortColumn) -> Sort:
        """The sort that a click on a head leads to: the other direction where it is in force."""
        sort = self.sort
        if sort is not None and sort.column == column.key:
            return Sort(column.key, not sort.is_descending)
        return Sort(column.key, column.is_number)

    def head(self, column: SortColumn, class_: str | None) -> Markup:
        """The head of a column; a link where its values can order the rows."""
        if column.key not in self.values:
            return tag("th", column.label, scope="col", class_=class_)
        sort = self.sort
        state = None
        if sort is not None and sort.column == column.key:
            state = "descending" if sort.is_descending else "ascending"
        inside = self._link(column, "head", column.label)
        return tag("th", inside, scope="col", class_=class_, aria_sort=state)

    def choice(self, columns: Iterable[SortColumn]) -> Markup:
        """The same links as a list, for screens on which a table has no heads."""
        offered = [column for column in columns if column.key in self.values]
        if not offered:
            return Markup()
        summary = self.words("sort.by")
        for column in offered:
            if self.sort is not None and self.sort.column == column.key:
                summary = self.words("sort.now", order=self._said(column, self.sort))
        items = (
            tag(
                "li",
                self._link(column, "list", self._said(column, self.next_sort(column))),
            )
            for column in offered
        )
        inside = (tag("summary", summary), tag("ul", *items))
        return tag("details", *inside, class_="rp-sort-by")

    @property
    def notice(self) -> Markup:
        """That the address asks for a column which this table does not have."""
        if self.address_sort is None or self.address_sort.column in self.values:
            return Markup()
        value = f"{self.table}:{self.address_sort.word}"[:LONGEST]
        told = self.words("error.unknown_choice", name=SORT, value=value)
        return tag("div", tag("p", told), class_="rp-problem", role="alert")

    def _said(self, column: SortColumn, sort: Sort | None) -> str:
        """A column with its direction in words: largest first."""
        is_descending = sort is not None and sort.is_descending
        kind = "number" if column.is_number else "other"
        direction = self.words(f"sort.{kind}.{'down' if is_descending else 'up'}")
        return self.words("sort.column", column=column.label, direction=direction)

    def _link(self, column: SortColumn, place: str, content: str) -> Markup:
        after = self.next_sort(column)
        return link(
            content,
            self.href(None if after == self.default else after),
            id=f"sort-{place}-{self.table}-{column.key}",
            title=self.words("sort.to", order=self._said(column, after)),
            data_rp_stay="",
        )
