"""Rules about time: projects past their end, milestones past their day, records gone stale."""

import numpy as np

from portfolio.domain.milestones import MilestoneState
from portfolio.domain.projects import Status
from portfolio.ledger.columns import among
from portfolio.ledger.sources import NO_ONE, Ints
from portfolio.measures.progress import steps
from portfolio.measures.quality.found import Days, Members, Milestones, RuleResult
from portfolio.measures.quality.seen import RuleContext, recorded_day

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
    """Projects whose planned or actual last day lies before their first."""
    facts = context.facts
    planned = (facts.end_planned != NO_ONE) & (facts.end_planned < facts.start_planned)
    actual = (facts.end_actual != NO_ONE) & (facts.end_actual < facts.start_actual)
    codes = np.flatnonzero(context.to_mend & (planned | actual)).astype(np.int64)
    is_actual = actual[codes]
    first = np.where(is_actual, facts.start_actual[codes], facts.start_planned[codes])
    last = np.where(is_actual, facts.end_actual[codes], facts.end_planned[codes])
    return RuleResult(codes, context.began[codes], {"first": Days(first), "last": Days(last)})


def milestone_overdue(context: RuleContext) -> RuleResult:
    """Milestones whose day is past and that are neither done nor given up."""
    found, columns = steps(context.view), context.view.portfolio.milestones
    rows = found.rows[found.late]
    rows = rows[columns.state[rows] == MilestoneState.PLANNED]
    return _milestones(context, rows, columns.due[rows])


def done_without_evidence(context: RuleContext) -> RuleResult:
    """Milestones said to be done, without a day or without evidence: not done (ruling 19)."""
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
