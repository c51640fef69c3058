"""Exchange rates: units of a currency per 1 EUR as exact decimals, and the conversion they allow."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from portfolio.domain.errors import PortfolioError, RateNotExact
from portfolio.domain.money import exponent

MAX_AGE_DAYS: Final = 62
# A rate farther than this from its neighbours of at most 62 days waits for a second look: more than
# currencies move in two months, less than a misplaced sign.
NEIGHBOUR_DAYS: Final = MAX_AGE_DAYS
MAX_STEP: Final = Fraction(5, 4)
SCALE: Final = 10**8
# Within the digits Decimal computes on.
_WRITTEN: Final = re.compile(r"[0-9]{1,10}(\.[0-9]{1,16})?")
# Fixed by law, valid on any day: they belong to the currency (domain rulings, rates 1).
PARITIES: Final = {"EUR": SCALE, "XOF": 65_595_700_000, "XAF": 65_595_700_000}


class RateOffNeighbours(PortfolioError):
    """A rate is far from the one recorded nearest to it, and nobody confirmed it.

    Values: currency, rate, day, neighbour, neighbour_day; rates as Decimal.
    """

    phrase = "error.rate_off_neighbours"


class RateOffParity(PortfolioError):
    """A rate is far from the one fixed by law (values: currency, rate, parity)."""

    phrase = "error.rate_off_parity"


class AmbiguousRate(PortfolioError):
    """A rate can be read in two ways, and its neighbours tell for neither or both (values: text)."""

    phrase = "error.ambiguous_rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_eur`` 1e-8 units of ``currency`` bought one euro on ``day``."""

    currency: str
    day: date
    per_eur: int
    recorded_at: datetime
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


def is_off(rate: int, other: int) -> bool:
    """Whether two rates of one currency differ by more than MAX_STEP, either way."""
    return max(rate, other) > min(rate, other) * MAX_STEP


def neighbours(rates: Iterable[Rate], day: date) -> tuple[Rate, ...]:
    """The rates nearest to a day, before and after it, of those at most NEIGHBOUR_DAYS away.

    The rate of the day itself is its own neighbour only where there is no other.
    """
    reach = timedelta(days=NEIGHBOUR_DAYS)
    near = [rate for rate in rates if abs(rate.day - day) <= reach]
    earlier = max((r for r in near if r.day < day), key=lambda r: r.day, default=None)
    later = min((r for r in near if r.day > day), key=lambda r: r.day, default=None)
    found = tuple(rate for rate in (earlier, later) if rate is not None)
    return found or tuple(rate for rate in near if rate.day == day)[-1:]


def refuse_off(rate: Rate, near: Iterable[Rate]) -> None:
    """Raise RateOffNeighbours for the neighbour that a rate is farthest from, if it is too far."""
    off = [other for other in near if is_off(rate.per_eur, other.per_eur)]
    if off:
        other = max(
            off,
            key=lambda o: Fraction(max(rate.per_eur, o.per_eur), min(rate.per_eur, o.per_eur)),
        )
        raise RateOffNeighbours(
            currency=rate.currency,
            rate=rate.decimal(),
            day=rate.day,
            neighbour=other.decimal(),
            neighbour_day=other.day,
        )
