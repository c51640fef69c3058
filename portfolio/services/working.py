"""Work in progress: working version of the portfolio, what waits on a desk, unsaved forms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from portfolio.domain import dates, errors
from portfolio.domain.dates import TypedDate
from portfolio.domain.drafts import DraftState
from portfolio.domain.errors import Code, TooLong, TypedForm
from portfolio.domain.params import PUBLIC, PortfolioChoice, Principal, ViewParams
from portfolio.domain.projects import Project
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View
from portfolio.measures.visibility import is_visible
from portfolio.services import drafts, verification
from portfolio.services.access import command, may
from portfolio.services.drafts import person_of
from portfolio.services.effects import Overlaid, overlaid
from portfolio.services.live import LivePortfolio, per_revision
from portfolio.store import drafts as store_drafts
from portfolio.store import work
from portfolio.store.work import UnsavedForm

_WORKING_MOST: Final = 64  # views of one working version


@dataclass
class _Working:
    """One working version and its views, valid while record and drafts do not change."""

    mark: tuple[int, ...]
    overlay: Overlaid
    views: dict[ViewParams, View] = field(default_factory=dict)


_WORKING_KEPT: Final[WeakKeyDictionary[LivePortfolio, _Working]] = WeakKeyDictionary()
_MAKING: Final = Lock()


def view(register: LivePortfolio, question: ViewParams) -> View:
    """The view of a question; one that is not of published records alone counts open drafts too."""
    if question.scope.published_only:
        return register.view(question)
    with _MAKING:
        working = _current(register)
        found = working.views.get(question)
        if found is None:
            if len(working.views) >= _WORKING_MOST:
                working.views.clear()
            found = View(
                working.overlay.portfolio,
                question,
                register.conference,
                register.conference_source,
            )
            working.views[question] = found
        return found


def _current(register: LivePortfolio) -> _Working:
    portfolio = register.portfolio()
    with register.database.reading() as connection:
        mark = (portfolio.revision, *store_drafts.open_mark(connection))
    held = _WORKING_KEPT.get(register)
    if held is None or held.mark != mark:
        with register.database.reading() as connection:
            drafts = store_drafts.read_open(connection)
        held = _Working(mark, overlaid(register, drafts) if drafts else Overlaid(portfolio, {}, {}))
        _WORKING_KEPT[register] = held
    return held


def project(
    register: LivePortfolio, identifier: str, question: ViewParams, who: Principal = PUBLIC
) -> Project:
    """Project as this reader may see it; raises UnknownProject if nothing is recorded for them.

    A row that is only proposed is seen by those who work on the record and by the organisation it
    names as funder (ruling 23).
    """
    if who.duty.sees_working_versions:
        return _drafted(register, identifier, question) or register.project(identifier, question)
    found = register.project(identifier, question)
    organisations = register.labels.organisations
    own = next((o.id for o in organisations.values() if o.identifier == who.organisation), None)
    return without_proposals(found, question, own)


def draft_of(register: LivePortfolio, identifier: str, question: ViewParams) -> int | None:
    """The number of the draft that a question shows a project as; None where it is the record."""
    if question.scope.published_only:
        return None
    with _MAKING:
        numbers = _current(register).overlay.identifiers
    return next((number for number, name in numbers.items() if name == identifier), None)


def _drafted(register: LivePortfolio, identifier: str, question: ViewParams) -> Project | None:
    if question.scope.published_only:
        return None
    with _MAKING:
        return _current(register).overlay.projects.get(identifier)


def without_proposals(
    project: Project, question: ViewParams, own_organisation: int | None
) -> Project:
    """The project without rows only proposed, but for those that name ``own_organisation`` as funder (its id)."""
    seen = tuple(flow for flow in project.flows if is_visible(flow, question, own_organisation))
    return replace(project, flows=seen)


# How many flows wait, by row id of the person and portfolio.
Counts = dict[tuple[int, PortfolioChoice], int]


@command
def count_waiting(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> int:
    """Number of items on the desk of a portfolio that wait for this person.

    Of the secretariat: returned drafts of projects and lists, begun ones of one's own, what
    awaits review by one's role, and the flows that wait for one's own action. Of a funder:
    the flows that wait for its confirmation. What waits for others, such as a row for its funder,
    is not counted.
    """
    if not may(who, "list_drafts"):
        return _money(register, who, portfolio)
    with register.database.reading() as connection:
        counts = [
            store_drafts.count_open(connection, drafts.person_of(who), portfolio, tables)
            for tables in (store_drafts.PROJECTS, store_drafts.LISTS)
        ]
    states = [DraftState.DRAFT, DraftState.RETURNED]
    if may(who, "publish_draft"):
        states.append(DraftState.SUBMITTED)
    number = sum(by_state.get(state, 0) for by_state in counts for state in states)
    return number + _money(register, who, portfolio)


def _money(register: LivePortfolio, who: Principal, portfolio: PortfolioChoice) -> int:
    """Flows, counted once a revision: every change of them creates a new one."""
    counts, key = _money_counts(register, register.portfolio()), (drafts.person_of(who), portfolio)
    if key not in counts:
        counts[key] = verification.count_flows_on_desk(register, who, portfolio)
    return counts[key]


@per_revision
def _money_counts(register: LivePortfolio, portfolio: Portfolio, _: object) -> Counts:
    """Counts of one revision, filled on request."""
    return {}


def reason(text: str) -> str:
    """Reason of an action as history stores it; raises FieldIsEmpty, TooLong, UnreadableSigns."""
    kept = errors.paragraph(text)
    if not kept:
        raise errors.FieldIsEmpty
    return kept


def day(typed_day: TypedDate) -> date:
    """A required day within the range of the record.

    Raises errors.FieldIsEmpty, DayOutOfReason and what ``dates.parse`` raises.
    """
    return dates.required_day(typed_day)


_UNSAVED_MOST: Final = errors.DOCUMENT  # characters of one form
Values = Mapping[str, str | bool | None]  # by the names of the form's fields


@command
def read_typed(register: LivePortfolio, who: Principal, form: Code) -> UnsavedForm | None:
    """Typed content of a form that is not recorded yet; None for nothing."""
    with register.database.reading() as connection:
        return work.read_unsaved(connection, person_of(who), form)


@command
def keep_typed(register: LivePortfolio, who: Principal, form: Code, values: TypedForm) -> None:
    """Store what is typed in a form; of an empty form nothing is stored.

    Recording with a token of the form deletes it. Raises TooLong.
    """
    typed = {name: said for name, said in values.items() if said not in ("", None, False)}
    document = _encoded(typed)
    with register.database.transaction("", who.person) as change:
        if typed:
            work.keep(change, person_of(who), form, document)
        else:
            work.drop(change, person_of(who), form)


def _encoded(values: Mapping[str, Any]) -> str:
    document = json.dumps(values)  # ASCII: whatever signs were typed, every engine stores them
    if len(document) > _UNSAVED_MOST:
        raise TooLong(most=_UNSAVED_MOST, length=len(document))
    return document
