"""Amounts and shares as people type them in each language, and as the record writes them."""

import re
from typing import Final

from portfolio.text.numbers import SIGNS

# Groups may be set apart by any space or an apostrophe; digits may be Arabic ones.
_APART: Final = re.compile("[\\s\u00a0\u202f\u2009'\u2019\u066c\u200e\u200f\u2066\u2069]+")
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫\u2212", "01234567890123456789,-")
_GROUPED: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN: Final = re.compile(r"-?\d+(\.\d+)?")


def plain(said: str, language: str) -> str:
    """What was typed as a plain decimal ("1234.50"); as it was typed where it is none.

    English sets groups apart by commas and decimals by a dot; French and Arabic write a decimal
    comma. A sign that could mean either is never guessed: "1,234" is a group in English, a
    decimal in French.
    """
    typed = _APART.sub("", said.translate(_DIGITS)).removesuffix("%").strip()
    if language == "en":
        if _GROUPED.fullmatch(typed):
            typed = typed.replace(",", "")
    elif typed.count(",") == 1 and "." not in typed:
        typed = typed.replace(",", ".")
    return typed if _PLAIN.fullmatch(typed) else said


def shown(kept: str, language: str) -> str:
    """A plain decimal as the language writes it, without rounding; any other text as it is."""
    if not _PLAIN.fullmatch(kept):
        return kept
    decimal_sign, group_sign = SIGNS[language]
    whole, _, rest = kept.removeprefix("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", group_sign)
    return ("-" if kept.startswith("-") else "") + grouped + (decimal_sign + rest if rest else "")
