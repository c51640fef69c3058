"""Errors as values with a phrase key, and the limits of what a person may type into a field."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any, ClassVar, Final

# Before every word of a class name: Not A Date.
_WORD: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class PortfolioError(Exception):
    """A person's request that can't be fulfilled; ``phrase`` names the sentence in the catalogs.

    The key is the class's name in its section, ``error.not_a_date`` for NotADate; a class whose
    sentence has another key sets it.
    """

    section: ClassVar = "error"
    phrase = "error.unknown"

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if "phrase" not in vars(cls):
            cls.phrase = ".".join((cls.section, _WORD.sub("_", cls.__name__).lower()))

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = values
        super().__init__(self.phrase, values)

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.phrase} ({said})" if said else self.phrase


class UnknownCurrency(PortfolioError):
    """No currency of ISO 4217 has this code (values: code)."""


class NotAnAmount(PortfolioError):
    """The text is no exact amount of the currency (values: text, currency)."""


class TooManyDecimals(NotAnAmount):
    """An amount has more decimals than its currency, be they zeros (values: text, currency)."""


class AmountTooLarge(PortfolioError):
    """An amount is larger than the record allows (values: text)."""


class AmbiguousAmount(PortfolioError):
    """A sign before three digits may part thousands or decimals: ruling 28 (values: text)."""


class OneReading(AmbiguousAmount):
    """The currency allows one reading of an ambiguous amount, to be confirmed (values: text, currency)."""


class UnknownFilter(PortfolioError):
    """The address names a filter value that does not exist (values: name, value)."""


class StatusOfAnotherBand(PortfolioError):
    """A status filter chooses inside the band shown (values: status, band, other)."""


class NotADate(PortfolioError):
    """The address or a file contains something that is no calendar day (values: name, value)."""


class UnknownProject(PortfolioError):
    """No project the reader may see has this identifier (values: identifier)."""


class UnknownFigure(PortfolioError):
    """No figure has this name (values: name)."""


class SharesIncomplete(PortfolioError):
    """Shares do not sum to 100 % (values: axis, total in basis points)."""


class BudgetOverlaps(PortfolioError):
    """Two budget periods overlap without being the same period (values: first, last)."""


class BudgetTooLong(PortfolioError):
    """A budget period is longer than twelve months or ends before it starts (values: first, last)."""


class SecondSuccessor(PortfolioError):
    """A pledge that was replaced already can't be replaced again (values: reference)."""


class CorrectionWithoutTarget(PortfolioError):
    """A negative row has to name the row it corrects (values: reference)."""


class ClauseTakesNoMoney(PortfolioError):
    """Money shares go to clauses 1-8 and 11 only (values: clause)."""


class RateNotExact(PortfolioError):
    """A rate is positive and has at most eight decimals (values: text)."""


class BrokenFile(PortfolioError):
    """A data file can't be loaded (values: file, line, reason)."""


class AlreadyExists(PortfolioError):
    """Something with this identifier exists already (values: what, identifier)."""


class DatabaseUnavailable(PortfolioError):
    """The database can't be reached or used (values: reason)."""


class MadeBeforeRelease(DatabaseUnavailable):
    """A database or backup has a schema from before the first release (values: schema)."""

    phrase = "error.made_before_release"


class MadeByNewerVersion(DatabaseUnavailable):
    """A database or backup has a schema this program does not know yet (values: schema)."""

    phrase = "error.made_by_newer_version"


LINE: Final = 200  # characters of a name, a title, a place
PARAGRAPH: Final = 4_000
DOCUMENT: Final = 400_000  # of one draft, all fields together
ROWS: Final = 200  # of one table of a form
_REPEATED: Final = 40  # characters of what was typed that a sentence repeats
# Range of plausible days of this record; a day outside it is a typing error.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# Control characters, halves of letters, code points that are no characters (workbooks can't have
# them), signs that reverse the direction of the text around them, and signs that are not seen: names
# look like other names. Joiners are no such signs: Arabic letters and Persian words are written with them.
_UNREADABLE: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f"
    "\\u200b\\u2028\\u2029\\ufeff\\ufffe\\uffff]"
)
_HALF: Final = re.compile("[\\ud800-\\udfff]")


class TextKind(Enum):
    """How a command reads a text; each parameter declares one kind (services.access)."""

    LINE = "line"  # one line of words: tidied, at most LINE characters
    PARAGRAPH = "paragraph"  # several lines of words, at most PARAGRAPH characters
    CODE = "code"  # identifier, token, amount, day: as typed, its own rules read it; at most LINE
    DOCUMENT = "document"  # a draft's fields as typed: every reader of a field has its own limits
    FORM = "form"  # form content as typed, stored escaped until it is recorded


Line = Annotated[str, TextKind.LINE]
Paragraph = Annotated[str, TextKind.PARAGRAPH]
Code = Annotated[str, TextKind.CODE]
TypedDocument = Annotated[Mapping[str, Any], TextKind.DOCUMENT]
TypedForm = Annotated[Mapping[str, str | bool | None], TextKind.FORM]


class TooLong(PortfolioError):
    """A text is longer than its field allows (values: most, length)."""


class UnreadableSigns(PortfolioError):
    """A text contains control characters, which the record refuses (values: code)."""


class FieldIsEmpty(PortfolioError):
    """A field that can't be left empty is."""

    phrase = "error.field_empty"


class DayOutOfReason(PortfolioError):
    """A day lies outside the range of the record (values: day, first, last)."""


class NotASource(PortfolioError):
    """A source is a web address or a document named in words, no other address and no markup."""


# Markup, an address of any scheme but the web's, and a web address without a host.
_NO_SOURCE: Final = re.compile(
    r"<[a-z/!?]|\b(?!https?:)[a-z][a-z0-9+.-]*://|\b(?:javascript|vbscript)\s*:"
    r"|\b(?:data|file|blob|mailto|about|view-source):(?=\S)|\bhttps?:(?!//[^\s/])",
    re.IGNORECASE,
)


def line(text: str) -> str:
    """One line as the record stores it: NFC, spaces tidied; raises TooLong, UnreadableSigns."""
    return _text(" ".join(text.replace("\n", " ").replace("\t", " ").split()), LINE)


def required_text(text: str) -> str:
    """One line that must not be empty; raises FieldIsEmpty and what ``line`` raises."""
    kept = line(text)
    if not kept:
        raise FieldIsEmpty
    return kept


def source(text: str) -> str:
    """One line that names a source; raises NotASource and what ``line`` raises."""
    kept = line(text)
    refuse_no_source(kept)
    return kept


def required_source(text: str) -> str:
    """A required source; raises FieldIsEmpty and what ``source`` raises."""
    return source(required_text(text))


def refuse_no_source(text: str) -> None:
    """Raise NotASource for what is neither a web address nor words."""
    if _NO_SOURCE.search(text):
        raise NotASource


def paragraph(text: str) -> str:
    """A text of several lines as the record stores it; raises TooLong, UnreadableSigns."""
    return _text(text.replace("\r\n", "\n"), PARAGRAPH)


def code(text: str) -> str:
    """A short text that is read by rules of its own, unchanged; raises TooLong, UnreadableSigns."""
    _check(text, LINE)
    return text


def text_kind(text: str, *, halves: bool) -> str:
    """Typed text checked for length and signs, unchanged; ``halves`` of letters may be allowed.

    Raises TooLong, UnreadableSigns.
    """
    if len(text) > DOCUMENT:
        raise TooLong(most=DOCUMENT, length=len(text))
    if not halves and (found := _HALF.search(text)):
        raise UnreadableSigns(code=_name(found.group()))
    return text


def glimpse(text: str) -> str:
    """Typed text, shortened and with unreadable signs replaced, for quoting in a message."""
    tame = _UNREADABLE.sub("\ufffd", text[:_REPEATED])
    return f"{tame}…" if len(text) > _REPEATED else tame


def day(value: date) -> date:
    """The day itself; raises DayOutOfReason."""
    if not FIRST_DAY <= value <= LAST_DAY:
        raise DayOutOfReason(day=value.isoformat(), first=FIRST_DAY, last=LAST_DAY)
    return value


def _text(text: str, most: int) -> str:
    if len(text) > DOCUMENT:  # nobody normalises megabytes to report that they are too many
        raise TooLong(most=most, length=len(text))
    kept = unicodedata.normalize("NFC", text).strip()
    _check(kept, most)
    return kept


def _check(text: str, most: int) -> None:
    if found := _UNREADABLE.search(text):
        raise UnreadableSigns(code=_name(found.group()))
    if len(text) > most:
        raise TooLong(most=most, length=len(text))


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X}"
