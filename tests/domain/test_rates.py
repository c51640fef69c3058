"""Rates are exact decimals per euro; conversion is one exact ratio and one rounding."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import RateNotExact
from portfolio.domain.money import PARITIES, half_even, per_eur, ratio
from tests.building.effort import small


@pytest.mark.parametrize(
    ("text", "scaled"),
    [("1", 10**8), ("1.25", 125_000_000), ("655.957", 65_595_700_000), ("0.00000001", 1)],
)
def test_a_written_rate_is_kept_exactly(text: str, scaled: int) -> None:
    assert per_eur(text) == scaled


@pytest.mark.parametrize(
    "text",
    [
        "0", "-1", "1.123456789", "", "1,25", "NaN", "Infinity", "1e9", "1e2", "1_000", " 1", "١",
        "1e999999", "9" * 100, "1.0000000000000000000000000001",
    ],
)  # fmt: skip
def test_a_rate_that_is_not_exact_or_not_positive_is_refused(text: str) -> None:
    with pytest.raises(RateNotExact):
        per_eur(text)


def test_the_ratio_goes_through_the_euro_and_the_decimals_of_both() -> None:
    dollars = per_eur("1.25")
    assert ratio("USD", dollars, "EUR", PARITIES["EUR"]) == Fraction(4, 5)
    # 1 cent of a dollar is 0.008 euro, that is 5.247656 francs, which have no decimals
    assert ratio("USD", dollars, "XOF", PARITIES["XOF"]) == Fraction("5.247656")
    # 1 millime is a thousandth of a dinar
    assert ratio("TND", per_eur("2"), "EUR", PARITIES["EUR"]) == Fraction(1, 20)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", 0), ("1.5", 2), ("2.5", 2), ("-0.5", 0), ("-1.5", -2), ("2.51", 3), ("-2.51", -3)],
)
def test_half_goes_to_the_even_number(value: str, rounded: int) -> None:
    assert half_even(Fraction(value)) == rounded


@small
@given(st.fractions(-(10**6), 10**6))
def test_rounding_is_symmetric_and_within_a_half(value: Fraction) -> None:
    assert half_even(-value) == -half_even(value)
    assert abs(half_even(value) - value) <= Fraction(1, 2)


rates = st.integers(10**6, 10**12)


@small
@given(rates, rates)
def test_there_and_back_is_where_one_was(one: int, other: int) -> None:
    assert ratio("USD", one, "TND", other) * ratio("TND", other, "USD", one) == 1


@small
@given(rates, rates, rates)
def test_a_cross_rate_is_the_two_legs_through_the_euro(one: int, other: int, euro: int) -> None:
    through = ratio("USD", one, "EUR", euro) * ratio("EUR", euro, "GBP", other)
    assert ratio("USD", one, "GBP", other) == through
