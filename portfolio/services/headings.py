"""Headings: the title and the sentence of a page, as its reader may see what it opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portfolio.domain.params import PUBLIC, ViewParams
from portfolio.ledger.columns import ProjectLabel
from portfolio.ledger.view import View
from portfolio.present.format import Formatter
from portfolio.services.live import LivePortfolio
from portfolio.services.params import PROJECT, SUBJECT_PAGES, of_reader, record_names, subject_of
from portfolio.text.words import Translator

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


def of_subject(
    reader: Formatter, page: str, question: ViewParams, beside: Mapping[str, Sequence[str]]
) -> Heading | None:
    """The heading of a page about one country, funder or clause; None where it is about none."""
    subject = subject_of(page, question, beside)
    if subject is None:
        return None
    axis, key = subject
    name = reader.name(axis, key)
    return Heading(name, reader.words(f"nav.{axis}.of", name=name))


def of_address(
    words: Translator, register: LivePortfolio, page: str, values: Mapping[str, Sequence[str]]
) -> Heading:
    """The heading of an address as everybody may read it: that of what it opens if it is public."""
    if page != "projects" and page not in SUBJECT_PAGES:
        return of_page(words, page)
    question, _ = of_reader(register, PUBLIC, values)
    view = register.view(question)
    if page == "projects":
        own = of_project(words, view, (values.get(PROJECT) or [""])[-1].strip())
    else:
        reader = Formatter(words, question.currency, record_names(register, view))
        own = of_subject(reader, page, question, values)
    return own or of_page(words, page)


def label_of(view: View, identifier: str) -> ProjectLabel | None:
    """Label of a project; None where the view may not count it."""
    portfolio = view.portfolio
    number = portfolio.ids.get(identifier)
    code = None if number is None else portfolio.code_of(number)
    if number is None or code is None or not view.in_scope[code]:
        return None
    return portfolio.labels.projects[number]


def shorten(text: str) -> str:
    """A text of at most MAX_DESCRIPTION letters, cut at a word."""
    words = " ".join(text.split())
    if len(words) <= MAX_DESCRIPTION:
        return words
    return words[: MAX_DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(" ,;:،؛") + "…"
