"""Who reads what now: the words, the question and the view of this run of the script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar
from urllib.parse import urlencode

import streamlit as st

from portfolio.charts.reader import Names, Reader
from portfolio.domain.errors import PortfolioError
from portfolio.domain.filters import Question
from portfolio.ledger.view import View
from portfolio.services import questions
from portfolio.services.portfolio import Register, register
from portfolio.text.languages import known
from portfolio.text.words import Words
from portfolio.ui.kept import kept

LANGUAGE: Final = "lang"
# Names in an address that belong to a page and not to the question.
BESIDE: Final = questions.BESIDE | {"search", "page", "clause_shown", "ranked"}

Address = Mapping[str, list[str]]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Session:
    """One reader's view in one run. Pages and components are given it and ask nothing else."""

    words: Words
    register: Register
    default: Question
    question: Question
    view: View
    problems: tuple[PortfolioError, ...]
    reader: Reader
    beside: Address  # what the address holds for the page itself: project, search

    def address(self, question: Question | None = None, **beside: str) -> dict[str, list[str]]:
        """The query of a question (by default this one) in this language; ``beside`` is added.

        What belongs to the page (an open project, a search) is left behind.
        """
        asked = questions.params(question or self.question, self.default)
        added = {name: [value] for name, value in beside.items()}
        return {**asked, **added, LANGUAGE: [self.words.language]}

    def href(self, page: str, question: Question | None = None, **beside: str) -> str:
        """A link to a page that keeps the view; a full address for HTML."""
        query = urlencode(self.address(question, **beside), doseq=True)
        return f"/{'' if page == 'summary' else page}?{query}"

    def in_language(self, language: str) -> str:
        """This very view and page in another language, relative to the page."""
        here = {**self.address(), **self.beside, LANGUAGE: [language]}
        return f"?{urlencode(here, doseq=True)}"

    def narrowed(self, **filters: object) -> Question:
        """This question with other filters: ``narrowed(clauses=frozenset({3}))``."""
        return replace(self.question, filters=replace(self.question.filters, **filters))  # type: ignore[arg-type]

    def kept(self, name: str, make: Callable[[], R]) -> R:
        """What ``make`` returns, made once for every reader of this view in this language.

        For what follows from the view and the words alone, never from ``beside``.
        """
        return kept(self.view, (name, self.words.language, self.default), make)

    def title(self, identifier: str) -> str:
        """What a project is called in this language, its identifier where it has no title."""
        portfolio = self.view.portfolio
        label = portfolio.labels.projects.get(portfolio.ids.get(identifier, -1))
        return (self.words.choose(label.titles) if label else "") or identifier


def current() -> Session:
    """The session of this run; stops the script when the middleware did not say who reads.

    Called at the top of every page and of every fragment: fragments run without the main script.
    """
    who = st.user.to_dict()  # at once: Streamlit looks for its files of secrets at every question
    language = known(st.query_params.get(LANGUAGE) or str(who.get("language") or ""))
    words = Words(language)
    if not who.get("sid"):
        st.error(words("shell.no_identity"))
        st.stop()
    held = register()
    default = Question(as_of=held.default_day)
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    question, problems = questions.parse(given, default, held.labels, BESIDE)
    view = held.view(question)
    return Session(
        words=words,
        register=held,
        default=default,
        question=question,
        view=view,
        problems=tuple(problems),
        reader=Reader(words, question.currency, kept(view, ("names",), lambda: _names(held, view))),
        beside={name: values for name, values in given.items() if name in BESIDE - {LANGUAGE}},
    )


def go(address: Address) -> None:
    """Put an address in place of this one and run again."""
    st.query_params.from_dict(address)
    st.rerun()


def _names(held: Register, view: View) -> Names:
    clauses = {clause.number: clause.labels for clause in held.declaration().clauses}
    labels = view.portfolio.labels
    countries = labels.countries.values()
    return Names(
        clauses=clauses,
        countries={country.code: country.names for country in countries},
        iso3={country.code: country.iso3 for country in countries},
        organisations={o.identifier: o.names for o in labels.organisations.values()},
    )
