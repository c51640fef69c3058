"""Pledges that commitments name: how much of each is kept, and by when (ruling 5)."""

from dataclasses import dataclass

import numpy as np

from portfolio.ledger.rounding import sum_runs, totals_by
from portfolio.ledger.sources import NO_ONE, Bools, Ints
from portfolio.ledger.view import View
from portfolio.measures.counted import any_stage, counted_rows, pockets


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


def honoured_pledges(view: View) -> HonouredPledges:
    """How far named pledges are kept (ruling 5)."""
    return view.once(_honoured)


def _honoured(view: View) -> HonouredPledges:
    piece, rows = view.slice, counted_rows(view)
    row, target, _ = piece.links(view.portfolio.flows.honours)
    live = np.arange(len(rows.counts), dtype=np.int64)
    successor, replaced, _ = piece.links(view.portfolio.flows.successors)
    alive = view.standing[successor] & (replaced >= 0)
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
    pair_of_row = piece.pair_of_row()
    several = sum_runs(any_stage(pockets(view)).astype(np.int64), piece.pair_start) > 1
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
