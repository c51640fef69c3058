"""The catalogs: gettext .po files of every section, read once per language and merged."""

import gettext
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from portfolio.text.languages import DEFAULT

CATALOGS: Final = Path(__file__).parent / "catalogs"
ZERO: Final = ".zero"  # the end of the key that words a count of none
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All phrases of one language; ``form`` gives the index of the plural form for a number."""

    phrases: Mapping[str, tuple[str, ...]]  # key → one phrase, or one per plural form
    form: Callable[[int], int]


class MissingWords(LookupError):
    """A key stands in no catalog (raised where every word is demanded, as in tests)."""


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
    """The product's catalog of a language, read on first use and kept."""
    return read(CATALOGS / language)


def phrase(language: str, key: str, n: int | None = None) -> str:
    """The phrase of ``key``, in the plural form of ``n`` where a number is given.

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
    """Whether the language's catalog holds the key."""
    return key in catalog(language).phrases


def _report(language: str, key: str) -> None:
    if os.environ.get("PORTFOLIO_STRICT_WORDS"):
        raise MissingWords(f"{language}: {key}")
    _log_once(language, key)


@cache
def _log_once(language: str, key: str) -> None:
    logger.warning("no words for %s in %s", key, language)
