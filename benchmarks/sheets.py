"""One sheet to carry, from the columns to the PDF, in the language with most to shape."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Final

from benchmarks import product, rounds
from benchmarks.lines import Line, at_most
from benchmarks.pictures import TARGET
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View
from portfolio.measures.report import report
from portfolio.present.format import Formatter
from portfolio.sheet import qr
from portfolio.sheet.content import SheetContent
from portfolio.sheet.typesetting import as_pdf
from portfolio.sheet.wording import Edition, content
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator

ADDRESS: Final = "https://portfolio.example/?as_of=2025-06-30&lang=ar"
_ROUNDS: Final = 5


def lines(portfolio: Portfolio, seconds: float) -> list[Line]:
    """Milliseconds of a sheet on a view that nobody has opened yet."""
    asked = product.question(TARGET)
    # Another day each time: Typst keeps what it has set before.
    questions = (replace(asked, as_of=asked.as_of - timedelta(days=n)) for n in count())
    timings = rounds.interleaved({"sheet": lambda: _sheet(portfolio, next(questions))}, _ROUNDS)
    return [
        Line("one sheet: report, words in three languages, PDF", timings.milliseconds("sheet"), "ms",
             at_most(1000 * seconds)),
    ]  # fmt: skip


def _sheet(portfolio: Portfolio, question: ViewParams) -> bytes:
    view = View(portfolio, question, CONFERENCE_DEFAULT)
    found = report(view)
    edition = Edition((), ADDRESS, qr.drawing(ADDRESS), "", "", ())

    def worded(language: str) -> SheetContent:
        return content(found, view, Formatter(Translator(language), question.currency), edition)

    return as_pdf(worded("ar"), map(worded, LANGUAGES))
