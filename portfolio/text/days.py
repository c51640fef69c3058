"""Days, months and spans as each language writes them (Gregorian, Latin digits)."""

from datetime import date
from functools import cache
from typing import Literal

from babel import Locale

from portfolio.text.catalogs import phrase
from portfolio.text.numbers import count

Width = Literal["wide", "abbreviated"]


def day(value: date, language: str) -> str:
    """ "30 June 2014"; in French the first of a month is "1er"."""
    return f"{_number(value, language)} {_months(language, 'wide')[value.month - 1]} {value.year}"


def short_day(value: date, language: str) -> str:
    """ "30 Jun 2014", for tables and axes; Arabic has no short month names."""
    months = _months(language, "abbreviated")
    return f"{_number(value, language)} {months[value.month - 1]} {value.year}"


def month(value: date, language: str) -> str:
    """ "June 2014"."""
    return f"{_months(language, 'wide')[value.month - 1]} {value.year}"


def short_month(value: date, language: str) -> str:
    """ "Jun 2014"."""
    return f"{_months(language, 'abbreviated')[value.month - 1]} {value.year}"


def period(first: date, last: date, language: str) -> str:
    """From one day to another, both counted; a month or year both have is named once."""
    begin = day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        begin = _number(first, language)
    elif first.year == last.year:
        begin = f"{_number(first, language)} {_months(language, 'wide')[first.month - 1]}"
    return phrase(language, "day.period").format(first=begin, last=day(last, language))


def distance(target: date, today: date, language: str) -> str:
    """How far a day is from another: "184 days left", "today", "3 days ago"."""
    days = (target - today).days
    if days == 0:
        return phrase(language, "day.today")
    said = phrase(language, "day.left" if days > 0 else "day.ago", days)
    return said.format(n=count(abs(days), language))


def _number(value: date, language: str) -> str:
    return "1er" if language == "fr" and value.day == 1 else str(value.day)


@cache
def _months(language: str, width: Width) -> tuple[str, ...]:
    names = Locale(language).months["format"][width]
    return tuple(names[number] for number in range(1, 13))
