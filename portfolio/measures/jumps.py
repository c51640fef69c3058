"""Jumps: the days on which a headline moved by more than a tenth, and the rows that moved it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.money import MAX_AGE_DAYS, PARITIES
from portfolio.domain.projects import Publication
from portfolio.ledger import counting
from portfolio.ledger.columns import NO_ONE, Bools, Ints, among, runs, sum_runs, totals_by
from portfolio.ledger.view import View, day_number, day_of, of_portfolio, per_view
from portfolio.measures import visibility
from portfolio.measures.allocation import filtered_figures
from portfolio.measures.figures import Figure
from portfolio.measures.timeline import month_ends

TENTH: Final = 10
MAX_PROJECTS: Final = 3  # projects named for a day, the greatest first, each with all its rows
# Figures of the headline sentence: what is needed, and what of it is covered.
FIGURES: Final = (Figure.REQUIREMENT, Figure.COVERED)


@dataclass(frozen=True, slots=True)
class JumpRow:
    """A row of the day: what it is, of which project, and its own amount where it has one.

    A rate is of no project: what is not due yet is converted at the latest rate (ruling 1), so that
    a new rate moves it, and one that grows too old takes its project out.
    """

    project: str  # identifier; "" of a rate
    what: (
        str  # word of the stage, "requirement", "status", "publication", "relation", "rate", "aged"
    )
    amount_minor: int | None = None
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


@per_view
def jumps(view: View) -> tuple[Jump, ...]:
    """Days since the curve begins on which requirement or covered moved by more than a tenth.

    In minor units of the reporting currency, each day as its own view shows it, oldest first. A
    figure that was nothing the day before has nothing to be a tenth of.
    """
    if not view.question.band.has_requirement:
        return ()
    start = day_number(month_ends(view.question.as_of)[0])
    rows = _rows(view)
    days = np.unique(rows.day[(rows.day > start) & (rows.day <= view.day)])
    found: list[Jump] = []
    known: _KnownRows | None = None
    moves = {day: (touched, most) for day, touched, most in _moves(view, rows, days)}
    drifts = _drifts(rows)
    for day in days.tolist():
        touched, most = moves.get(day, (_NO_PROJECTS, {}))
        drift = drifts.get(day, 0)
        if known is None:
            known = _known(view, day - 1)
        if all((most.get(figure, 0) + drift) * TENTH <= known.least(figure) for figure in FIGURES):
            known.touch(touched, drift)
            continue
        before = known if known.is_exact else _known(view, day - 1)
        known = _known(view, day)
        for figure in FIGURES:
            was, now = before.total(figure), known.total(figure)
            if was and abs(now - was) * TENTH > was:
                found.append(_jump(rows, view, day, figure, was, now))
    return tuple(found)


class _KnownRows:
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
        """Lower bound of a figure, whatever the rows since have done."""
        return self._least[figure]

    def touch(self, projects: Ints, drift: int) -> None:
        """Rows of these projects follow, each may have lost all it had; rates moved the others."""
        self.is_exact = False
        for figure, own in self._left.items():
            self._least[figure] -= int(own.take(projects).sum()) + drift
            own[projects] = 0


def _known(view: View, day: int) -> _KnownRows:
    """The figures of the same question on another day, as its headline sums them."""
    seen = _on(view, day)
    state = filtered_figures(seen)
    held = state.in_band
    amounts = {}
    for figure in FIGURES:
        amounts[figure] = np.zeros(view.portfolio.size, np.int64)
        amounts[figure][state.codes[held]] = state.amounts[figure][held]
    return _KnownRows(amounts)


def _moves(
    view: View, rows: "_DatedRows", days: Ints
) -> Iterator[tuple[int, Ints, dict[Figure, int]]]:
    """Each day with its projects and the most that they can move each figure by.

    A project moves no figure by more than it needs, nor covered by more than it received; money
    passed from one project to another moves both.
    """
    linked = counting.affected_projects(view.portfolio)
    is_linked = np.zeros(view.portfolio.size, np.bool_)
    is_linked[linked] = True
    within = np.flatnonzero(np.isin(rows.day, days) & (rows.source != _RATE))
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


def _drifts(rows: "_DatedRows") -> dict[int, int]:
    """By day, how far a change of rates can move a figure."""
    of_rates = np.flatnonzero(rows.source == _RATE)
    days, place = np.unique(rows.day[of_rates], return_inverse=True)
    reach = totals_by(place, rows.reach[of_rates], len(days))
    return dict(zip(days.tolist(), reach.tolist(), strict=True))


def _on(view: View, day: int) -> View:
    """The same view parameters on another day."""
    return View(view.portfolio, replace(view.question, as_of=day_of(day)), view.conference)


@dataclass(frozen=True)
class _DatedRows:
    """Every dated row that may move a headline: its day, how far it reaches, and what it is."""

    day: Ints
    reach: Ints  # minor units of the reporting currency it can move a figure by, at most
    project: Ints
    source: Ints  # place of its kind in _SOURCES
    number: Ints  # row number in its own columns
    most: dict[Figure, Ints]  # per project code, what a figure of it can come to


_SOURCES: Final = ("flow", "budget", "status", "publication", "relation", "rate")
# Which kind of row explains most of a figure's move, by the places of _SOURCES.
_RANKS: Final = {Figure.REQUIREMENT: (5, 1, 3, 4, 2, 6), Figure.COVERED: (1, 5, 3, 4, 2, 6)}
# What a row without a rate can move, more than any figure: its project leaves the totals as a whole.
_EVERYTHING: Final = 2**45
_RATE: Final = _SOURCES.index("rate")
_NO_PROJECTS: Final = np.zeros(0, np.int64)


def _shown(view: View) -> tuple[Bools, Bools]:
    """Projects and flows that the scope counts on some day up to that of the view, or now.

    A row that a reader never sees decides neither which days are examined nor what is named
    (ruling 23).
    """
    portfolio, scope = view.portfolio, view.question.scope
    projects = of_portfolio(portfolio, scope.portfolio) & portfolio.alive
    if scope.published_only:
        out = portfolio.publications
        published = visibility.published_now(portfolio)
        ever = (out.value == Publication.PUBLISHED) & _by_now(view, out.valid_from, out.recorded_at)
        published[out.project[ever]] = True
        projects &= published
    flows, changes = portfolio.flows.flows, portfolio.flows.confidences
    wanted = [int(confidence) for confidence in scope.confidences]
    sure = among(flows.confidence, wanted)
    rising = among(changes.confidence, wanted)
    sure[changes.row[rising]] = True
    return projects, sure & projects[flows.project]


def _by_now(view: View, valid_from: Ints, recorded_at: Ints) -> Bools:
    holds = valid_from <= view.day
    return holds if view.before is None else holds & (recorded_at < view.before)


def _rows(view: View) -> _DatedRows:
    portfolio = view.portfolio
    flows, budgets = portfolio.flows.flows, portfolio.budgets
    of_flows, _ = portfolio.converted(view.question.currency, view.before, view.day)
    has_rate = of_flows.good == 1
    flow_reach = np.where(has_rate, np.abs(of_flows.amount), _EVERYTHING)
    kinds = (flows.kind == FlowKind.COMMITMENT) | (flows.kind == FlowKind.DISBURSEMENT) | ~has_rate
    shown, sure = _shown(view)
    funding = np.flatnonzero(kinds & sure)
    needs = np.flatnonzero(shown[budgets.project])
    size = portfolio.size
    # What a project may add or remove when it comes, goes or changes its band.
    given = totals_by(flows.project[funding], flow_reach[funding], size)
    needed = totals_by(budgets.project[needs], _worth(view, needs), size)
    whole = given + needed
    changes = portfolio.flows.confidences
    changed = np.flatnonzero((kinds & sure)[changes.row])
    row = changes.row[changed]
    parts = [
        (
            flows.value_day[funding],
            flow_reach[funding],
            flows.project[funding],
            0,
            funding,
        ),
        (
            changes.valid_from[changed],
            flow_reach[row],
            flows.project[row],
            0,
            row,
        ),
        # A revised period can take as much as its whole project needs.
        (
            budgets.valid_from[needs],
            whole[budgets.project[needs]],
            budgets.project[needs],
            1,
            needs,
        ),
    ]
    for source, dated in enumerate(
        (portfolio.statuses, portfolio.publications, portfolio.relations), start=2
    ):
        own = np.flatnonzero(shown[dated.project])
        parts.append(
            (dated.valid_from[own], whole[dated.project[own]], dated.project[own], source, own)
        )
    parts += _rates(view, needs)
    return _DatedRows(
        day=np.concatenate([part[0] for part in parts]),
        reach=np.concatenate([part[1] for part in parts]),
        project=np.concatenate([part[2] for part in parts]),
        source=np.concatenate([np.full(len(part[0]), part[3], np.int64) for part in parts]),
        number=np.concatenate([part[4] for part in parts]),
        most={Figure.REQUIREMENT: needed, Figure.COVERED: np.minimum(given, needed)},
    )


def _worth(view: View, needs: Ints) -> Ints:
    """The most that budget rows may amount to on any day: twice their amount at either end."""
    portfolio, budgets = view.portfolio, view.portfolio.budgets
    rates, _ = portfolio.rates_before(view.before, view.day)
    most = np.zeros(len(needs), np.int64)
    for days in (budgets.first_day, np.minimum(budgets.first_day, budgets.valid_from)):
        amounts, good = rates.convert(
            budgets.amount[needs], budgets.currency[needs], days[needs], view.question.currency
        )
        most = np.maximum(most, np.where(good, np.abs(amounts), _EVERYTHING))
    return most * 2


def _rates(view: View, needs: Ints) -> list[tuple[Ints, Ints, Ints, int, Ints]]:
    """Days on which the rate of periods that lie ahead is another, or too old, by currency.

    As parts of _Rows: the project is no one, the number the currency whose rate it is.
    """
    portfolio, budgets, target = view.portfolio, view.portfolio.budgets, view.question.currency
    rates, _ = portfolio.rates_before(view.before, view.day)
    names = portfolio.labels.currencies
    target_id = next((number for number, name in names.items() if name == target), NO_ONE)
    parts = []
    for currency in np.unique(budgets.currency[needs]).tolist():
        own = needs[(budgets.currency[needs] == currency)]
        own = own[budgets.first_day[own] > budgets.valid_from[own]]
        if names[currency] == target or not len(own):
            continue
        for number in (currency, target_id):
            quotes = rates.quotes.get(number)
            if quotes is None or names[number] in PARITIES:
                continue
            days = np.unique(np.concatenate((quotes.day, quotes.day + MAX_AGE_DAYS + 1)))
            ahead = _ahead(view, own, days)
            days, ahead = days[ahead > 0], ahead[ahead > 0]
            currencies = np.full(len(days), currency, np.int64)
            now, good = rates.convert(ahead, currencies, days, target)
            was, was_good = rates.convert(ahead, currencies, days - 1, target)
            # Each row is rounded by itself.
            moved = np.where(now == was, 0, np.abs(now - was) + len(own))
            reach = np.where(good & was_good, moved, np.where(good | was_good, _EVERYTHING, 0))
            days, reach = days[reach > 0], reach[reach > 0]
            of_rate = np.full(len(days), number, np.int64)
            parts.append((days, reach, np.full(len(days), NO_ONE, np.int64), _RATE, of_rate))
    return parts


def _ahead(view: View, rows: Ints, days: Ints) -> Ints:
    """Amount of the budget rows in force before each day that begin on it or later."""
    budgets = view.portfolio.budgets
    total = np.zeros(len(days), np.int64)
    for since, sign in ((budgets.valid_from, 1), (budgets.first_day, -1)):
        order = np.argsort(since[rows], kind="stable")
        sums = np.concatenate(([0], np.cumsum(np.abs(budgets.amount[rows][order]))))
        total += sign * sums[np.searchsorted(since[rows][order], days, side="left")]
    return total


def _jump(rows: _DatedRows, view: View, day: int, figure: Figure, was: int, now: int) -> Jump:
    held = np.zeros(view.portfolio.size, np.bool_)
    for seen in (_on(view, day - 1), _on(view, day)):  # what left the band moved it as well
        held |= (seen.band == view.question.band) & seen.selection
    is_rate = rows.source == _RATE
    of_day = (rows.day == day) & (rows.reach > 0)
    at = np.flatnonzero(of_day & ~is_rate & held[rows.project])
    rank = np.array(_RANKS[figure], np.int64)[rows.source[at]]
    order = at[np.lexsort((-rows.reach[at], rank))]
    # Per project the rows with the largest effect; the others of that day are not listed.
    projects, first = np.unique(rows.project[order], return_index=True)
    by_reach = np.argsort(-rows.reach[order[first]], kind="stable")
    named: list[int] = []
    for place in by_reach[:MAX_PROJECTS].tolist():
        best = order[first[place]]
        same = (rows.project[order] == projects[place]) & (rows.source[order] == rows.source[best])
        named += order[same].tolist()
    # A rate is named where it moved a tenth of the step, or where nothing else did.
    of_rates = np.flatnonzero(of_day & is_rate & (rows.reach * TENTH >= abs(now - was)))
    named += of_rates.tolist()
    return Jump(
        day=day,
        figure=figure,
        before=was,
        after=now,
        rows=tuple(dict.fromkeys(_named(rows, view, place) for place in named)),
        more=max(0, len(projects) - MAX_PROJECTS),
    )


def _named(rows: _DatedRows, view: View, at: int) -> JumpRow:
    portfolio = view.portfolio
    source, number = _SOURCES[int(rows.source[at])], int(rows.number[at])
    if source == "rate":
        rates, _ = portfolio.rates_before(view.before, view.day)
        quotes = rates.quotes[number]
        what = "rate" if (quotes.day == int(rows.day[at])).any() else "aged"
        return JumpRow("", what, None, portfolio.labels.currencies[number])
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
