"""What happens to a published project: milestones done or missed, and its status."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from portfolio.domain import dates, limits
from portfolio.domain.entry import FieldError, Missing, NotAChoice
from portfolio.domain.entry_rules import InTheFuture
from portfolio.domain.errors import PortfolioError
from portfolio.domain.limits import Code, Line, Paragraph
from portfolio.domain.milestones import MilestoneState
from portfolio.domain.people import Principal
from portfolio.domain.projects import DatedStatus, Project, Status
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.flows import EntryRefused, published_project, today
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import once
from portfolio.store.database import Change
from portfolio.store.periods import refuse_locked
from portfolio.store.writing import save_project

T = TypeVar("T")
_STATES: Final = {state.name.lower(): state for state in MilestoneState}
_STATUSES: Final = {status.word: status for status in Status}


class UnknownMilestone(PortfolioError):
    """The project has no milestone of this reference (values: reference)."""

    phrase = "error.unknown_milestone"


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
    token: Code,
) -> None:
    """Say that a milestone was done (on a day, with evidence), missed, or is planned again.

    A new dated version from the day on; the plan itself (due day, weight) goes through review.
    Raises EntryRefused, PeriodLocked, UnknownProject, UnknownMilestone.
    """
    fields = _Fields()
    wanted = fields.read("state", lambda: _choice(state, _STATES))
    when = fields.read("day", lambda: _past(day))
    said = fields.read("evidence", lambda: limits.paragraph(evidence))
    if wanted is MilestoneState.DONE and said == "":
        fields.problems.append(FieldError("evidence", Missing()))
    fields.refuse()
    assert wanted is not None
    assert when is not None
    assert said is not None

    def after(project: Project, change: Change) -> Project:
        found = next((m for m in project.milestones if m.reference == reference), None)
        if found is None:
            raise UnknownMilestone(reference=reference)
        latest = max(found.versions, key=lambda row: (row.valid_from, row.recorded_at))
        version = replace(
            latest,
            state=wanted,
            done_on=when if wanted is MilestoneState.DONE else None,
            evidence=said,
            valid_from=when,
            recorded_at=change.recorded_at,
        )
        mended = replace(found, versions=(*found.versions, version))
        return replace(
            project,
            milestones=tuple(mended if m is found else m for m in project.milestones),
        )

    _write(register, who, identifier, when, after, token, "record_milestone", said)


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
    """Give a published project another status from a day on."""
    fields = _Fields()
    wanted = fields.read("status", lambda: _choice(status, _STATUSES))
    when = fields.read("day", lambda: _past(day))
    said = fields.read("source", lambda: limits.line(source))
    fields.refuse()
    assert wanted is not None
    assert when is not None
    assert said is not None

    def after(project: Project, change: Change) -> Project:
        row = DatedStatus(wanted, when, change.recorded_at, said)
        return replace(project, statuses=(*project.statuses, row))

    _write(register, who, identifier, when, after, token, "record_status", said)


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
    with register.database.writing(reason, who.login, name) as change:
        if once.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        refuse_locked(change, [day])
        save_project(change, after(project, change), existing=project)
        once.use(change, token, person_of(who), identifier)


class _Fields:
    """Typed fields read one by one, with what is wrong with each."""

    def __init__(self) -> None:
        self.problems: list[FieldError] = []

    def read(self, name: str, value: Callable[[], T]) -> T | None:
        """The value of a field, None where it can't be read."""
        try:
            return value()
        except PortfolioError as error:
            self.problems.append(FieldError(name, error))
            return None

    def refuse(self) -> None:
        """Raise EntryRefused where any field is wrong."""
        if self.problems:
            raise EntryRefused(tuple(self.problems))


def _choice(text: str, members: dict[str, T]) -> T:
    if text not in members:
        raise NotAChoice(value=text)
    return members[text]


def _past(text: str) -> date:
    """A day up to today."""
    if not text.strip():
        raise Missing
    day = limits.day(dates.parse(text))
    if day > today():
        raise InTheFuture(day=day, today=today())
    return day
