"""Money is exact: minor units by ISO 4217, and nothing that is not exact gets in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import AmountTooLarge, NotAnAmount, TooManyDecimals, UnknownCurrency
from portfolio.domain.money import EXPONENTS, Money, exponent
from tests.building.effort import small

currencies = st.sampled_from(["EUR", "USD", "XOF", "XAF", "TND", "LYD", "JPY"])


@small
@given(st.integers(-(10**16), 10**16), currencies)
def test_what_is_written_reads_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(format(money.decimal(), "f"), currency) == money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.50", "EUR", 123_450),
        ("700", "XOF", 700),
        ("1.234", "TND", 1_234),
        ("0.001", "LYD", 1),
        ("-12.5", "USD", -1_250),
        ("1000000", "XAF", 1_000_000),
    ],
)
def test_the_minor_unit_follows_the_currency(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("0.5", "XOF"),
        ("1.005", "EUR"),
        ("1.2345", "TND"),
        ("", "EUR"),
        ("twelve", "EUR"),
        ("1,5", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("1e30", "EUR"),
    ],
)
def test_what_is_not_exact_is_refused_with_its_text(text: str, currency: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        Money.parse(text, currency)
    assert refusal.value.values == {"text": text, "currency": currency}


@pytest.mark.parametrize(
    "text", ["1e6", "1_000", "+5", " 100", "100 ", "\uff12\uff15", "٢٥", ".5", "5.", "1\n", "--1"]
)
def test_only_digits_a_point_and_a_minus_are_an_amount(text: str) -> None:
    with pytest.raises(NotAnAmount):
        Money.parse(text, "EUR")


@pytest.mark.parametrize(
    ("text", "currency"), [("1.00", "JPY"), ("1.000", "EUR"), ("250.0000", "LYD"), ("0.0", "XOF")]
)
def test_decimals_beyond_the_currency_are_refused_even_when_zero(text: str, currency: str) -> None:
    with pytest.raises(TooManyDecimals):
        Money.parse(text, currency)


@pytest.mark.parametrize("text", ["9" * 40, "1000000000000000", "9" * 10_000])
def test_too_large_is_not_called_inexact(text: str) -> None:
    with pytest.raises(AmountTooLarge):
        Money.parse(text, "EUR")
    assert Money.parse("0" * 40 + "1", "EUR") == Money(100, "EUR")


@pytest.mark.parametrize("code", ["", "eur", "EURO", "E1", "€€€", "ÉUR"])
def test_a_malformed_currency_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        exponent(code)


def test_the_currencies_of_the_region_have_their_own_decimals() -> None:
    assert {code: exponent(code) for code in ("EUR", "XOF", "XAF", "TND", "LYD", "EGP")} == {
        "EUR": 2,
        "XOF": 0,
        "XAF": 0,
        "TND": 3,
        "LYD": 3,
        "EGP": 2,
    }
    assert "EUR" not in EXPONENTS


@small
@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False))
def test_no_cent_is_lost_or_made(amount: Decimal) -> None:
    assert Money.parse(str(amount), "EUR").amount_minor == amount * 100
