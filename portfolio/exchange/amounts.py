"""Amounts and shares as files write them: exact decimals in quotes."""

from decimal import Decimal, InvalidOperation
from functools import cache

from babel.numbers import list_currencies

from portfolio.domain.errors import UnknownCurrency
from portfolio.domain.money import Money
from portfolio.exchange import faults


@cache
def _codes() -> frozenset[str]:
    """Every code ISO 4217 knows or knew: the old ouguiya stands in sources of 2012."""
    return frozenset(list_currencies())


def money(text: str, currency: str) -> Money:
    """The amount; raises UnknownCurrency or NotAnAmount."""
    if currency not in _codes():
        raise UnknownCurrency(code=currency)
    return Money.parse(text, currency)


def basis_points(text: str) -> int:
    """A percentage ("12.5") in basis points; raises NotAPercentage outside 0–100 or below 0.01."""
    try:
        points = Decimal(text).scaleb(2)
    except InvalidOperation:
        raise faults.NotAPercentage(text=text) from None
    if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= 10_000:
        raise faults.NotAPercentage(text=text)
    return int(points)
