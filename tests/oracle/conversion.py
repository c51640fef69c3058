"""Conversion at the rate of a day, or the honest answer that there is none."""

from datetime import date
from fractions import Fraction

from portfolio.domain.money import Rate
from tests.oracle.reading import Reading
from tests.oracle.rounding import half_even

DECIMALS = {"EUR": 2, "USD": 2, "GBP": 2, "XOF": 0, "XAF": 0, "TND": 3, "LYD": 3}
# Ruling 1: fixed parities belong to the currency and are valid on any day.
FIXED = {"EUR": Fraction(1), "XOF": Fraction("655.957"), "XAF": Fraction("655.957")}


class Conversion:
    """Converts into the currency of a question."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.target = reading.question.currency

    def per_euro(self, currency: str, on: date) -> Fraction | None:
        """Units of a currency per euro: the latest rate on or before the day, ≤ 62 days old."""
        if currency in FIXED:
            return FIXED[currency]
        best: tuple[tuple[object, ...], Rate] | None = None
        for position, rate in enumerate(self.reading.contents.rates):
            if rate.currency != currency or not self.reading.is_known(rate.recorded_at):
                continue
            age = (on - rate.day).days
            if not 0 <= age <= 62:  # ruling 1: day 62 counts, no rate from after the day
                continue
            # Ruling 1: two rates for one day: the one recorded last, then the greater id.
            rank = (rate.day, rate.recorded_at, position)
            if best is None or rank > best[0]:
                best = (rank, rate)
        return Fraction(best[1].per_eur, 10**8) if best else None

    def convert(self, minor: int, currency: str, row_date: date) -> int | None:
        """Minor units of the target; None without a rate (never 0, never 1:1)."""
        if currency == self.target:
            return minor  # ruling 1: the same currency needs no rate
        # Ruling 1: the rate date is the earlier of the row's date and the as-of date.
        on = self.wanted_on(row_date)
        source, target = self.per_euro(currency, on), self.per_euro(self.target, on)
        if source is None or target is None:
            return None
        major = Fraction(minor, 10 ** DECIMALS[currency])
        # Ruling 1: a cross rate uses two rows, with no rounding between.
        return half_even(major / source * target * 10 ** DECIMALS[self.target])

    def wanted_on(self, row_date: date) -> date:
        """The day whose rate a row needs."""
        return min(row_date, self.reading.question.as_of)
