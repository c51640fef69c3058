"""Subject of an address: whether what a page is about is there, in the other portfolio, or nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto

from portfolio.domain.errors import UnknownProject
from portfolio.domain.params import PUBLIC, Filters, PortfolioChoice, Principal, ViewParams
from portfolio.present.format import Formatter
from portfolio.services import headings, working
from portfolio.services.headings import Heading
from portfolio.services.live import LivePortfolio
from portfolio.services.params import (
    CLAUSE_SHOWN,
    PROJECT,
    SUBJECT_PAGES,
    SUBJECTS,
    of_reader,
    record_names,
    subject_of,
)
from portfolio.text.words import Translator

Values = Mapping[str, Sequence[str]]


class Presence(Enum):
    """Where the one subject of an address is, for one reader."""

    UNNAMED = auto()  # the address names none, or several
    HERE = auto()
    ELSEWHERE = auto()  # asked of the example, and everybody sees it in the record
    NOWHERE = auto()  # there is none, or none for this reader: the two are told alike


def other_portfolio(portfolio: PortfolioChoice) -> PortfolioChoice:
    """The portfolio beside this one."""
    is_example = portfolio.is_example
    return PortfolioChoice.RECORD if is_example else PortfolioChoice.EXAMPLE


def presence(register: LivePortfolio, who: Principal, page: str, values: Values) -> Presence:
    """Where the project, country, funder or clause is that a page is asked to be about."""
    named = _named(page, values)
    if not named:
        return Presence.UNNAMED
    question, _ = of_reader(register, who, values)
    if _is_there(register, who, page, question, values):
        return Presence.HERE
    # The example names the record; nothing of the example changes what the record shows (ruling 33).
    if not question.scope.portfolio.is_example:
        return Presence.NOWHERE
    is_elsewhere = bool(other_key(register, page, question, values))
    return Presence.ELSEWHERE if is_elsewhere else Presence.NOWHERE


def other_key(register: LivePortfolio, page: str, question: ViewParams, values: Values) -> str:
    """The one subject that everybody sees in the other portfolio under the address; "" for none."""
    other, there = in_other(register, question, values)
    if page == "projects":
        identifier = values[PROJECT][-1].strip()
        return identifier if _is_project(register, PUBLIC, identifier, other) else ""
    subject = subject_of(page, other, there)
    return subject[1] if subject else ""


def in_other(
    register: LivePortfolio, question: ViewParams, values: Values
) -> tuple[ViewParams, Values]:
    """The same address in the other portfolio, as everybody reads it."""
    portfolio = other_portfolio(question.scope.portfolio)
    there = {**values, "portfolio": [portfolio.word]}
    return of_reader(register, PUBLIC, there)[0], there


def _named(page: str, values: Values) -> set[str]:
    """What the address says that the page is about; empty for a page that is about nothing."""
    axis = SUBJECT_PAGES.get(page)
    if page == "projects":
        given = values.get(PROJECT, ())[-1:]
    elif axis == "clause":
        given = values.get(CLAUSE_SHOWN, ())[-1:]
    else:
        given = values.get(axis or "", ())
    return {value for value in given if value.strip()}


def _is_there(
    register: LivePortfolio, who: Principal, page: str, question: ViewParams, values: Values
) -> bool:
    """Whether the reader sees it in the view; several of which one is there are seen as well."""
    if page == "projects":
        return _is_project(register, who, values[PROJECT][-1].strip(), question)
    axis = SUBJECT_PAGES[page]
    if axis == "clause":
        return subject_of(page, question, values) is not None
    return bool(getattr(question.filters, SUBJECTS[axis]))


def _is_project(
    register: LivePortfolio, who: Principal, identifier: str, question: ViewParams
) -> bool:
    try:
        working.project(register, identifier, question, who)
    except UnknownProject:
        return False
    view = working.view(register, replace(question, filters=Filters()))
    return headings.label_of(view, identifier) is not None


def heading(
    words: Translator, register: LivePortfolio, page: str, values: Values, place: Presence
) -> Heading | None:
    """The heading of what is nowhere, or in the other portfolio; None for any other, and projects.

    The list of projects is what opens where a project does not.
    """
    if page == "projects":
        return None
    if place is Presence.NOWHERE:
        return Heading(words("web.not_found.title"), words("web.not_found.body"))
    if place is not Presence.ELSEWHERE:
        return None
    question, _ = of_reader(register, PUBLIC, values)
    other, there = in_other(register, question, values)
    names = record_names(register, register.view(other))
    reader = Formatter(words, other.currency, names)
    return headings.of_subject(reader, page, other, there)
