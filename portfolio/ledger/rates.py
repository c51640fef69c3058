"""Rates of one reading: exact conversion of columns of money, and rates far from their neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from portfolio.domain.money import MAX_AGE_DAYS, MAX_STEP, NEIGHBOUR_DAYS, PARITIES, exponent
from portfolio.ledger.columns import Bools, Columns, Ints, muldiv_half_even, with_room
from portfolio.ledger.flows import FlowColumns
from portfolio.ledger.projects import BudgetColumns


@dataclass(frozen=True, kw_only=True)
class ConvertedColumns(Columns):
    """Amounts of rows in a reporting currency and 1 where a rate was there."""

    amount: Ints
    good: Ints


@dataclass(frozen=True)
class Quotes:
    """Rates of one currency by day, one a day (the last recorded): day, 1e-8 per EUR, row id."""

    day: Ints
    per_eur: Ints
    id: Ints


@dataclass(frozen=True)
class RateTable:
    """All rate rows of a reading; ``currencies`` names them by id."""

    rows: Mapping[str, Ints]
    currencies: Mapping[int, str]

    @cached_property
    def quotes(self) -> Mapping[int, Quotes]:
        """Quotes per currency id, days ascending."""
        return _quotes(self.rows)

    def with_rows(self, rows: Mapping[str, Ints], currencies: Mapping[int, str]) -> "RateTable":
        """The table with rows recorded since; only quotes of their currencies are sorted again."""
        whole = {name: np.concatenate((self.rows[name], rows[name])) for name in self.rows}
        table = RateTable(whole, currencies)
        own = np.isin(whole["currency_id"], rows["currency_id"])
        fresh = _quotes({name: column[own] for name, column in whole.items()})
        vars(table)["quotes"] = {**self.quotes, **fresh}  # where cached_property looks
        return table

    def known_before(self, recorded_before: int) -> "RateTable":
        """The table with only the rows recorded before an instant (microseconds)."""
        keep = self.rows["recorded_at"] < recorded_before
        return RateTable(
            {name: column[keep] for name, column in self.rows.items()}, self.currencies
        )

    def at(self, currency_id: int, days: Ints) -> tuple[Ints, Bools]:
        """1e-8 units per EUR on each day and whether there is one (at most 62 days old)."""
        code = self.currencies[currency_id]
        if code in PARITIES:
            return np.full(len(days), PARITIES[code], np.int64), np.ones(len(days), np.bool_)
        quotes = self.quotes.get(currency_id)
        if quotes is None or not len(days):
            return np.ones(len(days), np.int64), np.zeros(len(days), np.bool_)
        at = np.searchsorted(quotes.day, days, side="right") - 1
        safe = np.maximum(at, 0)
        good = (at >= 0) & (days - quotes.day[safe] <= MAX_AGE_DAYS)
        return np.where(good, quotes.per_eur[safe], 1), good

    def row_at(self, currency_id: int, day: int) -> tuple[int, int] | None:
        """(rate id, day) of the row used for a day, None where there is none or none is needed."""
        quotes = self.quotes.get(currency_id)
        if quotes is None or self.currencies[currency_id] in PARITIES:
            return None
        at = int(np.searchsorted(quotes.day, np.int64(day), side="right")) - 1
        if at < 0 or day - int(quotes.day[at]) > MAX_AGE_DAYS:
            return None
        return int(quotes.id[at]), int(quotes.day[at])

    def convert(
        self, amounts: Ints, currency_ids: Ints, days: Ints, target: str
    ) -> tuple[Ints, Bools]:
        """Minor units of ``target`` for each amount at its day, and whether a rate was there.

        Where there was none, the amount is 0 and the flag False: sums have to leave the
        project out (rulings, rates 2).
        """
        converted = np.zeros(len(amounts), np.int64)
        good = np.ones(len(amounts), np.bool_)
        target_id = next((key for key, code in self.currencies.items() if code == target), -1)
        for currency_id in np.unique(currency_ids):
            own = np.flatnonzero(currency_ids == currency_id)
            code = self.currencies[int(currency_id)]
            if code == target:
                converted[own] = amounts[own]
                continue
            source, source_good = self.at(int(currency_id), days[own])
            if target in PARITIES:
                wanted, wanted_good = np.full(len(own), PARITIES[target], np.int64), source_good
            else:
                wanted, wanted_good = self.at(target_id, days[own])
            up, down = 10 ** exponent(target), 10 ** exponent(code)
            top, bottom = wanted * up, source * down
            common = np.gcd(top, bottom)
            fine = np.flatnonzero(source_good & wanted_good)
            known = own[fine]
            converted[known] = muldiv_half_even(
                amounts[known], (top // common)[fine], (bottom // common)[fine]
            )
            good[own] = source_good & wanted_good
        return converted, good

    def convert_again(
        self,
        columns: ConvertedColumns,
        rows: Mapping[str, Ints],
        money: FlowColumns | BudgetColumns,
        days: Ints,
        target: str,
    ) -> ConvertedColumns:
        """The columns with rates of ``rows`` where they apply: from their day on, until too old."""
        moved = np.zeros(len(days), np.bool_)
        for number in np.unique(rows["currency_id"]):
            own = rows["day"][rows["currency_id"] == number]
            near = (days >= own.min()) & (days <= own.max() + MAX_AGE_DAYS)
            is_target = self.currencies[int(number)] == target
            moved |= near if is_target else near & (money.currency == number)
        at = np.flatnonzero(moved)
        amount, good = columns.amount.copy(), columns.good.copy()
        amount[at], good[at] = self.convert(money.amount[at], money.currency[at], days[at], target)
        return with_room(ConvertedColumns(amount=amount, good=good))


def _quotes(rows: Mapping[str, Ints]) -> Mapping[int, Quotes]:
    order = np.lexsort((rows["id"], rows["recorded_at"], rows["day"], rows["currency_id"]))
    currency, day = rows["currency_id"][order], rows["day"][order]
    last = np.ones(len(order), np.bool_)
    last[:-1] = (currency[1:] != currency[:-1]) | (day[1:] != day[:-1])
    order = order[last]
    currency = rows["currency_id"][order]
    found = {}
    for known in np.unique(currency):
        own = order[currency == known]
        found[int(known)] = Quotes(rows["day"][own], rows["per_eur"][own], rows["id"][own])
    return found


@dataclass(frozen=True)
class RateSteps:
    """Places in a currency's days of rates to check, and the place of the neighbour of each."""

    at: Ints
    neighbour: Ints


def rate_steps(day: Ints, per_eur: Ints) -> RateSteps:
    """The rates off a neighbour (the nearest before or after, at most NEIGHBOUR_DAYS away).

    ``day`` ascends, one rate a day, in 1e-8 units per EUR. A rate whose only fault is a neighbour
    that is off all of its own is not listed: the neighbour is.
    """
    near = np.diff(day) <= NEIGHBOUR_DAYS
    low, high = np.minimum(per_eur[1:], per_eur[:-1]), np.maximum(per_eur[1:], per_eur[:-1])
    off = near & (high * MAX_STEP.denominator > low * MAX_STEP.numerator)
    no = np.zeros(min(len(day), 1), np.bool_)
    has_before, has_after = _join(no, near), _join(near, no)
    off_before, off_after = _join(no, off), _join(off, no)
    amid = off_before & off_after
    first, last = has_after & ~has_before, has_before & ~has_after
    alone = (
        amid
        | (first & off_after & ~_join(amid[1:], no))
        | (last & off_before & ~_join(no, amid[:-1]))
    )
    from_before = off_before & (alone | ~_join(no, alone[:-1]))
    from_after = off_after & (alone | ~_join(alone[1:], no))
    at = np.flatnonzero(from_before | from_after).astype(np.int64)
    return RateSteps(at, np.where(from_before[at], at - 1, at + 1))


def _join(one: Bools, other: Bools) -> Bools:
    return np.concatenate((one, other))
