"""Amounts as forms keep them: a plain decimal, or a text that can be read in two ways (ruling 28)."""

import re
from typing import Final

from portfolio.domain import limits
from portfolio.domain.errors import AmbiguousAmount
from portfolio.domain.money import Money

# Ends an ambiguous text where it is kept: "250.000" alone is a plain decimal, "250.000?" is not,
# in whatever language, form or draft it is looked at again.
QUESTION: Final = "?"
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹\u2212،", "01234567890123456789-,")
_TURNING: Final = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
_BLANKS: Final = re.compile(r"\s")
# The Arabic signs for decimals (٫) and thousands (٬) are mistaken for each other as commas are.
_AMBIGUOUS: Final = re.compile(r"(-?[0-9]+)[.,٫٬]([0-9]{3})")


def normal_form(text: str) -> str:
    """A typed number with Latin digits, one kind of blank, apostrophe and minus, and no marks."""
    plain = _TURNING.sub("", text.translate(_DIGITS)).strip()
    return _BLANKS.sub(" ", plain).replace("\u2019", "'")


def readings(text: str) -> tuple[str, str] | None:
    """(as thousands, as decimals): the plain decimals of a text with a lone sign before three digits.

    None where the text is not ambiguous.
    """
    found = _AMBIGUOUS.fullmatch(normal_form(text.removesuffix(QUESTION)))
    if found is None:
        return None
    whole, rest = found.groups()
    return f"{whole}{rest}", f"{whole}.{rest}"


def ambiguous_reading(text: str) -> str:
    """An ambiguous text as a form keeps it."""
    return text.removesuffix(QUESTION) + QUESTION


def is_ambiguous(text: str) -> bool:
    """Whether what a form keeps waits for a choice between two readings."""
    return text.endswith(QUESTION) and readings(text) is not None


def as_typed(text: str) -> str:
    """What a form keeps as it was typed."""
    return text.removesuffix(QUESTION) if is_ambiguous(text) else text


def read(form_text: str, currency: str) -> Money:
    """The amount that a form keeps; raises AmbiguousAmount beside what Money.parse raises."""
    text = form_text.strip()
    if is_ambiguous(text):
        raise AmbiguousAmount(text=limits.glimpse(as_typed(text)))
    return Money.parse(text, currency)
