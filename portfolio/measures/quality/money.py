"""Rules about amounts: paid above committed, without a rate, entered twice, ahead of its day."""

from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind, Verification
from portfolio.domain.organisations import UNKNOWN
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT
from portfolio.ledger.rounding import runs, sum_runs
from portfolio.ledger.sources import NO_ONE, Ints
from portfolio.measures.counted import counted_rows, pockets
from portfolio.measures.quality.found import (
    AmountValues,
    Days,
    Funders,
    Members,
    ResultValues,
    RuleResult,
)
from portfolio.measures.quality.seen import RuleContext, recorded_day
from portfolio.measures.standing import standing

WAITING: Final = 30  # days a proposed row may wait to be confirmed


def paid_above_committed(context: RuleContext) -> RuleResult:
    """Funders that paid more than they committed, in their flows' one currency (ruling 21)."""
    view, piece, nets = context.view, context.view.slice, pockets(context.view)
    start = piece.pair_start
    enters = nets.enters[COMMITMENT] | nets.enters[DISBURSEMENT]
    committed = sum_runs(nets.native[COMMITMENT], start)
    paid = sum_runs(nets.native[DISBURSEMENT], start)
    above = (sum_runs(enters, start) == 1) & (paid > np.maximum(committed, 0))
    above &= context.to_mend[piece.pair_project]
    pairs = np.flatnonzero(above).astype(np.int64)
    currency = np.zeros(len(start), np.int64)
    held = np.flatnonzero(enters)
    of_pocket = view.portfolio.flows.pockets.currency
    own = of_pocket if piece.pockets is None else of_pocket.take(piece.pockets)
    currency[np.repeat(np.arange(len(start)), piece.pair_pockets)[held]] = own[held]
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
    rows = standing(context.view).unconverted_flows
    rows = rows[context.to_mend[columns.project[rows]]]
    wanted = columns.rate_day[rows]
    amount = AmountValues(columns.amount[rows], columns.currency[rows])
    return RuleResult(columns.project[rows], wanted, {"amount": amount, "day": Days(wanted)}, rows)


def period_without_rate(context: RuleContext) -> RuleResult:
    """Budget periods that no rate converts: their projects leave every total (ruling 2)."""
    columns = context.view.portfolio.budgets
    rows = standing(context.view).unconverted_budgets
    rows = rows[context.to_mend[columns.project[rows]]]
    wanted = np.minimum(columns.first_day[rows], context.view.day)
    amount = AmountValues(columns.amount[rows], columns.currency[rows])
    return RuleResult(columns.project[rows], wanted, {"amount": amount, "day": Days(wanted)})


def unknown_funder(context: RuleContext) -> RuleResult:
    """Funding rows that name no provider: nobody can be asked or thanked for them (ruling 7)."""
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
    beside = np.zeros(len(rows), np.bool_)  # rows stand by these keys: repeats are neighbours
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
    """What a row of the slice is: its stage, funder, amount and day."""
    piece, columns = context.view.slice, context.view.portfolio.flows.flows
    return {
        "stage": Members(piece.of(columns.kind)[at], FlowKind),
        "funder": Funders(np.maximum(piece.of(columns.provider)[at], UNKNOWN)),
        "amount": AmountValues(piece.of(columns.amount)[at], piece.of(columns.currency)[at]),
        "day": Days(piece.of(columns.value_day)[at]),
    }
