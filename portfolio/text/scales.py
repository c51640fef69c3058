"""Amounts in words of scale: "250 thousand Libyan dinars", "1.25 million euros"."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from babel.core import Locale
from babel.numbers import get_currency_name

from portfolio.domain.money import Money, exponent
from portfolio.text.catalogs import phrase
from portfolio.text.numbers import decimal_text, exact

_SCALES: Final = (
    ("scale.billion", Decimal(10**9)),
    ("scale.million", Decimal(10**6)),
    ("scale.thousand", Decimal(10**3)),
)
# A number that takes the plural form of each name, in every language that has it.
_OF_FORM: Final = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}
_VOWELS: Final = "aàâeéèêëiîïoôuùûœAÀÂEÉÈÊËIÎÏOÔUÙÛŒ"


def with_scale(amount: Money, language: str) -> str:
    """The amount with its scale and its currency in words; "about" where two decimals round it."""
    value = amount.decimal()
    size = abs(value)
    for key, scale in _SCALES:
        if size >= scale:
            shown = (value / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
            number = _number(_trimmed(shown), language)
            said = phrase(language, key, _count(shown, language)).format(
                n=number, currency=_behind_scale(amount.currency, language)
            )
            is_exact = shown * scale == value
            return said if is_exact else phrase(language, "scale.about").format(amount=said)
    places = exponent(amount.currency) if value % 1 else 0
    number = decimal_text(value, places, language)
    currency = _name(amount.currency, _counted(value, language), language)
    return phrase(language, "scale.amount").format(number=number, currency=currency)


def echo(amount: Money, language: str) -> str:
    """What stands below a field in which an amount was typed: to the minor unit, and in words."""
    in_full = exact(amount.amount_minor, amount.currency, language)
    return phrase(language, "scale.echo").format(exact=in_full, words=with_scale(amount, language))


def _trimmed(value: Decimal) -> Decimal:
    """Without trailing zeros behind the point."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _number(value: Decimal, language: str) -> str:
    return decimal_text(value, max(0, -int(value.as_tuple().exponent)), language)


def _count(value: Decimal, language: str) -> int:
    """A whole number that takes the same plural form as the value."""
    count = _OF_FORM[Locale(language).plural_form(abs(_trimmed(value)))]
    # Arabic words one and two without their digit, which would lose the sign before it.
    return 100 if language == "ar" and value < 0 and count in (1, 2) else count


def _counted(value: Decimal, language: str) -> int:
    # A digit before the noun in the dual says two twice: Arabic writes the singular beside a 2.
    count = _count(value, language)
    return 100 if language == "ar" and count == 2 else count


def _behind_scale(currency: str, language: str) -> str:
    """The noun behind a scale: a plural; in Arabic the singular that follows a hundred."""
    name = _name(currency, 100, language)
    if language != "fr":
        return name
    return ("d’" if name[:1] in _VOWELS else "de ") + name


@cache
def _name(currency: str, count: int, language: str) -> str:
    return get_currency_name(currency, count=count, locale=language)
