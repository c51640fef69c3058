"""The echo at once is the echo of the form: one reading, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.money import Money
from portfolio.text import typing
from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import echo
from portfolio.web.app import MAX_LENGTH, echo_of
from tests.building.effort import small


@small
@given(
    minor=st.integers(-(10**15), 10**15),
    currency=st.sampled_from(["EUR", "XOF", "LYD"]),
    language=st.sampled_from(LANGUAGES),
)
def test_what_a_field_shows_is_echoed_as_what_it_is(
    minor: int, currency: str, language: str
) -> None:
    money = Money(minor, currency)
    said = typing.in_field(f"{money.decimal():f}", language)
    assert echo_of(said, currency, language) == echo(money, language)


@pytest.mark.parametrize(
    ("said", "currency"),
    [("250,000", "EUR"), ("ten", "EUR"), ("1.00", "JPY"), ("5", ""), ("5", "euro"), ("", "EUR"),
     ("9" * (MAX_LENGTH + 1), "EUR"), ("9" * 60, "EUR")],
)  # fmt: skip
def test_what_can_not_be_recorded_has_no_echo(said: str, currency: str) -> None:
    assert [echo_of(said, currency, language) for language in LANGUAGES] == ["", "", ""]
