"""Quality rules about rows that name rows, grants reported twice, and pledges open or exceeded."""

from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind, ReportedBy
from portfolio.ledger.columns import Bools, Ints, runs, totals_by
from portfolio.measures.funding import counted_rows, funding, honoured_pledges
from portfolio.measures.projects import project_figures
from portfolio.measures.quality.context import RuleContext, recorded_day
from portfolio.measures.quality.money import row_said
from portfolio.measures.quality.results import AmountValues, Days, Funders, Members, RuleResult


def corrects_elsewhere(context: RuleContext) -> RuleResult:
    """Corrections that name no row of their own project, stage, funder and currency."""
    columns, links = context.view.portfolio.flows.flows, context.view.portfolio.flows.corrections
    fits = links.target >= 0
    target = np.maximum(links.target, 0)
    for column in (columns.pair, columns.kind, columns.currency):
        fits &= column[links.row] == column[target]
    return _about(context, links.row[~fits])


def negative_unnamed(context: RuleContext) -> RuleResult:
    """Negative rows that do not name the row they correct (ruling 3)."""
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
    """Entries whose corrections take back more than their amount, in their own currency."""
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
    """Rows that claim to honour something other than a pledge of their funder here (ruling 5)."""
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
    """Grants whose two reports differ: one counts, the other is only stored (ruling 7).

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


YEAR: Final = 365  # days a pledge may stay open before it is questioned


def old_pledge(context: RuleContext) -> RuleResult:
    """A funder's oldest pledge in a project, where more is open than its younger ones come to.

    A pledge is as old as the first of its chain; those honoured by name are left out.
    """
    view, piece = context.view, context.view.slice
    columns, rows = view.portfolio.flows.flows, counted_rows(view)
    still, pair, first = funding(view).pledged_open, piece.pair_of_row(), _first_day(context)
    named = honoured_pledges(view)
    pledge = context.counts & (piece.of(columns.kind) == FlowKind.PLEDGE)
    pledge[named.pledge[named.honoured >= named.net]] = False
    convertible = np.zeros(view.portfolio.size, np.bool_)
    convertible[project_figures(view).codes] = True
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
    standing_rows, day = context.view.in_force, piece.of(family.flows.value_day)
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
