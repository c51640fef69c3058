"""Amounts and shares as our own files write them: exact decimals in quotes, a point and no other sign."""

import re
from functools import cache
from typing import Final

from babel.numbers import list_currencies

from portfolio.domain.errors import NotAnAmount, UnknownCurrency
from portfolio.domain.limits import glimpse
from portfolio.domain.money import Money, exponent
from portfolio.exchange import faults

_PERCENTAGE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


@cache
def _codes() -> frozenset[str]:
    """Every code ISO 4217 knows or knew: the old ouguiya stands in sources of 2012."""
    return frozenset(list_currencies())


def money(text: str, currency: str) -> Money:
    """The amount, written with exactly the currency's decimals or none (ruling 28).

    Raises UnknownCurrency, AmountNotAsWritten, AmountTooLarge.
    """
    if currency not in _codes():
        raise UnknownCurrency(code=currency)
    places = exponent(currency)
    try:
        amount = Money.parse(text, currency)
    except NotAnAmount:
        raise _not_as_written(text, currency, places) from None
    if len(text.partition(".")[2]) not in (0, places):
        raise _not_as_written(text, currency, places)
    return amount


def _not_as_written(text: str, currency: str, places: int) -> faults.AmountNotAsWritten:
    example = Money(123_450 * 10**places, currency).decimal()
    return faults.AmountNotAsWritten(text=glimpse(text), currency=currency, example=f"{example:f}")


def basis_points(text: str) -> int:
    """A percentage ("12.5") in basis points; raises NotAPercentage outside 0–100 or below 0.01."""
    if not _PERCENTAGE.fullmatch(text):
        raise faults.NotAPercentage(text=glimpse(text))
    whole, _, rest = text.partition(".")
    points = int(whole) * 100 + int(rest.ljust(2, "0"))
    if points > 10_000:
        raise faults.NotAPercentage(text=text)
    return points
