"""Folding for search: what readers type and what records say, brought to one plain form.

Arabic: no vowel marks, no tatweel, one alef, ي for ى, ه for ة, no leading و and ال. Latin: no
accents, no case. Both sides are folded alike, so that any engine can compare the results.
Arabic also writes "in", "for", "as" and "so" on to the next word, and a word may as well begin
with one of their letters: a text is found by every reading of such a word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
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


# "and" or "so", which may stand before any of the others.
_CONJUNCTION: Final = re.compile(r"^[وف](?=\w{3})")
_PREPOSITION: Final = re.compile(r"^[بكل](?=\w{3})")
# "for the": ل and the article, whose alef is not written.
_FOR_THE: Final = re.compile(r"^لل(?=\w\w)")
# What can be nothing but particles before an article, where a word of three letters stays.
_BEFORE_ARTICLE: Final = re.compile(r"^[وف]?(?:[بكف]ال|لل)(?=\w{3})")


def fold(text: str) -> str:
    """The folded words of ``text``, one space between them; folding twice changes nothing."""
    return " ".join(PREFIX.sub("", word) for word in _words(text))


@lru_cache(maxsize=100_000)
def squeeze(name: str) -> str:
    """The folded name without blanks: equal where two differ by case, accents or blanks at most."""
    return fold(name).replace(" ", "")


def search_words(text: str) -> str:
    """The folded words of ``text`` in every reading, as ``matching`` looks for them."""
    return " ".join(reading for word in _words(text) for reading in _readings(word))


def query_words(query: str) -> list[tuple[str, ...]]:
    """For each word of a query the folded beginnings of which any will do."""
    return [
        tuple(_readings(word)) if _BEFORE_ARTICLE.match(word) else (PREFIX.sub("", word),)
        for word in _words(query)
    ]


def matching(query: str) -> Callable[[str], bool]:
    """A test of ``search_words`` of texts: whether every word of the query begins a word there."""
    wanted = [tuple(f" {reading}" for reading in readings) for readings in query_words(query)]

    def matches(folded_text: str) -> bool:
        padded = f" {folded_text}"
        return all(any(reading in padded for reading in readings) for readings in wanted)

    return matches


def matches(query: str, text: str) -> bool:
    """Whether every word of the query begins a word of the text, both as written."""
    return matching(query)(search_words(text))


def _words(text: str) -> list[str]:
    return WORD.findall(_plain(_plain(text)))


def _readings(word: str) -> Iterator[str]:
    """The word without what may be particles written on to it, the word as it folds first."""
    yield PREFIX.sub("", word)
    if word[0] not in "وفبكل":
        return
    for start in dict.fromkeys((word, _CONJUNCTION.sub("", word))):
        for particle in (_CONJUNCTION, _PREPOSITION, _FOR_THE):
            if particle.match(start):
                yield PREFIX.sub("", particle.sub("", start))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Cf"))
    return "".join(map(_digit, kept)).translate(LETTERS)


def _digit(letter: str) -> str:
    """Arabic-Indic and other decimal digits as Latin ones."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
