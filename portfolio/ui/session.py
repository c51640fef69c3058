"""Session of one reader in one run: words, parameters, view, and what is cached per view."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit
from weakref import ref

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.util import calc_hash

from portfolio.domain.errors import PortfolioError
from portfolio.domain.params import (
    ANYBODY,
    PUBLIC,
    PortfolioChoice,
    Principal,
    ViewParams,
    Visibility,
)
from portfolio.ledger.view import View
from portfolio.present.format import Formatter
from portfolio.present.html import link, tag
from portfolio.present.sorting import SORT, in_name_order
from portfolio.services import headings, params, sessions, subject_lookup, working
from portfolio.services.access import FIRST, PAGES
from portfolio.services.headings import Heading
from portfolio.services.live import LivePortfolio, register
from portfolio.services.params import Choices, choices
from portfolio.text.languages import known_language
from portfolio.text.words import Translator, known_zone

# Charts and parts of pages, some tens of kilobytes each, cached for all readers together.
MOST: Final = 600
R = TypeVar("R")

_kept: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
_lock: Final = Lock()


def per_view(view: View, key: tuple[Hashable, ...], make: Callable[[], R]) -> R:
    """Result of ``make``, cached for the view and ``key``; never change what is returned.

    Views are immutable and shared, so a result stays right as long as it is used.
    A view the register has dropped is not kept alive by its results.
    """
    place = (ref(view), *key)
    with _lock:
        if place in _kept:
            _kept.move_to_end(place)
            found: R = _kept[place]
            return found
    made = make()
    with _lock:
        _kept[place] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


LANGUAGE: Final = "lang"
# Names in an address that belong to a page and are no view parameters.
BESIDE: Final = params.BESIDE | {
    "search",
    "page",
    params.CLAUSE_SHOWN,
    "ranked",
    "explain",
    "table",
    "close",
    "draft",
    "step",
    "field",
    "rule",
    "owner",
    "section",
    "form",
    "item",
    "finance",
    "announcement",
    SORT,
    "stage",
    "all",
}

Address = Mapping[str, list[str]]
_CLAUSE: Final = "clause"
_NAMES: Final = {calc_hash(name): name for name in PAGES}  # of pages, as Streamlit knows them


def path(page: str, query: Address) -> str:
    """The address of a page on this site: the whole path, right from whatever page one is on."""
    return f"/{'' if page == 'summary' else page}?{urlencode(query, doseq=True)}"


@dataclass(frozen=True, slots=True)
class Session:
    """Reader's view in one run. Pages and components receive it and use nothing else."""

    words: Translator
    register: LivePortfolio
    default: ViewParams
    question: ViewParams
    view: View
    problems: tuple[PortfolioError, ...]
    reader: Formatter
    beside: Address  # the page's own part of the address: project, search
    who: Principal = PUBLIC
    demonstrates: bool = False  # whether a role of the demonstration may be taken from here
    subject: str = ""  # axis of the one country, funder or clause that the page is about

    def address(self, question: ViewParams | None = None, /, **beside: str) -> dict[str, list[str]]:
        """Query of view parameters (by default these) in this language; ``beside`` is added.

        What belongs to the page (an open project, a search) is left out.
        """
        asked = params.params(question or self.question, self.default)
        added = {name: [value] for name, value in beside.items()}
        return {**asked, **added, LANGUAGE: [self.words.language]}

    def href(self, page: str, question: ViewParams | None = None, /, **beside: str) -> str:
        """Link to a page that preserves the view; a full address for HTML."""
        return path(page, self.address(question, **beside))

    @property
    def page(self) -> str:
        """Name of the page that is open."""
        context = get_script_run_ctx()
        return _NAMES.get(context.page_script_hash, FIRST) if context else FIRST

    def on_this_page(
        self, question: ViewParams | None = None, beside: Mapping[str, Sequence[str]] = {}
    ) -> str:
        """Link to the page that is open; ``beside`` replaces parts of what belongs to the page."""
        asked = self.address(question)
        if question is None and self.subject == _CLAUSE:
            # The part of the page about a clause is narrowed to it, the address is not.
            asked[_CLAUSE] = st.query_params.get_all(_CLAUSE)
        now = {**asked, **self.beside, **beside}
        return path(self.page, {name: [*values] for name, values in now.items() if values})

    @property
    def has_example(self) -> bool:
        """Whether there is an example portfolio next to the record: in a demonstration alone."""
        return self.default.scope.portfolio.is_example

    @property
    def portfolio(self) -> PortfolioChoice:
        """The portfolio shown."""
        return self.question.scope.portfolio

    @property
    def usual(self) -> ViewParams:
        """Default view parameters of the portfolio shown, and of what the page is about."""
        scope = self._scope_of(self.question.scope.portfolio)
        if not self.subject:
            return replace(self.default, scope=scope)
        own = params.SUBJECTS[self.subject]
        chosen = {own: getattr(self.question.filters, own)}
        filters = replace(self.default.filters, **chosen)
        return replace(self.default, scope=scope, filters=filters)

    def _scope_of(self, portfolio: PortfolioChoice) -> Visibility:
        return replace(self.default.scope, portfolio=portfolio)

    def in_portfolio(self, page: str, portfolio: PortfolioChoice) -> str:
        """A page in a portfolio.

        What belongs to the other stays behind: its funders, an open project, a draft.
        """
        question = self.with_filters(funders=frozenset(), provenances=frozenset())
        scope = replace(question.scope, portfolio=portfolio)
        return self.href(page, replace(question, scope=scope))

    def in_language(self, page: str, language: str) -> str:
        """This very view of a page in another language."""
        return path(page, {**self.address(), **self.beside, LANGUAGE: [language]})

    def with_filters(self, **filters: object) -> ViewParams:
        """This question with other filters: ``with_filters(clauses=frozenset({3}))``."""
        return replace(self.question, filters=replace(self.question.filters, **filters))  # type: ignore[arg-type]

    def is_visible(self, question: ViewParams) -> View:
        """The view of another question in the version this reader sees."""
        return working.view(self.register, question)

    def per_view(self, name: str, make: Callable[[], R]) -> R:
        """Result of ``make``, cached for every reader of this view in this language.

        For what follows from the view and the words alone, never from ``beside``.
        """
        return per_view(self.view, (name, self.words.language, self.default), make)

    def choices(self) -> Choices:
        """The funders and currencies this reader may choose from in this view."""
        asked = self.question
        return choices(self.register, self.who, asked.as_of, asked.known_on, asked.scope.portfolio)

    def in_name_order(self, keys: Iterable[str], name: Callable[[str], str]) -> list[str]:
        """Keys by their names as this reader looks them up."""
        return in_name_order(keys, name, self.words.language)

    def title(self, identifier: str) -> str:
        """Title of a project in this language, its identifier where it has no title."""
        portfolio = self.view.portfolio
        label = portfolio.labels.projects.get(portfolio.ids.get(identifier, -1))
        return (self.words.choose(label.titles) if label else "") or identifier


def current(*, active: bool = True) -> Session:
    """Session of this run; stops the script when the middleware did not identify the reader.

    Called at the top of every page and of every fragment: fragments run without the main script.
    ``active`` False: no use of the session, a page polls by itself for changes.
    """
    told = st.user.to_dict()  # at once: Streamlit looks for its files of secrets at every question
    language = known_language(st.query_params.get(LANGUAGE) or str(told.get("language") or ""))
    words = Translator(language, known_zone(st.context.timezone))
    if not told.get("sid"):
        st.error(words("shell.no_identity"))
        st.stop()
    held = register()
    who = _principal(held, words, str(told.get("login")), str(told["sid"]), active=active)
    default = held.default_question()
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    question, problems = params.of_reader(held, who, given, BESIDE)
    view = working.view(held, question)
    return Session(
        who=who,
        demonstrates=told.get("demonstration") == "on",
        words=words,
        register=held,
        default=default,
        question=question,
        view=view,
        problems=tuple(problems),
        reader=Formatter(
            words,
            question.currency,
            per_view(view, ("names",), lambda: params.record_names(held, view)),
        ),
        beside={name: values for name, values in given.items() if name in BESIDE - {LANGUAGE}},
    )


def heading(session: Session, page: str) -> Heading:
    """Title and description of a page: those of the one thing it is about where that is seen."""
    wanted = session.beside.get(params.PROJECT, [""])[-1].strip()
    own = headings.of_project(session.words, session.view, wanted) if page == "projects" else None
    own = own or headings.of_subject(session.reader, page, session.question, session.beside)
    if own is None:
        values = {name: st.query_params.get_all(name) for name in st.query_params}
        found = subject_lookup.presence(session.register, session.who, page, values)
        own = subject_lookup.heading(session.words, session.register, page, values, found)
    return own or headings.of_page(session.words, page)


def _principal(
    portfolio: LivePortfolio, words: Translator, login: str, sid: str, *, active: bool
) -> Principal:
    """Principal looked up at every run; stops the script where the session has ended."""
    if login == ANYBODY:
        return PUBLIC
    who = sessions.resume(portfolio.database, sid, active=active)
    if who is None:
        here = urlencode({"next": _here()})
        st.html(
            tag(
                "div",
                tag("p", words("people.ended"), class_="rp-empty-what"),
                tag("p", link(words("people.sign_in_again"), f"/sign-in?{here}")),
                class_="rp-empty",
                role="alert",
            )
        )
        st.stop()
    return who


def _here() -> str:
    """The address of this page, without the host."""
    parts = urlsplit(str(st.context.url or "/"))
    query = urlencode({name: st.query_params.get_all(name) for name in st.query_params}, doseq=True)
    return (parts.path or "/") + (f"?{query}" if query else "")


def go(address: Address) -> None:
    """Replace the address and run again."""
    st.query_params.from_dict(address)
    st.rerun()
