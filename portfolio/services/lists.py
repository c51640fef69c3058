"""Lists of priority projects: drafted, submitted, returned, and recorded by a second person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np

from portfolio.domain import documents
from portfolio.domain.clauses import PriorityList, list_state
from portfolio.domain.documents import ListDraft
from portfolio.domain.drafts import Document, Step, StepNotAllowed, after
from portfolio.domain.errors import (
    DOCUMENT,
    Code,
    Paragraph,
    PortfolioError,
    TooLong,
    TypedDocument,
)
from portfolio.domain.fields import LIST_FIELDS, Shape
from portfolio.domain.history import canonical
from portfolio.domain.params import PortfolioChoice, Principal, ViewParams, Visibility
from portfolio.domain.parsing import EntryReading, FieldError
from portfolio.domain.projects import Status
from portfolio.ledger.columns import NO_ONE
from portfolio.ledger.view import View
from portfolio.measures.figures import Amounts
from portfolio.measures.headline import headline
from portfolio.measures.lists import of_clauses
from portfolio.services import draft_checks
from portfolio.services.access import command
from portfolio.services.draft_checks import OwnDraft, Permission, Publishers, names_of
from portfolio.services.drafts import DraftIncomplete, person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.publishing import ReasonMissing
from portfolio.store import drafts, people, work
from portfolio.store.database import Change
from portfolio.store.drafts import DraftMoved, update_draft
from portfolio.store.lists import insert_list, read_lists
from portfolio.store.reference import refuse_locked

_START: Final = "LIST"


class ListDraftMoved(PortfolioError):
    """Another person saved the draft of the list meanwhile: read its present state first."""


class UnknownList(PortfolioError):
    """No list of the portfolio has this reference (values: reference)."""


@dataclass(frozen=True, slots=True)
class ListEffect:
    """Effect of recording a list on its day: projects named anew or no longer, and the totals.

    ``day``: that of the figures, the list's own or that a view opens as of, whichever is later.
    """

    day: date
    replaces: PriorityList | None
    joining: tuple[str, ...]  # identifiers of projects that become listed
    leaving: tuple[str, ...]  # of those that are listed no more
    before: Amounts
    after: Amounts


@command
def open_list_draft(
    register: LivePortfolio,
    who: Principal,
    *,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
    copied_from: Code = "",
    token: Code,
) -> ListDraft:
    """A draft of a new list; the same token of the same person returns the same draft.

    ``copied_from``: the reference of a recorded list of the portfolio, with whose clause, title,
    projects and needs it begins. Raises UnknownList.
    """
    with register.database.transaction("", who.person, "open_list_draft") as change:
        key = work.bound_token(change, token)
        found = drafts.find_by_token(change.connection, key)
        if found is not None:
            change.abandon()
            return found
        document = _copied(change, copied_from, portfolio) if copied_from else {}
        number = drafts.insert_list_draft(
            change, document, is_example=portfolio.is_example, person_id=person_of(who), token=key
        )
        told = {"state": "draft", **({"copied_from": copied_from} if copied_from else {})}
        change.record("list_draft", label(number), {}, told)
        return drafts.read_list_draft(change.connection, number)


@command
def read_list_draft(register: LivePortfolio, who: Principal, number: int) -> ListDraft:
    """The draft in its present state; raises UnknownDraft."""
    with register.database.reading() as connection:
        return drafts.read_list_draft(connection, number)


@command
def list_list_drafts(
    register: LivePortfolio, who: Principal, portfolio: PortfolioChoice = PortfolioChoice.RECORD
) -> tuple[ListDraft, ...]:
    """Every open draft of a list of one portfolio, the latest saved first."""
    with register.database.reading() as connection:
        every = drafts.read_open_list_drafts(connection)
    return tuple(draft for draft in every if draft.is_example is portfolio.is_example)


@command
def save_list_draft(
    register: LivePortfolio,
    who: Principal,
    number: int,
    document: TypedDocument,
    *,
    draft_seen: ListDraft,
) -> ListDraft:
    """Save what was typed; raises ListDraftMoved, or StepNotAllowed for a draft under review."""
    with register.database.transaction("", who.person, "save_list_draft") as change:
        held = drafts.read_list_draft(change.connection, number)
        if not held.state.can_be_edited:
            raise StepNotAllowed(state=held.state.word, step="save")
        if held.version != draft_seen.version:
            raise ListDraftMoved
        wanted = tidy_list(document)
        if canonical(wanted) != canonical(held.document):
            _update(change, who, held, document=wanted)
        return drafts.read_list_draft(change.connection, number)


@command
def submit_list_draft(
    register: LivePortfolio, who: Principal, number: int, *, draft_seen: ListDraft
) -> ListDraft:
    """Submit a draft for review; raises DraftIncomplete, ListDraftMoved."""
    with register.database.transaction("", who.person, "submit_list_draft") as change:
        held = drafts.read_list_draft(change.connection, number)
        state = after(held.state, Step.SUBMIT)
        if held.version != draft_seen.version:
            raise ListDraftMoved
        found = _read(register, held)
        if lacking := blocking(found.problems):
            raise DraftIncomplete(lacking)
        _update(change, who, held, state=state, message="")
        told = {"state": state.word, "document": canonical(held.document)}
        change.record("list_draft", label(number), {"state": held.state.word}, told)
        return drafts.read_list_draft(change.connection, number)


@command
def take_back_list_draft(register: LivePortfolio, who: Principal, number: int) -> ListDraft:
    """Withdraw a submitted draft from review to go on editing."""
    return _step(register, who, number, Step.TAKE_BACK, "take_back_list_draft", "")


@command
def discard_list_draft(
    register: LivePortfolio, who: Principal, number: int, reason: Paragraph = ""
) -> ListDraft:
    """End a draft."""
    return _step(register, who, number, Step.DISCARD, "discard_list_draft", reason)


@command
def return_list_draft(
    register: LivePortfolio, who: Principal, number: int, message: Paragraph
) -> ListDraft:
    """Send a submitted draft back to its desk with what is to be mended; raises ReasonMissing."""
    if not message.strip():
        raise ReasonMissing
    return _step(
        register, who, number, Step.RETURN, "return_list_draft", message, message=message.strip()
    )


@command
def read_list_publishers(register: LivePortfolio, who: Principal, number: int) -> Publishers:
    """Contributors of a draft, and who can record it."""
    with register.database.reading() as connection:
        contributors = drafts.read_list_contributors(connection, number)
        return draft_checks.publishers(register, contributors, people.read_people(connection))


@command
def preview_list_draft(register: LivePortfolio, who: Principal, number: int) -> ListEffect | None:
    """Effect of recording the list on the figures of its day; None where it lacks something."""
    draft = read_list_draft(register, who, number)
    found = _read(register, draft)
    if blocking(found.problems):
        return None
    new = documents.new_list(found, "", datetime.now(UTC), is_example=draft.is_example)
    new = replace(new, id=np.iinfo(np.int64).max)
    day = max(register.default_day, new.valid_from)
    scope = Visibility(portfolio=PortfolioChoice.of(is_example=draft.is_example))
    question = ViewParams(as_of=day, scope=scope)
    view = register.view(question)
    labels = replace(view.portfolio.labels, lists=(*view.portfolio.labels.lists, new))
    portfolio = replace(view.portfolio, labels=labels)
    then = View(portfolio, question, register.conference, register.conference_source)
    was, becomes = _listed(view), _listed(then)
    return ListEffect(
        day=day,
        replaces=of_clauses(view)[new.clause].in_force if becomes != was else None,
        joining=tuple(sorted(becomes - was)),
        leaving=tuple(sorted(was - becomes)),
        before=headline(view).amounts,
        after=headline(then).amounts,
    )


@command
def publish_list_draft(
    register: LivePortfolio,
    who: Principal,
    number: int,
    *,
    draft_seen: ListDraft,
    reason: Paragraph,
    token: Code,
) -> str:
    """Record a submitted list; returns its reference. Its contributors can't.

    Raises DraftIncomplete, ListDraftMoved, OwnDraft, ReasonMissing, PeriodLocked.
    """
    with register.database.new_revision(reason, who.person, "publish_list_draft") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        held = drafts.read_list_draft(change.connection, number)
        state = after(held.state, Step.PUBLISH)
        contributors = drafts.read_list_contributors(change.connection, number)
        everybody = people.read_people(change.connection)
        match draft_checks.publishers(register, contributors, everybody).permission(who):
            case Permission.REFUSED:
                raise OwnDraft
            case Permission.WITH_REASON:
                change.command = draft_checks.ALONE
        if not reason.strip():
            raise ReasonMissing
        if held.version != draft_seen.version:
            raise ListDraftMoved
        found = _read(register, held)
        if lacking := blocking(found.problems):
            raise DraftIncomplete(lacking)
        reference = _next_reference(change)
        new = documents.new_list(found, reference, change.recorded_at, is_example=held.is_example)
        refuse_locked(change.connection, [new.valid_from])
        insert_list(change, new)
        change.record("list", reference, {}, list_state(new))
        _update(change, who, held, state=state, published_as=reference)
        work.use(change, token, person_of(who), reference)
        return reference


def problems(register: LivePortfolio, draft: ListDraft) -> tuple[FieldError, ...]:
    """Field errors and warnings of a draft."""
    return tuple(_read(register, draft).problems)


def blocking(result: Iterable[FieldError]) -> tuple[FieldError, ...]:
    """Of the problems of a draft those that bar its submission."""
    return tuple(problem for problem in result if problem.is_blocking)


def label(number: int) -> str:
    """Name of a draft of a list in history."""
    return f"#{number}"


def _read(register: LivePortfolio, draft: ListDraft) -> EntryReading:
    return read_entry(register, draft.document, PortfolioChoice.of(is_example=draft.is_example))


def read_entry(
    register: LivePortfolio, document: Document, portfolio: PortfolioChoice
) -> EntryReading:
    """The fields of a list of a portfolio as values, with everything wrong in them; never raises."""
    scope = Visibility(portfolio=portfolio)
    view = register.view(ViewParams(as_of=register.default_day, scope=scope))
    identifiers = frozenset(
        view.portfolio.identifier(int(code)) for code in np.flatnonzero(view.in_scope)
    )
    names = replace(names_of(register), projects=identifiers)
    found = documents.read_list_entry(document, names, today=datetime.now(UTC).date())
    day = max(register.default_day, found.values.get("list_from") or register.default_day)
    of_day = register.view(ViewParams(as_of=day, scope=scope))
    named = {row["project"] for row in found.rows("list_projects")}
    found.problems.extend(documents.stopped_projects(found, _statuses(of_day, named), day))
    return found


def _statuses(view: View, identifiers: Iterable[str]) -> dict[str, Status]:
    """The status in a view of some projects, by identifier; of those that are in it."""
    portfolio = view.portfolio
    codes = {name: portfolio.code_of(portfolio.ids.get(name, NO_ONE)) for name in identifiers}
    return {
        name: Status(int(view.status[code]))
        for name, code in codes.items()
        if code is not None and view.in_scope[code]
    }


def _listed(view: View) -> set[str]:
    return {view.portfolio.identifier(int(code)) for code in np.flatnonzero(view.on_a_list)}


def _copied(change: Change, reference: str, portfolio: PortfolioChoice) -> dict[str, Any]:
    """The document that a copy of a recorded list begins with."""
    for one in read_lists(change.connection):
        if one.reference == reference and one.is_example is portfolio.is_example:
            return documents.document_of(one)
    raise UnknownList(reference=reference)


def _step(
    register: LivePortfolio,
    who: Principal,
    number: int,
    step: Step,
    name: str,
    reason: str,
    **values: str,
) -> ListDraft:
    with register.database.transaction(reason, who.person, name) as change:
        held = drafts.read_list_draft(change.connection, number)
        state = after(held.state, step)
        _update(change, who, held, state=state, **values)
        was, is_now = {"state": held.state.word}, {"state": state.word}
        change.record("list_draft", label(number), was, is_now)
        return drafts.read_list_draft(change.connection, number)


def _update(change: Change, who: Principal, draft: ListDraft, **values: Any) -> None:
    try:
        update_draft(change, draft, person_of(who), **values)
    except DraftMoved:
        raise ListDraftMoved from None


def _next_reference(change: Change) -> str:
    """The next free reference of a list entered here: LIST-2026-1."""
    start = f"{_START}-{change.recorded_at.year}-"
    taken = (one.reference for one in read_lists(change.connection))
    numbers = [int(end) for name in taken if (end := name.removeprefix(start)).isdigit()]
    return f"{start}{max(numbers, default=0) + 1}"


def tidy_list(document: Document) -> dict[str, Any]:
    """Only the fields of a list, only as text."""
    tidy: dict[str, Any] = {}
    for field in LIST_FIELDS:
        typed = document.get(field.name)
        if not typed:
            continue
        if field.shape is Shape.ROWS:
            columns = ("key", *(column.name for column in field.columns))
            tidy[field.name] = [
                {column: str(row.get(column) or "") for column in columns}
                for row in typed
                if isinstance(row, Mapping)
            ]
        elif field.shape is Shape.SPOKEN_LINE:
            tidy[field.name] = {str(key): str(text or "") for key, text in typed.items()}
        else:
            tidy[field.name] = str(typed)
    length = len(canonical(tidy))
    if length > DOCUMENT:
        raise TooLong(most=DOCUMENT, length=length)
    return tidy
