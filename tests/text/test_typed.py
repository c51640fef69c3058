"""What people type in their language is read exactly or left as it is, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.text.languages import LANGUAGES
from portfolio.text.typed import plain, shown
from tests.building.effort import small

AMOUNTS = st.decimals(
    min_value=Decimal("-1e15"), max_value=Decimal("1e15"), allow_nan=False, places=2
)


@small
@given(amount=AMOUNTS, language=st.sampled_from(LANGUAGES))
def test_what_is_shown_reads_back(amount: Decimal, language: str) -> None:
    assert Decimal(plain(shown(f"{amount:f}", language), language)) == amount


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
