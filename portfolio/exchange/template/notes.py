"""Words of the template beside its headings: the note of a column, the example row, the first sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from portfolio.domain.clauses import PriorityList
from portfolio.domain.fields import Shape
from portfolio.domain.imports import CellValue
from portfolio.domain.money import normal_form
from portfolio.domain.parsing import EntryLookups
from portfolio.domain.projects import Project
from portfolio.exchange.template.sheets import (
    PROJECT,
    REFERENCE,
    SHEETS,
    VERSION,
    TemplateColumn,
    TemplateSheet,
)
from portfolio.text.languages import LANGUAGES, NAMES, phrase
from portfolio.text.typing import squeeze
from portfolio.text.words import Translator

_SHAPES: Final[Mapping[Shape, str]] = {
    Shape.DAY: "day",
    Shape.AMOUNT: "number",
    Shape.SHARE: "number",
    Shape.NUMBER: "number",
    Shape.CLAUSES: "clauses",
    Shape.ORGANISATION: "organisation",
    **dict.fromkeys(
        (Shape.CHOICE, Shape.COUNTRY, Shape.CURRENCY, Shape.CLAUSE, Shape.SWITCH), "choice"
    ),
}
_GOVERNMENT: Final = "10"  # IATI OrganisationType
_EXAMPLE_DAY: Final = date(2014, 6, 30)
# What examples say that is written alike in every language.
_EXAMPLES: Final[Mapping[str, str]] = {
    "sector": "15210",
    "contact_email": "office@example.org",
    "source": "https://example.org/agreement",
    "address": "https://example.org/report",
}
_OF_THE_RECORD: Final = (Shape.ORGANISATION, Shape.COUNTRY, Shape.CURRENCY)
_DIGITS: Final = (Shape.AMOUNT, Shape.SHARE, Shape.NUMBER)
_NOBODY: Final = EntryLookups({}, {}, frozenset())
_ABOUT: Final = ("key", "blank", "source", "example", "star", "names")


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """What a template is filled with; nothing for an empty one.

    ``projects``: without the entries its reader may not see. ``notes``: the view, the portfolio and
    whatever else a reader is told on the first sheet, each with its label. ``clauses``: the labels
    of each clause by language. ``written_from``: the mark of the state of the record.
    """

    day: date
    projects: Sequence[Project] = ()
    lists: Sequence[PriorityList] = ()
    notes: Sequence[tuple[str, str]] = ()
    clauses: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    written_from: str = ""


def note(column: TemplateColumn, words: Translator) -> str:
    """What a column is, what is written in it, and whether it has to be."""
    sentences = []
    for key in (column.help_key, f"template.field.{column.name}"):
        if key and words.has(key):
            sentences.append(words(key, sheet=words("template.read_me")))
            break
    sentences.append(words(f"template.shape.{_SHAPES.get(column.shape, 'text')}"))
    if column.is_needed:
        sentences.append(words("template.needed"))
    return "\n".join(sentences)


def example_row(sheet: TemplateSheet, words: Translator, names: EntryLookups) -> Mapping[str, str]:
    """The values of the row that shows how a row is filled in, its mark in the first column."""
    row = {}
    for column in sheet.columns:
        row[column.name] = _example(column, words, names)
    row[sheet.columns[0].name] = words("template.example")
    return row


def _example(column: TemplateColumn, words: Translator, names: EntryLookups) -> str:
    if column.shape is Shape.PROJECT:
        return words("template.example.titles")
    if column.name in (PROJECT, REFERENCE, "identifier", "effective"):
        return ""
    match column.shape:
        case Shape.DAY:
            first = date(_EXAMPLE_DAY.year, 1, 1)
            return (
                first if column.name.startswith(("first", "start")) else _EXAMPLE_DAY
            ).isoformat()
        case Shape.AMOUNT:
            return "1200000.00"
        case Shape.SHARE:
            return "100"
        case Shape.NUMBER:
            return "1"
        case Shape.CLAUSES:
            return "1, 6"
        case Shape.CURRENCY:
            return "EUR" if "EUR" in names.currencies else min(names.currencies, default="")
        case Shape.COUNTRY:
            return min(names.countries, default="")
        case Shape.ORGANISATION:
            return _example_organisation(names)
        case Shape.SWITCH:
            return ""
        case Shape.CHOICE | Shape.CLAUSE:
            return column.choices[0]
    key = f"template.example.{column.place[0]}"
    if not words.has(key):
        return _EXAMPLES.get(column.name, "")
    return phrase(column.language, key) if column.language else words(key)


def is_example(column: TemplateColumn, cell: CellValue) -> bool:
    """Whether a cell of an example row is as the example has it, or says nothing.

    What the example takes from the record is not compared: it may have been another one's.
    """
    if cell is None or column.shape in _OF_THE_RECORD:
        return True
    text = squeeze(f"{cell:f}" if isinstance(cell, Decimal) else str(cell))
    known = _example_texts(column)
    if column.shape in _DIGITS:
        return not text or _digits(text) in {_digits(one) for one in known}
    return not text or text in known


def _digits(text: str) -> str:
    """A number without its signs and the noughts of its decimals."""
    return "".join(sign for sign in normal_form(text) if sign.isdigit()).rstrip("0")


@cache
def _example_texts(column: TemplateColumn) -> frozenset[str]:
    """What the example of a column says in every language, folded."""
    texts = set()
    for language in LANGUAGES:
        words = Translator(language)
        text = _example(column, words, _NOBODY)
        texts |= {squeeze(text), squeeze(column.choice(text, words))}
    return frozenset(texts)


def _example_organisation(names: EntryLookups) -> str:
    """A government of the record, else any organisation."""
    known = names.organisations.values()
    governments = [
        one.identifier
        for one in known
        if one.type == _GOVERNMENT and one.country and not one.is_illustrative
    ]
    return min(governments or names.organisations, default="")


def about_lines(content: TemplateContent, words: Translator) -> Iterator[tuple[str, str]]:
    """The lines of the first sheet: a label and a text; a heading has no text."""
    yield from content.notes
    yield words("template.about.written"), words.day(content.day)
    yield words("template.about.language"), NAMES[words.language]
    yield words("template.about.version"), words.number(VERSION)
    yield words("template.about.projects"), words.number(len(content.projects))
    if content.written_from:
        entry = int(content.written_from.partition("-")[0])
        yield words("template.about.record"), words("template.about.entry", number=entry)
    yield "", ""
    yield words("template.about.how"), ""
    for name in _ABOUT:
        yield "", words(f"template.about.{name}")
    yield "", words("template.about.bring_back", page=words("template.about.page"))
    yield "", ""
    yield words("template.about.sheets"), ""
    for sheet in SHEETS:
        yield words(sheet.label), words(sheet.help_key)
    if content.clauses:
        yield "", ""
        yield words("template.about.clauses"), ""
        for number, labels in content.clauses.items():
            yield words.number(number), words.choose(labels)
