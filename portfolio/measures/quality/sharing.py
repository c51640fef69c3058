"""Rules about needs and shares: no requirement, periods that overlap, shares missing or not whole."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from portfolio.domain.projects import Status
from portfolio.domain.relations import Relation
from portfolio.domain.shares import Dimension
from portfolio.ledger.columns import among
from portfolio.ledger.rounding import last_of_each
from portfolio.ledger.sources import Ints
from portfolio.ledger.view import View, day_of
from portfolio.measures.quality.found import Parts, Period, RuleResult
from portfolio.measures.quality.seen import RuleContext, recorded_day
from portfolio.measures.requirement import requirement


def no_requirement(context: RuleContext) -> RuleResult:
    """Projects without any budget period: no requirement, no gap, no coverage (ruling 10)."""
    need = requirement(context.view)
    sought = [int(status) for status in Status if status.is_official or status is Status.PIPELINE]
    bare = context.to_mend & ~need.has & among(context.view.status, sought)
    bare[need.overlapping] = False
    codes = np.flatnonzero(bare).astype(np.int64)
    return RuleResult(codes, context.began[codes])


def context_without_reason(context: RuleContext) -> RuleResult:
    """Projects that are context only because no row says what they are to the declaration."""
    view = context.view
    recorded = view.portfolio.relations.at(view.portfolio.size, view.day, view.before, 0)
    bare = context.judged_projects & (view.relation == Relation.CONTEXT) & (recorded == 0)
    codes = np.flatnonzero(bare).astype(np.int64)
    return RuleResult(codes, context.began[codes])


def periods_overlap(context: RuleContext) -> RuleResult:
    """Projects whose budget periods share a day: none of them is the requirement (ruling 10)."""
    columns = context.view.portfolio.budgets
    codes = requirement(context.view).overlapping
    codes = codes[context.to_mend[codes]].astype(np.int64)
    latest = np.zeros(context.view.portfolio.size, np.int64)
    np.maximum.at(latest, columns.project, recorded_day(columns.recorded_at))
    two = (_Period(codes, 0), _Period(codes, 1))
    return RuleResult(codes, latest[codes], {"first": two[0], "second": two[1]})


@dataclass(frozen=True)
class _Period:
    """The first two periods of each project that share a day."""

    codes: Ints
    place: int

    def at(self, view: View, line: int, /) -> Period:
        """One of the two."""
        columns, projects = view.portfolio.budgets, view.portfolio.projects
        code = int(self.codes[line])
        first = int(projects.first_budget[code])
        rows = np.arange(first, first + int(projects.n_budgets[code]))
        held = columns.valid_from[rows] <= view.day
        if view.before is not None:
            held &= columns.recorded_at[rows] < view.before
        rows = rows[held]
        rows = rows[last_of_each(columns.first_day[rows], columns.last_day[rows])]
        ends = columns.last_day[rows]
        later = next(
            at for at in range(1, len(rows)) if columns.first_day[rows[at]] <= ends[:at].max()
        )
        row = rows[(int(np.argmax(ends[:later])), later)[self.place]]
        return Period(day_of(columns.first_day[row]), day_of(columns.last_day[row]))


def shares_missing(axis: Dimension) -> Callable[[RuleContext], RuleResult]:
    """The rule that finds projects without shares on an axis: their money stays unallocated."""

    def find(context: RuleContext) -> RuleResult:
        codes = np.flatnonzero(context.to_mend & (_sets(context, axis) == 0)).astype(np.int64)
        return RuleResult(codes, context.began[codes])

    return find


def shares_not_whole(axis: Dimension) -> Callable[[RuleContext], RuleResult]:
    """The rule that finds shares that do not add up to 100 %: they count as missing (ruling 15)."""

    def find(context: RuleContext) -> RuleResult:
        sets, parts = context.view.portfolio.share_sets, context.view.portfolio.parts
        chosen = _sets(context, axis)
        codes = np.flatnonzero(context.to_mend & (sets.is_whole[chosen] == 0)).astype(np.int64)
        own = chosen[codes]
        count = sets.n_parts[own]
        last = np.maximum(sets.first_part[own] + count - 1, 0)
        total = np.where(count > 0, parts.upto[last], 0)
        return RuleResult(codes, recorded_day(sets.recorded_at[own]), {"total": Parts(total)})

    return find


def _sets(context: RuleContext, axis: Dimension) -> Ints:
    """The share set of each project that holds, whole or not; 0 where there is none."""
    sets, view = context.view.portfolio.share_sets, context.view
    counts = (sets.axis == axis) & (sets.valid_from <= view.day)
    if view.before is not None:
        counts &= sets.recorded_at < view.before
    held = np.flatnonzero(counts)
    held = held[last_of_each(sets.project[held])]
    chosen = np.zeros(view.portfolio.size, np.int64)
    chosen[sets.project[held]] = held
    return chosen
