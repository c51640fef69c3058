"""Numbers as each language writes them: amounts, shares, counts, scales, and the currencies there are."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Final

from babel.core import Locale, get_global
from babel.numbers import get_currency_name

from portfolio.domain.money import Money, exponent
from portfolio.text.languages import left_to_right, phrase

# Decimal sign and group sign. Arabic follows the Maghreb: Latin digits and a decimal comma; the
# groups are spaced, because a dot would read as a decimal point in Cairo.
SIGNS: Final = {"en": (".", ","), "fr": (",", "\u202f"), "ar": (",", "\u00a0")}
MINUS: Final = "\u2212"
# The end of the phrase key, the scale, the decimals of a rounded figure, and how far the
# scale reaches once rounded (999,960 is 1.0 M; 9,400 loses too much as 9 k).
SCALES: Final = (
    ("amount", Decimal(1), 0, 10_000),
    ("thousand", Decimal(10**3), 0, 1000),
    ("million", Decimal(10**6), 1, 1000),
    ("billion", Decimal(10**9), 2, Decimal("Infinity")),
)


def separators(language: str) -> str:
    """The decimal sign followed by the group sign, as Plotly's ``separators`` requires."""
    return "".join(SIGNS[language])


def exact(amount_minor: int, currency: str, language: str) -> str:
    """The whole amount to the minor unit, with its currency."""
    value = Money(amount_minor, currency).decimal()
    return _amount(value, exponent(currency), "amount", currency, language)


def amount(amount_minor: int, currency: str, language: str) -> str:
    """The amount rounded for reading: "€ 12.4 M"; "€ 0" for zero alone, and the sign of the exact one."""
    value = Money(amount_minor, currency).decimal()
    size = abs(value)
    if not size:
        return _amount(value, 0, "amount", currency, language)
    if size < 1:
        return exact(amount_minor, currency, language)
    key, places, scaled = next(
        (key, places, scaled)
        for key, scale, places, reach in SCALES
        if (scaled := _rounded(size / scale, places)) < reach
    )
    return _amount(scaled.copy_sign(value), places, key, currency, language)


def unit_of(most: int, currency: str, language: str) -> str:
    """The one unit of a column of amounts whose greatest is ``most``: "€ million"."""
    key, _, _ = _column_scale(most, currency)
    return phrase(language, f"unit.column.{key}").format(currency=symbol(currency, language))


def in_unit(amount_minor: int, most: int, currency: str, language: str) -> str:
    """An amount in the unit of its column, without the unit; what is not nothing never reads 0."""
    _, scale, places = _column_scale(most, currency)
    value = Money(amount_minor, currency).decimal() / scale
    if not amount_minor:
        return "0"
    rounded = _rounded(abs(value), places)
    if rounded:
        return decimal_text(rounded.copy_sign(value), places, language)
    least = decimal_text(Decimal(1).scaleb(-places), places, language)
    return left_to_right(phrase(language, "unit.less_than").format(number=least), language)


def _column_scale(most: int, currency: str) -> tuple[str, Decimal, int]:
    """The scale a column is written in: its key, its size and its decimals."""
    size = abs(Money(most, currency).decimal())
    return next(
        (key, scale, places)
        for key, scale, places, reach in SCALES
        if _rounded(size / scale, places) < reach
    )


def round_amount(amount_minor: int, currency: str, language: str, of: int | None = None) -> str:
    """A round amount as an axis names it: exact at the scale that reads best, "€ 2.5 M".

    ``of``: the amount whose scale is taken, so that several amounts are of one unit.
    """
    value = Money(amount_minor, currency).decimal()
    size = value if of is None else Money(of, currency).decimal()
    key, scale = next((key, scale) for key, scale, _, reach in SCALES if abs(size) / scale < reach)
    scaled = _plain(value / scale)
    places = max(0, -int(scaled.as_tuple().exponent))
    if key == "amount" and places:  # 1.50, never 1.5
        places = exponent(currency)
    return _amount(scaled, places, key, currency, language)


def share(part: Fraction | None, language: str) -> str:
    """A part of one in per cent with one decimal; None is "n/a".

    What is not nothing never reads 0 %, what is not the whole never reads 100 %: they read
    "< 0.1 %" and "> 99.9 %".
    """
    if part is None:
        return not_applicable(language)
    tenths = (2 * abs(part) * 1000 + 1) // 2
    return _per_cent(part, int(tenths) * (-1 if part < 0 else 1), language)


def shares(parts: Sequence[int], language: str) -> tuple[str, ...]:
    """The parts of one whole in per cent with one decimal, adding up to 100.0.

    Largest remainder: every part is rounded down, and what is missing is added to those that lost
    most, the earlier first. Parts are not below 0; the whole is their sum.
    """
    whole = sum(parts)
    if not whole:
        return tuple(not_applicable(language) for _ in parts)
    tenths = [1000 * part // whole for part in parts]
    lost = sorted(range(len(parts)), key=lambda at: (-(1000 * parts[at] % whole), at))
    for at in lost[: 1000 - sum(tenths)]:
        tenths[at] += 1
    return tuple(
        _per_cent(Fraction(part, whole), rounded, language)
        for part, rounded in zip(parts, tenths, strict=True)
    )


def shares_of_first(parts: Sequence[int], language: str) -> tuple[str, ...]:
    """The parts of one whole in per cent, adding up to 100.0, the first as ``share`` writes it.

    So that a coverage reads alike in a sentence and in its part of a bar.
    """
    whole = sum(parts)
    if not whole:
        return tuple(not_applicable(language) for _ in parts)
    first = (2 * parts[0] * 1000 + whole) // (2 * whole)
    tenths = [first, *(1000 * part // whole for part in parts[1:])]
    lost = sorted(range(1, len(parts)), key=lambda at: (-(1000 * parts[at] % whole), at))
    rest = 1000 - sum(tenths)
    for at in lost[: max(rest, 0)]:
        tenths[at] += 1
    if rest < 0:  # the first was rounded up and the others lost nothing
        tenths[max(range(1, len(parts)), key=lambda at: tenths[at])] += rest
    return tuple(
        _per_cent(Fraction(part, whole), rounded, language)
        for part, rounded in zip(parts, tenths, strict=True)
    )


def _per_cent(part: Fraction, tenths: int, language: str) -> str:
    """A part as its rounded tenths of a per cent, with a sign where rounding would mislead."""
    bound = ""
    if part in (0, 1):
        number = str(int(part * 100))
    else:
        if tenths in (0, 1000):
            is_less = part * 1000 < tenths
            if 0 < part < 1:
                bound = "unit.more_than" if is_less else "unit.less_than"
            tenths += -1 if is_less else 1
        number = decimal_text(Decimal(tenths) / 10, 1, language)
    if bound:
        number = phrase(language, bound).format(number=number)
    return left_to_right(phrase(language, "unit.percent").format(number=number), language)


def recorded_share(basis_points: int, language: str) -> str:
    """A recorded share, never rounded: "99.99%", "60%"."""
    places = next(places for places in (0, 1, 2) if basis_points % 10 ** (2 - places) == 0)
    number = decimal_text(Decimal(basis_points).scaleb(-2), places, language)
    return left_to_right(phrase(language, "unit.percent").format(number=number), language)


def count(n: int, language: str) -> str:
    """A whole number with its groups."""
    return decimal_text(Decimal(n), 0, language)


def decimal(value: Decimal, language: str) -> str:
    """An exact decimal with its groups, without zeros at its end."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return decimal_text(value, places, language)


def not_applicable(language: str) -> str:
    """Phrase of a figure that has no meaning: not applicable."""
    return phrase(language, "unit.not_applicable")


def symbol(currency: str, language: str) -> str:
    """Currency name in amounts: € or the ISO code; in Arabic the currency's name."""
    if language == "ar":
        return _numbers_name(currency, language)
    return "€" if currency == "EUR" else currency


@cache
def _numbers_name(currency: str, language: str) -> str:
    return get_currency_name(currency, locale=language)


def currency_name(currency: str, language: str) -> str:
    """The currency in words with its code: "euro (EUR)"."""
    name = _numbers_name(currency, language)
    return currency if name == currency else f"{name} ({left_to_right(currency, language)})"


def _plain(value: Decimal) -> Decimal:
    """The value without meaningless decimals."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _rounded(value: Decimal, places: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def decimal_text(value: Decimal, places: int, language: str) -> str:
    """A decimal with its groups, to a number of places."""
    decimal_sign, group_sign = SIGNS[language]
    whole, _, rest = f"{abs(value):,.{places}f}".partition(".")
    digits = whole.replace(",", group_sign) + (decimal_sign + rest if rest else "")
    # The minus would jump to the far side of the digits in right-to-left text.
    return left_to_right(MINUS + digits, language) if value < 0 else digits


def _amount(value: Decimal, places: int, key: str, currency: str, language: str) -> str:
    number, named = decimal_text(value, places, language), symbol(currency, language)
    # French sets € to its scale (12,4 M€) but not a code (12,4 M XOF).
    section = "unit.sign" if named == "€" else "unit"
    return phrase(language, f"{section}.{key}").format(number=number, currency=named)


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
    currency = _scales_name(amount.currency, _counted(value, language), language)
    return phrase(language, "scale.amount").format(number=number, currency=currency)


def echo(amount: Money, language: str) -> str:
    """Echo of a typed amount below its field: to the minor unit, and in words."""
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
    name = _scales_name(currency, 100, language)
    if language != "fr":
        return name
    return ("d’" if name[:1] in _VOWELS else "de ") + name


@cache
def _scales_name(currency: str, count: int, language: str) -> str:
    return get_currency_name(currency, count=count, locale=language)


@cache
def in_use() -> frozenset[str]:
    """ISO 4217 codes of the currencies that are legal tender in some territory now."""
    territories = get_global("territory_currencies")
    return frozenset(
        code
        for rows in territories.values()
        for code, _, until, is_tender in rows
        if until is None and is_tender
    )


@cache
def known_currencies() -> frozenset[str]:
    """ISO 4217 codes of today and of the past; the codes for tests and for nothing are none."""
    return frozenset(get_global("all_currencies")) - {"XTS", "XXX"}
