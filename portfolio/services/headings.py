"""Headings: the title and the sentence of a page, as its reader may see what it opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portfolio.domain.params import PUBLIC, ViewParams
from portfolio.ledger.columns import ProjectLabel
from portfolio.ledger.view import View
from portfolio.present.format import Formatter
from portfolio.services.live import LivePortfolio
from portfolio.services.params import PROJECT, SUBJECTS, of_reader, record_names
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


def of_subject(reader: Formatter, page: str, question: ViewParams) -> Heading | None:
    """The heading of a page about one country or funder; None where none or several are named."""
    chosen = getattr(question.filters, SUBJECTS[page])
    if len(chosen) != 1:
        return None
    name = reader.name(page, *chosen)
    return Heading(name, reader.words(f"nav.{page}.of", name=name))


def of_address(
    words: Translator, register: LivePortfolio, page: str, values: Mapping[str, Sequence[str]]
) -> Heading:
    """The heading of an address as everybody may read it: that of what it opens if it is public."""
    wanted = (values.get(PROJECT if page == "projects" else page) or [""])[-1].strip()
    if page not in ("projects", *SUBJECTS) or not wanted:
        return of_page(words, page)
    question, _ = of_reader(register, PUBLIC, values)
    view = register.view(question)
    own = of_project(words, view, wanted) if page == "projects" else None
    if page in SUBJECTS:
        reader = Formatter(words, question.currency, record_names(register, view))
        own = of_subject(reader, page, question)
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
