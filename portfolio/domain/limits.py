"""What a person may type into one field: how much, and which signs the record does not keep."""

import unicodedata
from datetime import date
from typing import Final

from portfolio.domain.errors import PortfolioError

LINE: Final = 200  # characters of a name, a title, a place
PARAGRAPH: Final = 4_000
ROWS: Final = 200  # of one table of a form
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


class DayOutOfReason(PortfolioError):
    """A day lies outside what the record can speak of (values: day, first, last)."""

    phrase = "error.day_out_of_reason"


def line(said: str) -> str:
    """One line as the record keeps it: NFC, spaces tidied; raises TooLong, UnreadableSigns."""
    return _text(" ".join(said.replace("\n", " ").replace("\t", " ").split()), LINE)


def paragraph(said: str) -> str:
    """A text of several lines as the record keeps it; raises TooLong, UnreadableSigns."""
    return _text(said.replace("\r\n", "\n"), PARAGRAPH)


def day(said: date) -> date:
    """The day itself; raises DayOutOfReason."""
    if not FIRST_DAY <= said <= LAST_DAY:
        raise DayOutOfReason(day=said.isoformat(), first=FIRST_DAY, last=LAST_DAY)
    return said


def _text(said: str, most: int) -> str:
    kept = unicodedata.normalize("NFC", said).strip()
    for letter in kept:
        is_control = unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t"
        if is_control or letter in _TURNING:
            raise UnreadableSigns(code=f"U+{ord(letter):04X}")
    if len(kept) > most:
        raise TooLong(most=most, length=len(kept))
    return kept
