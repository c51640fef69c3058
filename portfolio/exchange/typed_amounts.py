"""Amounts in a column of text by the convention of the column, as the plain decimals that forms store."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from portfolio.domain import money
from portfolio.domain.errors import glimpse
from portfolio.domain.imports import CellValue, ErrorCell
from portfolio.exchange import cells, source_errors
from portfolio.text.numbers import known_currencies


class AmountConvention(StrEnum):
    """Sign of decimals in a column of amounts; the other signs part thousands."""

    POINT = "point"  # 1,234.50
    COMMA = "comma"  # 1.234,50
    ARABIC = "arabic"  # ١٬٢٣٤٫٥٠


@dataclass(frozen=True, slots=True)
class TypedAmount:
    """An amount as a plain decimal ("1234.50"), and the currency its cell names, "" for none."""

    text: str
    currency: str = ""


_MOST_CHARACTERS: Final = 80
_DECIMALS: Final = {
    AmountConvention.POINT: ".",
    AmountConvention.COMMA: ",",
    AmountConvention.ARABIC: "٫",
}
_GROUPS: Final = {
    AmountConvention.POINT: "[, ']",
    AmountConvention.COMMA: "[. ']",
    AmountConvention.ARABIC: "[٬ ']",
}
_NUMBERS: Final = {
    convention: re.compile(
        f"(?P<whole>[0-9]{{1,3}}(?:(?P<group>{_GROUPS[convention]})[0-9]{{3}}"
        f"(?:(?P=group)[0-9]{{3}})*)|[0-9]+)(?:[{_DECIMALS[convention]}](?P<rest>[0-9]+))?"
    )
    for convention in AmountConvention
}
# The Arabic signs are no others': they have one reading in every column, unless one of them stands
# alone before three digits.
_ARABIC: Final = re.compile("[٫٬]")
_LONE_ARABIC: Final = re.compile("[0-9]+[٫٬][0-9]{3}")
# Words beside a number name its currency. Signs stand on either side, or as accountants' brackets.
_WORDS: Final = r"[^\d\s()+\-.,'٫٬][^\d()+\-]*?"
_AMOUNT: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<first>[-+])?\s*(?P<before>{_WORDS})?\s*(?P<second>[-+])?\s*"
    rf"(?P<number>[0-9](?:[0-9 .,'٫٬]*[0-9])?)\s*(?P<last>-)?\s*(?P<behind>{_WORDS})?\s*(?P<close>\))?"
)
_SIGNS: Final = {"€": "EUR", "£": "GBP"}  # $ and FCFA are of several currencies


def read_amount(cell: CellValue, convention: AmountConvention) -> TypedAmount:
    """The amount of a cell; a number cell is exact whatever the convention, a blank one is "".

    A minus stands before the number or behind it, or as brackets around it. Raises
    AmountNotReadable, CurrencyUnclear, and ``cells.refusal`` of an error.
    """
    if cell is None or isinstance(cell, Decimal | ErrorCell):
        return TypedAmount(cells.text(cell))
    if not isinstance(cell, str):
        raise source_errors.AmountNotReadable(text=cells.text(cell))
    typed = money.normal_form(cell) if len(cell) <= _MOST_CHARACTERS else cell.strip()
    if not typed:
        return TypedAmount("")
    parts = _AMOUNT.fullmatch(typed) if len(typed) <= _MOST_CHARACTERS else None
    plain = _decimal(parts, convention) if parts else ""
    if parts is None or not plain:
        raise source_errors.AmountNotReadable(text=glimpse(cell))
    return TypedAmount(plain, _currency(parts, cell))


def is_ambiguous(cell: CellValue) -> bool:
    """Whether a lone sign before three digits leaves the amount of a cell open (ruling 28)."""
    if not isinstance(cell, str) or len(cell) > _MOST_CHARACTERS:
        return False
    parts = _AMOUNT.fullmatch(money.normal_form(cell))
    return parts is not None and money.readings(parts["number"]) is not None


def _decimal(parts: re.Match[str], convention: AmountConvention) -> str:
    """The plain decimal of an amount, "" where the convention reads none."""
    signs = [sign for sign in (parts["first"], parts["second"], parts["last"]) if sign]
    is_bracketed = bool(parts["open"])
    if is_bracketed != bool(parts["close"]) or len(signs) + is_bracketed > 1:
        return ""
    number = parts["number"]
    if _ARABIC.search(number) and not _LONE_ARABIC.fullmatch(number):
        convention = AmountConvention.ARABIC
    found = _NUMBERS[convention].fullmatch(number)
    if found is None:
        return ""
    whole = re.sub("[^0-9]", "", found["whole"]).lstrip("0") or "0"
    minus = "-" if is_bracketed or signs == ["-"] else ""
    return minus + whole + ("." + found["rest"] if found["rest"] else "")


def _currency(parts: re.Match[str], cell: str) -> str:
    """Code of the currency beside a number, "" for none; raises CurrencyUnclear."""
    words = [part.strip() for part in (parts["before"], parts["behind"]) if part]
    if not words:
        return ""
    code = _SIGNS.get(words[0], words[0].upper())
    if len(words) > 1 or code not in known_currencies():
        raise source_errors.CurrencyUnclear(text=glimpse(cell))
    return code
