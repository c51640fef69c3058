"""Funding per funder and project: rows that count, pledges honoured, secured, paid and pledged."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import (
    NO_ONE,
    Bools,
    Ints,
    any_in_runs,
    muldiv_half_even,
    sum_runs,
    totals_by,
)
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT, EXPENDITURE, PLEDGE, FlowSlice
from portfolio.ledger.view import UNKNOWN_FUNDER, View, per_view

T = TypeVar("T", Ints, Bools)


@dataclass(frozen=True)
class CurrencyRuns:
    """Nets per currency run (project, funder, cash or in-kind, currency); rows are stages."""

    native: Ints  # 4 × currency runs, minor units of the run's currency
    converted: Ints  # 4 × currency runs, minor units of the reporting currency
    has: Bools  # 4 × currency runs: whether any row counts
    enters: Bools  # the same without rows that are internal as a whole (they left secured)


@dataclass(frozen=True)
class CountedRows:
    """Amounts of each row of a slice: own currency and reporting currency, pass-through removed."""

    counts: Bools
    native: Ints
    converted: Ints
    good: Bools
    internal: Bools  # the whole row is passed-on money


@per_view
def counted_rows(view: View) -> CountedRows:
    """The rows of the view's slice with their amounts; 0 where a row does not count."""
    piece, counts = view.slice, view.counts
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    # Multiplying by 0 or 1 is several times faster than choosing row by row.
    native = piece.of(view.portfolio.flows.flows.amount) * counts
    converted = piece.of(conversions.amount) * counts
    good = piece.of(conversions.good) == 1
    internal = np.zeros(len(counts), np.bool_)
    if view.internal:
        numbers = np.array(sorted(view.internal), np.int64)
        at, held = piece.local(numbers)
        parts = [view.internal[int(number)] for number in numbers[held]]
        native[at[held]] -= np.array([part.native for part in parts], np.int64)
        converted[at[held]] -= np.array([part.converted for part in parts], np.int64)
        left = at[held]
        internal[left] = counts[left] & (native[left] == 0)
    return CountedRows(counts, native, converted, good, internal)


@per_view
def currency_runs(view: View) -> CurrencyRuns:
    """Net sums per currency run and stage."""
    return nets(view)


def nets(view: View, mask: Bools | None = None) -> CurrencyRuns:
    """Net sums per currency run and stage, of all rows that count or of those ``mask`` among them."""
    piece, rows = view.slice, counted_rows(view)
    if mask is not None:
        rows = CountedRows(
            rows.counts & mask,
            rows.native * mask,
            rows.converted * mask,
            rows.good,
            rows.internal & mask,
        )
    n_stages, place = EXPENDITURE + 1, piece.segment_place

    def by_currency_run(segments: T) -> T:
        """Stages × currency runs of what there is a segment."""
        found = np.zeros(n_stages * piece.n_currency_runs, segments.dtype)
        found[place] = segments
        return found.reshape(n_stages, piece.n_currency_runs)

    has = by_currency_run(any_in_runs(rows.counts, piece.segment_start))
    entering = rows.counts & ~rows.internal
    return CurrencyRuns(
        native=by_currency_run(sum_runs(rows.native, piece.segment_start)),
        converted=by_currency_run(sum_runs(rows.converted, piece.segment_start)),
        has=has,
        enters=by_currency_run(any_in_runs(entering, piece.segment_start))
        if rows.internal.any()
        else has,
    )


def any_stage(nets: CurrencyRuns) -> Bools:
    """Currency runs with a counting pledge, commitment or disbursement."""
    return np.asarray(nets.has[PLEDGE] | nets.has[COMMITMENT] | nets.has[DISBURSEMENT])


@dataclass(frozen=True)
class HonouredPledges:
    """Live pledges that counting commitments name; amounts in their pair's currency where it has one.

    Where a pair has several currencies its amounts are in the reporting currency.
    """

    pledge: Ints  # local row numbers
    pair: Ints
    net: Ints  # the pledge with its corrections
    honoured: Ints  # commitments naming it or a pledge it superseded, never below 0
    last_day: Ints  # value date of the latest of them
    several: Bools  # whether the pair has several currencies


@per_view
def honoured_pledges(view: View) -> HonouredPledges:
    """How far named pledges are honoured (ruling 5)."""
    piece, rows = view.slice, counted_rows(view)
    row, target, _ = piece.links(view.portfolio.flows.honours)
    live = np.arange(len(rows.counts), dtype=np.int64)
    successor, replaced, _ = piece.links(view.portfolio.flows.successors)
    alive = view.in_force[successor] & (replaced >= 0)
    live[replaced[alive]] = successor[alive]
    for _ in range(64):
        further = live[live]
        if np.array_equal(further, live):
            break
        live = further
    # A name outside the reading counts as absent, whichever row replaced it (ruling 20).
    inside = view.in_force[target]
    target = live[target]
    fine = inside & rows.counts[row] & rows.counts[target]
    row, target = row[fine], target[fine]
    pair_of_row = piece.pair_of_row()
    several = sum_runs(any_stage(currency_runs(view)).astype(np.int64), piece.pair_start) > 1
    unit = np.where(several[pair_of_row[row]], rows.converted[row], rows.native[row])
    pledges, back = np.unique(target, return_inverse=True)
    back = back.astype(np.int64)
    last_day = np.full(len(pledges), NO_ONE, np.int64)
    np.maximum.at(last_day, back, piece.of(view.portfolio.flows.flows.value_day)[row])
    amount = np.where(several[pair_of_row], rows.converted, rows.native)
    return HonouredPledges(
        pledge=pledges,
        pair=pair_of_row[pledges],
        net=_with_corrections(view, pledges, amount) if len(pledges) else pledges,
        honoured=np.maximum(totals_by(back, unit, len(pledges)), 0),
        last_day=last_day,
        several=several[pair_of_row[pledges]],
    )


def _with_corrections(view: View, pledges: Ints, amount: Ints) -> Ints:
    """Each pledge row with the corrections that count for it."""
    net = amount[pledges].copy()
    piece = view.slice
    row, target, rank = piece.links(view.portfolio.flows.corrections)
    root = np.arange(len(amount), dtype=np.int64)
    for depth in range(1, int(rank.max(initial=0)) + 1):
        own = (rank == depth) & (target >= 0)
        root[row[own]] = root[target[own]]
    at = np.searchsorted(pledges, root[row])
    at = np.minimum(at, len(pledges) - 1)
    own = (pledges[at] == root[row]) & (root[row] != row)
    np.add.at(net, at[own], amount[row[own]])
    return net


@dataclass(frozen=True)
class Funding:
    """Funder figures per pair of the view's slice, minor units of the reporting currency."""

    project: Ints
    funder: Ints
    secured: Ints
    paid: Ints
    pledged_open: Ints
    open_own: Ints  # the same in the pair's currency; no meaning where it has several
    live: Bools  # a funding row other than zero counts
    has: Bools  # 4 × pairs, rows are stages: whether any row of the stage counts (ruling 26)
    spent: Ints  # net expenditure
    unconverted: Ints  # flow rows that count and have no rate


@per_view
def funding(view: View) -> Funding:
    """Funder figures per (project, funder) pair of the view's slice (domain section 2)."""
    piece, nets = view.slice, currency_runs(view)
    start = piece.pair_start
    in_currency, secured = secured_of(piece, nets)
    paid = np.where(
        any_in_runs(nets.native[DISBURSEMENT] > 0, start),
        np.maximum(sum_runs(nets.converted[DISBURSEMENT], start), 0),
        0,
    )
    open_own, pledged_open = _pledged_open(view, in_currency, secured)
    live = any_in_runs(any_stage(nets), start)
    if live.any():
        live &= _has_money(view)
    return Funding(
        project=piece.pair_project,
        funder=piece.pair_funder,
        secured=secured,
        paid=paid,
        pledged_open=pledged_open,
        open_own=open_own,
        live=live,
        has=np.stack([any_in_runs(stage, start) for stage in nets.has]),
        spent=sum_runs(nets.converted[EXPENDITURE], start),
        unconverted=_unconverted(view),
    )


def funder_word(view: View, funder: int) -> str:
    """The identifier of a funder; the rows that name none are the unknown funder's."""
    if funder == UNKNOWN:
        return UNKNOWN_FUNDER
    return view.portfolio.labels.organisations[funder].identifier


def _has_money(view: View) -> Bools:
    """Pairs with a counting funding row other than zero (ruling 12)."""
    piece = view.slice
    columns = view.portfolio.flows.flows
    rows = view.counts & (piece.of(columns.amount) != 0)
    rows &= piece.of(columns.kind) <= FlowKind.DISBURSEMENT
    by_currency_run = np.zeros(piece.n_currency_runs, np.bool_)
    hit = any_in_runs(rows, piece.segment_start)
    by_currency_run[piece.segment_currency_run[hit]] = True
    return any_in_runs(by_currency_run, piece.pair_start)


def secured_of(piece: FlowSlice, nets: CurrencyRuns) -> tuple[Ints, Ints]:
    """(secured per currency run in its own currency, secured per pair in the reporting currency).

    The greater side is taken in the pair's one currency and converted flow by flow; with
    several currencies each side is converted first (ruling 4: commitments at equality).
    """
    committed, disbursed = nets.native[COMMITMENT], nets.native[DISBURSEMENT]
    own = np.maximum(np.maximum(committed, disbursed), 0)
    side = np.where(
        committed >= disbursed, nets.converted[COMMITMENT], nets.converted[DISBURSEMENT]
    )
    secured = sum_runs(np.where(own > 0, np.maximum(side, 0), 0), piece.pair_start)
    several = np.flatnonzero(piece.pair_currency_runs > 1)
    if len(several):
        enters = nets.enters[COMMITMENT] | nets.enters[DISBURSEMENT]
        mixed = several[sum_runs(enters.astype(np.int64), piece.pair_start)[several] > 1]
        secured[mixed] = np.maximum(
            np.maximum(
                *(side_of(piece, nets, stage)[mixed] for stage in (COMMITMENT, DISBURSEMENT))
            ),
            0,
        )
    return own, secured


def side_of(piece: FlowSlice, nets: CurrencyRuns, stage: int) -> Ints:
    """One side of pairs in the reporting currency; 0 where no currency of it is above zero."""
    above = any_in_runs(nets.native[stage] > 0, piece.pair_start)
    return np.where(above, sum_runs(nets.converted[stage], piece.pair_start), 0)


def _pledged_open(view: View, own_secured: Ints, secured: Ints) -> tuple[Ints, Ints]:
    """Pledged, not yet committed, per pair, in its own and the reporting currency (ruling 5)."""
    piece, nets = view.slice, currency_runs(view)
    pledged, converted = nets.native[PLEDGE], nets.converted[PLEDGE]
    open_native = np.clip(pledged - own_secured, 0, None)
    open_native[pledged <= 0] = 0
    own_open = sum_runs(open_native, piece.pair_start)
    still = sum_runs(in_proportion(converted, open_native, pledged), piece.pair_start)
    mixed = np.zeros(len(still), np.bool_)
    several = np.flatnonzero(piece.pair_currency_runs > 1)
    if len(several):
        enters = any_stage(nets)
        mixed[several] = sum_runs(enters.astype(np.int64), piece.pair_start)[several] > 1
        still[mixed] = np.maximum(side_of(piece, nets, PLEDGE) - secured, 0)[mixed]
    named = _named(view)
    if named is not None:
        pair, open_named, own, named_total = named
        currency_run_of = np.full(len(still), -1, np.int64)
        holding = np.flatnonzero(nets.has[PLEDGE])
        pair_of_currency_run = np.repeat(np.arange(len(still)), piece.pair_currency_runs)
        currency_run_of[pair_of_currency_run[holding]] = holding
        side, above = side_of(piece, nets, PLEDGE), any_in_runs(pledged > 0, piece.pair_start)
        for at, pair_number in enumerate(pair):
            currency_run = int(currency_run_of[pair_number])
            if mixed[pair_number]:
                # A pledge corrected below zero in one currency takes nothing from another's.
                whole, had = int(side[pair_number]), int(secured[pair_number])
                is_live = bool(above[pair_number])
            else:
                whole, had = int(pledged[currency_run]), int(own_secured[currency_run])
                is_live = whole > 0
            others = max(0, whole - int(own[at]))
            rest = max(0, others - max(0, had - int(named_total[at])))
            value = int(open_named[at]) + rest if is_live else 0
            if not mixed[pair_number]:
                own_open[pair_number] = value
                value = int(
                    in_proportion(
                        converted[[currency_run]], np.array([value]), pledged[[currency_run]]
                    )[0]
                )
            still[pair_number] = value
    return own_open, still


def in_proportion(amounts: Ints, part: Ints, whole: Ints) -> Ints:
    """converted × part / whole, half even; the whole where part is the whole, never below 0.

    Rows rounded one by one may leave converted of another sign than whole: nothing is open then.
    """
    value = np.where((part == whole) & (whole > 0), amounts, 0)
    some = np.flatnonzero((part != whole) & (part != 0) & (whole > 0))
    if len(some):
        same = amounts[some] == whole[some]
        value[some] = np.where(
            same, part[some], muldiv_half_even(amounts[some], part[some], whole[some])
        )
    return np.maximum(value, 0)


def _named(view: View) -> tuple[Ints, Ints, Ints, Ints] | None:
    """Per pair with named pledges: (pair, open of the named, their size, Σ honouring commitments).

    In the pair's currency where it has one, else in the reporting currency.
    """
    if not len(view.slice.links(view.portfolio.flows.honours)[0]):
        return None
    found = honoured_pledges(view)
    if not len(found.pledge):
        return None
    pairs = np.unique(found.pair)
    of_pair, size = np.searchsorted(pairs, found.pair), len(pairs)
    return (
        pairs,
        totals_by(of_pair, np.maximum(found.net - found.honoured, 0), size),
        totals_by(of_pair, found.net, size),
        totals_by(of_pair, found.honoured, size),
    )


def _unconverted(view: View) -> Ints:
    """Flow row numbers that count in the view and have no rate (ruling 2)."""
    piece, rows = view.slice, counted_rows(view)
    bad = np.flatnonzero(rows.counts & ~rows.good)
    if len(bad) and not view.question.in_kind:
        bad = bad[piece.pair_in_kind[piece.pair_of_row()[bad]] == 0]
    return bad if piece.rows is None else piece.rows[bad]
