"""Numbers read as the language writes them and never say more, or other, than is true."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portfolio.domain.money import Money, exponent
from portfolio.text import numbers
from portfolio.text.languages import LANGUAGES

languages = some.sampled_from(LANGUAGES)
currencies = some.sampled_from(["EUR", "USD", "XOF", "TND", "JPY", "LYD", "MAD"])
minors = some.integers(-(10**17), 10**17)
shares = some.fractions(0, 1)
SCALE = {
    "bn": 9, "Md": 9, "مليار": 9, "M": 6, "مليون": 6, "k": 3, "ألف": 3,
}  # fmt: skip


def read_back(said: str, language: str) -> Decimal:
    decimal_sign, group_sign = numbers.SIGNS[language]
    found = re.search(
        rf"(\u2212?)(\d{{1,3}}(?:{re.escape(group_sign)}\d{{3}})*)(?:{re.escape(decimal_sign)}(\d+))?",
        said,
    )
    assert found, said
    sign, whole, rest = found.groups()
    value = Decimal(f"{whole.replace(group_sign, '')}.{rest or 0}")
    return -value if sign else value


def scale_of(said: str) -> int:
    return next((SCALE[word] for word in re.findall(r"bn|Md|M|k|\w+", said) if word in SCALE), 0)


@given(minors, currencies, languages)
def test_an_exact_amount_reads_back_to_the_minor_unit(
    minor: int, currency: str, language: str
) -> None:
    said = numbers.exact(minor, currency, language)
    assert read_back(said, language).scaleb(exponent(currency)) == minor


@given(minors, some.sampled_from(["EUR", "USD", "XOF", "TND"]), languages)
def test_a_rounded_amount_keeps_its_sign_and_its_nearness(
    minor: int, currency: str, language: str
) -> None:
    said = numbers.amount(minor, currency, language)
    name = numbers.symbol(currency, language)
    figure = read_back(said, language).scaleb(scale_of(said.replace(name, "")))
    true = Money(minor, currency).decimal()
    assert (figure > 0) == (true > 0)
    assert (figure < 0) == (true < 0)
    assert abs(figure - true) <= max(abs(true) / 20, Decimal("0.5"))


@given(minors, currencies, languages)
def test_a_round_amount_is_exact(minor: int, currency: str, language: str) -> None:
    said = numbers.round_amount(minor, currency, language)
    name = numbers.symbol(currency, language)
    figure = read_back(said, language).scaleb(scale_of(said.replace(name, "")))
    assert figure == Money(minor, currency).decimal()


@given(minors, languages)
def test_amounts_below_nothing_mirror_amounts_above(minor: int, language: str) -> None:
    above = numbers.amount(abs(minor), "EUR", language)
    below = numbers.amount(-abs(minor), "EUR", language)
    assert re.sub("[\u2212\u2066\u2069]", "", below) == above


@pytest.mark.parametrize(
    ("minor", "currency", "english", "french", "arabic"),
    [
        (1_240_000_000, "EUR", "€ 12.4 M", "12,4 M€", "12,4 مليون يورو"),
        (123_456_789_012, "EUR", "€ 1.23 bn", "1,23 Md€", "1,23 مليار يورو"),
        (95_000_000, "EUR", "€ 950 k", "950 k€", "950 ألف يورو"),
        (940_000, "EUR", "€ 9,400", "9\u202f400 €", "9 400 يورو"),
        (99_996_000, "EUR", "€ 1.0 M", "1,0 M€", "1,0 مليون يورو"),
        (12_400_000, "XOF", "XOF 12.4 M", "12,4 M XOF", "12,4 مليون فرنك غرب أفريقي"),
        (0, "EUR", "€ 0", "0 €", "0 يورو"),
        (49, "EUR", "€ 0.49", "0,49 €", "0,49 يورو"),
        (1, "TND", "TND 0.001", "0,001 TND", "0,001 دينار تونسي"),
    ],
)
def test_amounts_are_written_as_each_language_writes_them(
    minor: int, currency: str, english: str, french: str, arabic: str
) -> None:
    said = [
        numbers.amount(minor, currency, language).replace("\u00a0", " ") for language in LANGUAGES
    ]
    assert said == [english, french, arabic]


def test_a_negative_amount_keeps_its_minus_before_its_digits_in_arabic() -> None:
    assert numbers.exact(-150, "EUR", "ar") == "\u2066\u22121,50\u2069\u00a0يورو"


def test_groups_are_set_apart_as_each_language_does() -> None:
    assert [numbers.count(1_234_567, language) for language in LANGUAGES] == [
        "1,234,567",
        "1\u202f234\u202f567",
        "1\u00a0234\u00a0567",
    ]


@given(shares, languages)
def test_a_share_is_within_a_tenth_of_a_per_cent(part: Fraction, language: str) -> None:
    said = Fraction(read_back(numbers.share(part, language), language))
    assert abs(said - part * 100) <= Fraction(1, 10)


@given(shares, languages)
def test_only_the_whole_reads_as_all_and_only_nothing_as_none(
    part: Fraction, language: str
) -> None:
    said = read_back(numbers.share(part, language), language)
    assert (said == 100) == (part == 1)
    assert (said == 0) == (part == 0)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Fraction(9996, 10_000), "> 99.9%"),
        (Fraction(999, 1000), "99.9%"),
        (Fraction(1, 10_000_000), "< 0.1%"),
        (Fraction(1, 1000), "0.1%"),
        (Fraction(10_001, 10_000), "100.1%"),
        (Fraction(455, 1000), "45.5%"),
        (Fraction(1, 3), "33.3%"),
        (Fraction(-1, 10_000), "\u22120.1%"),
        (Fraction(5, 2), "250.0%"),
        (Fraction(1), "100%"),
        (Fraction(0), "0%"),
        (None, "n/a"),
    ],
)
def test_shares_are_rounded_but_never_to_a_claim(part: Fraction | None, said: str) -> None:
    assert numbers.share(part, "en") == said


@given(some.lists(some.integers(0, 10**17), min_size=1).filter(any), languages)
def test_the_parts_of_a_whole_add_up_to_a_hundred_per_cent(parts: list[int], language: str) -> None:
    tenths = Fraction(0)
    for part, said in zip(parts, numbers.shares(parts, language), strict=True):
        read = Fraction(read_back(said, language))
        exact = Fraction(100 * part, sum(parts))
        assert (read == 0) == (part == 0)
        assert (read == 100) == (part == sum(parts))
        assert abs(read - exact) <= Fraction(1, 10)
        # In Arabic in words: a sign of comparison turns round from right to left.
        is_less, is_more = "<" in said or "أقل" in said, ">" in said or "أكثر" in said
        tenths += 0 if is_less else 100 if is_more else read
    assert tenths == 100


def test_three_thirds_are_a_whole() -> None:
    assert numbers.shares([1, 1, 1], "en") == ("33.4%", "33.3%", "33.3%")
    assert numbers.shares([0, 0], "en") == ("n/a", "n/a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_signs_plotly_gets_are_the_ones_in_use(language: str) -> None:
    decimal_sign, group_sign = list(numbers.separators(language))
    assert numbers.exact(123456, "EUR", language).find(f"1{group_sign}234{decimal_sign}56") >= 0


def test_currencies_have_names_and_codes() -> None:
    assert numbers.currency_name("EUR", "fr") == "euro (EUR)"
    assert numbers.currency_name("XXQ", "en") == "XXQ"


@given(some.integers(0, 10_000), some.sampled_from(LANGUAGES))
def test_a_recorded_share_is_never_rounded(points: int, language: str) -> None:
    said = numbers.recorded_share(points, language)
    digits = "".join(sign for sign in said.replace(",", ".") if sign.isdigit() or sign == ".")
    assert Decimal(digits) * 100 == points


def test_what_misses_the_whole_by_a_hundredth_is_not_shown_as_the_whole() -> None:
    said = [numbers.recorded_share(points, "en") for points in (9_999, 9_990, 10_000, 3_333)]
    assert said == ["99.99%", "99.9%", "100%", "33.33%"]
