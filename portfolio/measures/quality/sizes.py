"""Rules about sizes: amounts and rates that a misread sign may have made a thousand times too small or large."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from portfolio.domain.money import exponent
from portfolio.domain.rates import MAX_AGE_DAYS, PARITIES
from portfolio.ledger.rate_steps import rate_steps
from portfolio.ledger.sources import NO_ONE, Bools, Ints
from portfolio.measures.quality.found import AmountValues, Days, PerEur, ResultValues, RuleResult
from portfolio.measures.quality.money import row_said
from portfolio.measures.quality.seen import RuleContext, recorded_day
from portfolio.measures.requirement import requirement

# "250,000" read as 250 is below a thousand units, beside amounts it is a small part of. What is
# smaller still than a hundred-thousandth of them was small when it was a thousand times as large.
UNITS: Final = 1_000
LEAST, MOST = 100, 100_000


def flow_size(context: RuleContext) -> RuleResult:
    """Entries of a suspect size beside the project's other amounts in their currency."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    amount, currency = piece.of(columns.amount), piece.of(columns.currency)
    group = context.of * len(_units(context)) + currency
    given = context.known_flows & (amount > 0)
    sizes = _sizes(context)
    odd = given & sizes.is_small(group, amount, _units(context)[currency])
    need = sizes.need[group]
    odd |= given & (need > 0) & (amount // LEAST >= need)
    at = np.flatnonzero(odd).astype(np.int64)
    return context.about_flows(
        at, recorded_day(piece.of(columns.recorded_at)[at]), **row_said(context, at)
    )


def period_size(context: RuleContext) -> RuleResult:
    """Budget periods of a suspect size beside the project's other amounts in their currency."""
    columns = context.view.portfolio.budgets
    rows = _periods(context)
    amount, currency = columns.amount[rows], columns.currency[rows]
    group = columns.project[rows] * len(_units(context)) + currency
    rows = rows[_sizes(context).is_small(group, amount, _units(context)[currency])]
    said: dict[str, ResultValues] = {
        "amount": AmountValues(columns.amount[rows], columns.currency[rows]),
        "first": Days(columns.first_day[rows]),
        "last": Days(columns.last_day[rows]),
    }
    return RuleResult(columns.project[rows], recorded_day(columns.recorded_at[rows]), said)


@dataclass(frozen=True)
class _Sizes:
    """By project and currency: the largest amount, how many there are, the largest period."""

    largest: Ints
    count: Ints
    need: Ints
    has_odd_decimals: Bools

    def is_small(self, group: Ints, amount: Ints, unit: Ints) -> Bools:
        """Which amounts are under a thousand units and out of keeping with the others."""
        largest = self.largest[group]
        beside = (largest // LEAST >= amount) & (largest // MOST <= amount)
        alone = (self.count[group] == 1) & self.has_odd_decimals[group % len(self.has_odd_decimals)]
        return np.asarray((amount < UNITS * unit) & (beside | alone))


def _sizes(context: RuleContext) -> _Sizes:
    view, units = context.view, _units(context)
    flows, periods = view.portfolio.flows.flows, view.portfolio.budgets
    groups = view.portfolio.size * len(units)
    largest, need = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    count = np.zeros(groups, np.int64)
    amount = view.slice.of(flows.amount)
    own = np.flatnonzero(context.known_flows & (amount > 0))
    group = context.of[own] * len(units) + view.slice.of(flows.currency)[own]
    np.maximum.at(largest, group, amount[own])
    np.add.at(count, group, 1)
    rows = _periods(context)
    group = periods.project[rows] * len(units) + periods.currency[rows]
    np.maximum.at(need, group, periods.amount[rows])
    np.maximum.at(largest, group, periods.amount[rows])
    np.add.at(count, group, 1)
    return _Sizes(largest, count, need, units != 100)


def _periods(context: RuleContext) -> Ints:
    """Rows of the budget periods that hold, of concerned projects."""
    columns, need = context.view.portfolio.budgets, requirement(context.view)
    rows = np.union1d(need.rows, need.unconverted).astype(np.int64)
    return rows[context.to_mend[columns.project[rows]] & (columns.amount[rows] > 0)]


def _units(context: RuleContext) -> Ints:
    """Minor units of one unit of each currency, by its id."""
    names = context.view.portfolio.labels.currencies
    found = np.full(max(names, default=0) + 1, 100, np.int64)
    for number, code in names.items():
        found[number] = 10 ** exponent(code)
    return found


def flow_rate_off(context: RuleContext) -> RuleResult:
    """Counted entries converted at a rate that is far from the one recorded next to it."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    at = np.flatnonzero(context.counts).astype(np.int64)
    currency, day = piece.of(columns.currency)[at], piece.of(columns.rate_day)[at]
    keep, said = _rates_off(context, currency, day)
    at = at[keep]
    said["amount"] = AmountValues(piece.of(columns.amount)[at], currency[keep])
    return context.about_flows(at, recorded_day(piece.of(columns.recorded_at)[at]), **said)


def period_rate_off(context: RuleContext) -> RuleResult:
    """Budget periods converted at a rate that is far from the one recorded next to it."""
    columns, rows = context.view.portfolio.budgets, _periods(context)
    currency = columns.currency[rows]
    keep, said = _rates_off(
        context, currency, np.minimum(columns.first_day[rows], context.view.day)
    )
    rows = rows[keep]
    said["amount"] = AmountValues(columns.amount[rows], columns.currency[rows])
    return RuleResult(columns.project[rows], recorded_day(columns.recorded_at[rows]), said)


def _rates_off(
    context: RuleContext, currency: Ints, day: Ints
) -> tuple[Ints, dict[str, ResultValues]]:
    """(places of the rows whose rate is off, what is to be said of them)."""
    rates, _ = context.view.portfolio.rates_before(context.view.before, context.view.day)
    rate, neighbour = np.zeros(len(day), np.int64), np.zeros(len(day), np.int64)
    rate_day, neighbour_day = np.zeros(len(day), np.int64), np.zeros(len(day), np.int64)
    for number in np.unique(currency):
        quotes = rates.quotes.get(int(number))
        if quotes is None or rates.currencies[int(number)] in PARITIES:
            continue
        steps = rate_steps(quotes.day, quotes.per_eur)
        beside = np.full(len(quotes.day), NO_ONE, np.int64)
        beside[steps.at] = steps.neighbour
        own = np.flatnonzero(currency == number)
        used = np.searchsorted(quotes.day, day[own], side="right") - 1
        safe = np.maximum(used, 0)
        off = (used >= 0) & (day[own] - quotes.day[safe] <= MAX_AGE_DAYS) & (beside[safe] >= 0)
        own, used = own[off], used[off]
        rate[own], rate_day[own] = quotes.per_eur[used], quotes.day[used]
        neighbour[own] = quotes.per_eur[beside[used]]
        neighbour_day[own] = quotes.day[beside[used]]
    keep = np.flatnonzero(rate > 0).astype(np.int64)
    return keep, {
        "rate": PerEur(rate[keep]),
        "day": Days(rate_day[keep]),
        "neighbour": PerEur(neighbour[keep]),
        "neighbour_day": Days(neighbour_day[keep]),
    }
