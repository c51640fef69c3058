"""Milestones of a published project, its status, and payments its funder plans."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from portfolio.domain import dates, errors, flows
from portfolio.domain.entry_rules import InTheFuture, PlannedPaymentEntry, read_planned
from portfolio.domain.errors import Code, Line, Paragraph
from portfolio.domain.flows import PlannedPayment
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.domain.parsing import EntryRefused, FieldErrors, Missing, NotAChoice
from portfolio.domain.projects import DatedStatus, MilestoneState, Project, Status
from portfolio.services.access import command
from portfolio.services.attachments import evidence_address
from portfolio.services.draft_checks import names_of
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.transactions import (
    UnknownMilestone,
    is_published,
    published_project,
    today,
)
from portfolio.store import reading, work
from portfolio.store.database import Change
from portfolio.store.reference import refuse_locked
from portfolio.store.saving import save_project

T = TypeVar("T")
_STATES: Final = {state.name.lower(): state for state in MilestoneState}
SOURCES: Final = " ; "  # between several sources in one field
_STATUSES: Final = {status.word: status for status in Status}


@command
def record_milestone(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    reference: Code,
    state: Code,
    day: Code,
    evidence: Paragraph,
    *,
    file: Code = "",
    token: Code,
) -> None:
    """Record that a milestone was done (on a day, with evidence), missed, or is planned again.

    A new dated version from the day on; the plan itself (due day, weight) goes through review.
    ``file``: reference of an attached file of the project that is evidence, alone or with words.
    Raises EntryRefused, PeriodLocked, UnknownProject, UnknownMilestone, UnknownAttachment.
    """
    event = read_event(reference, state, day, evidence, has_file=bool(file))

    def after(project: Project, change: Change) -> Project:
        attached = evidence_address(change, project, file) if file else ""
        sources = SOURCES.join(filter(None, (event.evidence, attached)))
        return with_event(project, replace(event, evidence=sources), change.recorded_at)

    _write(register, who, identifier, event.day, after, token, "record_milestone", event.evidence)


@dataclass(frozen=True, slots=True)
class MilestoneEvent:
    """What became of a milestone, and on which day."""

    reference: str
    state: MilestoneState
    day: date
    evidence: str


def read_event(
    reference: str, state: str, day: str, evidence: str, *, has_file: bool = False
) -> MilestoneEvent:
    """The event as it was typed; ``has_file``: a file is evidence already. Raises EntryRefused."""
    fields = FieldErrors()
    wanted = fields.read("state", _choice, state, _STATES)
    when = fields.read("day", _past, day)
    said = fields.read("evidence", errors.paragraph, evidence)
    if said:
        fields.read("evidence", errors.refuse_no_source, said)
    if wanted is MilestoneState.DONE and said == "" and not has_file:
        fields.wrong("evidence", Missing())
    fields.refuse()
    assert wanted is not None
    assert when is not None
    assert said is not None
    return MilestoneEvent(reference, wanted, when, said)


def with_event(project: Project, event: MilestoneEvent, recorded_at: datetime) -> Project:
    """The project with a new version of its milestone; raises UnknownMilestone."""
    found = next((m for m in project.milestones if m.reference == event.reference), None)
    if found is None:
        raise UnknownMilestone(reference=event.reference)
    latest = max(found.versions, key=lambda row: (row.valid_from, row.recorded_at))
    version = replace(
        latest,
        state=event.state,
        done_on=event.day if event.state is MilestoneState.DONE else None,
        evidence=event.evidence,
        valid_from=event.day,
        recorded_at=recorded_at,
    )
    mended = replace(found, versions=(*found.versions, version))
    return replace(
        project, milestones=tuple(mended if m is found else m for m in project.milestones)
    )


@command
def record_status(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    status: Code,
    day: Code,
    source: Line,
    *,
    token: Code,
) -> None:
    """Record another status of a published project from a day on."""
    typed = read_status(status, day, source, datetime.now(UTC))

    def after(project: Project, change: Change) -> Project:
        row = replace(typed, recorded_at=change.recorded_at)
        return replace(project, statuses=(*project.statuses, row))

    first = typed.valid_from
    _write(register, who, identifier, first, after, token, "record_status", typed.source)


def read_status(status: str, day: str, source: str, recorded_at: datetime) -> DatedStatus:
    """The status as it was typed, from a day up to today; raises EntryRefused."""
    fields = FieldErrors()
    wanted = fields.read("status", _choice, status, _STATUSES)
    when = fields.read("day", _past, day)
    said = fields.read("source", errors.source, source)
    fields.refuse()
    assert wanted is not None
    assert when is not None
    assert said is not None
    return DatedStatus(wanted, when, recorded_at, said)


def _write(
    register: LivePortfolio,
    who: Principal,
    identifier: str,
    day: date,
    after: Callable[[Project, Change], Project],
    token: str,
    name: str,
    reason: str,
) -> None:
    with register.database.new_revision(reason, who.person, name) as change:
        if work.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        refuse_locked(change.connection, [day])
        save_project(change, after(project, change), existing=project)
        work.use(change, token, person_of(who), identifier)


def _choice(text: str, members: dict[str, T]) -> T:
    if text not in members:
        raise NotAChoice(value=text)
    return members[text]


def _past(text: str) -> date:
    """A day up to today."""
    if not text.strip():
        raise Missing
    day = errors.day(dates.parse(text))
    if day > today():
        raise InTheFuture(day=day, today=today())
    return day


@dataclass(frozen=True, slots=True)
class ProjectSchedule:
    """Planned payments of one funder to one project, period by period."""

    identifier: str
    titles: dict[str, str]
    payments: tuple[PlannedPayment, ...]


@command
def plan_payment(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    entry: PlannedPaymentEntry,
    *,
    token: Code,
) -> None:
    """Record what one's own organisation plans to pay in a period, or change it; 0 withdraws it.

    The funder's own statement, like its pledges: in force and public at once. It is in no
    total, so that it needs no second check. Raises EntryRefused, PeriodLocked, UnknownProject.
    """
    with register.database.new_revision("", who.person, "plan_payment") as change:
        if work.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        row, problems = read_planned(
            entry, who.organisation or "", project, names_of(register), today(), change.recorded_at
        )
        if row is None:
            raise EntryRefused(problems)
        refuse_locked(change.connection, [row.valid_from])
        rows = (*project.planned_payments, row)
        save_project(change, replace(project, planned_payments=rows), existing=project)
        work.use(change, token, person_of(who), identifier)


@command
def own_planned_payments(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[ProjectSchedule, ...]:
    """Planned payments of one's organisation as known now, by published project, by identifier."""
    own = names_of(register).organisations.get(who.organisation or "")
    if own is None:
        return ()
    with register.database.reading() as connection:
        ids = reading.projects_of_funder(connection, portfolio, own.id)
        projects = reading.read_projects(connection, ids).values()
    schedules = [
        ProjectSchedule(
            project.identifier,
            dict(project.titles),
            flows.planned_in_force(
                row for row in project.planned_payments if row.funder == own.identifier
            ),
        )
        for project in projects
        if is_published(project)
    ]
    found = [schedule for schedule in schedules if schedule.payments]
    return tuple(sorted(found, key=lambda schedule: schedule.identifier))
