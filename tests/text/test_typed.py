"""What people type in their language is read exactly or left as it is, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import money as domain_money
from portfolio.domain.errors import AmbiguousAmount, AmountTooLarge, NotAnAmount, OneReading
from portfolio.domain.money import Money
from portfolio.text import typing
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import as_shown, plain
from tests.building.effort import small

AMOUNTS = st.decimals(
    min_value=Decimal("-1e15"), max_value=Decimal("1e15"), allow_nan=False, places=2
)


@small
@given(amount=AMOUNTS, language=st.sampled_from(LANGUAGES))
def test_what_is_shown_reads_back(amount: Decimal, language: str) -> None:
    assert Decimal(plain(as_shown(f"{amount:f}", language), language)) == amount


@pytest.mark.parametrize(
    ("said", "language", "read"),
    [
        ("1,234.50", "en", "1234.50"),
        ("1,234", "en", "1234"),
        ("1 234,50", "fr", "1234.50"),
        ("1\u202f234,5", "fr", "1234.5"),
        ("33,33 %", "fr", "33.33"),
        ("١٢٣٤٫٥", "ar", "1234.5"),
        ("1 234,500", "ar", "1234.500"),
        ("\u2212400", "en", "-400"),
        ("12'000'000", "en", "12000000"),
    ],
)
def test_each_language_is_read_as_it_is_written(said: str, language: str, read: str) -> None:
    assert plain(said, language) == read


@pytest.mark.parametrize(
    ("said", "language"),
    [("1.234.567", "en"), ("1,23,4", "en"), ("1.234,5", "fr"), ("ten", "en"), ("1e5", "en"),
     ("", "en"), ("12,5", "en"), ("=1+1", "en"), ("0x10", "fr")],
)  # fmt: skip
def test_what_could_mean_two_things_is_left_as_typed(said: str, language: str) -> None:
    assert plain(said, language) == said


MONEY = st.builds(
    Money,
    st.integers(-(10**16), 10**16),
    st.sampled_from(["EUR", "USD", "XOF", "JPY", "TND", "LYD"]),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "said",
    ["250,000", "250.000", "1,366", "1.000", "0,500", "1234.567", "-12,345", "٢٥٠٬٠٠٠", "٢٥٠٫٠٠٠",
     "٢٥٠،٠٠٠", "۲۵۰,۰۰۰", " 250,000 ", "\u2066250,000\u2069"],
)  # fmt: skip
def test_a_lone_sign_before_three_digits_is_never_guessed(said: str, language: str) -> None:
    kept = typing.amount(said, language)
    assert domain_money.is_ambiguous(kept)
    assert domain_money.as_typed(kept) == said
    for currency in ("EUR", "JPY", "LYD"):
        with pytest.raises(AmbiguousAmount):
            domain_money.read(kept, currency)


@small
@given(
    whole=st.integers(0, 10**9),
    rest=st.integers(0, 999),
    sign=st.sampled_from([",", ".", "٫", "٬", "،"]),
    language=st.sampled_from(LANGUAGES),
    other=st.sampled_from(LANGUAGES),
)
def test_an_ambiguous_text_is_the_same_question_in_every_language(
    whole: int, rest: int, sign: str, language: str, other: str
) -> None:
    said = f"{whole}{sign}{rest:03}"
    kept = typing.amount(said, language)
    assert kept == typing.amount(said, other) == typing.amount(kept, other)
    assert domain_money.readings(kept) == (f"{whole}{rest:03}", f"{whole}.{rest:03}")


@small
@given(money=MONEY, language=st.sampled_from(LANGUAGES), decimals=st.booleans())
def test_what_a_field_shows_reads_back_and_is_never_ambiguous(
    money: Money, language: str, decimals: bool
) -> None:
    kept = f"{money.decimal():f}" if decimals else f"{money.decimal().normalize():f}"
    field = typing.in_field(kept, language)
    back = typing.amount(field, language)
    assert domain_money.readings(field) is None
    assert domain_money.read(back, money.currency) == money


@pytest.mark.parametrize(
    ("said", "language", "read"),
    [
        ("250 000", "en", "250000"),
        ("250\u202f000,50", "fr", "250000.50"),
        ("250'000", "fr", "250000"),
        ("250’000", "en", "250000"),
        ("1,250,000", "en", "1250000"),
        ("1,234.500", "en", "1234.500"),
        ("١٬٢٣٤٬٥٦٧٫٨٩", "ar", "1234567.89"),
        ("٢٥٠\u00a0٠٠٠", "ar", "250000"),
        ("12,5", "ar", "12.5"),
        ("0 250,567", "fr", "250.567"),
    ],
)
def test_what_can_mean_one_thing_only_is_read(said: str, language: str, read: str) -> None:
    assert typing.amount(said, language) == read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "said", ["1e6", "1_000", "+5", "２５０", "5 %", "12 34", "1 2345", "1'23'456", "9e400", "٥٪"]
)
def test_what_is_no_amount_stays_as_it_was_typed(said: str, language: str) -> None:
    assert typing.amount(said, language) == said
    with pytest.raises(NotAnAmount):
        domain_money.read(typing.amount(said, language), "EUR")


def test_a_question_mark_behind_anything_else_is_no_question() -> None:
    with pytest.raises(NotAnAmount):
        domain_money.read("ten?", "EUR")


@small
@given(
    whole=st.integers(0, 10**9),
    rest=st.integers(0, 999),
    currency=st.sampled_from(("EUR", "XOF", "LYD", "")),
)
def test_an_ambiguous_amount_says_whether_its_currency_allows_one_reading_or_two(
    whole: int, rest: int, currency: str
) -> None:
    kept = typing.amount(f"{whole},{rest:03}", "en")
    possible = domain_money.possible_readings(kept, currency)
    places = domain_money.exponent(currency) if currency else 3
    assert len(possible) == 1 + (rest % 10 ** (3 - places) == 0)
    assert [money.decimal() for money in possible.values()] == [*map(Decimal, possible)]
    wanted = OneReading if len(possible) == 1 else AmbiguousAmount
    assert type(domain_money.ambiguity(kept, currency)) is wanted


@pytest.mark.parametrize("currency", ["EUR", "XOF"])
def test_an_ambiguous_amount_too_large_for_any_reading_says_so(currency: str) -> None:
    kept = typing.amount("99999999999999999,777", "en")
    assert domain_money.is_ambiguous(kept)
    with pytest.raises(AmountTooLarge):
        domain_money.read(kept, currency)
