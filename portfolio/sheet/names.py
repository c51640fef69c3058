"""Names and sentences on a sheet: clean, cut to a length, in pieces."""

import unicodedata
from typing import Final

from portfolio.measures.report import Report
from portfolio.present.format import Formatter
from portfolio.present.html import pieces
from portfolio.sheet.content import Runs
from portfolio.text.words import Translator

NAME: Final = 90  # letters of a name inside a sentence
# Signs that turn directions, and those that mark strong type: of no use in a name.
_STRIPPED: Final = dict.fromkeys(
    (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xE000, 0xE001)
)


def clean(text: str) -> str:
    """A text of the record on one line, without control characters and signs that turn directions."""
    plain = text.translate(_STRIPPED)
    kept = "".join(
        " " if letter.isspace() or unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
        for letter in plain
        if unicodedata.category(letter) not in ("Cs", "Cn")
    )
    return " ".join(kept.split())


def shorten(text: str, most: int = NAME) -> str:
    """A clean text of at most so many letters, cut with an ellipsis."""
    plain = clean(text)
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def name_of(reader: Formatter, axis: str, key: str) -> str:
    """Name of a funder, country or clause, short enough for a sentence."""
    return shorten(reader.name(axis, key))


def runs(sentence: str) -> Runs:
    """A sentence in pieces, the strong ones marked."""
    return tuple(pieces(sentence))


def project_title(report: Report, words: Translator, identifier: str) -> str:
    """Title of a project the report names, its identifier where it has none."""
    return clean(words.choose(report.titles.get(identifier, {}))) or clean(identifier)
