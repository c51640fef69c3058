"""Languages of the product: direction, isolating marks, catalogs of phrases, order of the Method page."""

import gettext
import logging
import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from babel.messages.pofile import read_po

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
    """Direction in which the language is written."""
    return "rtl" if language == "ar" else "ltr"


def known_language(language: str | None) -> str:
    """The language itself if the product speaks it, else the default."""
    return language if language in LANGUAGES else DEFAULT


def isolate(text: str, language: str) -> str:
    """``text`` in Unicode isolates where its letters run against the language around it.

    Without them a Latin name inside an Arabic sentence drags the punctuation next to it to
    the wrong end.
    """
    if text.startswith((FIRST_STRONG, LEFT_TO_RIGHT, RIGHT_TO_LEFT)):
        return text
    # Marks of private use, as present.html.strong sets, are in no direction.
    kinds = {unicodedata.bidirectional(sign) for sign in text if not "\ue000" <= sign <= "\uf8ff"}
    if direction(language) == "ltr":
        against = not kinds.isdisjoint(("R", "AL"))
    else:
        # Digits and their separators keep their order; other signs between them (2014-06-30) do not.
        signed = "EN" in kinds and bool(kinds - {"EN", "CS"}) and kinds.isdisjoint(("R", "AL"))
        against = "L" in kinds or signed
    return f"{FIRST_STRONG}{text}{POP}" if against else text


def left_to_right(text: str, language: str) -> str:
    """A run of digits and signs in its own order inside right-to-left text."""
    return f"{LEFT_TO_RIGHT}{text}{POP}" if direction(language) == "rtl" else text


CATALOGS: Final = Path(__file__).parent / "catalogs"
ZERO: Final = ".zero"  # the end of the key that words a count of none
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All phrases of one language; ``form`` returns the index of the plural form of a number."""

    phrases: Mapping[str, tuple[str, ...]]  # key → one phrase, or one per plural form
    form: Callable[[int], int]


class MissingWords(LookupError):
    """A key is in no catalog (raised where every word is demanded, as in tests)."""


def read(folder: Path) -> Catalog:
    """The catalog of one language's folder; raises ValueError when two entries share a key."""
    phrases: dict[str, tuple[str, ...]] = {}
    rules = set()
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            section = read_po(file, abort_invalid=True)
        rules.add(section.plural_expr)
        for message in section:
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string or ""
            if key in phrases:
                raise ValueError(f"{path}: the key {key!r} is in another section already")
            phrases[key] = (said,) if isinstance(said, str) else tuple(said)
    if len(rules) > 1:
        raise ValueError(f"{folder}: sections disagree on the plural rule: {sorted(rules)}")
    # The rule is C; gettext's own compiler accepts arithmetic only, so no code hides in it.
    form: Callable[[int], int] = gettext.c2py(rules.pop()) if rules else (lambda _: 0)
    return Catalog(phrases, form)


@cache
def catalog(language: str) -> Catalog:
    """The product's catalog of a language, read on first use and cached."""
    return read(CATALOGS / language)


def phrase(language: str, key: str, n: int | None = None) -> str:
    """The phrase of ``key``, in the plural form of ``n`` unless None.

    None of a thing is often no "0 of them": a key may have a phrase of its own for zero, key.zero.
    A key the language lacks is worded in English, else by the key itself, and logged once;
    with PORTFOLIO_STRICT_WORDS set it raises MissingWords.
    """
    if n == 0 and has(language, key + ZERO):
        key += ZERO
    for spoken in dict.fromkeys((language, DEFAULT)):
        found = catalog(spoken)
        forms = found.phrases.get(key, ())
        index = 0 if n is None or len(forms) < 2 else found.form(abs(n))
        if index < len(forms) and forms[index]:
            return forms[index]
        _report(spoken, key)
    return key


def has(language: str, key: str) -> bool:
    """Whether the language's catalog has the key."""
    return key in catalog(language).phrases


def _report(language: str, key: str) -> None:
    if os.environ.get("PORTFOLIO_STRICT_WORDS"):
        raise MissingWords(f"{language}: {key}")
    _log_once(language, key)


@cache
def _log_once(language: str, key: str) -> None:
    logger.warning("no words for %s in %s", key, language)


@dataclass(frozen=True, slots=True)
class Section:
    """A section titled method.<name>.title; ``terms`` are pairs of keys: a name, its definition."""

    name: str
    terms: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """The key of the title."""
        return f"method.{self.name}.title"

    @property
    def text(self) -> str:
        """The key of the text, whose paragraphs an empty line parts."""
        return f"method.{self.name}.text"


def _defined(prefix: str, names: str, ending: str = "meaning") -> tuple[tuple[str, str], ...]:
    return tuple((f"{prefix}.{name}", f"{prefix}.{name}.{ending}") for name in names.split())


# The definitions are the entries tooltips show, so that page and tooltip cannot part ways.
SECTIONS: Final = (
    Section("ladder", _defined("flow", "pledge commitment disbursement expenditure")),
    Section(
        "figures",
        _defined("figure", "requirement secured paid spent pledged_open surplus coverage"),
    ),
    Section("gaps", _defined("figure", "gap gap_after_pledges gap_unpaid")),
    Section("secured"),
    Section("counted"),
    Section("provenance", _defined("provenance", "entered imported documented illustrative")),
    Section("currency"),
    Section("missing_rate"),
    Section(
        "kinds",
        _defined("kind", "bilateral regional inter_regional triangular unclassified", "rule"),
    ),
    Section("shares", _defined("part", "unallocated")),
    Section("filters"),
    Section("internal"),
    Section("in_kind"),
    Section("years"),
    Section("progress", _defined("standing", "on_track at_risk late")),
    Section("time", _defined("reading", "now then")),
    Section("texts"),
    Section("check"),
)
