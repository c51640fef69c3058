"""Cells of spreadsheets: their letters, a library's value as a value of the domain, a value as typed text."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from portfolio.domain.errors import PortfolioError, glimpse
from portfolio.domain.imports import CellValue, ErrorCell
from portfolio.exchange import source_errors

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 500
MAX_FILE_CELLS: Final = 4_000_000  # of all sheets of a file
MAX_CHARACTERS: Final = 32_767  # of one cell, as in Excel
# A double has 15 decimal digits that are sure to be the ones that were typed.
_EXACT_DIGITS: Final = 15
_REFERENCE: Final = re.compile(r"([A-Z]{1,4})([1-9][0-9]{0,6})")


class CellRoom:
    """Cells that one file may still have, blank ones between others included."""

    def __init__(self) -> None:
        self._left = MAX_FILE_CELLS

    def take(self, count: int, sheet: str) -> None:
        """Take so many; raises TooManyCellsTogether, which names the sheet they are of."""
        self._left -= count
        if self._left < 0:
            raise source_errors.TooManyCellsTogether(sheet=sheet, most=Decimal(MAX_FILE_CELLS))


def letters(index: int) -> str:
    """Letters of a column by its place from 0: A, Z, AA."""
    name = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        name = chr(65 + digit) + name
    return name


def column_index(name: str) -> int:
    """Place from 0 of a column by its letters."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1


def position(reference: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of a reference such as C7; None where it is none."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), column_index(found[1])) if found else None


def ranges(numbers: Iterable[int], most: int = 12) -> str:
    """Numbers as a reader counts them: "3, 7–9, …", the first ``most`` runs."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:most]]
    return ", ".join([*named, "…"] if len(runs) > most else named)


def few(names: Iterable[str], most: int = 12) -> str:
    """The first names of a list: "B3, C7, …"."""
    kept = list(names)
    return ", ".join([*kept[:most], "…"] if len(kept) > most else kept)


def value(raw: Any) -> CellValue:
    """The value of a cell as calamine reads it, as a value of the domain.

    A number is the shortest decimal that reads back as the same double (ruling 28), or an
    ErrorCell where digits are gone. A day with a time of day is its day.
    """
    if isinstance(raw, str):
        return raw if raw and not raw.isspace() else None
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, float | int):
        return number(float(raw))
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, time):
        return raw.isoformat("seconds")
    if isinstance(raw, timedelta):
        minutes, seconds = divmod(int(raw.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return None


def number(raw: float) -> Decimal | ErrorCell:
    """A number cell as an exact decimal; an ErrorCell past 15 digits before the point."""
    if raw.is_integer():
        # An integer of more digits was rounded by the spreadsheet before it was saved.
        return Decimal(int(raw)) if abs(raw) < 10**_EXACT_DIGITS else ErrorCell(repr(raw))
    exact = Decimal(repr(raw))
    return exact if exact.is_finite() else ErrorCell(repr(raw))


def per_cent(exact: Decimal) -> str:
    """A number that the sheet shows in per cent, as it shows it: 0.6 is "60%"."""
    shown = (exact * 100).normalize()
    return f"{shown:f}%"


def text(cell: CellValue) -> str:
    """A cell as typed text that ``domain.parsing`` reads.

    "12345" for 12345.0, a day as 2014-06-30, "on" or "" for true and false, "" for a blank. Raises
    what ``refusal`` returns.
    """
    if isinstance(cell, ErrorCell):
        raise refusal(cell)
    if cell is None or cell is False:
        return ""
    if cell is True:
        return "on"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell


def refusal(cell: ErrorCell) -> PortfolioError:
    """The error of a cell that has no value: #REF!, a formula never computed, digits that are gone."""
    if cell.is_formula:
        return source_errors.FormulaWithoutValue()
    if cell.text.startswith("#"):
        return source_errors.CellHasError(text=glimpse(cell.text))
    return source_errors.DigitsLost(text=glimpse(cell.text))
