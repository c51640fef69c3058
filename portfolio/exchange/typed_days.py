"""Days in a column of text by the convention of the column, as ISO 8601."""

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from portfolio.domain import dates
from portfolio.domain.errors import PortfolioError, glimpse
from portfolio.domain.imports import CellValue
from portfolio.exchange import cells, source_errors


class DayConvention(StrEnum):
    """Order of day, month and year in a column of days written in digits."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_FIRST = "year_first"  # of two digits; with four the year shows itself


CENTURY: Final = 2000  # the only one of which the record has days
_FIRST_DAY: Final = date(1899, 12, 30)  # day 0 of Excel, for days after February 1900
_COUNTED: Final = range(36_526, 73_416)  # 2000-01-01 to 2100-12-31 as Excel counts days
_TIME: Final = re.compile(
    r"(?:[T\s]|,\s)\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?(?:Z|[+-][0-9:]{5})?$"
)
_DIGITS: Final = re.compile(
    r"([0-9]{1,4})\s*[/.\-\u2010-\u2015\u2212\\\s]\s*([0-9]{1,2})\s*[/.\-\u2010-\u2015\u2212\\\s]\s*([0-9]{1,4})\.?"
)
_JOINED: Final = re.compile("[0-9]{8}")
_SHORT_YEAR: Final = re.compile(r"(?<![0-9])([0-9]{2})\.?$")
_MOST_CHARACTERS: Final = 80
_MARKS: Final = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")


def read_day(cell: CellValue, convention: DayConvention) -> str:
    """The day of a cell in ISO 8601, "" for a blank; a real date is itself.

    A whole number within the days of the record is a day as Excel counts them. Years of two digits
    are of this century. Raises DayNotReadable, and what ``cells.text`` raises.
    """
    if isinstance(cell, date):
        return cell.isoformat()
    if is_counted(cell):
        number = int(cell) if isinstance(cell, Decimal) else int(_plain(str(cell)))
        return (_FIRST_DAY + timedelta(days=number)).isoformat()
    text = cells.text(cell).strip()
    if len(text) > _MOST_CHARACTERS:
        raise source_errors.DayNotReadable(text=glimpse(text))
    text = _plain(text)
    if not text:
        return ""
    try:
        return _day(text, convention).isoformat()
    except (PortfolioError, ValueError):
        raise source_errors.DayNotReadable(text=glimpse(text)) from None


def is_counted(cell: CellValue) -> bool:
    """Whether a cell is a day by its number, as Excel counts them and shows none."""
    if isinstance(cell, Decimal):
        return cell == cell.to_integral_value() and int(cell) in _COUNTED
    text = _plain(cell) if isinstance(cell, str) and len(cell) <= _MOST_CHARACTERS else ""
    return len(text) == 5 and text.isdigit() and int(text) in _COUNTED


def is_short(cell: CellValue) -> bool:
    """Whether the year of a day in text has two digits, so that its century is taken."""
    if not isinstance(cell, str) or len(cell) > _MOST_CHARACTERS:
        return False
    text = _plain(cell)
    found = _DIGITS.fullmatch(text)
    if found:
        return all(len(part) <= 2 for part in found.groups())
    try:
        dates.parse(text)
    except dates.YearNotWhole:
        return True
    except PortfolioError:
        return False
    return False


def _plain(text: str) -> str:
    """Text of a day without its time, with Latin digits."""
    latin = "".join(
        str(int(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text
    )
    return _TIME.sub("", _MARKS.sub("", latin).strip()).strip()


def _day(text: str, convention: DayConvention) -> date:
    found = _DIGITS.fullmatch(text)
    if found:
        return _ordered(found[1], found[2], found[3], convention)
    is_month_first = convention is DayConvention.MONTH_FIRST
    if is_month_first and _JOINED.fullmatch(text) and int(text[4:]) >= CENTURY - 100:
        return date(int(text[4:]), int(text[:2]), int(text[2:4]))
    try:
        return dates.parse(text)
    except dates.YearNotWhole:
        return dates.parse(_SHORT_YEAR.sub(lambda year: str(CENTURY + int(year[1])), text))


def _ordered(first: str, second: str, third: str, convention: DayConvention) -> date:
    if len(first) == 4 and len(third) <= 2:
        return date(int(first), int(second), int(third))
    if len(first) > 2 or len(third) not in (2, 4):
        raise ValueError
    if convention is DayConvention.YEAR_FIRST:
        if len(first) != 2 or len(third) != 2:
            raise ValueError
        return date(CENTURY + int(first), int(second), int(third))
    year = int(third) + (CENTURY if len(third) == 2 else 0)
    if convention is DayConvention.MONTH_FIRST:
        return date(year, int(first), int(second))
    return date(year, int(second), int(first))
