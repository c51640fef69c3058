"""Changes: the latest dated rows of the projects of a view, whatever they move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Status
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import NO_ONE, Bools, Ints
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures.funding import counted_rows, funder_word
from portfolio.measures.progress import steps
from portfolio.measures.timeline import codes_in_band, own_pairs

MAX_CHANGES: Final = 40


@dataclass(frozen=True, slots=True)
class DatedChange:
    """A dated row of a project: the word of its stage, "requirement", "status" or "milestone"."""

    day: date
    project: str  # identifier
    what: str
    amount_minor: int | None = None  # minor units of the row's own currency
    currency: str | None = None
    funder: str | None = None  # identifier; of pledges, commitments and disbursements
    status: Status | None = None
    titles: Mapping[str, str] | None = None  # by language; of the milestone that was done


_SOURCES: Final = ("flow", "budget", "status", "milestone")


@per_view
def latest_changes(view: View) -> tuple[DatedChange, ...]:
    """The latest rows by the day of the view, in its reading: money, needs, status, milestones done.

    Of projects of its band as its filters choose them; a row that does not count in the view's
    scope is no change of it. The latest first; on one day by project, then as they were recorded.
    """
    parts = [_flows(view), _budgets(view), _statuses(view), _milestones(view)]
    days = np.concatenate([day for day, _, _ in parts])
    projects = np.concatenate([project for _, project, _ in parts])
    numbers = np.concatenate([number for _, _, number in parts])
    sources = np.concatenate(
        [np.full(len(day), source, np.int64) for source, (day, _, _) in enumerate(parts)]
    )
    if len(days) > MAX_CHANGES:  # all of the last day kept stay, so that the order decides
        edge = np.partition(days, len(days) - MAX_CHANGES)[len(days) - MAX_CHANGES]
        kept = np.flatnonzero(days >= edge)
    else:
        kept = np.arange(len(days))
    order = sorted(
        kept.tolist(),
        key=lambda at: (
            -int(days[at]),
            view.portfolio.identifier(int(projects[at])),
            int(sources[at]),
            int(numbers[at]),
        ),
    )
    return tuple(
        _change(view, int(days[at]), int(projects[at]), int(sources[at]), int(numbers[at]))
        for at in order[:MAX_CHANGES]
    )


Rows = tuple[Ints, Ints, Ints]  # day, project code and row number of each


def _flows(view: View) -> Rows:
    """Rows of money that count, of the funders the view counts."""
    piece, flows = view.slice, view.portfolio.flows.flows
    project = piece.of(flows.project)
    chosen = counted_rows(view).counts & codes_in_band(view)[project]
    at = np.flatnonzero(chosen & own_pairs(view)[piece.pair_of_row()])
    number = at if piece.rows is None else piece.rows[at]
    return piece.of(flows.value_day)[at], project[at], number


def _budgets(view: View) -> Rows:
    budgets = view.portfolio.budgets
    own = _by_now(view, budgets.valid_from, budgets.recorded_at, budgets.project)
    return budgets.valid_from[own], budgets.project[own], own


def _statuses(view: View) -> Rows:
    statuses = view.portfolio.statuses
    own = _by_now(view, statuses.valid_from, statuses.recorded_at, statuses.project)
    return statuses.valid_from[own], statuses.project[own], own


def _by_now(view: View, valid_from: Ints, recorded_at: Ints, project: Ints) -> Ints:
    own: Bools = (valid_from <= view.day) & codes_in_band(view)[project]
    if view.before is not None:
        own &= recorded_at < view.before
    return np.flatnonzero(own)


def _milestones(view: View) -> Rows:
    """Milestones done by the day with evidence (ruling 19)."""
    found, columns = steps(view), view.portfolio.milestones
    rows = found.rows[found.done]
    rows = rows[columns.done_on[rows] != NO_ONE]
    return columns.done_on[rows], columns.project[rows], rows


def _funder(view: View, provider: int) -> str:
    return funder_word(view, provider if provider >= 0 else UNKNOWN)


def _change(view: View, day: int, code: int, source: int, number: int) -> DatedChange:
    portfolio = view.portfolio
    when, project = day_of(day), portfolio.identifier(code)
    match _SOURCES[source]:
        case "flow":
            flows, kind = portfolio.flows.flows, FlowKind(int(portfolio.flows.flows.kind[number]))
            provider = int(flows.provider[number])
            return DatedChange(
                when,
                project,
                kind.word,
                int(flows.amount[number]),
                portfolio.labels.currencies[int(flows.currency[number])],
                None if kind is FlowKind.EXPENDITURE else _funder(view, provider),
            )
        case "budget":
            budgets = portfolio.budgets
            currency = portfolio.labels.currencies[int(budgets.currency[number])]
            return DatedChange(when, project, "requirement", int(budgets.amount[number]), currency)
        case "status":
            status = Status(int(portfolio.statuses.value[number]))
            return DatedChange(when, project, "status", status=status)
        case _:
            label = portfolio.labels.milestones[int(portfolio.milestones.milestone[number])]
            titles = label.titles or {"": label.reference}
            return DatedChange(when, project, "milestone", titles=titles)
