"""Data tables: columns of exact values, as every file of a table writes them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Final

from portfolio.domain.money import Money, exponent
from portfolio.present.table import Cell, Column, Table

PLAIN: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
SHARE: Final = "%"  # unit of a column of shares
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class ValueKind(Enum):
    """What the values of a column are; None among them stands for nothing, or for a word."""

    TEXT = auto()  # str
    DAY = auto()  # date
    AMOUNT = auto()  # int: minor units of the column's currency
    NUMBER = auto()  # Decimal: with the decimals it is written with
    SHARE = auto()  # Decimal: per cent

    @property
    def is_number(self) -> bool:
        """Whether its values are aligned at their last digit."""
        return self in (ValueKind.AMOUNT, ValueKind.NUMBER, ValueKind.SHARE)


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column: its name for machines, its heading, and one value a row.

    ``words`` say, by the place of the row, why there is no value (ruling 26); ``states`` the same
    for machines. ``unit`` is the currency of amounts.
    """

    key: str
    label: str
    kind: ValueKind
    values: Sequence[Any]
    unit: str = ""
    words: Mapping[int, str] = field(default_factory=dict)
    states: Mapping[int, str] = field(default_factory=dict)
    is_for_machines: bool = False  # in Parquet alone: codes beside their words

    @property
    def heading(self) -> str:
        """The heading with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def text(self, place: int) -> str:
        """The value of a row as plain text: a decimal, an ISO day, a word in place of a value."""
        value = self.values[place]
        if value is None:
            return self.words.get(place, "")
        match self.kind:
            case ValueKind.AMOUNT:
                return f"{Money(value, self.unit).decimal():f}"
            case ValueKind.NUMBER | ValueKind.SHARE:
                return f"{value:f}"
            case _:
                return str(value)


@dataclass(frozen=True, slots=True)
class DataTable:
    """Columns of one length under a caption; ``has_total``: the last row is the sum of the others."""

    caption: str
    columns: tuple[DataColumn, ...]
    has_total: bool = False

    @property
    def readable(self) -> tuple[DataColumn, ...]:
        """The columns that people read."""
        return tuple(column for column in self.columns if not column.is_for_machines)

    @property
    def size(self) -> int:
        """Number of rows, without the total."""
        return len(self.columns[0].values) - self.has_total if self.columns else 0


def data_of(table: Table | DataTable) -> DataTable:
    """The exact values behind a table."""
    if isinstance(table, DataTable):
        return table
    rows = (*table.rows, *((table.total,) if table.total else ()))
    columns = tuple(
        _column(column, [row[at] for row in rows]) for at, column in enumerate(table.columns)
    )
    return DataTable(table.caption, columns, has_total=bool(table.total))


def _column(column: Column, cells: Sequence[Cell]) -> DataColumn:
    if column.is_number:
        return _number_column(column, cells)
    texts = [cell.file_value for cell in cells]
    days = [cell.value if isinstance(cell.value, date) else None for cell in cells]
    key = column.key or column.label
    if any(days) and all(day or not text for day, text in zip(days, texts, strict=True)):
        return DataColumn(key, column.label, ValueKind.DAY, days)
    return DataColumn(
        key, column.label, ValueKind.TEXT, [text or None for text in texts], column.unit
    )


def _number_column(column: Column, cells: Sequence[Cell]) -> DataColumn:
    kind = ValueKind.SHARE if column.unit == SHARE else ValueKind.NUMBER
    if _CURRENCY.fullmatch(column.unit):
        kind = ValueKind.AMOUNT
    values: list[int | Decimal | None] = []
    words, states = {}, {}
    for place, cell in enumerate(cells):
        text = cell.file_value
        if not PLAIN.fullmatch(text):
            values.append(None)
            if text:
                words[place], states[place] = text, cell.state or text
        elif kind is ValueKind.AMOUNT:
            minor = cell.amount_minor
            values.append(_minor(text, column.unit) if minor is None else minor)
        else:
            values.append(Decimal(text))
    return DataColumn(
        column.key or column.label, column.label, kind, values, column.unit, words, states
    )


def _minor(text: str, currency: str) -> int:
    minor = Decimal(text).scaleb(exponent(currency))
    assert minor == minor.to_integral_value(), text
    return int(minor)
