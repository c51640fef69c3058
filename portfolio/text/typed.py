"""Amounts, shares and rates as people type them in each language, and as the record writes them."""

import re
from typing import Final

from portfolio.domain import amounts
from portfolio.text.numbers import SIGNS

# A blank sets groups apart in every language, and so do an apostrophe and the Arabic sign for it.
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
    """What was typed as a plain decimal ("1234.50"); as it was typed where it is none.

    English sets groups apart by commas and decimals by a point; French and Arabic write a decimal
    comma. Groups are of three digits and have one sign throughout.
    """
    number = amounts.normal_form(amounts.normal_form(text).removesuffix("%"))
    return _decimal(number, language) or text


def amount(text: str, language: str) -> str:
    """An amount or a rate as it was typed, as ``domain.amounts`` keeps it.

    A plain decimal; the text with a question mark where it can be read in two ways; or, where it
    can't be read at all, the text.
    """
    if amounts.readings(text):
        return amounts.ambiguous_reading(text)
    return _decimal(amounts.normal_form(text), language) or text


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
        return amounts.as_typed(text)
    decimal_sign, group_sign = SIGNS[language]
    whole, _, rest = text.removeprefix("-").partition(".")
    digits = whole.lstrip("0") or "0"
    grouped = _grouped(digits, group_sign)
    return ("-" if text.startswith("-") else "") + grouped + (decimal_sign + rest if rest else "")


def in_field(text: str, language: str) -> str:
    """The same as a field shows it: what stands there reads back as what is kept, and as nothing else.

    Where one sign alone would stand before three digits, groups are set apart by a blank, and an
    amount below a thousand with three decimals is led by a group of zeros ("0 250.567").
    """
    said = as_shown(text, language)
    if not _PLAIN.fullmatch(text) or amounts.readings(said) is None:
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
