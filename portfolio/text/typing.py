"""Typed text read: amounts, shares and rates of each language, folding for search, language of a text.

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

from portfolio.domain import money
from portfolio.text.numbers import SIGNS

# A blank separates groups in every language, and so do an apostrophe and the Arabic sign for it.
_GROUPS: Final = {"en": "[, '٬]", "fr": "[ '٬]", "ar": "[ '٬]"}
_DECIMALS: Final = {"en": "[.٫]", "fr": "[.,٫]", "ar": "[.,٫]"}
_NUMBERS: Final = {
    language: re.compile(
        f"(?P<sign>-?)(?P<whole>[0-9]{{1,3}}(?:(?P<group>{_GROUPS[language]})[0-9]{{3}}"
        f"(?:(?P=group)[0-9]{{3}})*)|[0-9]+)(?:{_DECIMALS[language]}(?P<rest>[0-9]+))?"
    )
    for language in SIGNS
}
_PLAIN: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_BLANK: Final = "\u00a0"


def plain(text: str, language: str) -> str:
    """Typed number as a plain decimal ("1234.50"); unchanged where it is none.

    English separates groups by commas and decimals by a point; French and Arabic write a decimal
    comma. Groups are of three digits, with one separator throughout.
    """
    number = money.normal_form(money.normal_form(text).removesuffix("%"))
    return _decimal(number, language) or text


def amount(text: str, language: str) -> str:
    """Typed amount or rate, in the form that ``domain.money`` stores.

    A plain decimal; the text with a question mark where it can be read in two ways; or, where it
    can't be read at all, the text.
    """
    if money.readings(text):
        return money.ambiguous_reading(text)
    return _decimal(money.normal_form(text), language) or text


def _decimal(number: str, language: str) -> str:
    """A plain decimal, "" where the language reads none."""
    found = _NUMBERS[language].fullmatch(number)
    if found is None:
        return ""
    whole = re.sub("[^0-9]", "", found["whole"]).lstrip("0") or "0"
    return found["sign"] + whole + ("." + found["rest"] if found["rest"] else "")


def as_shown(text: str, language: str) -> str:
    """A plain decimal as the language writes it, without rounding; any other text as it is."""
    if not _PLAIN.fullmatch(text):
        return money.as_typed(text)
    decimal_sign, group_sign = SIGNS[language]
    whole, _, rest = text.removeprefix("-").partition(".")
    digits = whole.lstrip("0") or "0"
    grouped = _grouped(digits, group_sign)
    return ("-" if text.startswith("-") else "") + grouped + (decimal_sign + rest if rest else "")


def in_field(text: str, language: str) -> str:
    """Stored amount as a field shows it: it reads back as what is stored, and as nothing else.

    Where one sign alone would precede three digits, groups are separated by a blank, and an
    amount below a thousand with three decimals is led by a group of zeros ("0 250.567").
    """
    said = as_shown(text, language)
    if not _PLAIN.fullmatch(text) or money.readings(said) is None:
        return said
    decimal_sign, _ = SIGNS[language]
    whole, _, rest = text.removeprefix("-").partition(".")
    digits = whole.lstrip("0") or "0"
    if rest and len(digits) <= 3:
        digits = "0" + digits.rjust(3, "0")
    minus = "-" if text.startswith("-") else ""
    return minus + _grouped(digits, _BLANK) + (decimal_sign + rest if rest else "")


def _grouped(digits: str, sign: str) -> str:
    first = len(digits) % 3 or 3
    groups = [digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))]
    return sign.join(groups)


# Letters that Unicode does not decompose.
FOLDED_LETTERS: Final = str.maketrans(
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

# "and" or "so", which may precede any of the others.
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
    if text.isascii():
        return WORD.findall(text.lower())
    return WORD.findall(unicodedata.normalize("NFKC", text).translate(_PLAIN_LETTERS))


def _readings(word: str) -> Iterator[str]:
    """The word without what may be particles written on to it, the word as it folds first."""
    yield PREFIX.sub("", word)
    if word[0] not in "وفبكل":
        return
    for start in dict.fromkeys((word, _CONJUNCTION.sub("", word))):
        for particle in (_CONJUNCTION, _PREPOSITION, _FOR_THE):
            if particle.match(start):
                yield PREFIX.sub("", particle.sub("", start))


class _PlainLetters(dict[int, str]):
    """What a letter becomes without case, accents and marks: computed once a letter."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(_plain(chr(code)))  # what is left once may fold further
        return plain


_PLAIN_LETTERS: Final = _PlainLetters()


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Cf"))
    return "".join(map(_digit, kept)).translate(FOLDED_LETTERS)


def _digit(letter: str) -> str:
    """Arabic-Indic and other decimal digits as Latin ones."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


# Words that are common in one language and occur in no text of the other.
COMMON: Final = {
    "en": frozenset(
        "the of and for is are was were to by with from on at in its this that has no not part "
        "council decision answer programme news business proposal workshop cooperation united "
        "world federal foreign embassy nations press release report appraisal border".split()
    ),
    "fr": frozenset("le la les des du et une est sont dans pour par avec sur au aux ce".split()),
}
ARABIC: Final = re.compile("[\u0620-\u064a]")
LANGUAGE_LETTERS: Final = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """Language of a text by its letters and its common words, "" where these do not decide.

    Names of places and people are of no language: they decide nothing.
    """
    if ARABIC.search(text):
        return "ar"
    words = [word.casefold() for word in LANGUAGE_LETTERS.findall(text)]
    found = {language: sum(map(common.__contains__, words)) for language, common in COMMON.items()}
    most = max(found, key=found.__getitem__)
    return most if found[most] else ""
