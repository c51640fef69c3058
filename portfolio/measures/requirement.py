"""What each project needs: its budget periods, revised replacing original (rulings 1, 2, 10)."""

from dataclasses import dataclass

import numpy as np

from portfolio.domain.relations import Relation
from portfolio.ledger.rounding import last_of_each, ranges, runs, totals_by
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View


@dataclass(frozen=True)
class Requirement:
    """Per project code: the requirement, whether it has one; and the budget rows that hold."""

    amount: Ints
    has: Bools
    rows: Ints  # budget row numbers that hold
    converted: Ints  # their amounts in the reporting currency
    unconverted: Ints  # budget row numbers that hold and have no rate
    overlapping: Ints  # project codes that have none because periods overlap


def requirement(view: View) -> Requirement:
    """Requirement of the selected projects in minor units of the reporting currency."""
    return view.once(_requirement)


def _requirement(view: View) -> Requirement:
    portfolio = view.portfolio
    columns, size = portfolio.budgets, portfolio.size
    codes = view.slice.codes
    rows: Ints
    if codes is None:
        rows = np.arange(len(columns), dtype=np.int64)
    else:
        rows = ranges(portfolio.projects.first_budget[codes], portfolio.projects.n_budgets[codes])
    counts = columns.valid_from.take(rows) <= view.day
    if view.before is not None:
        counts &= columns.recorded_at.take(rows) < view.before
    context = view.relation == Relation.CONTEXT
    if context.any():  # it has no requirement, whatever its rows say (ruling 24)
        counts &= ~context.take(columns.project.take(rows))
    held = rows.compress(counts)
    held = held.compress(
        last_of_each(
            *(key.take(held) for key in (columns.project, columns.first_day, columns.last_day))
        )
    )
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
    """Project codes in which periods that hold share a day."""
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
