"""Money as whole minor units and a currency: amounts as typed, exchange rates, shares in basis points."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Final

from portfolio.domain import errors
from portfolio.domain.errors import (
    AmbiguousAmount,
    AmountTooLarge,
    NotAnAmount,
    OneReading,
    PortfolioError,
    RateNotExact,
    TooManyDecimals,
    UnknownCurrency,
)

# ISO 4217: every currency has two decimals but these.
EXPONENTS: Final = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
REPORTING_DEFAULT: Final = "EUR"
# Currencies always known: of the countries in the declaration, and the reporting currency.
ALWAYS_KNOWN: Final = frozenset(
    (REPORTING_DEFAULT, "XOF", "XAF", "MAD", "TND", "LYD", "DZD", "EGP", "MRO")
)
MAX_DIGITS: Final = 17  # of an amount in minor units
# No sign but these: neither an exponent nor a plus, blanks, underscores or digits of other scripts.
_PLAIN: Final = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(\.(?P<decimals>[0-9]+))?")


def exponent(currency: str) -> int:
    """Number of decimals of a currency's minor unit; raises UnknownCurrency for a malformed code."""
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise UnknownCurrency(code=currency)
    return EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount: ``amount_minor`` units of ``currency``."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """The amount of a plain decimal ("1234.50") with no more decimals than the currency has.

        Raises NotAnAmount, TooManyDecimals (of zeros, too: ruling 28), AmountTooLarge.
        """
        places = exponent(currency)
        written = _PLAIN.fullmatch(text)
        if written is None:
            raise NotAnAmount(text=errors.glimpse(text), currency=currency)
        sign, whole, decimals = written["sign"], written["whole"].lstrip("0"), written["decimals"]
        if len(decimals or "") > places:
            raise TooManyDecimals(text=errors.glimpse(text), currency=currency)
        digits = whole + (decimals or "").ljust(places, "0")
        if len(digits) > MAX_DIGITS:
            raise AmountTooLarge(text=errors.glimpse(text))
        return cls(int(sign + (digits or "0")), currency)

    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.amount_minor).scaleb(-exponent(self.currency))


# Suffix of an ambiguous amount as stored: "250.000" is a plain decimal, "250.000?" is not,
# in whatever language, form or draft it is read again.
QUESTION: Final = "?"
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹\u2212،", "01234567890123456789-,")
_TURNING: Final = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
_BLANKS: Final = re.compile(r"\s")
# The Arabic signs for decimals (٫) and thousands (٬) are mistaken for each other as commas are.
_AMBIGUOUS: Final = re.compile(r"(-?[0-9]+)[.,٫٬]([0-9]{3})")


def normal_form(text: str) -> str:
    """A typed number with Latin digits, one kind of blank, apostrophe and minus, and no marks."""
    plain = _TURNING.sub("", text.translate(_DIGITS)).strip()
    return _BLANKS.sub(" ", plain).replace("\u2019", "'")


def readings(text: str) -> tuple[str, str] | None:
    """(as thousands, as decimals): the plain decimals of a text with a lone sign before three digits.

    None where the text is not ambiguous.
    """
    found = _AMBIGUOUS.fullmatch(normal_form(text.removesuffix(QUESTION)))
    if found is None:
        return None
    whole, rest = found.groups()
    return f"{whole}{rest}", f"{whole}.{rest}"


def ambiguous_reading(text: str) -> str:
    """Ambiguous amount text as a form stores it."""
    return text.removesuffix(QUESTION) + QUESTION


def is_ambiguous(text: str) -> bool:
    """Whether a stored amount text still awaits a choice between two readings."""
    return text.endswith(QUESTION) and readings(text) is not None


def as_typed(text: str) -> str:
    """Amount text of a form as it was typed, without the mark of ambiguity."""
    return text.removesuffix(QUESTION) if is_ambiguous(text) else text


def read(form_text: str, currency: str) -> Money:
    """Amount of a form's stored text; raises AmbiguousAmount and what Money.parse raises."""
    text = form_text.strip()
    if is_ambiguous(text):
        raise ambiguity(text, currency)
    return Money.parse(text, currency)


def ambiguity(text: str, currency: str) -> PortfolioError:
    """Why an ambiguous amount is not read: two readings, one to be confirmed, or too large for any."""
    typed, possible = errors.glimpse(as_typed(text)), possible_readings(text, currency)
    if len(possible) == 1:
        return OneReading(text=typed, currency=currency)
    return AmbiguousAmount(text=typed) if possible else AmountTooLarge(text=typed)


_MOST_DECIMALS: Final = "LYD"  # before a currency is chosen, every reading is possible


def possible_readings(text: str, currency: str) -> dict[str, Money]:
    """Amounts of the readings that a currency allows, thousands first.

    A reading with more decimals than the currency has is none, unless these are zeros.
    """
    known = currency if len(currency) == 3 else _MOST_DECIMALS
    found = {}
    for one in readings(text) or ():
        whole, _, decimals = one.partition(".")
        decimals = decimals.rstrip("0")
        plain = f"{whole}.{decimals}" if decimals else whole
        with suppress(NotAnAmount, AmountTooLarge, UnknownCurrency):
            found[one] = Money.parse(plain, known)
    return found


MAX_AGE_DAYS: Final = 62
# A rate farther than this from its neighbours of at most 62 days must be confirmed: more than
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


class RateOffParity(PortfolioError):
    """A rate is far from the one fixed by law (values: currency, rate, parity)."""


class AmbiguousRate(PortfolioError):
    """A rate has two readings, and its neighbours support neither or both (values: text)."""


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


WHOLE: Final = 10_000
UNALLOCATED: Final = 0


class Dimension(IntEnum):
    """Dimension over which a project's money is allocated, in the fixed order of its steps."""

    CLAUSE = 1
    COUNTRY = 2
    PRIORITY = 3


def split_evenly(number: int) -> list[int]:
    """Basis points of so many equal shares of the whole; the last ones take the remainder."""
    each, left = divmod(WHOLE, number)
    return [each + (position >= number - left) for position in range(number)]


def is_whole(basis_points: Sequence[int]) -> bool:
    """Whether the shares are usable: none negative, 10,000 in all (rulings, sharing out 15)."""
    return sum(basis_points) == WHOLE and min(basis_points, default=-1) >= 0
