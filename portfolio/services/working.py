"""The working version: the portfolio as it would be with every finished draft published."""

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from portfolio.domain.filters import ViewParams
from portfolio.domain.people import PUBLIC, Principal
from portfolio.domain.projects import Project
from portfolio.ledger.view import View
from portfolio.measures.visible import is_visible
from portfolio.services.portfolio import LivePortfolio
from portfolio.services.publishing import Overlaid, overlaid
from portfolio.store import drafts as kept

_MOST: Final = 64  # views of one working version


@dataclass
class _Working:
    """One working version and its views, as long as record and drafts stand still."""

    mark: tuple[int, ...]
    overlay: Overlaid
    views: dict[ViewParams, View] = field(default_factory=dict)


_KEPT: Final[WeakKeyDictionary[LivePortfolio, _Working]] = WeakKeyDictionary()
_MAKING: Final = Lock()


def view(register: LivePortfolio, question: ViewParams) -> View:
    """The view of a question; one that is not of published records alone counts open drafts too."""
    if question.scope.published_only:
        return register.view(question)
    with _MAKING:
        working = _current(register)
        found = working.views.get(question)
        if found is None:
            if len(working.views) >= _MOST:
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
        mark = (portfolio.revision, *kept.open_mark(connection))
    held = _KEPT.get(register)
    if held is None or held.mark != mark:
        with register.database.reading() as connection:
            drafts = kept.read_open(connection)
        held = _Working(mark, overlaid(register, drafts) if drafts else Overlaid(portfolio, {}, {}))
        _KEPT[register] = held
    return held


def project(
    register: LivePortfolio, identifier: str, question: ViewParams, who: Principal = PUBLIC
) -> Project:
    """Everything recorded of a project that this reader may see; UnknownProject if nothing is.

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
