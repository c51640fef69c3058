"""Jumps: the days on which a headline moved by more than a tenth, and the rows that moved it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Publication
from portfolio.ledger.columns import among
from portfolio.ledger.rounding import totals_by
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View, day_number, day_of, of_portfolio
from portfolio.measures import visible
from portfolio.measures.figures import Figure
from portfolio.measures.timeline import month_ends
from portfolio.measures.totals import headline

TENTH: Final = 10
MAX_ROWS: Final = 3  # rows named for a day, the greatest first
# What the headline sentence says: what is needed, and what of it is covered.
FIGURES: Final = (Figure.REQUIREMENT, Figure.COVERED)


@dataclass(frozen=True, slots=True)
class JumpRow:
    """A row of the day: what it is, of which project, and its own amount where it has one."""

    project: str  # identifier
    what: str  # word of the stage, "requirement", "status", "publication" or "relation"
    minor: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """A day on which a figure moved by more than a tenth of what it was the day before."""

    day: int  # day number
    figure: Figure
    before: int
    after: int
    rows: tuple[JumpRow, ...]
    more: int  # further projects of which a row of the day moved it


def jumps(view: View) -> tuple[Jump, ...]:
    """Days since the curve begins on which requirement or covered moved by more than a tenth.

    In minor units of the reporting currency, each day as its own view shows it, oldest first. A
    figure that was nothing the day before has nothing to be a tenth of.
    """
    return view.once(_jumps)


def _jumps(view: View) -> tuple[Jump, ...]:
    if not view.question.band.has_requirement:
        return ()
    start = day_number(month_ends(view.question.as_of)[0])
    rows = _rows(view)
    days = np.unique(rows.day[(rows.day > start) & (rows.day <= view.day)])
    if not len(days):
        return ()
    bound = totals_by(
        np.searchsorted(days, rows.day.clip(days[0], days[-1])), rows.reach, len(days)
    )
    found: list[Jump] = []
    known = _figures(view, int(days[0]) - 1)
    drift = 0  # how far the figures may have moved since they were known
    for day, most in zip(days.tolist(), bound.tolist(), strict=True):
        if all(most * TENTH <= max(0, known[figure] - drift) for figure in FIGURES):
            drift += most  # too little to move either by a tenth, wherever between they stand
            continue
        before = known if not drift else _figures(view, day - 1)
        known, drift = _figures(view, day), 0
        for figure in FIGURES:
            was, now = before[figure], known[figure]
            if was and abs(now - was) * TENTH > was:
                found.append(_jump(rows, view, day, figure, was, now))
    return tuple(found)


def _figures(view: View, day: int) -> dict[Figure, int]:
    """Requirement and covered of the same question on another day."""
    amounts = headline(_on(view, day)).amounts
    return {figure: amounts.of(figure) or 0 for figure in FIGURES}


def _on(view: View, day: int) -> View:
    """The same question asked of another day."""
    return View(view.portfolio, replace(view.question, as_of=day_of(day)), view.conference)


@dataclass(frozen=True)
class _Rows:
    """Every dated row that may move a headline: its day, how far it reaches, and what it is."""

    day: Ints
    reach: Ints  # minor units of the reporting currency it can move a figure by, at most
    project: Ints
    source: Ints  # place of its kind in _SOURCES
    number: Ints  # row number in its own columns


_SOURCES: Final = ("flow", "budget", "status", "publication", "relation")
# Which kind of row says most of why a figure moved, by the places of _SOURCES; 0: it moves it not.
_RANKS: Final = {Figure.REQUIREMENT: (0, 1, 3, 4, 2), Figure.COVERED: (1, 5, 3, 4, 2)}


def _shown(view: View) -> tuple[Bools, Bools]:
    """Projects and rows of money that the scope counts on some day up to that of the view, or now.

    A row that a reader is never shown decides neither which days are looked at nor what is named
    (ruling 23).
    """
    portfolio, scope = view.portfolio, view.question.scope
    projects = of_portfolio(portfolio, scope.portfolio) & portfolio.alive
    if scope.published_only:
        out = portfolio.publications
        published = visible.published_now(portfolio)
        ever = (out.value == Publication.PUBLISHED) & _by_now(view, out.held_from, out.recorded)
        published[out.project[ever]] = True
        projects &= published
    flows, changes = portfolio.flows.flows, portfolio.flows.confidences
    wanted = [int(confidence) for confidence in scope.confidences]
    sure = among(flows.confidence, wanted)
    rising = among(changes.confidence, wanted)
    sure[changes.row[rising]] = True
    return projects, sure & projects[flows.project]


def _by_now(view: View, held_from: Ints, recorded: Ints) -> Bools:
    holds = held_from <= view.day
    return holds if view.before is None else holds & (recorded < view.before)


def _rows(view: View) -> _Rows:
    portfolio = view.portfolio
    flows, budgets = portfolio.flows.flows, portfolio.budgets
    of_flows, of_budgets = portfolio.converted(view.question.currency, view.before, view.day)
    kinds = (flows.kind == FlowKind.COMMITMENT) | (flows.kind == FlowKind.DISBURSEMENT)
    shown, sure = _shown(view)
    funding = np.flatnonzero(kinds & sure)
    needs = np.flatnonzero(shown[budgets.project])
    size = portfolio.size
    # What a project may bring or take with it when it comes, goes or changes its band.
    whole = totals_by(flows.project[funding], np.abs(of_flows.amount[funding]), size)
    whole += totals_by(budgets.project[needs], np.abs(of_budgets.amount[needs]), size)
    changes = portfolio.flows.confidences
    changed = np.flatnonzero((kinds & sure)[changes.row])
    row = changes.row[changed]
    parts = [
        (
            flows.value_day[funding],
            np.abs(of_flows.amount[funding]),
            flows.project[funding],
            0,
            funding,
        ),
        (
            changes.held_from[changed],
            np.abs(of_flows.amount[row]),
            flows.project[row],
            0,
            row,
        ),
        # A revised period can take as much as its whole project needs.
        (budgets.held_from[needs], whole[budgets.project[needs]], budgets.project[needs], 1, needs),
    ]
    for source, dated in enumerate(
        (portfolio.statuses, portfolio.publications, portfolio.relations), start=2
    ):
        own = np.flatnonzero(shown[dated.project])
        parts.append(
            (dated.held_from[own], whole[dated.project[own]], dated.project[own], source, own)
        )
    return _Rows(
        day=np.concatenate([part[0] for part in parts]),
        reach=np.concatenate([part[1] for part in parts]),
        project=np.concatenate([part[2] for part in parts]),
        source=np.concatenate([np.full(len(part[0]), part[3], np.int64) for part in parts]),
        number=np.concatenate([part[4] for part in parts]),
    )


def _jump(rows: _Rows, view: View, day: int, figure: Figure, was: int, now: int) -> Jump:
    held = np.zeros(view.portfolio.size, np.bool_)
    for seen in (_on(view, day - 1), _on(view, day)):  # what left the band moved it as well
        held |= (seen.band == view.question.band) & seen.selected
    at = np.flatnonzero((rows.day == day) & held[rows.project] & (rows.reach > 0))
    rank = np.array(_RANKS[figure], np.int64)[rows.source[at]]
    at, rank = at[rank > 0], rank[rank > 0]
    order = at[np.lexsort((-rows.reach[at], rank))]
    # Of each project the row that says most; what came with it on that day is not told again.
    _, first = np.unique(rows.project[order], return_index=True)
    order = order[np.sort(first)]
    order = order[np.argsort(-rows.reach[order], kind="stable")]
    return Jump(
        day=day,
        figure=figure,
        before=was,
        after=now,
        rows=tuple(_named(rows, view, int(place)) for place in order[:MAX_ROWS]),
        more=max(0, len(order) - MAX_ROWS),
    )


def _named(rows: _Rows, view: View, at: int) -> JumpRow:
    portfolio = view.portfolio
    source, number = _SOURCES[int(rows.source[at])], int(rows.number[at])
    project = portfolio.identifier(int(rows.project[at]))
    match source:
        case "flow":
            flows = portfolio.flows.flows
            stage = FlowKind(int(flows.kind[number])).word
            currency = portfolio.labels.currencies[int(flows.currency[number])]
            return JumpRow(project, stage, int(flows.amount[number]), currency)
        case "budget":
            budgets = portfolio.budgets
            currency = portfolio.labels.currencies[int(budgets.currency[number])]
            return JumpRow(project, "requirement", int(budgets.amount[number]), currency)
    return JumpRow(project, source)
