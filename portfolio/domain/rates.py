"""Exchange rates: units of a currency per 1 EUR as exact decimals, and the conversion they allow."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from portfolio.domain.errors import RateNotExact
from portfolio.domain.money import exponent

MAX_AGE_DAYS: Final = 62
SCALE: Final = 10**8
# Within the digits Decimal computes on.
_WRITTEN: Final = re.compile(r"[0-9]{1,10}(\.[0-9]{1,16})?")
# Fixed by law, valid on any day: they belong to the currency (domain rulings, rates 1).
PARITIES: Final = {"EUR": SCALE, "XOF": 65_595_700_000, "XAF": 65_595_700_000}


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_eur`` 1e-8 units of ``currency`` bought one euro on ``day``."""

    currency: str
    day: date
    per_eur: int
    recorded: datetime
    source: str

    def decimal(self) -> Decimal:
        """Units of the currency per 1 EUR, exact."""
        return Decimal(self.per_eur).scaleb(-8)


def per_eur(text: str) -> int:
    """A written rate in units of 1e-8; raises RateNotExact unless positive with ≤ 8 decimals."""
    if not _WRITTEN.fullmatch(text):
        raise RateNotExact(text=text)
    scaled = Decimal(text).scaleb(8)
    if scaled != scaled.to_integral_value() or not 0 < scaled < 10**15:
        raise RateNotExact(text=text)
    return int(scaled)


def ratio(currency: str, source_rate: int, target: str, target_rate: int) -> Fraction:
    """Minor units of ``target`` for one minor unit of ``currency``, through EUR, unrounded."""
    return Fraction(target_rate * 10 ** exponent(target), source_rate * 10 ** exponent(currency))


def half_even(value: Fraction) -> int:
    """The nearest whole number, ties to even: the rounding of every converted flow."""
    return round(value)
