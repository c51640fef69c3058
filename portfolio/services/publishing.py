"""Publishing: what a reviewer does with drafts, one or several, and with a published project."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from portfolio.domain import dates, parsing
from portfolio.domain.dates import TypedDate
from portfolio.domain.documents import RELATION
from portfolio.domain.documents import document as document_of
from portfolio.domain.drafts import Draft, Step, StepNotAllowed, after, merge
from portfolio.domain.errors import AlreadyExists, Code, Paragraph, PortfolioError
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.domain.parsing import EntryLookups, EntryReading, FieldError
from portfolio.domain.projects import DatedPublication, Project, Publication
from portfolio.domain.publishing import changed_fields, new_project, revise_project
from portfolio.domain.rules import refuse_broken
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.measures.figures import Amounts, ProjectLine
from portfolio.measures.headline import headline
from portfolio.services import draft_checks, drafts
from portfolio.services.access import command
from portfolio.services.draft_checks import EXCEPTION, OwnDraft, Permission
from portfolio.services.drafts import DraftConflict, DraftIncomplete
from portfolio.services.live import LivePortfolio
from portfolio.store import drafts as store_drafts
from portfolio.store import people, reading, work
from portfolio.store.database import Change, Connection
from portfolio.store.projects import number_rows, overlay
from portfolio.store.reference import refuse_locked
from portfolio.store.saving import save_project

# Prefixes of identifiers assigned here: of the record, and of the example.
_STARTS: Final = {PortfolioChoice.RECORD: "RD", PortfolioChoice.EXAMPLE: "EX"}


class ReasonMissing(PortfolioError):
    """The action requires a reason."""


class StateNotAllowed(PortfolioError):
    """A project in this state of publication can't change to the other (values: state, wanted)."""


@dataclass(frozen=True, slots=True)
class PublishingPreview:
    """A project's figures now and once the draft is published; None where it has none.

    ``totals_before`` and ``totals_after`` are the headline of its portfolio, as of ``day``: the day
    a view opens as of, or from which the changes are valid, whichever is later.
    """

    day: date
    before: ProjectLine | None
    after: ProjectLine | None
    totals_before: Amounts
    totals_after: Amounts


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The record with drafts laid over it; ``identifiers`` by draft, ``projects`` by identifier."""

    portfolio: Portfolio
    identifiers: Mapping[int, str]
    projects: Mapping[str, Project]


@command
def publish_draft(
    register: LivePortfolio,
    who: Principal,
    number: int,
    *,
    draft_seen: Draft,
    reason: Paragraph,
    token: Code,
) -> str:
    """Publish a submitted draft into the record; returns the project's identifier.

    Its contributors can't publish it; where nobody else can, an administrator does so for a
    reason that history records under its own name. Raises DraftIncomplete, DraftConflict where
    draft or project moved on, OwnDraft, ReasonMissing, PeriodLocked.
    """
    with register.database.new_revision(reason, who.person, "publish_draft") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        held = store_drafts.read_draft(change.connection, number)
        state = after(held.state, Step.PUBLISH)
        _ask_second_person(register, who, change, held)
        if held.version != draft_seen.version:
            raise DraftConflict(held, held.document, ())
        identifier, row = _apply(register, change, held)
        store_drafts.update_draft(change, held, drafts.person_of(who), state=state, project_id=row)
        work.use(change, token, drafts.person_of(who), identifier)
        return identifier


def _ask_second_person(
    register: LivePortfolio, who: Principal, change: Change, draft: Draft
) -> None:
    contributors = store_drafts.read_contributors(change.connection, draft.id)
    everybody = people.read_people(change.connection)
    match draft_checks.publishers(register, contributors, everybody).permission(who):
        case Permission.REFUSED:
            raise OwnDraft
        case Permission.WITH_REASON:
            if not change.reason.strip():
                raise ReasonMissing
            change.command = draft_checks.ALONE


@command
def preview_draft(register: LivePortfolio, who: Principal, number: int) -> PublishingPreview:
    """Effect of publishing on the project's figures, computed and rolled back."""
    with register.database.reading() as connection:
        held = store_drafts.read_draft(connection, number)
    question = register.default_question(held.portfolio)
    question = replace(question, as_of=_effective(held, question.as_of))
    after_it = overlaid(register, (held,))
    now = register.view(question)
    then = View(after_it.portfolio, question, register.conference, register.conference_source)
    return PublishingPreview(
        question.as_of,
        _line(now, held.project),
        _line(then, after_it.identifiers.get(held.id)),
        headline(now).amounts,
        headline(then).amounts,
    )


def _effective(draft: Draft, day: date) -> date:
    """The later of a day and the first valid day of the typed changes, as far as it can be read."""
    try:
        return max(day, date.fromisoformat(str(draft.document.get("effective") or "")))
    except ValueError:
        return day


@command
def overrule_kind(register: LivePortfolio, who: Principal, number: int, reason: Paragraph) -> Draft:
    """Accept a declared kind that does not follow from the participants, for a recorded reason.

    The reason is published with the project, so its author counts as a contributor to the draft.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.transaction(reason, who.person, "overrule_kind") as change:
        held = store_drafts.read_draft(change.connection, number)
        if not held.state.is_open:
            raise StepNotAllowed(state=held.state.word, step="save")
        document = {**held.document, EXCEPTION: reason.strip()}
        store_drafts.update_draft(change, held, drafts.person_of(who), document=document)
        change.record("draft", drafts.label(number), held.document, document)
        return store_drafts.read_draft(change.connection, number)


@command
def withdraw_project(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    day: TypedDate,
    reason: Paragraph,
    *,
    token: Code,
) -> None:
    """Withdraw a published project from every public figure from a day on; its rows stay."""
    _publication(
        register, who, identifier, Publication.WITHDRAWN, day, reason, token, "withdraw_project"
    )


@command
def publish_again(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    day: TypedDate,
    reason: Paragraph,
    *,
    token: Code,
) -> None:
    """Publish a withdrawn project again from a day on."""
    _publication(
        register, who, identifier, Publication.PUBLISHED, day, reason, token, "publish_again"
    )


def _publication(
    register: LivePortfolio,
    who: Principal,
    identifier: str,
    publication: Publication,
    typed_day: TypedDate,
    reason: str,
    token: str,
    name: str,
) -> None:
    if not reason.strip():
        raise ReasonMissing
    day = dates.required_day(typed_day)
    with register.database.new_revision(reason, who.person, name) as change:
        if work.stored_answer(change, token) is not None:
            return
        held = reading.read_project(change.connection, identifier)
        latest = max(held.publications, key=lambda row: (row.valid_from, row.recorded_at))
        match latest.state, publication:
            case Publication.PUBLISHED, Publication.WITHDRAWN:
                pass
            case Publication.WITHDRAWN, Publication.PUBLISHED:
                pass
            case _:
                raise StateNotAllowed(
                    state=latest.state.name.lower(), wanted=publication.name.lower()
                )
        refuse_locked(change.connection, [day])
        row = DatedPublication(publication, day, change.recorded_at)
        after_it = replace(held, publications=(*held.publications, row))
        save_project(change, after_it, existing=held)
        work.use(change, token, drafts.person_of(who), identifier)


# -- effects of a draft on the record --------------------------------------------------------


def overlaid(register: LivePortfolio, several: tuple[Draft, ...]) -> Overlaid:
    """The record as it would be with these drafts published.

    Drafts that could not be published are left out. Nothing is written and no writer waited for:
    each project is computed as publishing would and laid over the columns.
    """
    identifiers: dict[int, str] = {}
    projects: dict[str, Project] = {}
    portfolio = register.portfolio()
    number = int(portfolio.projects.id.max(initial=0))
    with register.database.reading() as connection:
        recorded_at = register.database.moment(connection).recorded_at
        for draft in several:
            try:
                project, before = _project_of(register, connection, draft, recorded_at, projects)
                refuse_broken(project)
            except PortfolioError:
                continue
            if before is None:
                number += 1
                project = number_rows(project, number)
            projects[project.identifier] = project
            identifiers[draft.id] = project.identifier
    if projects:
        portfolio = overlay(portfolio, tuple(projects.values()))
    return Overlaid(portfolio, identifiers, projects)


def _apply(register: LivePortfolio, change: Change, draft: Draft) -> tuple[str, int]:
    """Write the content of a draft; returns (identifier, row id) of the project."""
    project, before = _project_of(register, change.connection, draft, change.recorded_at, {})
    return project.identifier, save_project(change, project, existing=before).id


def _project_of(
    register: LivePortfolio,
    connection: Connection,
    draft: Draft,
    recorded_at: datetime,
    others: Mapping[str, Project],
) -> tuple[Project, Project | None]:
    """(the project as the draft makes it, as it is now; None where it is new).

    ``others`` are projects, by identifier, in the state that drafts before this one give them.
    """
    names = draft_checks.names_of(register)
    found = parsing.read(draft.document, names, is_new=draft.project is None)
    blocking = tuple(
        problem
        for problem in draft_checks.problems(
            register, draft.document, project=draft.project, base=draft.base
        )
        if problem.is_blocking
    )
    if blocking:
        raise DraftIncomplete(blocking)
    if draft.project is None:
        return _new_project(connection, draft, found, names, recorded_at, others), None
    before = others.get(draft.project) or reading.read_project(connection, draft.project)
    return _changed_project(register, connection, draft, before, found, recorded_at), before


def _new_project(
    connection: Connection,
    draft: Draft,
    result: EntryReading,
    names: EntryLookups,
    recorded_at: datetime,
    others: Mapping[str, Project],
) -> Project:
    if not result.values.get("identifier"):
        result.values["identifier"] = _next_identifier(connection, draft.portfolio, others)
    identifier = result.values["identifier"]
    if identifier in others or store_drafts.project_row(connection, identifier) is not None:
        taken = AlreadyExists(what="project", identifier=identifier)
        raise DraftIncomplete((FieldError("identifier", taken),))
    exception = str(draft.document.get(EXCEPTION) or "")
    project = new_project(result, names, recorded_at, exception, draft.portfolio)
    days = [result.values["status_from"], *(flow.value_date for flow in project.flows)]
    refuse_locked(connection, days)
    return project


def _changed_project(
    register: LivePortfolio,
    connection: Connection,
    draft: Draft,
    before: Project,
    result: EntryReading,
    recorded_at: datetime,
) -> Project:
    present = document_of(before)
    _, clashes = merge(draft.base, present, draft.document)
    if clashes:
        raise DraftConflict(replace(draft, document=present), draft.document, tuple(clashes))
    changed = changed_fields(draft.base, draft.document) - {"effective"}
    effective = result.values.get("effective") or register.default_day
    dated = {
        "clause_shares", "country_shares", "priority_shares", "budgets", "planned_payments",
        "milestones", *RELATION,
    }  # fmt: skip
    if changed & dated:
        refuse_locked(connection, [effective])
    exception = str(draft.document.get(EXCEPTION) or before.kind_exception)
    return revise_project(before, changed, result, effective, recorded_at, exception)


def _next_identifier(
    connection: Connection, portfolio: PortfolioChoice, others: Iterable[str]
) -> str:
    """The next free identifier of a project entered here: RD-2026-0001, in the example EX-2026-0001."""
    start = f"{_STARTS[portfolio]}-{datetime.now(UTC).year}-"
    taken = [*store_drafts.identifiers_like(connection, start)]
    taken += [name for name in others if name.startswith(start)]
    numbers = [int(end) for said in taken if (end := said.removeprefix(start)).isdigit()]
    return f"{start}{max(numbers, default=0) + 1:04d}"


def _line(view: View, identifier: str | None) -> ProjectLine | None:
    portfolio = view.portfolio
    code = portfolio.code_of(portfolio.ids.get(identifier or "", -1))
    if code is None or not view.in_scope[code]:
        return None
    return lists.lines(view, np.array([code], np.int64))[0]


@dataclass(frozen=True, slots=True)
class PublicationOutcome:
    """Outcome of publishing one draft: the identifier of its project, or why it was refused."""

    draft: Draft
    identifier: str = ""
    refusal: PortfolioError | None = None


@command
def publish_drafts(
    register: LivePortfolio,
    who: Principal,
    drafts_seen: Sequence[Draft],
    *,
    reason: Paragraph,
    token: Code,
) -> tuple[PublicationOutcome, ...]:
    """Publish drafts as they were seen, in their order; a refused one blocks no other.

    Each is its own transaction and its own history entry, with the same reason. A draft that
    only an administrator may publish, without a second person, is refused: it needs a reason of
    its own. The same token publishes each draft once.
    """
    return tuple(
        _publish(register, who, draft, reason, f"{token} {draft.id}") for draft in drafts_seen
    )


def _publish(
    register: LivePortfolio, who: Principal, draft: Draft, reason: str, token: str
) -> PublicationOutcome:
    try:
        allowed = draft_checks.read_publishers(register, who, draft.id).permission(who)
        if allowed is not Permission.FREE:
            raise OwnDraft
        identifier = publish_draft(
            register, who, draft.id, draft_seen=draft, reason=reason, token=token
        )
    except PortfolioError as error:
        return PublicationOutcome(draft, refusal=error)
    return PublicationOutcome(draft, identifier)
