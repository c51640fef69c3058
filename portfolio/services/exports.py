"""Exports: what goes out as files of tables, and what each says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlencode

from portfolio import VERSION
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Band
from portfolio.domain.reference import LICENCE, LICENCE_ADDRESS
from portfolio.exchange import WORKBOOK, FileFormat
from portfolio.ledger.view import View
from portfolio.measures.entries import Quote
from portfolio.measures.rates_used import rates_used
from portfolio.present.data_table import DataTable
from portfolio.present.format import Formatter
from portfolio.present.table import Cell, Column, Table, table_of
from portfolio.present.workbook import FrontSheet, Value, as_workbook
from portfolio.services import params
from portfolio.services.description import Pairs, description
from portfolio.services.live import LivePortfolio
from portfolio.services.rates import sources_of
from portfolio.text.numbers import currency_name

_FREE: Final = frozenset(("filter.as_of", "filter.currency", "filter.portfolio", "filter.reading"))


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file of tables carries besides them: whose view it is, and where the same view is."""

    view: View
    default: ViewParams  # what an empty address means
    reader: Formatter
    publishers: Mapping[str, str]
    address: str
    notes: Pairs = ()  # what narrows the table besides the view: a search, one project


def front_sheet(register: LivePortfolio, imprint: Imprint, content: str) -> FrontSheet:
    """The first sheet of a workbook on a view; ``content`` names what the sheets behind it hold."""
    words, made_on = imprint.reader.words, datetime.now(UTC).date()
    return FrontSheet(
        name=words("workbook.front"),
        title=words("app.title"),
        marks=_marks(imprint),
        facts=_facts(imprint, content, made_on),
        made_on=made_on,
        tables=(_rates(register, imprint),),
    )


def file_of(
    register: LivePortfolio, imprint: Imprint, table: DataTable, file_format: FileFormat
) -> bytes:
    """The file of a table in a format."""
    language = imprint.reader.words.language
    if file_format is WORKBOOK:
        return as_workbook(front_sheet(register, imprint, table.caption), (table,), language)
    said = description(imprint.reader, imprint.view.question, imprint.default)
    assert file_format.writer is not None
    return file_format.writer(table, language, (*said, *imprint.notes))


def address(site: str, page: str, question: ViewParams, default: ViewParams, language: str) -> str:
    """The address under which a view stays as it is now: its day and its reading are named."""
    pinned = replace(question, known_on=question.known_on or datetime.now(UTC).date())
    query = params.params(pinned, default) | {"as_of": [pinned.as_of.isoformat()]}
    return f"{site}/{page}?{urlencode({**query, 'lang': [language]}, doseq=True)}"


def _facts(imprint: Imprint, content: str, made_on: date) -> tuple[tuple[str, Value], ...]:
    words, question = imprint.reader.words, imprint.view.question
    reading = words("reading.now")
    if question.known_on == question.as_of:
        reading = words("reading.then")
    elif question.known_on is not None:
        reading = words("reading.known_on", day=question.known_on)
    named = {words(key) for key in _FREE}
    pairs = description(imprint.reader, question, imprint.default)
    filters = tuple(pair for pair in pairs if pair[0] not in named)
    source = words.choose(imprint.publishers) or words("app.title")
    currency = currency_name(question.currency, words.language)
    return (
        (words("workbook.content"), content),
        (words("filter.portfolio"), words(f"portfolio.{question.scope.portfolio.word}")),
        (words("filter.as_of"), question.as_of),
        (words("filter.reading"), reading),
        (words("filter.currency"), currency),
        *filters,
        *imprint.notes,
        *(
            ()
            if filters or imprint.notes
            else ((words("workbook.filters"), words("workbook.none")),)
        ),
        (words("workbook.absent"), words("workbook.absent.meaning")),
        (words("workbook.source"), source),
        (words("workbook.licence"), f"{LICENCE} – {LICENCE_ADDRESS}"),
        (words("workbook.terms"), words("footer.licence.scope")),
        (words("workbook.version"), VERSION),
        (words("workbook.made"), made_on),
        (words("workbook.address"), imprint.address),
    )


def _marks(imprint: Imprint) -> tuple[str, ...]:
    """What must be known before anything is quoted: an example, context, names that are ours."""
    words, question = imprint.reader.words, imprint.view.question
    marks = []
    if question.scope.portfolio.is_example:
        marks.append(words("example.sentence"))
    if question.band is Band.CONTEXT:
        marks.append(words("sheet.band.context"))
    if words.language == "ar":
        marks.append(words("note.clause_words"))
    return tuple(marks)


def _rates(register: LivePortfolio, imprint: Imprint) -> Table:
    """Every rate behind the amounts of the view: pair, rate, day and source."""
    words, quotes = imprint.reader.words, rates_used(imprint.view)
    sources = sources_of(register, quotes)

    def source(quote: Quote) -> str:
        if quote.rate is None:
            return words("workbook.rate.parity")
        return sources.get(quote.rate, "")

    return table_of(
        words,
        words("workbook.rates") if quotes else words("workbook.rates.none"),
        quotes,
        ("workbook.rate.pair", lambda quote: f"{REPORTING_DEFAULT}/{quote.currency}"),
        (
            Column("workbook.rate.value", is_number=True),
            lambda quote: Cell("", plain=f"{quote.per_eur:f}"),
        ),
        (Column("workbook.rate.day"), lambda quote: imprint.reader.day(quote.day)),
        ("workbook.rate.source", source),
    )
