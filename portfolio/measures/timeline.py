"""Timeline of money: by calendar year, month by month, and how the gaps close."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from portfolio.domain.clauses import ADOPTED
from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Relation
from portfolio.ledger.columns import Bools, Ints, runs, totals_by
from portfolio.ledger.view import View, day_number, per_view
from portfolio.measures.allocation import (
    AmountsToAllocate,
    funder_units,
    left_of,
    left_of_each,
)
from portfolio.measures.figures import Closing, Curve, Figure, YearLine
from portfolio.measures.funding import counted_rows
from portfolio.measures.headline import headline
from portfolio.measures.projects import project_figures, requirement


@per_view
def by_year(view: View) -> tuple[YearLine, ...]:
    """Requirement, net commitments, disbursements, expenditure and live pledges by year.

    Whole projects of the band: no table crosses year with clause or country (ruling 13).
    """
    band = view.question.band
    return _years_of(view, codes_in_band(view), has_requirement=band.has_requirement)


def of_project(view: View, code: int) -> tuple[YearLine, ...]:
    """Year lines of one project, whatever its band; its rows have to be convertible."""
    counted = np.zeros(view.portfolio.size, np.bool_)
    counted[code] = True
    relation = Relation(int(view.relation[code]))
    return _years_of(view, counted, has_requirement=relation.has_requirement)


def _years_of(view: View, mask: Bools, *, has_requirement: bool) -> tuple[YearLine, ...]:
    """The years of some project codes; a line is None where the year has no row of its stage."""
    columns = view.portfolio.flows.flows
    rows = np.flatnonzero(counted_rows(view).counts & mask[view.slice.of(columns.project)])
    own = own_pairs(view)[view.slice.pair_of_row()[rows]]
    kind = view.slice.of(columns.kind)[rows]
    rows, kind = (
        rows[own | (kind == FlowKind.EXPENDITURE)],
        kind[own | (kind == FlowKind.EXPENDITURE)],
    )
    if not view.question.in_kind:
        cash = view.slice.pair_in_kind[view.slice.pair_of_row()[rows]] == 0
        rows, kind = rows[cash], kind[cash]
    year = _years(view.slice.of(columns.value_day)[rows])
    amount = counted_rows(view).converted[rows]
    needed = _requirement_by_year(view, mask) if has_requirement else {}
    found = {
        stage: _by_key(year[kind == stage], amount[kind == stage])
        for stage in (
            FlowKind.COMMITMENT, FlowKind.DISBURSEMENT, FlowKind.EXPENDITURE, FlowKind.PLEDGE,
        )
    }  # fmt: skip
    years = sorted({*needed, *(year for stage in found.values() for year in stage)})
    return tuple(
        YearLine(
            year,
            needed.get(year),
            found[FlowKind.COMMITMENT].get(year),
            found[FlowKind.DISBURSEMENT].get(year),
            found[FlowKind.EXPENDITURE].get(year),
            found[FlowKind.PLEDGE].get(year),
            has_requirement=has_requirement,
        )
        for year in years
    )


def own_pairs(view: View) -> Bools:
    """Pairs the view counts: cash, in-kind if included, narrowed by the funder filter."""
    piece = view.slice
    own = np.ones(len(piece.pair_project), np.bool_)
    if not view.question.in_kind:
        own &= piece.pair_in_kind == 0
    if view.question.filters.funders:
        own &= np.isin(piece.pair_funder, view.funder_ids)
    return own


def _years(days: Ints) -> Ints:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _by_key(keys: Ints, amounts: Ints) -> dict[int, int]:
    known, back = np.unique(keys, return_inverse=True)
    total = totals_by(back.astype(np.int64), amounts, len(known))
    return dict(zip(known.tolist(), total.tolist(), strict=True))


def _requirement_by_year(view: View, mask: Bools) -> dict[int, int]:
    """Budget periods converted whole, then split over years by days, cumulatively, half up."""
    need, columns = requirement(view), view.portfolio.budgets
    chosen = mask[columns.project[need.rows]]
    rows, amount = need.rows[chosen], need.converted[chosen]
    first, last = columns.first_day[rows], columns.last_day[rows]
    if not len(rows):
        return {}
    found: dict[int, int] = {}
    begin, end = _years(first), _years(last)
    for year in range(int(begin.min()), int(end.max()) + 1):
        touched = np.flatnonzero((begin <= year) & (end >= year))
        before = _upto(amount, first, last, date(year - 1, 12, 31), touched)
        after = _upto(amount, first, last, date(year, 12, 31), touched)
        if len(touched):
            found[year] = int((after - before).sum())
    return found


def _upto(amount: Ints, first: Ints, last: Ints, day: date, rows: Ints) -> Ints:
    """The part of each period's amount that falls up to a day."""
    length = last[rows] - first[rows] + 1
    reached = np.clip(day_number(day) - first[rows] + 1, 0, length)
    return np.asarray((2 * amount[rows] * reached + length) // (2 * length))


@per_view
def curve(view: View) -> Curve:
    """Secured and paid at month ends from before the adoption on; the last point is the headline's."""
    days = month_ends(view.question.as_of)
    own = own_pairs(view) & codes_in_band(view)[view.slice.pair_project]
    moved = movements(view, own, days)
    secured, paid = [
        _points(view, moved.pair, change, moved.bucket, len(days))
        for change in (moved.secured, moved.paid)
    ]
    return Curve(days, secured, paid, headline(view).amounts.requirement or 0)


def month_ends(last: date) -> tuple[date, ...]:
    """The day before the adoption's month, every month end after it, and the day itself."""
    first = ADOPTED.replace(day=1)
    if last <= first:
        first = date(last.year - 1, last.month, 1)
    days = []
    while first <= last:
        days.append(first - timedelta(days=1))
        first = (first + timedelta(days=32)).replace(day=1)
    return (*days, last)


@dataclass(frozen=True)
class Movements:
    """Rows that move secured or paid, each pair's in order of days: by how much, and when."""

    pair: Ints  # local pair number
    bucket: Ints  # place of the first of the days on or after the row's value date
    secured: Ints
    paid: Ints


def movements(view: View, pairs: Bools, days: tuple[date, ...]) -> Movements:
    """Movements of secured and paid of some pairs of the view's slice up to each of the days."""
    piece, rows = view.slice, counted_rows(view)
    pair_of_row = piece.pair_of_row()
    kind = piece.of(view.portfolio.flows.flows.kind)
    binding = rows.counts & pairs[pair_of_row]
    binding &= ~rows.internal & ((kind == FlowKind.COMMITMENT) | (kind == FlowKind.DISBURSEMENT))
    order = piece.by_day()
    order = order.compress(binding.take(order))
    secured, paid = _changes(view, order, pair_of_row.take(order), kind.take(order))
    value_day = piece.of(view.portfolio.flows.flows.value_day).take(order)
    return Movements(pair_of_row.take(order), _buckets(days, value_day), secured, paid)


def _buckets(days: tuple[date, ...], value_day: Ints) -> Ints:
    """The place of the first of the days on or after each value date, read from a table."""
    low, high = int(value_day.min(initial=0)), int(value_day.max(initial=0))
    ends = np.array([day_number(day) for day in days], np.int64)
    return np.searchsorted(ends, np.arange(low, high + 1)).take(value_day - low)


def codes_in_band(view: View) -> Bools:
    """Codes of projects in the totals of the view."""
    state = project_figures(view)
    counted = np.zeros(view.portfolio.size, np.bool_)
    counted[state.codes[state.in_band]] = True
    return counted


def _points(view: View, pair: Ints, change: Ints, bucket: Ints, size: int) -> tuple[int, ...]:
    """Running totals at the end of each bucket, as the filters by clause and country leave them."""
    if not view.cells.keeps_all:  # what is left of a unit changes only where the unit does
        unit = funder_units(view).take(pair)
        order = np.lexsort((bucket, unit))
        within, bucket = Within(unit.take(order)), bucket.take(order)
        codes = view.slice.pair_project.take(pair.take(order))
        change = within.steps(left_of_each(view, codes, within.running(change.take(order))))
    return tuple(np.cumsum(totals_by(bucket, change, size)).tolist())


def _changes(view: View, order: Ints, pair: Ints, kind: Ints) -> tuple[Ints, Ints]:
    """By how much each row, in its pair's order of days, moves secured and paid."""
    rows = counted_rows(view)
    commits = kind == FlowKind.COMMITMENT
    within = Within(pair)
    native, converted = rows.native.take(order), rows.converted.take(order)
    given, in_given = native * commits, converted * commits
    committed, in_commitments = within.running(given), within.running(in_given)
    disbursed = within.running(native - given)
    in_disbursements = within.running(converted - in_given)
    secured = np.where(
        np.maximum(committed, disbursed) > 0,
        np.maximum(np.where(committed >= disbursed, in_commitments, in_disbursements), 0),
        0,
    )
    paid = np.where(disbursed > 0, np.maximum(in_disbursements, 0), 0)
    several = np.flatnonzero(view.slice.pair_currency_runs.take(pair) > 1)
    if len(several):
        currency = view.slice.of(view.portfolio.flows.flows.currency)[order[several]]
        secured[several], paid[several] = _mixed(
            commits[several],
            pair[several],
            currency,
            (native[several], converted[several]),
            secured[several],
        )
    return within.steps(secured), within.steps(paid)


def _mixed(
    commits: Bools,
    pair: Ints,
    currency: Ints,
    amounts: tuple[Ints, Ints],
    in_one_currency: Ints,
) -> tuple[Ints, Ints]:
    """Secured and paid after each row of pairs with several currencies (rulings 3 and 4)."""
    native, converted = amounts
    within = Within(pair)
    above = {side: np.zeros(len(pair), np.bool_) for side in (True, False)}
    for unit in np.unique(currency):
        own = currency == unit
        for side, held in above.items():
            held |= within.running(native * (own & (commits == side))) > 0
    value = {
        side: np.where(held, within.running(converted * (commits == side)), 0)
        for side, held in above.items()
    }
    secured = np.maximum(np.maximum(value[True], value[False]), 0)
    entered = within.running((currency != within.first(currency)).astype(np.int64)) > 0
    return np.where(entered, secured, in_one_currency), np.maximum(value[False], 0)


class Within:
    """Sums and steps inside each run of equal pairs."""

    def __init__(self, pair: Ints) -> None:
        self.start, self.length = runs(pair)

    def first(self, values: Ints) -> Ints:
        """The first value of each row's run."""
        return np.repeat(values[self.start], self.length)

    def running(self, values: Ints) -> Ints:
        """Sums from the beginning of each row's run."""
        total = np.cumsum(values)
        total -= self.first(total - values)
        return np.asarray(total)

    def steps(self, values: Ints) -> Ints:
        """By how much each value is above the one before it in its run."""
        step = np.diff(values, prepend=0)
        step[self.start] = values[self.start]
        return step


@per_view
def closing(view: View) -> Closing:
    """Requirement less gap, and less disbursement gap, at month ends up to the as-of date.

    The requirement is the one known and dated by the as-of date; each project counts up to its
    own, so the lines never rise above it (one project's surplus fills no other's gap).
    """
    days = month_ends(view.question.as_of)
    # Every funder's money fills a gap, also where a filter narrows secured to one of them.
    pairs = codes_in_band(view)[view.slice.pair_project]
    if not view.question.in_kind:
        pairs &= view.slice.pair_in_kind == 0
    moved = movements(view, pairs, days)
    needed = headline(view).amounts.requirement or 0
    covered, paid = (
        tuple(
            needed - gap if first is not None and first <= day_number(day) else None
            for day, gap in zip(days, _gaps(view, moved, change, len(days)), strict=True)
        )
        for change, first in (
            (moved.secured, _first_day(view, pairs, FlowKind.COMMITMENT, FlowKind.DISBURSEMENT)),
            (moved.paid, _first_day(view, pairs, FlowKind.DISBURSEMENT)),
        )
    )
    return Closing(days, covered, paid, needed)


def _first_day(view: View, pairs: Bools, *kinds: FlowKind) -> int | None:
    """The first value day of a row of some kinds in projects with a requirement; None without one.

    Rows that are internal count here: what they leave is recorded (ruling 26).
    """
    state, piece, flows = project_figures(view), view.slice, view.portfolio.flows.flows
    needing = np.zeros(view.portfolio.size, np.bool_)
    needing[state.codes[state.in_band & state.has_requirement]] = True
    rows = counted_rows(view).counts & (pairs & needing[piece.pair_project])[piece.pair_of_row()]
    days = piece.of(flows.value_day)[rows & np.isin(piece.of(flows.kind), kinds)]
    return int(days.min()) if len(days) else None


def _gaps(view: View, movements: Movements, change: Ints, size: int) -> list[int]:
    """Gaps at the end of each bucket, inside the filters of the view."""
    state = project_figures(view)
    held = state.in_band & state.has_requirement
    codes, needed = state.codes[held], state.amounts[Figure.REQUIREMENT][held]
    place = np.full(view.portfolio.size, -1, np.int64)
    place[codes] = np.arange(len(codes))
    at = place[view.slice.pair_project[movements.pair]]
    known = np.flatnonzero(at >= 0)
    known = known[np.argsort(movements.bucket[known], kind="stable")]
    ends = np.searchsorted(movements.bucket[known], np.arange(size), side="right").tolist()
    had = np.zeros(len(codes), np.int64)
    missing, whole = [], int(needed.sum())
    for start, end in zip([0, *ends], ends, strict=False):
        rows = known[start:end]
        touched = np.unique(at[rows])
        before = np.maximum(needed[touched] - had[touched], 0)
        np.add.at(had, at[rows], change[rows])
        after = np.maximum(needed[touched] - had[touched], 0)
        whole += int((after - before).sum())
        if view.cells.keeps_all:
            missing.append(whole)
        else:
            gap = np.maximum(needed - had, 0)
            missing.append(left_of(view, AmountsToAllocate(codes, gap[np.newaxis], (Figure.GAP,))))
    return missing
