"""Values of the template as its reader knows them: names for codes, words for choices, numbers for cells."""

from typing import Final

from portfolio.domain.fields import Shape
from portfolio.domain.parsing import EntryLookups
from portfolio.exchange.template.cells import MAX_DIGITS, MAX_WHOLE
from portfolio.exchange.template.sheets import TemplateColumn
from portfolio.text import typing
from portfolio.text.words import Translator

NUMBERS: Final = (Shape.AMOUNT, Shape.SHARE, Shape.NUMBER)
_MAX_NAME: Final = 200  # characters of a name in a list


class TemplateValues:
    """Texts of documents in the words of one language."""

    def __init__(self, names: EntryLookups, words: Translator) -> None:
        """``names``: the organisations and countries that texts may be the codes of."""
        self.words = words
        self._choices: dict[tuple[str, str], str] = {}  # by the section of the catalogs
        self.organisations = _organisation_names(names, words)
        self.countries = {
            code: words.choose(country.names) or code for code, country in names.countries.items()
        }

    def text(self, column: TemplateColumn, text: str) -> str:
        """The text of a document as a cell of text has it; it reads back as the same."""
        match column.shape:
            case Shape.ORGANISATION:
                return self.organisations.get(text, text)
            case Shape.COUNTRY:
                return self.countries.get(text, text)
            case Shape.SWITCH:
                return self.words("word.yes" if text == "on" else "word.no")
            case Shape.AMOUNT:
                return typing.in_field(text, self.words.language)
            case Shape.CHOICE:
                key = column.section, text
                if key not in self._choices:
                    self._choices[key] = column.choice(text, self.words)
                return self._choices[key]
        return text


def as_number(text: str) -> float | None:
    """A plain decimal as the number of a cell, where it reads back as the same; else None."""
    digits = text.removeprefix("-").replace(".", "", 1)
    if not digits.isascii() or not digits.isdigit() or len(digits.lstrip("0")) > MAX_DIGITS:
        return None
    number = float(text)
    return number if abs(number) <= MAX_WHOLE else None


def _organisation_names(names: EntryLookups, words: Translator) -> dict[str, str]:
    """The name of each organisation, with its identifier where a name alone is of several."""
    known: dict[str, set[str]] = {}
    for one in names.organisations.values():
        for name in (one.identifier, *one.names.values()):
            known.setdefault(typing.squeeze(name), set()).add(one.identifier)
    written = {}
    for one in names.organisations.values():
        name = words.choose(one.names)
        plain = typing.squeeze(name)
        if plain and known[plain] == {one.identifier} and len(name) <= _MAX_NAME:
            written[one.identifier] = name
        else:
            written[one.identifier] = f"{name} ({one.identifier})" if name else one.identifier
    return written
