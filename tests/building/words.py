"""Amounts, days and shares as the tests write them: "12m EUR", "2014-01-29", "60%"."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from portfolio.domain.money import Money

_MANY = {"k": 10**3, "m": 10**6}


def money(text: str) -> Money:
    """The amount of "12m EUR", "1.5k USD" or "700 XOF"."""
    amount, currency = text.split()
    factor = _MANY.get(amount[-1])
    if factor:
        amount = format(Decimal(amount[:-1]) * factor, "f")
    return Money.parse(amount, currency)


def day(text: str | date) -> date:
    """The day written in ISO form."""
    return text if isinstance(text, date) else date.fromisoformat(text)


def noon(text: str | date | datetime) -> datetime:
    """Noon UTC of a day: when rows count as recorded unless a test says otherwise."""
    if isinstance(text, datetime):
        return text
    return datetime.combine(day(text), time(12), UTC)


def basis_points(text: str | int) -> int:
    """A share written "60%" or "33.33%" in basis points; whole numbers are basis points already."""
    if isinstance(text, int):
        return text
    points = Decimal(text.removesuffix("%")) * 100
    assert points == int(points), text
    return int(points)
