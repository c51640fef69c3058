"""Cells of the template: what is written in one as the text of a document, by the shape of its column."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from portfolio.domain import dates, errors, money
from portfolio.domain.errors import PortfolioError, TooLong, UnknownCurrency
from portfolio.domain.fields import Shape
from portfolio.domain.imports import CellValue, ImportLookups
from portfolio.domain.money import Money
from portfolio.domain.parsing import EntryLookups
from portfolio.domain.reference import Country, Organisation
from portfolio.exchange import cells, source_errors
from portfolio.exchange.template import errors as template_errors
from portfolio.exchange.template.sheets import SPOKEN, TemplateColumn
from portfolio.text import typing
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import squeeze
from portfolio.text.words import Translator

MAX_DIGITS: Final = 15  # of a number cell: spreadsheets store no more
MAX_WHOLE: Final = 2**53
_MOST: Final = 50  # letters of a name that names are compared with
_CODE: Final = 3  # letters of the longest code of a country
_NUMBERS: Final = (Shape.AMOUNT, Shape.SHARE, Shape.NUMBER)
Reader = Callable[[str], str]
CellText = Callable[[CellValue], str]


def is_blank(cell: CellValue) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def text_of(cell: CellValue) -> str:
    """A cell as exact text; raises what ``cells.text`` raises, and DigitsLost.

    A decimal of more digits than a spreadsheet can store is what it made of another one.
    """
    text = cells.text(cell)
    if isinstance(cell, Decimal) and len(text.lstrip("-0.").replace(".", "")) > MAX_DIGITS:
        raise source_errors.DigitsLost(text=errors.glimpse(text))
    return text


@lru_cache(10_000)
def amount_text(text: str, currency: str) -> str:
    """A plain decimal with the decimals of its currency; the text itself where it is none."""
    try:
        return f"{Money.parse(text, currency).decimal():f}"
    except PortfolioError:
        return text


class Names:
    """Words for one list of values: identifiers and names in every language, folded."""

    def __init__(
        self, names: Mapping[str, Iterable[str]], labels: Mapping[str, str] | None = None
    ) -> None:
        """``names``: those of each value, beside the value itself; ``labels``: each means one."""
        self._exact = {**(labels or {}), **{value: value for value in names}}
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}
        for value, known in names.items():
            for name in (value, *known):
                if folded := squeeze(name):
                    self._by_name[folded].add(value)
                    if len(folded) > _CODE or not folded.isascii():
                        self._names.setdefault(folded, name)

    def find(self, text: str) -> frozenset[str]:
        """Every value of this name; a value itself, or its label, is meant alone."""
        if text in self._exact:
            return frozenset((self._exact[text],))
        return frozenset(self._by_name.get(squeeze(text), ()))

    def closest(self, text: str) -> str:
        """The known name most like a text, "" where none is; no code, whose letters any text may have."""
        found = process.extractOne(
            squeeze(text[:_MOST]), self._names.keys(), scorer=fuzz.WRatio, score_cutoff=60
        )
        return self._names[found[0]] if found else ""


class CellReader:
    """Reads cells by the shape of their column: choices and names by their words in any language."""

    def __init__(self, lookups: ImportLookups, organisations: Mapping[str, Iterable[str]]) -> None:
        """``organisations``: those that the file itself brings along, with their names."""
        entries = lookups.entries
        self._entries = entries
        self._countries = Names(country_names(entries))
        known = {one.identifier: (*one.names.values(),) for one in entries.organisations.values()}
        labels = {
            f"{name} ({one.identifier})": one.identifier
            for one in entries.organisations.values()
            for name in one.names.values()
        }
        # What a person said that a name means comes before what it is.
        labels |= {name: one for name, one in lookups.aliases.items() if one in known}
        for identifier, names in organisations.items():
            known[identifier] = (*known.get(identifier, ()), *names)
        self._organisations = Names(known, labels)
        self._currencies = entries.currencies
        self._readers: Final[Mapping[Shape, Reader]] = {
            Shape.ORGANISATION: self._organisation,
            Shape.COUNTRY: self._country,
            Shape.CURRENCY: self._currency,
            Shape.SWITCH: self._switch,
            Shape.CLAUSES: _clauses,
        }

    def reader(self, column: TemplateColumn, language: str) -> CellText:
        """What reads the cells of a column that are not blank; it raises what is wrong with one.

        ``language``: the one in which typed numbers are written.
        """
        shape = column.shape
        if column.choices:
            return _cached(lambda cell: _choice(column, text_of(cell)))
        if shape is Shape.DAY:
            return _day
        if shape in _NUMBERS:
            written = typing.amount if shape is Shape.AMOUNT else typing.plain

            def number(cell: CellValue) -> str:
                text = text_of(cell)
                return text if isinstance(cell, Decimal) else written(text, language)

            return number
        if shape in self._readers:
            read = self._readers[shape]
            return _cached(lambda cell: read(text_of(cell)))
        return _text

    def _organisation(self, text: str) -> str:
        found = self._organisations.find(text.strip())
        if len(found) == 1:
            return next(iter(found))
        value = errors.glimpse(text)
        if found:
            several = tuple(sorted(found))[:3]
            raise template_errors.SeveralOrganisations(value=value, identifiers=several)
        if closest := self._organisations.closest(text):
            near = self._in_languages(closest, self._organisations, self._entries.organisations)
            raise template_errors.UnknownOrganisationWord(value=value, closest=near)
        raise template_errors.NoOrganisations(value=value)

    def _country(self, text: str) -> str:
        found = self._countries.find(text.strip())
        if len(found) == 1:
            return next(iter(found))
        value = errors.glimpse(text)
        if closest := self._countries.closest(text):
            near = self._in_languages(closest, self._countries, self._entries.countries)
            raise template_errors.UnknownCountryWord(value=value, closest=near)
        raise template_errors.NoCountry(value=value)

    @staticmethod
    def _in_languages(
        name: str, names: Names, entries: Mapping[str, Country] | Mapping[str, Organisation]
    ) -> Mapping[str, str] | str:
        """The names of what has a name, for the reader's language to choose from; else the name."""
        found = names.find(name)
        one = entries.get(next(iter(found))) if len(found) == 1 else None
        return dict(one.names) if one is not None and one.names else name

    def _currency(self, text: str) -> str:
        code = text.strip().upper()
        if code not in self._currencies:
            raise UnknownCurrency(code=errors.glimpse(text))
        return code

    @staticmethod
    def _switch(text: str) -> str:
        word = squeeze(text)
        if word in ("on", "true", "x", "1", *_words("word.yes")):
            return "on"
        if word in ("", "off", "false", "0", *_words("word.no")):
            return ""
        raise template_errors.NoSuchChoice(value=errors.glimpse(text), closest="word.yes")


def country_names(entries: EntryLookups) -> dict[str, tuple[str, ...]]:
    """What each country is called, by its code."""
    return {
        country.code: (country.iso3, *country.names.values())
        for country in entries.countries.values()
    }


def _cached(read: CellText) -> CellText:
    """The reader of a column of few values, each of which is read once."""
    return lru_cache(10_000)(read)


def _day(cell: CellValue) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        raise template_errors.NotADayCell(text=errors.glimpse(f"{cell:f}"))
    return dates.plain(text_of(cell))


def _text(cell: CellValue) -> str:
    """A text as it is; raises TooLong for what no field takes, each has its own limit elsewhere."""
    text = cell if isinstance(cell, str) else text_of(cell)
    if len(text) > errors.PARAGRAPH:
        raise TooLong(most=errors.PARAGRAPH, length=len(text))
    return text


def _clauses(text: str) -> str:
    """Numbers of clauses, one comma and a blank between them."""
    plain = money.normal_form(text)
    return ", ".join(part for part in plain.replace(",", " ").replace(";", " ").split() if part)


def _choice(column: TemplateColumn, text: str) -> str:
    word = text.strip()
    if word in column.choices or word in column.others:
        return word
    folded = squeeze(word)
    known = choices_by_word(column)
    if folded in known:
        return known[folded]
    offered = [name for name, value in known.items() if value in column.choices]
    found = process.extractOne(folded[:_MOST], offered, scorer=fuzz.WRatio)
    closest = known[found[0]] if found else column.choices[0]
    if column.section:
        closest = f"{column.section}.{closest}"  # a key, which the sentence words
    raise template_errors.NoSuchChoice(value=errors.glimpse(text), closest=closest)


@lru_cache(1_000)
def choices_by_word(column: TemplateColumn) -> Mapping[str, str]:
    """The choices of a column by their words in every language, folded, and by themselves."""
    values = (*column.choices, *column.others)
    known = {squeeze(value): value for value in values}
    for language in LANGUAGES:
        words = Translator(language)
        for value in values:
            known.setdefault(squeeze(column.choice(value, words)), value)
    return known


@lru_cache(10)
def _words(key: str) -> tuple[str, ...]:
    return tuple(squeeze(Translator(language)(key)) for language in LANGUAGES)


def is_text(column: TemplateColumn) -> bool:
    """Whether the cells of a column are words that people write."""
    return not column.choices and column.shape in (
        Shape.LINE, Shape.PARAGRAPH, Shape.REASON, Shape.OFFICE, Shape.EMAIL, *SPOKEN,
    )  # fmt: skip
