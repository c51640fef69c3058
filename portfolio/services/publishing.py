"""Publishing: what a reviewer does with drafts, one or several, and with a published project."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from portfolio.domain import dates
from portfolio.domain.dates import TypedDate
from portfolio.domain.drafts import Draft, Step, StepNotAllowed, after
from portfolio.domain.errors import Code, Paragraph, PortfolioError
from portfolio.domain.params import Principal
from portfolio.domain.projects import DatedPublication, Publication
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.measures.figures import Amounts, ProjectLine
from portfolio.measures.headline import headline
from portfolio.services import draft_checks, drafts, effects
from portfolio.services.access import command
from portfolio.services.draft_checks import EXCEPTION, OwnDraft, Permission
from portfolio.services.drafts import DraftConflict
from portfolio.services.live import LivePortfolio
from portfolio.store import drafts as store_drafts
from portfolio.store import people, reading, work
from portfolio.store.database import Change
from portfolio.store.reference import refuse_locked
from portfolio.store.saving import save_project


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
    after_it = effects.overlaid(register, (held,))
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


def _apply(register: LivePortfolio, change: Change, draft: Draft) -> tuple[str, int]:
    """Write the content of a draft; returns (identifier, row id) of the project."""
    project, before = effects.project_of(register, change.connection, draft, change.recorded_at, {})
    return project.identifier, save_project(change, project, existing=before).id


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
