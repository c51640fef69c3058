"""Quality rules about amounts: paid above committed, without a rate, entered twice, misread signs."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind, Verification
from portfolio.domain.money import MAX_AGE_DAYS, PARITIES, exponent
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import NO_ONE, Bools, Ints, runs, sum_runs
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT
from portfolio.ledger.rates import rate_steps
from portfolio.measures.funding import counted_rows, currency_runs
from portfolio.measures.projects import project_figures, requirement
from portfolio.measures.quality.context import RuleContext, recorded_day
from portfolio.measures.quality.results import (
    AmountValues,
    Days,
    Funders,
    Members,
    PerEur,
    ResultValues,
    RuleResult,
)

WAITING: Final = 30  # days a proposed row may wait to be confirmed


def paid_above_committed(context: RuleContext) -> RuleResult:
    """Funders that paid more than they committed, in their flows' one currency (ruling 21)."""
    view, piece, nets = context.view, context.view.slice, currency_runs(context.view)
    start = piece.pair_start
    enters = nets.enters[COMMITMENT] | nets.enters[DISBURSEMENT]
    committed = sum_runs(nets.native[COMMITMENT], start)
    paid = sum_runs(nets.native[DISBURSEMENT], start)
    above = (sum_runs(enters, start) == 1) & (paid > np.maximum(committed, 0))
    above &= context.to_mend[piece.pair_project]
    pairs = np.flatnonzero(above).astype(np.int64)
    currency = np.zeros(len(start), np.int64)
    held = np.flatnonzero(enters)
    of_currency_run = view.portfolio.flows.currency_runs.currency
    own = (
        of_currency_run
        if piece.currency_runs is None
        else of_currency_run.take(piece.currency_runs)
    )
    currency[np.repeat(np.arange(len(start)), piece.pair_currency_runs)[held]] = own[held]
    return RuleResult(
        piece.pair_project[pairs],
        _overtaken(context, pairs),
        {
            "funder": Funders(piece.pair_funder[pairs]),
            "paid": AmountValues(paid[pairs], currency[pairs]),
            "committed": AmountValues(committed[pairs], currency[pairs]),
        },
    )


def _overtaken(context: RuleContext, pairs: Ints) -> Ints:
    """The day since which each pair's payments have been above its commitments."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    kind, of = piece.of(columns.kind), piece.pair_of_row()
    wanted = np.zeros(len(piece.pair_start), np.bool_)
    wanted[pairs] = True
    binding = (kind == FlowKind.COMMITMENT) | (kind == FlowKind.DISBURSEMENT)
    order = piece.by_day()
    order = order.compress((wanted[of] & context.view.counts & binding)[order])
    native = counted_rows(context.view).native[order]
    moved = np.where(kind[order] == FlowKind.DISBURSEMENT, native, -native)
    start, length = runs(of[order])
    reached = np.cumsum(moved)
    reached -= np.repeat(reached[start] - moved[start], length)
    below = np.where(reached > 0, np.repeat(start, length) - 1, np.arange(len(order)))
    last_below = np.maximum.reduceat(below, start) if len(start) else start
    return np.asarray(piece.of(columns.value_day)[order[last_below + 1]])


def flow_without_rate(context: RuleContext) -> RuleResult:
    """Counted flows that no rate converts: their projects leave every total (ruling 2)."""
    columns = context.view.portfolio.flows.flows
    rows = project_figures(context.view).unconverted_flows
    rows = rows[context.to_mend[columns.project[rows]]]
    wanted = columns.rate_day[rows]
    amount = AmountValues(columns.amount[rows], columns.currency[rows])
    return RuleResult(columns.project[rows], wanted, {"amount": amount, "day": Days(wanted)}, rows)


def period_without_rate(context: RuleContext) -> RuleResult:
    """Budget periods that no rate converts: their projects leave every total (ruling 2)."""
    columns = context.view.portfolio.budgets
    rows = project_figures(context.view).unconverted_budgets
    rows = rows[context.to_mend[columns.project[rows]]]
    wanted = np.minimum(columns.first_day[rows], context.view.day)
    amount = AmountValues(columns.amount[rows], columns.currency[rows])
    return RuleResult(columns.project[rows], wanted, {"amount": amount, "day": Days(wanted)})


def unknown_funder(context: RuleContext) -> RuleResult:
    """Funding rows without a provider: nobody to ask, nobody to thank (ruling 7)."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    unnamed = context.counts & (piece.of(columns.provider) == NO_ONE)
    unnamed &= piece.of(columns.kind) <= FlowKind.DISBURSEMENT
    at = np.flatnonzero(unnamed).astype(np.int64)
    return context.about_flows(
        at, recorded_day(piece.of(columns.recorded_at)[at]), **row_said(context, at)
    )


def entered_twice(context: RuleContext) -> RuleResult:
    """Rows that repeat another: one funder, stage, day and amount, reported by one side.

    What was taken back by a correction repeats nothing.
    """
    piece, family = context.view.slice, context.view.portfolio.flows
    columns, taken_back = family.flows, np.zeros(len(context.counts), np.bool_)
    row, target, _ = piece.links(family.corrections)
    taken_back[target[(target >= 0) & context.counts[row]]] = True
    rows = np.flatnonzero(context.counts & ~taken_back & (piece.of(columns.amount) > 0))
    keys = [
        piece.of(column)[rows]
        for column in (columns.pair, columns.currency, columns.kind, columns.value_day)
    ]
    beside = np.zeros(len(rows), np.bool_)  # rows are sorted by these keys: repeats are neighbours
    same = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    beside[1:] |= same
    beside[:-1] |= same
    rows = rows[beside]
    more = (columns.amount, columns.perspective, columns.receiver)
    keys = [key[beside] for key in keys] + [piece.of(column)[rows] for column in more]
    order = np.lexsort((piece.of(columns.id)[rows], *keys))
    same = np.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys])
    at = rows[order[1:][same]].astype(np.int64)
    return context.about_flows(
        at, recorded_day(piece.of(columns.recorded_at)[at]), **row_said(context, at)
    )


def paid_ahead(context: RuleContext) -> RuleResult:
    """Payments and spending dated after the day they were recorded on: plans entered as facts."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    kind, recorded = piece.of(columns.kind), recorded_day(piece.of(columns.recorded_at))
    ahead = context.known_flows & (kind >= FlowKind.DISBURSEMENT)
    ahead &= piece.of(columns.value_day) > recorded
    at = np.flatnonzero(ahead).astype(np.int64)
    return context.about_flows(
        at, recorded[at], recorded=Days(recorded[at]), **row_said(context, at)
    )


def proposed_waiting(context: RuleContext) -> RuleResult:
    """Proposed rows that nobody has confirmed or documented for more than thirty days."""
    view, piece, columns = context.view, context.view.slice, context.view.portfolio.flows.flows
    recorded = recorded_day(piece.of(columns.recorded_at))
    waiting = context.known_flows & (piece.confidence(view.reading) == Verification.PROPOSED)
    waiting &= recorded < context.day - WAITING
    at = np.flatnonzero(waiting).astype(np.int64)
    return context.about_flows(at, recorded[at], **row_said(context, at))


def date_derived(context: RuleContext) -> RuleResult:
    """Rows whose value date their source does not state: the rate and the year hang on it."""
    rows, held = context.local(context.facts.derived_kinds)
    at = rows[held]
    at = at[context.known_flows[at]]
    since = recorded_day(context.view.slice.of(context.view.portfolio.flows.flows.recorded_at)[at])
    return context.about_flows(at, since, **row_said(context, at))


def row_said(context: RuleContext, at: Ints) -> dict[str, ResultValues]:
    """Values of a row of the slice: its stage, funder, amount and day."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    return {
        "stage": Members(piece.of(columns.kind)[at], FlowKind),
        "funder": Funders(np.maximum(piece.of(columns.provider)[at], UNKNOWN)),
        "amount": AmountValues(piece.of(columns.amount)[at], piece.of(columns.currency)[at]),
        "day": Days(piece.of(columns.value_day)[at]),
    }


# "250,000" read as 250 is below a thousand units, next to amounts it is a small part of. What is
# smaller still than a hundred-thousandth of them was small when it was a thousand times as large.
UNITS: Final = 1_000
LEAST, MOST = 100, 100_000


def flow_size(context: RuleContext) -> RuleResult:
    """Entries of a suspect size compared with the project's other amounts in their currency."""
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
    """Budget periods of a suspect size compared with the project's other amounts in a currency."""
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
        """Which amounts are under a thousand units and out of proportion to the others."""
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
    """Rows of the budget periods in force, of concerned projects."""
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
    """(places of the rows whose rate is off, their result values)."""
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
