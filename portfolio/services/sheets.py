"""Sheets to carry: one page on a view or a project, in the reader's language, as a PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from portfolio.domain.params import ViewParams
from portfolio.ledger.view import View
from portfolio.measures.report import Report, Subject, project_report, report
from portfolio.measures.visibility import last_change
from portfolio.present.format import Formatter
from portfolio.services import access, headings, params
from portfolio.services.description import description, reading_pairs
from portfolio.services.live import LivePortfolio
from portfolio.sheet import qr, typesetting, wording
from portfolio.sheet.content import SheetContent
from portfolio.sheet.wording import Edition
from portfolio.text.languages import DEFAULT, LANGUAGES
from portfolio.text.words import Translator

# The page that shows the same view, by the subject of a sheet: the first that the product has.
PAGES: Final[Mapping[Subject, tuple[str, ...]]] = {
    Subject.COUNTRY: ("country",),
    Subject.FUNDER: ("funder", "funders"),
    Subject.CLAUSE: ("declaration",),
    Subject.PROJECT: ("projects",),
}


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """What a sheet is asked of: view, language and site; ``project`` for one project."""

    view: View
    default: ViewParams
    words: Translator
    site: str  # "https://…" without anything behind it
    publishers: Mapping[str, str]
    project: str = ""
    page: str = ""  # it is taken from; "" for the one of its subject


def sheet(register: LivePortfolio, order: SheetOrder) -> SheetContent:
    """The sheet's content; raises UnknownProject for a project the view may not show."""
    subject = project_report(order.view, order.project) if order.project else report(order.view)
    words, spoken = order.words, order.words.language
    if spoken in typesetting.languages_without_font():
        words = replace(words, language=DEFAULT)
    question = order.view.question
    reader = Formatter(words, question.currency, params.record_names(register, order.view))
    address = _address(order, subject)
    scope = replace(order.default.scope, portfolio=question.scope.portfolio)
    changed = last_change(register.view(replace(order.default, scope=scope)))
    pairs = reading_pairs if order.project else description
    edition = Edition(
        view=pairs(reader, question, order.default),
        address=address,
        qr=qr.drawing(address),
        source=words.choose(order.publishers) or words("app.title"),
        last_change=words("footer.last_change", day=changed) if changed else "",
        marks=_marks(order, words, spoken),
        lead=_lead(register, subject, order, words),
    )
    return wording.content(subject, order.view, reader, edition)


def as_pdf(register: LivePortfolio, order: SheetOrder) -> bytes:
    """The sheet as a PDF of one page."""
    spoken = order.words.language
    others = [
        sheet(register, replace(order, words=replace(order.words, language=language)))
        for language in LANGUAGES
        if language != spoken
    ]
    return typesetting.as_pdf(sheet(register, order), others)


def file_stem(order: SheetOrder) -> str:
    """Name of the file without its ending: subject, day and currency."""
    question = order.view.question
    subject = order.project or "-".join(
        value for values in params.params(question, order.default).values() for value in values
    )
    parts = ("sheet", subject[:60], question.as_of.isoformat(), question.currency)
    return "-".join(filter(None, parts))


def _address(order: SheetOrder, subject: Report) -> str:
    """The address of the page with this view; its day is named, since tomorrow's is another."""
    question = order.view.question
    query = params.params(question, order.default) | {"as_of": [question.as_of.isoformat()]}
    if order.project:
        query = {
            name: values
            for name, values in query.items()
            if name
            in ("as_of", "known_on", "currency", "in_kind", "portfolio", "confidence", "version")
        } | {"project": [order.project]}
    query["lang"] = [order.words.language]
    pages = (order.page,) if order.page else PAGES.get(subject.subject, ())
    page = next((name for name in pages if name in access.PAGES), "")
    return f"{order.site}/{page}?{urlencode(query, doseq=True)}"


def _marks(order: SheetOrder, words: Translator, language: str) -> tuple[tuple[str, str], ...]:
    marks = []
    if words.language != language:
        note = words("sheet.font.note", language=words(f"language.{language}"))
        marks.append((words("sheet.font"), note))
    if order.view.question.scope.portfolio.is_example:
        marks.append((words("example.mark"), words("example.sentence")))
    return tuple(marks)


def _lead(register: LivePortfolio, subject: Report, order: SheetOrder, words: Translator) -> str:
    """Plain words of a clause, or the summary of a project."""
    if subject.subject is Subject.CLAUSE:
        number = int(subject.key)
        clauses = register.declaration().clauses
        return next((words.choose(c.plain) for c in clauses if c.number == number), "")
    if subject.project is not None:
        label = headings.label_of(order.view, subject.key)
        return words.choose(label.summaries) if label else ""
    return ""
