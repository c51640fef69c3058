"""The three languages of the product, their direction, and marks that keep mixed text in order."""

import unicodedata
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

LANGUAGES: Final = ("en", "fr", "ar")
DEFAULT: Final = "en"
# Each language under its own name, as a switch shows it to those who cannot read the others.
NAMES: Final = {"en": "English", "fr": "Français", "ar": "العربية"}

FIRST_STRONG: Final = "\u2068"
LEFT_TO_RIGHT: Final = "\u2066"
RIGHT_TO_LEFT: Final = "\u2067"
POP: Final = "\u2069"


def direction(language: str) -> Direction:
    """Which way the language is written."""
    return "rtl" if language == "ar" else "ltr"


def known_language(language: str | None) -> str:
    """The language itself if the product speaks it, else the default."""
    return language if language in LANGUAGES else DEFAULT


def isolate(text: str, language: str) -> str:
    """``text`` fenced off where its letters run against the language around it.

    Without the fence a Latin name inside an Arabic sentence drags the punctuation beside it to
    the wrong end.
    """
    if text.startswith((FIRST_STRONG, LEFT_TO_RIGHT, RIGHT_TO_LEFT)):
        return text
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    if direction(language) == "ltr":
        against = not kinds.isdisjoint(("R", "AL"))
    else:
        # Digits and their separators keep their order; other signs between them (2014-06-30) do not.
        signed = "EN" in kinds and bool(kinds - {"EN", "CS"}) and kinds.isdisjoint(("R", "AL"))
        against = "L" in kinds or signed
    return f"{FIRST_STRONG}{text}{POP}" if against else text


def left_to_right(text: str, language: str) -> str:
    """A run of digits and signs kept in its own order inside right-to-left text."""
    return f"{LEFT_TO_RIGHT}{text}{POP}" if direction(language) == "rtl" else text
