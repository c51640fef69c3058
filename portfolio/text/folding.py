"""Folding for search: what readers type and what records say, brought to one plain form.

Arabic: no vowel marks, no tatweel, one alef, ي for ى, ه for ة, no leading و and ال. Latin: no
accents, no case. Both sides are folded alike, so that any engine can compare the results.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# What Unicode does not take apart by itself.
LETTERS: Final = str.maketrans(
    {
        "\u0640": None,  # tatweel, drawn between letters to stretch a word
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
)
WORD: Final = re.compile(r"[^\W_]+")
# "and", the article, or both, while two letters stay: البلد, وبلد and بلد are one word. Greedy
# and repeated, so that a word that begins with و folds as it does behind an article (الوطن, وطن).
PREFIX: Final = re.compile(r"^(?:و|ال)+(?=\w\w)")


def fold(text: str) -> str:
    """The folded words of ``text``, one space between them; folding twice changes nothing."""
    plain = _plain(_plain(text))
    return " ".join(PREFIX.sub("", word) for word in WORD.findall(plain))


def matching(query: str) -> Callable[[str], bool]:
    """A test of *folded* texts: whether every word of the query begins a word there."""
    wanted = [f" {word}" for word in fold(query).split()]

    def matches(folded: str) -> bool:
        padded = f" {folded}"
        return all(word in padded for word in wanted)

    return matches


def matches(query: str, text: str) -> bool:
    """Whether every word of the query begins a word of the text, both as written."""
    return matching(query)(fold(text))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Cf"))
    return "".join(map(_digit, kept)).translate(LETTERS)


def _digit(letter: str) -> str:
    """Arabic-Indic and other decimal digits as Latin ones."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
