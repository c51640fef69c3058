"""What a page is called and says of itself before it is drawn: a page of the menu or a public project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portfolio.domain.people import PUBLIC
from portfolio.ledger.labels import ProjectLabel
from portfolio.ledger.view import View
from portfolio.services import questions
from portfolio.services.choices import choices
from portfolio.services.portfolio import LivePortfolio
from portfolio.text.words import Translator

PROJECT: Final = "project"  # the name in an address that opens one
MAX_DESCRIPTION: Final = 200  # letters of a description; previews cut more


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a page and one sentence about it, in one language."""

    title: str
    description: str


def of_page(words: Translator, page: str) -> Heading:
    """The heading of a page of the menu, or of one that is reached from others."""
    lead = f"nav.{page}.lead"
    description = words(lead) if words.has(lead) else words("app.subtitle")
    return Heading(words(f"nav.{page}"), description)


def of_project(words: Translator, view: View, identifier: str) -> Heading | None:
    """The heading of a project the view may count; None as for one there is not."""
    label = label_of(view, identifier)
    if label is None:
        return None
    summary = shorten(words.choose(label.summaries))
    return Heading(words.choose(label.titles) or identifier, summary or words("app.subtitle"))


def of_address(
    words: Translator, register: LivePortfolio, page: str, values: Mapping[str, Sequence[str]]
) -> Heading:
    """The heading of an address as everybody may read it: a project's own if it is public."""
    wanted = (values.get(PROJECT) or [""])[-1].strip()
    if page != "projects" or not wanted:
        return of_page(words, page)
    question, _ = questions.parse(
        values,
        register.default_question(),
        register.labels,
        choices_of=lambda *question: choices(register, PUBLIC, *question),
    )
    return of_project(words, register.view(question), wanted) or of_page(words, page)


def label_of(view: View, identifier: str) -> ProjectLabel | None:
    """What a project is called; None where the view may not count it."""
    portfolio = view.portfolio
    number = portfolio.ids.get(identifier)
    code = None if number is None else portfolio.code_of(number)
    if number is None or code is None or not view.in_scope[code]:
        return None
    return portfolio.labels.projects[number]


def shorten(text: str) -> str:
    """A text of at most MAX_DESCRIPTION letters, ended at a word."""
    words = " ".join(text.split())
    if len(words) <= MAX_DESCRIPTION:
        return words
    return words[: MAX_DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(" ,;:،؛") + "…"
