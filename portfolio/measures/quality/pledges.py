"""Rules about pledges: those open for more than a year, and those kept beyond what was pledged."""

from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.ledger.rounding import runs
from portfolio.ledger.sources import Ints
from portfolio.measures.counted import counted_rows
from portfolio.measures.funding import funding
from portfolio.measures.honouring import honoured_pledges
from portfolio.measures.quality.found import AmountValues, Days, Funders, RuleResult
from portfolio.measures.quality.seen import RuleContext
from portfolio.measures.standing import standing

YEAR: Final = 365  # days a pledge may stay open before somebody asks


def old_pledge(context: RuleContext) -> RuleResult:
    """A funder's oldest pledge in a project, where more is open than its younger ones come to.

    A pledge is as old as the first of its chain; those that commitments keep by name are gone.
    """
    view, piece = context.view, context.view.slice
    columns, rows = view.portfolio.flows.flows, counted_rows(view)
    still, pair, first = funding(view).pledged_open, piece.pair_of_row(), _first_day(context)
    named = honoured_pledges(view)
    pledge = context.counts & (piece.of(columns.kind) == FlowKind.PLEDGE)
    pledge[named.pledge[named.honoured >= named.net]] = False
    convertible = np.zeros(view.portfolio.size, np.bool_)
    convertible[standing(view).codes] = True
    pledge &= convertible[context.of]
    is_old = first < view.day - YEAR
    young = np.zeros(len(still), np.int64)
    at = np.flatnonzero(pledge & ~is_old)
    np.add.at(young, pair[at], rows.converted[at])
    old = np.flatnonzero(pledge & is_old & (rows.native > 0)).astype(np.int64)
    old = old[(still > np.maximum(young, 0))[pair[old]]]
    old = old[np.lexsort((first[old], pair[old]))]
    old = old[runs(pair[old])[0]]
    money = view.portfolio.labels.currencies
    reporting = next((key for key, code in money.items() if code == view.question.currency), 0)
    return context.about_flows(
        old,
        first[old] + YEAR,
        funder=Funders(piece.pair_funder[pair[old]]),
        amount=AmountValues(rows.native[old], piece.of(columns.currency)[old]),
        day=Days(first[old]),
        open=AmountValues(still[pair[old]], np.full(len(old), reporting, np.int64)),
    )


def _first_day(context: RuleContext) -> Ints:
    """The value date of the first of each row's chain of pledges; a correction is as old as its row."""
    piece, family = context.view.slice, context.view.portfolio.flows
    standing_rows, day = context.view.standing, piece.of(family.flows.value_day)
    start = np.arange(len(day), dtype=np.int64)
    successor, replaced, _ = piece.links(family.successors)
    held = (replaced >= 0) & standing_rows[successor] & standing_rows[replaced]
    start[successor[held]] = replaced[held]
    for _ in range(64):
        further = start[start]
        if np.array_equal(further, start):
            break
        start = further
    first = day[start]
    row, target, rank = piece.links(family.corrections)
    for depth in range(1, int(rank.max(initial=0)) + 1):
        own = (rank == depth) & (target >= 0)
        first[row[own]] = first[target[own]]
    return np.asarray(first)


def honoured_beyond(context: RuleContext) -> RuleResult:
    """Pledges that more was committed against than they promise, in their own currency (ruling 5)."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    named = honoured_pledges(context.view)
    beyond = ~named.several & (named.honoured > named.net) & context.counts[named.pledge]
    at = np.flatnonzero(beyond)
    pledge = named.pledge[at]
    currency = piece.of(columns.currency)[pledge]
    return context.about_flows(
        pledge,
        named.last_day[at],
        funder=Funders(piece.pair_funder[named.pair[at]]),
        pledged=AmountValues(named.net[at], currency),
        committed=AmountValues(named.honoured[at], currency),
        day=Days(piece.of(columns.value_day)[pledge]),
    )
