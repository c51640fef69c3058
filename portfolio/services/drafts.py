"""Drafts: opened, copied, saved step by step, merged with what others save, and submitted."""

from collections.abc import Mapping
from typing import Any, Final

from portfolio.domain.documents import document as document_of
from portfolio.domain.drafts import (
    Clash,
    Document,
    Draft,
    Step,
    StepNotAllowed,
    after,
    document_copy,
    merge,
)
from portfolio.domain.errors import (
    DOCUMENT,
    Code,
    Paragraph,
    PortfolioError,
    TooLong,
    TypedDocument,
    UnknownProject,
)
from portfolio.domain.fields import BY_NAME, Shape
from portfolio.domain.history import canonical
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.domain.parsing import FieldError
from portfolio.services.access import command
from portfolio.services.draft_checks import EXCEPTION, PROVENANCE, problems
from portfolio.services.live import LivePortfolio
from portfolio.store import drafts, reading, work
from portfolio.store.database import Change

_TRIES: Final = 5


class DraftConflict(PortfolioError):
    """Another person changed the same fields: ``clashes`` names them, ``merged`` keeps mine."""

    def __init__(self, theirs: Draft, document: Document, clashes: tuple[Clash, ...]) -> None:
        super().__init__(fields=len(clashes))
        self.theirs, self.merged, self.clashes = theirs, document, clashes


class DraftIncomplete(PortfolioError):
    """Publishing is blocked: ``problems`` says why, field by field."""

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__(fields=len(problems))
        self.problems = problems


@command
def open_draft(
    register: LivePortfolio,
    who: Principal,
    project: Code | None = None,
    *,
    token: Code,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> Draft:
    """A draft of a new project, or of changes to a published one; raises UnknownProject.

    A new one belongs to the ``portfolio`` shown (ruling 33), another to that of its project.

    A project has one open draft: a second caller gets the first one's. The same token of
    the same person returns the same draft.
    """
    database = register.database
    with database.transaction("", who.person, "open_draft") as change:
        number = None if project is None else drafts.project_row(change.connection, project)
        if project is not None and number is None:
            raise UnknownProject(identifier=project)
        key = work.bound_token(change, token)
        found = drafts.find_open(change.connection, project_id=number, token=key)
        if found is not None:
            change.abandon()
            return found
        base: Document = {}
        if project is not None and number is not None:
            base = document_of(reading.read_project(change.connection, project))
            portfolio = drafts.portfolio_of(change.connection, number)
        draft = drafts.insert_draft(
            change,
            project_id=number,
            base=base,
            person_id=person_of(who),
            token=key,
            portfolio=portfolio,
        )
        told = {"project": project or "", "portfolio": portfolio.word}
        change.record("draft", label(draft), {}, told, number)
        return drafts.read_draft(change.connection, draft)


@command
def copy_draft(
    register: LivePortfolio,
    who: Principal,
    *,
    project: Code | None = None,
    number: int | None = None,
    token: Code,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> Draft:
    """Draft of a new project of ``portfolio``, copied from a published project or another draft.

    What is copied is ``domain.drafts.copied``. The person who copies contributes to the new draft,
    as do the contributors of the draft copied. The same token returns the same draft. Raises
    UnknownProject, UnknownDraft.
    """
    with register.database.transaction("", who.person, "copy_draft") as change:
        found = drafts.find_open(change.connection, project_id=None, token=token)
        if found is not None:
            change.abandon()
            return found
        people = {person_of(who)}
        if number is not None:
            said = drafts.read_draft(change.connection, number).document
            people |= set(drafts.read_contributors(change.connection, number))
            origin = label(number)
        else:
            said, origin = document_of(reading.read_project(change.connection, project or "")), ""
        made = drafts.insert_draft(
            change,
            project_id=None,
            base={},
            person_id=person_of(who),
            token=token,
            copied_from=origin or project or "",
            document=document_copy(said),
            portfolio=portfolio,
        )
        drafts.add_contributors(change, made, people)
        told = {"copied_from": origin or project or "", "portfolio": portfolio.word}
        change.record("draft", label(made), {}, told)
        return drafts.read_draft(change.connection, made)


@command
def find_draft(register: LivePortfolio, who: Principal, project: Code) -> Draft | None:
    """The open draft of a published project, None where there is none; raises UnknownProject."""
    with register.database.reading() as connection:
        number = drafts.project_row(connection, project)
        if number is None:
            raise UnknownProject(identifier=project)
        return drafts.find_open(connection, project_id=number, token="")


@command
def read_draft(register: LivePortfolio, who: Principal, number: int) -> Draft:
    """The draft in its present state; raises UnknownDraft."""
    with register.database.reading() as connection:
        return drafts.read_draft(connection, number)


@command
def list_drafts(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[Draft, ...]:
    """Every open draft of a portfolio, the latest saved first."""
    with register.database.reading() as connection:
        return drafts.read_open(connection, portfolio)


@command
def save_draft(
    register: LivePortfolio,
    who: Principal,
    number: int,
    document: TypedDocument,
    *,
    draft_seen: Draft,
    note_change: bool = False,
) -> Draft:
    """Save what was typed; what others saved since ``draft_seen`` is merged in.

    ``note_change`` records the change in history (an explicit step, not every pause of typing).
    Raises DraftConflict where both changed one field, StepNotAllowed for a draft under review.
    """
    for _ in range(_TRIES):
        try:
            return _save(register, who, number, document, draft_seen, note_change=note_change)
        except drafts.DraftMoved:  # saved by another process between our reading and our writing
            continue
    raise StepNotAllowed(state="", step="save")


def _save(
    register: LivePortfolio,
    who: Principal,
    number: int,
    document: Document,
    draft_seen: Draft,
    *,
    note_change: bool,
) -> Draft:
    with register.database.transaction("", who.person, "save_draft") as change:
        held = drafts.read_draft(change.connection, number)
        if not held.state.can_be_edited:
            raise StepNotAllowed(state=held.state.word, step="save")
        wanted = tidy_document(document, held.document)
        if held.version != draft_seen.version:
            merged, clashes = merge(draft_seen.document, held.document, wanted)
            if clashes:
                raise DraftConflict(held, merged, tuple(clashes))
            wanted = merged
        if canonical(wanted) != canonical(held.document):
            drafts.update_draft(change, held, person_of(who), document=wanted)
        if note_change:
            _note(change, held)
        return drafts.read_draft(change.connection, number)


@command
def submit_draft(
    register: LivePortfolio, who: Principal, number: int, *, draft_seen: Draft, note: Paragraph = ""
) -> Draft:
    """Submit a draft for review; raises DraftIncomplete, or DraftConflict where it moved on."""
    with register.database.transaction(note, who.person, "submit_draft") as change:
        held = drafts.read_draft(change.connection, number)
        if held.state is after(draft_seen.state, Step.SUBMIT):  # the same submission, sent twice
            change.abandon()
            return held
        state = after(held.state, Step.SUBMIT)
        if held.version != draft_seen.version:
            raise DraftConflict(held, held.document, ())
        blocking = tuple(
            found
            for found in problems(register, held.document, project=held.project, base=held.base)
            if found.is_blocking
        )
        if blocking:
            raise DraftIncomplete(blocking)
        _note(change, held)
        _move(change, who, held, state=state, message="")
        return drafts.read_draft(change.connection, number)


@command
def take_back_draft(register: LivePortfolio, who: Principal, number: int) -> Draft:
    """Withdraw a submitted draft from review to go on editing."""
    return _step(register, who, number, Step.TAKE_BACK, "take_back_draft")


@command
def discard_draft(
    register: LivePortfolio, who: Principal, number: int, reason: Paragraph = ""
) -> Draft:
    """End a draft; what was typed stays readable in history."""
    return _step(register, who, number, Step.DISCARD, "discard_draft", reason=reason)


@command
def return_draft(register: LivePortfolio, who: Principal, number: int, message: Paragraph) -> Draft:
    """Send a submitted draft back to its desk with what is to be mended."""
    return _step(
        register, who, number, Step.RETURN, "return_draft", reason=message, message=message
    )


def _step(
    register: LivePortfolio,
    who: Principal,
    number: int,
    step: Step,
    name: str,
    reason: str = "",
    **values: str,
) -> Draft:
    with register.database.transaction(reason, who.person, name) as change:
        held = drafts.read_draft(change.connection, number)
        if step is Step.DISCARD:
            _note(change, held)
        _move(change, who, held, state=after(held.state, step), **values)
        return drafts.read_draft(change.connection, number)


def _move(change: Change, who: Principal, draft: Draft, **values: Any) -> None:
    """Set a draft's state and record it in history."""
    drafts.update_draft(change, draft, person_of(who), **values)
    row = None if draft.project is None else drafts.project_row(change.connection, draft.project)
    is_now = values["state"].word
    change.record("draft", label(draft.id), {"state": draft.state.word}, {"state": is_now}, row)


def _note(change: Change, draft: Draft) -> None:
    was, is_now = drafts.note_draft(change, draft.id)
    if was != is_now:
        row = (
            None if draft.project is None else drafts.project_row(change.connection, draft.project)
        )
        change.record("draft", label(draft.id), was, is_now, row)


def label(number: int) -> str:
    """Name of a draft in history."""
    return f"#{number}"


def tidy_document(document: Document, base_document: Document) -> dict[str, Any]:
    """Only fields there are, only as text; an exception of the kind and a provenance stay as they are."""
    tidy: dict[str, Any] = {}
    for name, said in document.items():
        field = BY_NAME.get(name)
        if field is None:
            continue
        if field.shape is Shape.ROWS:
            columns = ("key", *(column.name for column in field.columns))
            tidy[name] = [
                {column: str(row.get(column) or "") for column in columns}
                for row in said or ()
                if isinstance(row, Mapping)
            ]
        elif field.shape is Shape.CLAUSES:
            tidy[name] = [str(number) for number in said or ()]
        elif field.shape in (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH):
            tidy[name] = {str(key): str(text or "") for key, text in (said or {}).items()}
        else:
            tidy[name] = str(said or "")
    for name in (EXCEPTION, PROVENANCE):
        if base_document.get(name):
            tidy[name] = base_document[name]
    length = len(canonical(tidy))
    if length > DOCUMENT:
        raise TooLong(most=DOCUMENT, length=length)
    return tidy


def person_of(who: Principal) -> int:
    """Row id of the person signed in."""
    assert who.person is not None, "commands that write need somebody signed in"
    return who.person
