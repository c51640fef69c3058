"""What a person may type into one field: how much, and which signs the record does not keep."""

import unicodedata
from datetime import date
from typing import Final

from portfolio.domain.errors import PortfolioError

LINE: Final = 200  # characters of a name, a title, a place
PARAGRAPH: Final = 4_000
ROWS: Final = 200  # of one table of a form
_REPEATED: Final = 40  # characters of what was typed that a sentence says again
# Days a record of this declaration can speak of; what lies outside is a slip of the pen.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# Signs that turn the direction of what stands around them: names look like other names.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class TooLong(PortfolioError):
    """A text is longer than its field holds (values: most, length)."""

    phrase = "error.too_long"


class UnreadableSigns(PortfolioError):
    """A text holds control characters, which no record keeps (values: code)."""

    phrase = "error.unreadable_signs"


class Empty(PortfolioError):
    """A field that can't be left empty is."""

    phrase = "error.field_empty"


class DayOutOfReason(PortfolioError):
    """A day lies outside what the record can speak of (values: day, first, last)."""

    phrase = "error.day_out_of_reason"


def line(said: str) -> str:
    """One line as the record keeps it: NFC, spaces tidied; raises TooLong, UnreadableSigns."""
    return _text(" ".join(said.replace("\n", " ").replace("\t", " ").split()), LINE)


def needed(said: str) -> str:
    """One line that has to say something; raises Empty beside what ``line`` raises."""
    kept = line(said)
    if not kept:
        raise Empty
    return kept


def paragraph(said: str) -> str:
    """A text of several lines as the record keeps it; raises TooLong, UnreadableSigns."""
    return _text(said.replace("\r\n", "\n"), PARAGRAPH)


def glimpse(said: str) -> str:
    """What was typed, short and tame enough to be said again in a sentence."""
    tame = "".join("\ufffd" if _is_unreadable(letter) else letter for letter in said[:_REPEATED])
    return f"{tame}…" if len(said) > _REPEATED else tame


def day(said: date) -> date:
    """The day itself; raises DayOutOfReason."""
    if not FIRST_DAY <= said <= LAST_DAY:
        raise DayOutOfReason(day=said.isoformat(), first=FIRST_DAY, last=LAST_DAY)
    return said


def _text(said: str, most: int) -> str:
    kept = unicodedata.normalize("NFC", said).strip()
    for letter in kept:
        if _is_unreadable(letter):
            raise UnreadableSigns(code=f"U+{ord(letter):04X}")
    if len(kept) > most:
        raise TooLong(most=most, length=len(kept))
    return kept


def _is_unreadable(letter: str) -> bool:
    is_control = unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t"
    return is_control or letter in _TURNING
