"""Jumps: the days on which a headline moved by more than a tenth, and the rows that moved it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Publication
from portfolio.ledger import passing
from portfolio.ledger.columns import among
from portfolio.ledger.rounding import runs, sum_runs, totals_by
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View, day_number, day_of, of_portfolio
from portfolio.measures import visible
from portfolio.measures.cells import kept
from portfolio.measures.figures import Figure
from portfolio.measures.timeline import month_ends

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
    found: list[Jump] = []
    known: _Known | None = None
    for day, touched, most in _moves(view, rows, days):
        if known is None:
            known = _known(view, day - 1)
        if all(most[figure] * TENTH <= known.least(figure) for figure in FIGURES):
            known.touch(touched)
            continue
        before = known if known.is_exact else _known(view, day - 1)
        known = _known(view, day)
        for figure in FIGURES:
            was, now = before.total(figure), known.total(figure)
            if was and abs(now - was) * TENTH > was:
                found.append(_jump(rows, view, day, figure, was, now))
    return tuple(found)


class _Known:
    """Requirement and covered of each project on one day, and which projects rows touched since.

    What no row touched is as it was, so the others bound from below what a figure may be later.
    """

    def __init__(self, amounts: dict[Figure, Ints]) -> None:
        self._left = amounts  # per project code; 0 once it was touched
        self._totals = {figure: int(own.sum()) for figure, own in amounts.items()}
        self._least = dict(self._totals)
        self.is_exact = True

    def total(self, figure: Figure) -> int:
        """The headline's figure on the day itself."""
        return self._totals[figure]

    def least(self, figure: Figure) -> int:
        """What is there of a figure whatever the rows since have done."""
        return self._least[figure]

    def touch(self, projects: Ints) -> None:
        """Rows of these projects follow: each may have lost all it had."""
        self.is_exact = False
        for figure, own in self._left.items():
            self._least[figure] -= int(own.take(projects).sum())
            own[projects] = 0


def _known(view: View, day: int) -> _Known:
    """The figures of the same question on another day, as its headline sums them."""
    seen = _on(view, day)
    state = kept(seen)
    held = state.in_band
    amounts = {}
    for figure in FIGURES:
        amounts[figure] = np.zeros(view.portfolio.size, np.int64)
        amounts[figure][state.codes[held]] = state.amounts[figure][held]
    return _Known(amounts)


def _moves(view: View, rows: "_Rows", days: Ints) -> Iterator[tuple[int, Ints, dict[Figure, int]]]:
    """Each day with its projects and the most that they can move each figure by.

    A project moves neither by more than it needs, nor covered by more than it was given; money
    passed from one project to another moves both.
    """
    linked = passing.concerned(view.portfolio)
    is_linked = np.zeros(view.portfolio.size, np.bool_)
    is_linked[linked] = True
    within = np.flatnonzero((rows.day >= days[0]) & (rows.day <= days[-1])) if len(days) else days
    within = within[np.lexsort((rows.project[within], rows.day[within]))]
    day, project = rows.day[within], rows.project[within]
    start, _ = runs(day, project)
    reach = sum_runs(rows.reach[within], start)
    day, project = day[start], project[start]
    free = is_linked[project]
    most = {
        figure: np.where(free, reach, np.minimum(reach, rows.most[figure][project]))
        for figure in FIGURES
    }
    first, count = runs(day)
    bounds = {figure: sum_runs(own, first) for figure, own in most.items()}
    for at, (begin, size) in enumerate(zip(first.tolist(), count.tolist(), strict=True)):
        touched = project[begin : begin + size]
        if free[begin : begin + size].any():
            touched = np.union1d(touched, linked)
        yield int(day[begin]), touched, {figure: int(own[at]) for figure, own in bounds.items()}


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
    most: dict[Figure, Ints]  # per project code, what a figure of it can come to


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
    given = totals_by(flows.project[funding], np.abs(of_flows.amount[funding]), size)
    needed = totals_by(budgets.project[needs], np.abs(of_budgets.amount[needs]), size)
    whole = given + needed
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
        most={Figure.REQUIREMENT: needed, Figure.COVERED: np.minimum(given, needed)},
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
