"""Secured, paid and pledged-open per funder and project: the ladder of money, counted once."""

from dataclasses import dataclass

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT, EXPENDITURE, PLEDGE, FlowSlice
from portfolio.ledger.rounding import any_in_runs, muldiv_half_even, sum_runs, totals_by
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View


@dataclass(frozen=True)
class Pockets:
    """Nets per pocket (project, funder, cash or in-kind, currency); rows are stages."""

    native: Ints  # 4 × pockets, minor units of the pocket's currency
    converted: Ints  # 4 × pockets, minor units of the reporting currency
    has: Bools  # 4 × pockets: whether any row counts
    enters: Bools  # the same without rows that are internal as a whole (they left secured)


@dataclass(frozen=True)
class Funding:
    """Funder figures per pair of the view's slice, minor units of the reporting currency."""

    project: Ints
    funder: Ints
    secured: Ints
    paid: Ints
    pledged_open: Ints
    live: Bools  # a funding row other than zero counts
    spent: Ints  # net expenditure
    unconverted: Ints  # flow rows that count and have no rate


@dataclass(frozen=True)
class CountedRows:
    """What each row of a slice adds: own currency and reporting currency, internal part gone."""

    counts: Bools
    native: Ints
    converted: Ints
    good: Bools
    internal: Bools  # the whole row is passed-on money


def counted_rows(view: View) -> CountedRows:
    """The rows of the view's slice with their amounts; 0 where a row does not count."""
    return view.once(_counted_rows)


def _counted_rows(view: View) -> CountedRows:
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


def pockets(view: View) -> Pockets:
    """Net sums per pocket and stage."""
    return view.once(_pockets)


def _pockets(view: View) -> Pockets:
    piece, rows = view.slice, counted_rows(view)
    shape = (EXPENDITURE + 1, piece.n_pockets)
    native, converted = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    has = np.zeros(shape, np.bool_)
    at = (piece.segment_kind - 1, piece.segment_pocket)
    native[at] = sum_runs(rows.native, piece.segment_start)
    converted[at] = sum_runs(rows.converted, piece.segment_start)
    has[at] = any_in_runs(rows.counts, piece.segment_start)
    enters = has
    if rows.internal.any():
        enters = np.zeros(shape, np.bool_)
        enters[at] = any_in_runs(rows.counts & ~rows.internal, piece.segment_start)
    return Pockets(native, converted, has, enters)


def funding(view: View) -> Funding:
    """Funder figures per (project, funder) pair of the view's slice (domain section 2)."""
    return view.once(_funding)


def _funding(view: View) -> Funding:
    piece, nets = view.slice, pockets(view)
    start = piece.pair_start
    in_currency, secured = _secured(piece, nets)
    paid = np.where(
        any_in_runs(nets.native[DISBURSEMENT] > 0, start),
        np.maximum(sum_runs(nets.converted[DISBURSEMENT], start), 0),
        0,
    )
    live = any_in_runs(_any_stage(nets), start)
    if live.any():
        live &= _has_money(view)
    return Funding(
        project=piece.pair_project,
        funder=piece.pair_funder,
        secured=secured,
        paid=paid,
        pledged_open=_pledged_open(view, in_currency, secured),
        live=live,
        spent=sum_runs(nets.converted[EXPENDITURE], start),
        unconverted=_unconverted(view),
    )


def _any_stage(nets: Pockets) -> Bools:
    """Pockets with a counting pledge, commitment or disbursement."""
    return np.asarray(nets.has[PLEDGE] | nets.has[COMMITMENT] | nets.has[DISBURSEMENT])


def _has_money(view: View) -> Bools:
    """Pairs with a counting funding row other than zero (ruling 12)."""
    piece = view.slice
    columns = view.portfolio.flows.flows
    rows = view.counts & (piece.of(columns.amount) != 0)
    rows &= piece.of(columns.kind) <= FlowKind.DISBURSEMENT
    by_pocket = np.zeros(piece.n_pockets, np.bool_)
    hit = any_in_runs(rows, piece.segment_start)
    by_pocket[piece.segment_pocket[hit]] = True
    return any_in_runs(by_pocket, piece.pair_start)


def _secured(piece: FlowSlice, nets: Pockets) -> tuple[Ints, Ints]:
    """(secured per pocket in its own currency, secured per pair in the reporting currency).

    The greater side is taken in the pair's one currency and converted flow by flow; with
    several currencies each side is converted first (ruling 4: commitments at equality).
    """
    committed, disbursed = nets.native[COMMITMENT], nets.native[DISBURSEMENT]
    own = np.maximum(np.maximum(committed, disbursed), 0)
    side = np.where(
        committed >= disbursed, nets.converted[COMMITMENT], nets.converted[DISBURSEMENT]
    )
    secured = sum_runs(np.where(own > 0, np.maximum(side, 0), 0), piece.pair_start)
    several = np.flatnonzero(piece.pair_pockets > 1)
    if len(several):
        enters = nets.enters[COMMITMENT] | nets.enters[DISBURSEMENT]
        mixed = several[sum_runs(enters.astype(np.int64), piece.pair_start)[several] > 1]
        secured[mixed] = np.maximum(
            np.maximum(*(_side(piece, nets, stage)[mixed] for stage in (COMMITMENT, DISBURSEMENT))),
            0,
        )
    return own, secured


def _side(piece: FlowSlice, nets: Pockets, stage: int) -> Ints:
    """One side of pairs in the reporting currency; 0 where no currency of it is above zero."""
    above = any_in_runs(nets.native[stage] > 0, piece.pair_start)
    return np.where(above, sum_runs(nets.converted[stage], piece.pair_start), 0)


def _pledged_open(view: View, own_secured: Ints, secured: Ints) -> Ints:
    """Pledged, not yet committed, per pair (ruling 5)."""
    piece, nets = view.slice, pockets(view)
    pledged, converted = nets.native[PLEDGE], nets.converted[PLEDGE]
    open_native = np.clip(pledged - own_secured, 0, None)
    open_native[pledged <= 0] = 0
    still = sum_runs(_in_proportion(converted, open_native, pledged), piece.pair_start)
    mixed = np.zeros(len(still), np.bool_)
    several = np.flatnonzero(piece.pair_pockets > 1)
    if len(several):
        enters = _any_stage(nets)
        mixed[several] = sum_runs(enters.astype(np.int64), piece.pair_start)[several] > 1
        still[mixed] = np.maximum(_side(piece, nets, PLEDGE) - secured, 0)[mixed]
    named = _named(view)
    if named is not None:
        pair, open_named, own, named_total = named
        pocket_of = np.full(len(still), -1, np.int64)
        holding = np.flatnonzero(nets.has[PLEDGE])
        pair_of_pocket = np.repeat(np.arange(len(still)), piece.pair_pockets)
        pocket_of[pair_of_pocket[holding]] = holding
        for at, pair_number in enumerate(pair):
            pocket = int(pocket_of[pair_number])
            if mixed[pair_number]:
                whole = int(_side(piece, nets, PLEDGE)[pair_number])
                had = int(secured[pair_number])
            else:
                whole, had = int(pledged[pocket]), int(own_secured[pocket])
            others = max(0, whole - int(own[at]))
            rest = max(0, others - max(0, had - int(named_total[at])))
            value = int(open_named[at]) + rest if whole > 0 else 0
            if not mixed[pair_number]:
                value = int(
                    _in_proportion(converted[[pocket]], np.array([value]), pledged[[pocket]])[0]
                )
            still[pair_number] = value
    return still


def _in_proportion(converted: Ints, part: Ints, whole: Ints) -> Ints:
    """converted × part / whole, half even; the whole where part is the whole, never below 0.

    Rows rounded one by one may leave converted of another sign than whole: nothing is open then.
    """
    value = np.where((part == whole) & (whole > 0), converted, 0)
    some = np.flatnonzero((part != whole) & (part != 0) & (whole > 0))
    if len(some):
        same = converted[some] == whole[some]
        value[some] = np.where(
            same, part[some], muldiv_half_even(converted[some], part[some], whole[some])
        )
    return np.maximum(value, 0)


def _named(view: View) -> tuple[Ints, Ints, Ints, Ints] | None:
    """Per pair with named pledges: (pair, open of the named, their size, Σ honouring commitments).

    In the pair's currency where it has one, else in the reporting currency.
    """
    piece, rows = view.slice, counted_rows(view)
    row, target, _ = piece.links(view.portfolio.flows.honours)
    if not len(row):
        return None
    live = np.arange(len(rows.counts), dtype=np.int64)
    successor, replaced, _ = piece.links(view.portfolio.flows.successors)
    alive = view.standing[successor]
    live[replaced[alive]] = successor[alive]
    for _ in range(64):
        further = live[live]
        if np.array_equal(further, live):
            break
        live = further
    # A name outside the reading is as if absent, whoever replaced it (ruling 20).
    inside = view.standing[target]
    target = live[target]
    fine = inside & rows.counts[row] & rows.counts[target]
    row, target = row[fine], target[fine]
    if not len(row):
        return None
    pair_of_row = piece.pair_of_row()
    pairs = np.unique(pair_of_row[row])
    nets = pockets(view)
    several = sum_runs(_any_stage(nets).astype(np.int64), piece.pair_start) > 1
    unit = np.where(several[pair_of_row[row]], rows.converted[row], rows.native[row])
    pledges, back = np.unique(target, return_inverse=True)
    honoured = np.maximum(totals_by(back.astype(np.int64), unit, len(pledges)), 0)
    amount = np.where(several[pair_of_row], rows.converted, rows.native)
    net = _with_corrections(view, pledges, amount)
    still = np.maximum(net - honoured, 0)
    of_pair = np.searchsorted(pairs, pair_of_row[pledges])
    size = len(pairs)
    return (
        pairs,
        totals_by(of_pair, still, size),
        totals_by(of_pair, net, size),
        totals_by(of_pair, honoured, size),
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


def _unconverted(view: View) -> Ints:
    """Flow row numbers that count in the view and have no rate (ruling 2)."""
    piece, rows = view.slice, counted_rows(view)
    bad = np.flatnonzero(rows.counts & ~rows.good)
    if len(bad) and not view.question.in_kind:
        bad = bad[piece.pair_in_kind[piece.pair_of_row()[bad]] == 0]
    return bad if piece.rows is None else piece.rows[bad]
