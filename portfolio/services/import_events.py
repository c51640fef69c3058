"""What happened to published projects as a file tells it: milestones that are done, and another status."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from portfolio.domain.documents import milestone_state, status_state
from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import Effect, ImportedKind
from portfolio.domain.imports import ImportedMilestone, ImportedStatus
from portfolio.domain.parsing import EntryRefused, FieldError
from portfolio.domain.projects import Milestone, MilestoneState, Project
from portfolio.services import milestones
from portfolio.services.import_row import (
    ChangedSince,
    ImportContext,
    RowComparison,
    RowPreview,
    problems_of,
)
from portfolio.services.transactions import UnknownMilestone
from portfolio.store.reference import refuse_locked
from portfolio.text.typing import squeeze


class StatusDayMissing(PortfolioError):
    """A file changes a status and leaves the day from which the one before held (values: day)."""


class StatusDayStands(PortfolioError):
    """A file gives a later day to a status that is recorded since another (values: present)."""


def compare_milestone(
    context: ImportContext,
    result: RowComparison,
    source_row: ImportedMilestone,
    last: Mapping[str, Mapping[str, Any]],
) -> RowPreview:
    """What became of a milestone; ``last`` as the file had each before."""
    milestone = _find(result.project, source_row)
    wanted = {
        name: str(source_row.values.get(name) or "") for name in ("state", "done_on", "evidence")
    }
    if wanted["done_on"] and not wanted["state"]:
        wanted["state"] = MilestoneState.DONE.name.lower()
    row = RowPreview(ImportedKind.MILESTONE, source_row.origin, Effect.UNCHANGED, wanted)
    if milestone is None:
        error = UnknownMilestone(reference=source_row.reference or source_row.title)
        return _refused(row, source_row, [FieldError("title", error)])
    present = milestone_state(milestone)
    row = replace(row, reference=milestone.reference, present=present["state"])
    said = {name: value for name, value in wanted.items() if value}
    was = last.get(milestone.reference)
    if any(
        standing is not None
        and all(str(standing.get(name) or "") == value for name, value in said.items())
        for standing in (present, was)
    ):
        return row
    if was and any(present[name] != value for name, value in was.items()):
        changed = ChangedSince(file=wanted["state"], last=was["state"], present=present["state"])
        problems = problems_of(source_row, [FieldError("state", changed)], is_blocking=False)
        return replace(row, effect=Effect.CONFLICT, problems=problems)
    try:
        day = wanted["done_on"] or context.today.isoformat()
        event = milestones.read_event(milestone.reference, wanted["state"], day, wanted["evidence"])
        refuse_locked(context.connection, [event.day])
    except EntryRefused as refusal:
        return _refused(row, source_row, refusal.problems)
    except PortfolioError as problem:
        return _refused(row, source_row, [FieldError("done_on", problem)])
    result.project = milestones.with_event(result.project, event, context.recorded_at)
    result.events.append(event)
    return replace(row, effect=Effect.CHANGED)


def _refused(
    row: RowPreview,
    source_row: ImportedMilestone | ImportedStatus,
    problems: Iterable[FieldError],
) -> RowPreview:
    columns = {"day": "done_on" if row.kind is ImportedKind.MILESTONE else "status_from"}
    named = (replace(p, field=columns.get(p.field, p.field)) for p in problems)
    return replace(row, effect=Effect.REJECTED, problems=problems_of(source_row, named))


def _find(project: Project, source_row: ImportedMilestone) -> Milestone | None:
    if source_row.reference:
        return next((m for m in project.milestones if m.reference == source_row.reference), None)
    title = squeeze(source_row.title)
    return next((m for m in project.milestones if title in map(squeeze, m.titles.values())), None)


def compare_status(
    context: ImportContext,
    result: RowComparison,
    source_row: ImportedStatus,
    last: Mapping[str, Any],
) -> RowPreview:
    """Another status of a project, or an earlier day of the one it has; ``last`` as it was given."""
    present = status_state(result.project)
    values = {name: text for name, text in source_row.values.items() if text}
    row = RowPreview(
        ImportedKind.STATUS, source_row.origin, Effect.UNCHANGED, dict(values),
        present=present.get("status", ""),
    )  # fmt: skip
    for standing in (present, last):
        if standing and all(standing.get(name) == value for name, value in values.items()):
            return row
    if last and last != present:
        changed = ChangedSince(
            file=values.get("status") or values["status_from"],
            last=last.get("status", ""),
            present=present.get("status", ""),
        )
        problems = problems_of(source_row, [FieldError("status", changed)], is_blocking=False)
        return replace(row, effect=Effect.CONFLICT, problems=problems)
    status = values.get("status") or present.get("status", "")
    day = values.get("status_from") or context.today.isoformat()
    if status == present.get("status") and day > present["status_from"]:
        stands = StatusDayStands(present=date.fromisoformat(present["status_from"]))
        problems = problems_of(source_row, [FieldError("status_from", stands)], is_blocking=False)
        return replace(row, problems=problems)
    if status != present.get("status") and day == present.get("status_from"):
        missing = StatusDayMissing(day=date.fromisoformat(day))
        return _refused(row, source_row, [FieldError("status_from", missing)])
    try:
        event = milestones.read_status(status, day, context.source, context.recorded_at)
        refuse_locked(context.connection, [event.valid_from])
    except EntryRefused as refusal:
        return _refused(row, source_row, refusal.problems)
    except PortfolioError as problem:
        return _refused(row, source_row, [FieldError("status_from", problem)])
    result.project = replace(result.project, statuses=(*result.project.statuses, event))
    result.events.append(event)
    given = {"status": status, "status_from": event.valid_from.isoformat()}
    return replace(row, effect=Effect.CHANGED, values=given)
