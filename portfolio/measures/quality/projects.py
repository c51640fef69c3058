"""Quality rules about projects: kinds, organisations, time, needs and shares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from portfolio.domain.money import Dimension
from portfolio.domain.projects import MilestoneState, Relation, Status
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import NO_ONE, Bools, Ints, among
from portfolio.ledger.view import View, day_number, day_of
from portfolio.measures.progress import steps
from portfolio.measures.projects import requirement
from portfolio.measures.quality.context import RuleContext, recorded_day
from portfolio.measures.quality.results import (
    Days,
    Funders,
    Members,
    Milestones,
    Parts,
    Period,
    Projects,
    RuleResult,
)


def kind_contradicts(context: RuleContext) -> RuleResult:
    """Declared kinds that contradict the participants, without a recorded exception."""
    facts = context.facts
    wrong = ~facts.people.meets(facts.declared_kinds) & ~facts.has_exception
    return _projects(
        context,
        wrong,
        declared=lambda codes: Members(np.maximum(facts.declared_kinds[codes], 0), Kind),
        derived=lambda codes: Members(facts.people.kinds[codes], Kind),
    )


def without_type(context: RuleContext) -> RuleResult:
    """Projects of no kind: none is declared and none follows from the participants (ruling 17)."""
    none = context.facts.declared_kinds <= Kind.UNCLASSIFIED
    return _projects(context, none & (context.view.portfolio.projects.kind == Kind.UNCLASSIFIED))


def no_beneficiary(context: RuleContext) -> RuleResult:
    """Projects without a beneficiary country."""
    return _projects(context, context.facts.people.countries == 0)


def no_implementer(context: RuleContext) -> RuleResult:
    """Projects that name nobody who carries them out."""
    return _projects(context, context.facts.people.implementing == 0)


def no_office(context: RuleContext) -> RuleResult:
    """Projects without a contact office."""
    return _projects(context, ~context.facts.has_office)


def title_twice(context: RuleContext) -> RuleResult:
    """Projects titled as one recorded before them, in any language, whatever the accents."""
    facts, ids = context.facts, context.view.portfolio.projects.id
    own = np.flatnonzero((facts.title_groups != NO_ONE) & context.to_mend[facts.title_groups])
    title, code = facts.title[own], facts.title_groups[own]
    order = np.lexsort((ids[code], title))
    title, code = title[order], code[order]
    same = title[1:] == title[:-1]
    start = np.concatenate((np.ones(min(len(title), 1), np.bool_), ~same))
    first = np.flatnonzero(start)[np.cumsum(start) - 1]
    later = code != code[first]
    codes, at = np.unique(code[later], return_index=True)
    other = code[first[later][at]]
    return RuleResult(codes, context.began[codes], {"other": Projects(other)})


def _projects(context: RuleContext, wrong: Bools, **value: object) -> RuleResult:
    """Results about projects, since they began; values are computed from the codes of the lines."""
    codes: Ints = np.flatnonzero(context.to_mend & wrong).astype(np.int64)
    values = {key: make(codes) for key, make in value.items()}  # type: ignore[operator]
    return RuleResult(codes, context.began[codes], values)


MAX_DAYS_PROVISIONAL: Final = 30


def provisional_organisation(context: RuleContext) -> RuleResult:
    """Organisations named here more than 30 days ago that still have no registry identifier."""
    naming, organisations = context.facts.naming, context.view.portfolio.labels.organisations
    since = np.array(
        [
            day_number(day)
            if (named := organisations.get(int(number))) and (day := named.provisional_since)
            else context.day
            for number in naming.organisation
        ],
        np.int64,
    )
    late = context.day - since > MAX_DAYS_PROVISIONAL
    return _lines(context, late, since + MAX_DAYS_PROVISIONAL + 1)


def organisation_twice(context: RuleContext) -> RuleResult:
    """Organisations whose name is another's but for case, accents and blanks."""
    naming = context.facts.naming
    other = np.array([naming.similar.get(int(n), 0) for n in naming.organisation], np.int64)
    found = _lines(context, other > 0, context.began[naming.project])
    own = np.flatnonzero((other > 0) & context.to_mend[naming.project])
    return RuleResult(found.project, found.since, {**found.values, "other": Funders(other[own])})


def _lines(
    context: RuleContext, wrong: Bools, since: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> RuleResult:
    """Lines about the organisations named by projects to mend."""
    naming = context.facts.naming
    own = np.flatnonzero(wrong & context.to_mend[naming.project])
    named = {"organisation": Funders(naming.organisation[own])}
    return RuleResult(naming.project[own], since[own], named)


RUNNING = (Status.PIPELINE, Status.IMPLEMENTATION)


def past_its_end(context: RuleContext) -> RuleResult:
    """Projects whose last day is past and that are still in preparation or implementation."""
    end = context.facts.end
    late = context.to_mend & among(context.view.status, map(int, RUNNING))
    late &= (end != NO_ONE) & (end < context.day)
    codes = np.flatnonzero(late).astype(np.int64)
    status = Members(context.view.status[codes], Status)
    return RuleResult(codes, end[codes], {"day": Days(end[codes]), "status": status})


def ends_before_it_starts(context: RuleContext) -> RuleResult:
    """Projects whose planned or actual last day is before their first."""
    facts = context.facts
    planned = (facts.end_planned != NO_ONE) & (facts.end_planned < facts.start_planned)
    actual = (facts.end_actual != NO_ONE) & (facts.end_actual < facts.start_actual)
    codes = np.flatnonzero(context.to_mend & (planned | actual)).astype(np.int64)
    is_actual = actual[codes]
    first = np.where(is_actual, facts.start_actual[codes], facts.start_planned[codes])
    last = np.where(is_actual, facts.end_actual[codes], facts.end_planned[codes])
    return RuleResult(codes, context.began[codes], {"first": Days(first), "last": Days(last)})


def milestone_overdue(context: RuleContext) -> RuleResult:
    """Milestones past their due day that are neither done nor missed."""
    found, columns = steps(context.view), context.view.portfolio.milestones
    rows = found.rows[found.late]
    rows = rows[columns.state[rows] == MilestoneState.PLANNED]
    return _milestones(context, rows, columns.due[rows])


def done_without_evidence(context: RuleContext) -> RuleResult:
    """Milestones marked done without a day or without evidence: not done (ruling 19)."""
    found, columns = steps(context.view), context.view.portfolio.milestones
    rows = found.rows[columns.state[found.rows] == MilestoneState.DONE]
    bare = (columns.has_evidence[rows] == 0) | (columns.done_on[rows] == NO_ONE)
    rows = rows[bare]
    return _milestones(context, rows, recorded_day(columns.recorded_at[rows]))


def _milestones(context: RuleContext, rows: Ints, since: Ints) -> RuleResult:
    columns = context.view.portfolio.milestones
    own = context.to_mend[columns.project[rows]]
    rows = rows[own]
    return RuleResult(
        columns.project[rows],
        since[own],
        {"milestone": Milestones(columns.milestone[rows]), "due": Days(columns.due[rows])},
    )


def stale(context: RuleContext) -> RuleResult:
    """Projects under way of which nothing was recorded for longer than the calendar allows."""
    touched = recorded_day(last_recorded(context))
    codes = np.flatnonzero(context.under_way & (touched < context.report_due)).astype(np.int64)
    return RuleResult(codes, touched[codes], {"day": Days(touched[codes])})


def last_recorded(context: RuleContext) -> Ints:
    """When something was last recorded of each project, as far as the reading knows."""
    portfolio, before = context.view.portfolio, context.view.before
    latest = np.zeros(portfolio.size, np.int64)
    flows = portfolio.flows
    confirmed = flows.flows.project[flows.confidences.row]
    for project, recorded in (
        (portfolio.statuses.project, portfolio.statuses.recorded_at),
        (portfolio.publications.project, portfolio.publications.recorded_at),
        (portfolio.relations.project, portfolio.relations.recorded_at),
        (portfolio.share_sets.project[1:], portfolio.share_sets.recorded_at[1:]),
        (portfolio.budgets.project, portfolio.budgets.recorded_at),
        (flows.flows.project, flows.flows.recorded_at),
        (confirmed, flows.confidences.recorded_at),
        (portfolio.milestones.project, portfolio.milestones.recorded_at),
    ):
        known = slice(None) if before is None else recorded < before
        np.maximum.at(latest, project[known], recorded[known])
    return latest


def no_requirement(context: RuleContext) -> RuleResult:
    """Projects without any budget period: no requirement, no gap, no coverage (ruling 10)."""
    need = requirement(context.view)
    sought = [int(status) for status in Status if status.is_official or status is Status.PIPELINE]
    bare = context.to_mend & ~need.has & among(context.view.status, sought)
    bare[need.overlapping] = False
    codes = np.flatnonzero(bare).astype(np.int64)
    return RuleResult(codes, context.began[codes])


def context_without_reason(context: RuleContext) -> RuleResult:
    """Projects that are context only because no relation to the declaration is recorded."""
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
        rows = columns.holding(view.day, view.before, rows)
        ends = columns.last_day[rows]
        later = next(
            at for at in range(1, len(rows)) if columns.first_day[rows[at]] <= ends[:at].max()
        )
        row = rows[(int(np.argmax(ends[:later])), later)[self.place]]
        return Period(day_of(columns.first_day[row]), day_of(columns.last_day[row]))


def shares_missing(axis: Dimension) -> Callable[[RuleContext], RuleResult]:
    """The rule that finds projects without shares on an axis: their money stays unallocated."""

    def find(context: RuleContext) -> RuleResult:
        missing = context.view.share_sets[axis] == 0
        codes = np.flatnonzero(context.to_mend & missing).astype(np.int64)
        return RuleResult(codes, context.began[codes])

    return find


def shares_not_whole(axis: Dimension) -> Callable[[RuleContext], RuleResult]:
    """The rule that finds shares that do not add up to 100 %: they count as missing (ruling 15)."""

    def find(context: RuleContext) -> RuleResult:
        sets, parts = context.view.portfolio.share_sets, context.view.portfolio.parts
        chosen = context.view.share_sets[axis]
        codes = np.flatnonzero(context.to_mend & (sets.is_whole[chosen] == 0)).astype(np.int64)
        own = chosen[codes]
        count = sets.n_parts[own]
        last = np.maximum(sets.first_part[own] + count - 1, 0)
        total = np.where(count > 0, parts.cumulative[last], 0)
        return RuleResult(codes, recorded_day(sets.recorded_at[own]), {"total": Parts(total)})

    return find
