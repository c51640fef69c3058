"""A column of amounts has one unit; what is not nothing never reads as nothing in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.effort import small

MILLION = 100_000_000
EN = Translator("en")


def test_amounts_of_a_column_are_written_in_the_unit_of_the_greatest() -> None:
    most = 227 * MILLION
    assert EN.unit_of(most, "EUR") == "€ million"
    assert EN.in_unit(most, most, "EUR") == "227.0"
    assert EN.in_unit(57_300_000, most, "EUR") == "0.6"
    assert EN.in_unit(0, most, "EUR") == "0"
    assert EN.in_unit(100, most, "EUR") == "< 0.1"


@pytest.mark.parametrize("language", LANGUAGES)
@small
@given(st.integers(1, 10**14), st.integers(0, 10**14))
def test_only_zero_reads_zero(language: str, most: int, minor: int) -> None:
    words = Translator(language)
    said = words.in_unit(min(minor, most), most, "EUR")
    assert (said == "0") == (min(minor, most) == 0)
    assert words.unit_of(most, "EUR")
