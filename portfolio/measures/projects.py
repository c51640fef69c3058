"""Figures of each project: what it needs, and what of that is covered, pledged and missing."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from portfolio.domain.projects import Relation
from portfolio.ledger.columns import (
    Bools,
    Ints,
    in_proportion,
    ranges,
    runs,
    totals_by,
)
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT, EXPENDITURE, PLEDGE
from portfolio.ledger.view import View, per_view
from portfolio.measures.figures import FUNDER_FIGURES, Figure, Record
from portfolio.measures.funding import Funding, funder_word, funding


@dataclass(frozen=True)
class Requirement:
    """Per project code: the requirement, whether it has one; and the budget rows in force."""

    amount: Ints
    has: Bools
    rows: Ints  # budget row numbers in force
    converted: Ints  # their amounts in the reporting currency
    unconverted: Ints  # budget row numbers in force without a rate
    overlapping: Ints  # project codes that have none because periods overlap


@per_view
def requirement(view: View) -> Requirement:
    """Requirement of the selected projects in minor units of the reporting currency."""
    portfolio = view.portfolio
    columns, size = portfolio.budgets, portfolio.size
    codes, rows = view.slice.codes, None
    if codes is not None:
        rows = ranges(portfolio.projects.first_budget[codes], portfolio.projects.n_budgets[codes])
    held = columns.holding(view.day, view.before, rows)
    context = view.relation == Relation.CONTEXT
    if context.any():  # it has no requirement, whatever its rows state (ruling 24)
        held = held.compress(~context.take(columns.project.take(held)))
    # A period revised to 0 is withdrawn: it is no budget and overlaps nothing (ruling 10).
    held = held.compress(columns.withdrawn.take(held) == 0)
    project = columns.project.take(held)
    has = np.zeros(size, np.bool_)
    has[project] = True
    overlapping = _overlapping(view, held)
    has[overlapping] = False
    amount, good = _converted(view, held)
    # A period without a rate counts (ruling 10), also where periods overlap and none is used.
    unconverted = held.compress(~good)
    used = np.flatnonzero(has.take(project))
    held, amount = held.take(used), amount.take(used)
    return Requirement(
        amount=totals_by(project.take(used), amount, size),
        has=has,
        rows=held,
        converted=amount,
        unconverted=unconverted,
        overlapping=overlapping,
    )


def _converted(view: View, rows: Ints) -> tuple[Ints, Bools]:
    """Budget rows at the earlier of their first day and the as-of date (ruling 1)."""
    portfolio, currency = view.portfolio, view.question.currency
    _, at_first_day = portfolio.converted(currency, view.before, view.day)
    amount, good = at_first_day.amount.take(rows), at_first_day.good.take(rows) == 1
    ahead = np.flatnonzero(portfolio.budgets.first_day.take(rows) > view.day)
    if len(ahead):
        rates, _ = portfolio.rates_before(view.before, view.day)
        future = rows[ahead]
        amount[ahead], good[ahead] = rates.convert(
            portfolio.budgets.amount[future],
            portfolio.budgets.currency[future],
            np.full(len(future), view.day, np.int64),
            currency,
        )
    return amount, good


def _overlapping(view: View, rows: Ints) -> Ints:
    """Codes of projects with periods in force that share a day."""
    columns = view.portfolio.budgets
    suspects = rows.compress(columns.may_overlap.take(rows) == 1)
    same = columns.project[suspects][1:] == columns.project[suspects][:-1]
    hit = same & (columns.first_day[suspects][1:] <= _reached(view, suspects)[:-1])
    return np.unique(columns.project[suspects][1:][hit])


def _reached(view: View, rows: Ints) -> Ints:
    """The latest last day so far within each project's rows (rows sorted by first day)."""
    columns = view.portfolio.budgets
    reached = columns.last_day[rows].copy()
    start, length = runs(columns.project[rows])
    for first, count in zip(start, length, strict=True):
        reached[first : first + count] = np.maximum.accumulate(reached[first : first + count])
    return reached


@dataclass(frozen=True)
class FunderFigures:
    """Figures per funder of a project; ``at`` is the project's place in ProjectFigures.codes.

    Of every funder, since covered and pledged toward the gap are the whole project's under any
    filter by funder; secured, pledged and paid are 0 where the filter excludes the funder.
    """

    at: Ints
    funder: Ints
    passes_filter: Bools  # the funder filter includes it
    record: Ints  # Record of its rows
    amounts: dict[Figure, Ints]


@dataclass(frozen=True)
class ProjectFigures:
    """Figures per project of the view, in the order of ``codes``, with their funder pairs."""

    codes: Ints
    status: Ints
    band: Ints
    in_band: Bools  # of the view's band: what the totals of the view include
    has_requirement: Bools
    record: Ints  # Record of each project's rows
    amounts: dict[Figure, Ints]
    pairs: FunderFigures
    unconverted: Ints  # codes left out of every total, one row each below
    unconverted_record: Ints  # Record of each of them
    unconverted_flows: Ints
    unconverted_budgets: Ints


def _shown_pairs(view: View) -> tuple[Bools, Bools]:
    """Pairs the view shows, without in-kind ones where it leaves them out; and those of its funders."""
    piece = view.slice
    shown = np.ones(len(piece.pair_project), np.bool_)
    if not view.question.in_kind:
        shown &= piece.pair_in_kind == 0
    if not view.question.filters.funders:
        return shown, shown
    return shown, shown & np.isin(piece.pair_funder, view.funder_ids)


@per_view
def filtered_projects(view: View) -> Bools:
    """Codes of projects that match all filters, in any band; a filter by funder needs its rows."""
    if not view.question.filters.funders:
        return view.selection
    money, (_, own) = funding(view), _shown_pairs(view)
    funded = np.zeros(view.portfolio.size, np.bool_)
    funded[money.project[own & money.live]] = True
    return np.asarray(view.selection & funded)


@per_view
def project_figures(view: View) -> ProjectFigures:
    """Figures of the view's projects, cancelled ones among them, without those lacking a rate."""
    money, need = funding(view), requirement(view)
    size = view.portfolio.size
    chosen, (shown, own) = filtered_projects(view), _shown_pairs(view)
    flow_projects = view.portfolio.flows.flows.project[money.unconverted]
    budget_projects = view.portfolio.budgets.project[need.unconverted]
    without = np.unique(np.concatenate((flow_projects, budget_projects)))
    without = without[chosen[without]]
    convertible = chosen.copy()
    convertible[without] = False
    codes = np.flatnonzero(convertible).astype(np.int64)
    place = np.full(size, -1, np.int64)
    place[codes] = np.arange(len(codes))

    def by_project(values: Ints, pairs: Bools) -> Ints:
        at = np.flatnonzero(pairs & (values != 0))
        return totals_by(money.project[at], values[at], size)[codes]

    total = {
        Figure.SECURED: by_project(money.secured, shown),
        Figure.PLEDGED_OPEN: by_project(money.pledged_open, shown),
        Figure.PAID: by_project(money.paid, shown),
        Figure.SPENT: by_project(money.spent, shown),
    }
    needed, has = need.amount[codes], need.has[codes]
    amounts = {**_against(needed, has, total), **total}
    listed = np.flatnonzero(
        shown
        & convertible[money.project]
        & (money.live | (money.secured != 0) | (money.pledged_open != 0) | (money.paid != 0))
    )
    pairs = _together(money, listed, place, own)
    for figure, weight in (
        (Figure.COVERED, Figure.SECURED),
        (Figure.PLEDGED_TOWARD_GAP, Figure.PLEDGED_OPEN),
    ):
        pairs.amounts[figure] = parts_by_funder(view, pairs, amounts[figure], pairs.amounts[weight])
    if own is not shown:  # a funder filter narrows what is the funder's alone to it
        for figure in FUNDER_FIGURES:
            pairs.amounts[figure] = pairs.amounts[figure] * pairs.passes_filter
            amounts[figure] = totals_by(pairs.at, pairs.amounts[figure], len(codes))
    record = _records(money, need.has, shown, own)
    pairs = replace(pairs, record=_records_of_pairs(money, listed, pairs, need.has[codes]))
    status = view.status[codes]
    return ProjectFigures(
        codes=codes,
        status=status,
        band=view.band[codes],
        in_band=view.in_band(codes),
        has_requirement=has,
        record=record[codes],
        amounts=amounts,
        pairs=pairs,
        unconverted=without,
        unconverted_record=record[without],
        unconverted_flows=money.unconverted[np.isin(flow_projects, without)],
        unconverted_budgets=need.unconverted[np.isin(budget_projects, without)],
    )


def _against(requirement: Ints, has: Bools, total: dict[Figure, Ints]) -> dict[Figure, Ints]:
    """Requirement of each project and the part met, never beyond it; 0 without a requirement."""
    secured, pledged, paid = (total[figure] for figure in FUNDER_FIGURES)
    left = requirement - secured
    gap = np.where(has, np.maximum(left, 0), 0)
    after = np.where(has, np.maximum(left - pledged, 0), 0)
    unpaid = np.where(has, np.maximum(requirement - paid, 0), 0)
    return {
        Figure.REQUIREMENT: requirement,
        Figure.GAP: gap,
        Figure.SURPLUS: np.where(has, np.maximum(-left, 0), 0),
        Figure.GAP_AFTER_PLEDGES: after,
        Figure.GAP_UNPAID: unpaid,
        Figure.COVERED: np.where(has, requirement - gap, 0),
        Figure.PLEDGED_TOWARD_GAP: gap - after,
        Figure.DISBURSED_TOWARD_REQUIREMENT: np.where(has, requirement - unpaid, 0),
    }


def _together(money: Funding, pairs: Ints, place: Ints, mask: Bools) -> FunderFigures:
    """One unit per funder of a project: cash and in-kind are allocated as one (ruling 14)."""
    at, funder, chosen = place[money.project[pairs]], money.funder[pairs], mask[pairs]
    values = {
        Figure.SECURED: money.secured[pairs],
        Figure.PLEDGED_OPEN: money.pledged_open[pairs],
        Figure.PAID: money.paid[pairs],
    }
    again = np.flatnonzero((at[1:] == at[:-1]) & (funder[1:] == funder[:-1])) + 1
    if len(again):  # pairs of one funder are adjacent, cash first
        for amounts in values.values():
            amounts[again - 1] += amounts[again]
        first = np.ones(len(at), np.bool_)
        first[again] = False
        at, funder, chosen = at[first], funder[first], chosen[first]
        values = {figure: amounts[first] for figure, amounts in values.items()}
    return FunderFigures(at, funder, chosen, np.zeros(len(at), np.int64), values)


def parts_by_funder(view: View, pairs: FunderFigures, whole: Ints, weight: Ints) -> Ints:
    """Each project's whole over its funders in proportion to a figure of theirs (ruling 25).

    Where the whole is what the funders have together, each one's part is what it has.
    """
    total = totals_by(pairs.at, weight, len(whole))
    parts = np.where((whole == total).take(pairs.at), weight, 0)
    some = np.flatnonzero(((whole != total) & (whole > 0)).take(pairs.at))
    if len(some):
        numbers, back = np.unique(pairs.funder.take(some), return_inverse=True)
        words = np.array([funder_word(view, number) for number in numbers.tolist()], np.str_)
        rank = np.argsort(np.argsort(words, kind="stable"), kind="stable")
        some = some.take(np.lexsort((rank.take(back), pairs.at.take(some))))
        projects, run = np.unique(pairs.at.take(some), return_inverse=True)
        parts[some] = in_proportion(run, whole.take(projects), weight.take(some))
    return parts


_STAGE_RECORDS: Final = (
    (Record.PLEDGE, (PLEDGE,)),
    (Record.FUNDING, (COMMITMENT, DISBURSEMENT)),
    (Record.DISBURSEMENT, (DISBURSEMENT,)),
)
_ANY: Final = Record.ANY_PLEDGE // Record.PLEDGE  # what turns a funder's stage into any funder's


def _has_any(money: Funding, stages: tuple[int, ...]) -> Bools:
    """Pairs with a counting row of one of the stages."""
    return np.asarray(money.has[list(stages)].any(axis=0))


def _records(money: Funding, has: Bools, mask: Bools, funder_mask: Bools) -> Ints:
    """The Record of each project code: which stages have rows (ruling 26)."""
    found = has * int(Record.REQUIREMENT)

    def add(record: int, pairs: Bools) -> None:
        projects = np.zeros(len(has), np.bool_)
        projects[money.project[pairs]] = True
        found[projects] |= record

    for record, stages in _STAGE_RECORDS:
        rows = _has_any(money, stages)
        add(record, rows & funder_mask)
        add(record * _ANY, rows & mask)
    add(Record.EXPENDITURE, money.has[EXPENDITURE] & mask)
    return found


def _records_of_pairs(money: Funding, funder_rows: Ints, pairs: FunderFigures, has: Bools) -> Ints:
    """The Record of each funder of a project; cash and in-kind together."""
    found = has.take(pairs.at) * int(Record.REQUIREMENT)
    project, funder = money.project[funder_rows], money.funder[funder_rows]
    first = np.ones(len(funder_rows), np.bool_)
    first[1:] = (project[1:] != project[:-1]) | (funder[1:] != funder[:-1])
    unit = np.cumsum(first) - 1
    for record, stages in _STAGE_RECORDS:
        rows = _has_any(money, stages)[funder_rows]
        found[unit[rows]] |= int(record) * (1 + _ANY)
    return found
