"""Publishing: what a reviewer does with a draft, and with a project that is published."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from portfolio.domain import dates, entry
from portfolio.domain.dates import TypedDate
from portfolio.domain.drafts import Draft, Step, StepNotAllowed, after
from portfolio.domain.entry import EntryLookups, EntryReading, FieldError
from portfolio.domain.entry_project import RELATION, changed_fields, new_project, revise_project
from portfolio.domain.entry_project import document as document_of
from portfolio.domain.errors import AlreadyExists, PortfolioError
from portfolio.domain.filters import PortfolioChoice
from portfolio.domain.limits import Code, Paragraph
from portfolio.domain.merging import merge
from portfolio.domain.people import Principal
from portfolio.domain.projects import DatedPublication, Project, Publication
from portfolio.ledger.portfolio import Portfolio, assemble, extend
from portfolio.ledger.view import View
from portfolio.measures import projects as lines
from portfolio.measures.figures import Amounts, ProjectLine
from portfolio.measures.totals import headline
from portfolio.services import drafts, second_person
from portfolio.services.access import command
from portfolio.services.drafts import EXCEPTION, DraftConflict, DraftIncomplete
from portfolio.services.portfolio import LivePortfolio
from portfolio.services.second_person import OwnDraft, Permission
from portfolio.store import drafts as kept
from portfolio.store import once, people, reading
from portfolio.store.database import Change
from portfolio.store.periods import refuse_locked
from portfolio.store.writing import save_project

# How identifiers given here begin: of the record, and of what is no project at all.
_STARTS: Final = {PortfolioChoice.RECORD: "RD", PortfolioChoice.EXAMPLE: "EX"}


class ReasonMissing(PortfolioError):
    """This can't be done without saying why."""

    phrase = "error.reason_missing"


class StateNotAllowed(PortfolioError):
    """A project in this state of publication can't go to the other (values: state, wanted)."""

    phrase = "error.state_not_allowed"


@dataclass(frozen=True, slots=True)
class PublishingPreview:
    """A project's figures now and once the draft is published; None where it has none.

    ``totals_before`` and ``totals_after`` are the headline of its portfolio, as of ``day``: the day
    a view opens as of, or from which the changes hold, whichever is later.
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
    """Make a submitted draft part of the record; returns the project's identifier.

    Whoever typed in it can't publish it; where nobody else can, an administrator does so for a
    reason that history keeps under a name of its own. Raises DraftIncomplete, DraftConflict where
    draft or project moved on, OwnDraft, ReasonMissing, PeriodLocked.
    """
    with register.database.writing(reason, who.login, "publish_draft") as change:
        if (done := once.stored_answer(change, token)) is not None:
            return done
        held = kept.read_draft(change.connection, number)
        state = after(held.state, Step.PUBLISH)
        _ask_second_person(register, who, change, held)
        if held.version != draft_seen.version:
            raise DraftConflict(held, held.document, ())
        identifier, row = _apply(register, change, held)
        kept.update_draft(change, held, drafts.person_of(who), state=state, project_id=row)
        once.use(change, token, drafts.person_of(who), identifier)
        return identifier


def _ask_second_person(
    register: LivePortfolio, who: Principal, change: Change, draft: Draft
) -> None:
    contributors = kept.read_contributors(change.connection, draft.id)
    everybody = people.read_people(change.connection)
    match second_person.publishers(register, contributors, everybody).permission(who):
        case Permission.REFUSED:
            raise OwnDraft
        case Permission.WITH_REASON:
            if not change.reason.strip():
                raise ReasonMissing
            change.command = second_person.ALONE


@command
def preview_draft(register: LivePortfolio, who: Principal, number: int) -> PublishingPreview:
    """What publishing would do to the project's figures, worked out and taken back."""
    with register.database.reading() as connection:
        held = kept.read_draft(connection, number)
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
    """The later of a day and the one from which the typed changes hold, as far as it can be read."""
    try:
        return max(day, date.fromisoformat(str(draft.document.get("effective") or "")))
    except ValueError:
        return day


@command
def overrule_kind(register: LivePortfolio, who: Principal, number: int, reason: Paragraph) -> Draft:
    """Let a kind stand that does not follow from the participants, for a recorded reason.

    The reason is published with the project, so whoever gives it has typed in the draft.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.transaction(reason, who.login, "overrule_kind") as change:
        held = kept.read_draft(change.connection, number)
        if not held.state.is_open:
            raise StepNotAllowed(state=held.state.word, step="save")
        document = {**held.document, EXCEPTION: reason.strip()}
        kept.update_draft(change, held, drafts.person_of(who), document=document)
        change.tell("draft", drafts.label(number), held.document, document)
        return kept.read_draft(change.connection, number)


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
    """Take a published project out of every public figure from a day on; its rows stay."""
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
    """Put a withdrawn project back from a day on."""
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
    with register.database.writing(reason, who.login, name) as change:
        if once.stored_answer(change, token) is not None:
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
        refuse_locked(change, [day])
        row = DatedPublication(publication, day, change.recorded_at)
        after_it = replace(held, publications=(*held.publications, row))
        save_project(change, after_it, existing=held)
        once.use(change, token, drafts.person_of(who), identifier)


# -- what a draft makes of the record ---------------------------------------------------------


def overlaid(register: LivePortfolio, several: tuple[Draft, ...]) -> Overlaid:
    """The record as it would be with these drafts published.

    Drafts that could not be published are left out. Everything is written, read back as columns
    and rolled back, so that the figures of a draft come the same way as all others.
    """
    identifiers: dict[int, str] = {}
    rows: list[int] = []
    projects: dict[str, Project] = {}
    with register.database.writing("", command="preview_draft") as change:
        portfolio = register.portfolio_at(change.revision - 1)
        for held in several:
            try:
                with change.connection.begin_nested():
                    identifiers[held.id], row = _apply(register, change, held)
            except PortfolioError:
                continue
            rows.append(row)
        if rows:
            portfolio = _read_again(register, change, portfolio, rows)
            projects = reading.read_projects(change.connection, rows)
        change.abandon()
    return Overlaid(portfolio or register.portfolio(), identifiers, projects)


def _read_again(
    register: LivePortfolio, change: Change, current: Portfolio | None, rows: list[int]
) -> Portfolio:
    """The columns as this write sees them: only its projects, or all where names are new too."""
    connection = change.connection
    if current is not None and register.same_names(current, connection):
        tables, labels = (
            reading.read_tables(connection, rows),
            reading.read_labels(connection, rows),
        )
        return extend(current, tables, labels, current.revision)
    shared, labels = reading.read_shared(connection), reading.read_labels(connection)
    return assemble(reading.read_tables(connection), shared, labels, change.revision - 1)


def _apply(register: LivePortfolio, change: Change, draft: Draft) -> tuple[str, int]:
    """Write what the draft says; (identifier, row id) of the project."""
    names = drafts.names_of(register)
    found = entry.read(draft.document, names, is_new=draft.project is None)
    hindering = tuple(
        problem
        for problem in drafts.problems(
            register, draft.document, project=draft.project, base=draft.base
        )
        if problem.hinders
    )
    if hindering:
        raise DraftIncomplete(hindering)
    if draft.project is None:
        return _publish_new(change, draft, found, names)
    return _publish_changes(register, change, draft, draft.project, found)


def _publish_new(
    change: Change, draft: Draft, result: EntryReading, names: EntryLookups
) -> tuple[str, int]:
    if not result.values.get("identifier"):
        result.values["identifier"] = _next_identifier(change, draft.portfolio)
    identifier = result.values["identifier"]
    if kept.project_row(change.connection, identifier) is not None:
        taken = AlreadyExists(what="project", identifier=identifier)
        raise DraftIncomplete((FieldError("identifier", taken),))
    exception = str(draft.document.get(EXCEPTION) or "")
    project = new_project(result, names, change.recorded_at, exception, draft.portfolio)
    refuse_locked(
        change, [result.values["status_from"], *(flow.value_date for flow in project.flows)]
    )
    return identifier, save_project(change, project).id


def _publish_changes(
    register: LivePortfolio, change: Change, draft: Draft, identifier: str, result: EntryReading
) -> tuple[str, int]:
    held = reading.read_project(change.connection, identifier)
    present = document_of(held)
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
        refuse_locked(change, [effective])
    exception = str(draft.document.get(EXCEPTION) or held.kind_exception)
    project = revise_project(held, changed, result, effective, change.recorded_at, exception)
    return identifier, save_project(change, project, existing=held).id


def _next_identifier(change: Change, portfolio: PortfolioChoice) -> str:
    """The next free identifier of a project entered here: RD-2026-0001, in the example EX-2026-0001."""
    start = f"{_STARTS[portfolio]}-{datetime.now(UTC).year}-"
    taken = kept.identifiers_like(change.connection, start)
    numbers = [int(end) for said in taken if (end := said.removeprefix(start)).isdigit()]
    return f"{start}{max(numbers, default=0) + 1:04d}"


def _line(view: View, identifier: str | None) -> ProjectLine | None:
    portfolio = view.portfolio
    code = portfolio.code_of(portfolio.ids.get(identifier or "", -1))
    if code is None or not view.in_scope[code]:
        return None
    return lines.lines(view, np.array([code], np.int64))[0]
