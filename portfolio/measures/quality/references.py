"""Rules about rows that name rows, and about grants that both sides report (rulings 5, 7 and 20)."""

import numpy as np

from portfolio.domain.flows import FlowKind, ReportedBy
from portfolio.ledger.rounding import runs, totals_by
from portfolio.ledger.sources import Bools, Ints
from portfolio.measures.quality.found import AmountValues, Days, Funders, Members, RuleResult
from portfolio.measures.quality.money import row_said
from portfolio.measures.quality.seen import RuleContext, recorded_day


def corrects_elsewhere(context: RuleContext) -> RuleResult:
    """Corrections that name no row of their own project, stage, funder and currency."""
    columns, links = context.view.portfolio.flows.flows, context.view.portfolio.flows.corrections
    fits = links.target >= 0
    target = np.maximum(links.target, 0)
    for column in (columns.pair, columns.kind, columns.currency):
        fits &= column[links.row] == column[target]
    return _about(context, links.row[~fits])


def negative_unnamed(context: RuleContext) -> RuleResult:
    """Negative rows that do not say which row they correct (ruling 3)."""
    piece, family = context.view.slice, context.view.portfolio.flows
    negative = context.known_flows & (piece.of(family.flows.amount) < 0)
    correcting, held = context.local(family.corrections.row)
    negative[correcting[held]] = False
    return _local(context, np.flatnonzero(negative))


def correction_ahead(context: RuleContext) -> RuleResult:
    """Corrections that would count but for the row they correct, which does not (ruling 20)."""
    columns, links = context.view.portfolio.flows.flows, context.view.portfolio.flows.corrections
    inside = links.target >= 0
    row, target = links.row[inside], links.target[inside]
    own = columns.pair[row] == columns.pair[target]
    row, held = context.local(row[own])
    target, also = context.local(target[own])
    row, target = row[held & also], target[held & also]
    return _local(context, row[context.would_count[row] & ~context.would_count[target]])


def corrected_below_nothing(context: RuleContext) -> RuleResult:
    """Entries whose corrections take back more than was given, in their own currency."""
    piece, family = context.view.slice, context.view.portfolio.flows
    row, target, rank = piece.links(family.corrections)
    root = np.arange(len(context.counts), dtype=np.int64)
    for depth in range(1, int(rank.max(initial=0)) + 1):  # corrections of corrections after them
        own = (rank == depth) & (target >= 0)
        root[row[own]] = root[target[own]]
    amount, currency = piece.of(family.flows.amount), piece.of(family.flows.currency)
    counted = context.counts & (currency == currency[root])
    left = totals_by(root, amount * counted, len(root))
    since = np.zeros(len(root), np.int64)
    np.maximum.at(since, root, recorded_day(piece.of(family.flows.recorded_at)) * counted)
    at = np.flatnonzero(context.counts & (amount > 0) & (left < 0)).astype(np.int64)
    over = AmountValues(-left[at], currency[at])
    return context.about_flows(at, since[at], over=over, **row_said(context, at))


def supersedes_elsewhere(context: RuleContext) -> RuleResult:
    """Rows that replace something other than a pledge of their own project (ruling 6)."""
    columns, named = context.view.portfolio.flows.flows, context.facts.supersedes
    target = np.maximum(named.target, 0)
    fits = (named.target >= 0) & (columns.project[named.row] == columns.project[target])
    fits &= columns.kind[named.row] == FlowKind.PLEDGE
    return _about(context, named.row[~(fits & (columns.kind[target] == FlowKind.PLEDGE))])


def honours_elsewhere(context: RuleContext) -> RuleResult:
    """Rows that claim to keep something other than a pledge of their funder here (ruling 5)."""
    columns, named = context.view.portfolio.flows.flows, context.facts.honours
    target = np.maximum(named.target, 0)
    fits = (named.target >= 0) & (columns.pair[named.row] == columns.pair[target])
    fits &= columns.kind[named.row] == FlowKind.COMMITMENT
    return _about(context, named.row[~(fits & (columns.kind[target] == FlowKind.PLEDGE))])


def _about(context: RuleContext, rows: Ints) -> RuleResult:
    """Lines about known flows, by row number."""
    at, held = context.local(rows)
    return _local(context, at[held])


def _local(context: RuleContext, at: Ints) -> RuleResult:
    """Lines about known flows, by number in the slice."""
    own = at[context.known_flows[at]].astype(np.int64)
    since = recorded_day(context.view.slice.of(context.view.portfolio.flows.flows.recorded_at)[own])
    return context.about_flows(own, since, **row_said(context, own))


def two_sides_differ(context: RuleContext) -> RuleResult:
    """Grants whose two reports differ: one is counted, the other kept (ruling 7).

    Judged where both sides report in one currency; what is reported in two is not compared.
    """
    piece, family = context.view.slice, context.view.portfolio.flows
    columns, sides = family.flows, family.two_sided
    row, held = context.local(sides.row)
    row, group = row[held], sides.group[held]
    own = context.would_count[row] & ~_replaced(context)[row]
    row, group = row[own], group[own]
    order = np.argsort(group, kind="stable")
    row, group = row[order], group[order]
    start, length = runs(group)
    at = np.repeat(np.arange(len(start), dtype=np.int64), length)
    size, incoming = len(start), piece.of(columns.perspective)[row] == ReportedBy.INCOMING
    amount, currency = piece.of(columns.amount)[row], piece.of(columns.currency)[row]
    given = totals_by(at[~incoming], amount[~incoming], size)
    taken = totals_by(at[incoming], amount[incoming], size)
    n_taken = np.bincount(at[incoming], minlength=size)
    several = np.bincount(at[currency != np.repeat(currency[start], length)], minlength=size)
    told = recorded_day(piece.of(columns.recorded_at)[row])
    latest = np.maximum.reduceat(told, start) if size else start
    wrong = np.flatnonzero((n_taken > 0) & (n_taken < length) & (several == 0) & (given != taken))
    first = row[start[wrong]]
    unit = piece.of(columns.currency)[first]
    return context.about_flows(
        first,
        latest[wrong],
        stage=Members(piece.of(columns.kind)[first], FlowKind),
        funder=Funders(piece.pair_funder[piece.pair_of_row()[first]]),
        given=AmountValues(given[wrong], unit),
        taken=AmountValues(taken[wrong], unit),
        day=Days(latest[wrong]),
    )


def _replaced(context: RuleContext) -> Bools:
    """Pledges of the slice that another which would count replaces."""
    successor, replaced, _ = context.view.slice.links(context.view.portfolio.flows.successors)
    gone = np.zeros(len(context.would_count), np.bool_)
    gone[replaced[(replaced >= 0) & context.would_count[successor]]] = True
    return gone
