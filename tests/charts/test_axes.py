"""Amounts under an axis: each label stands for the very amount of its place, and for no other."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from portfolio.charts import style
from portfolio.domain.money import exponent
from portfolio.present.format import Formatter
from portfolio.text import numbers
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.effort import small
from tests.text.test_numbers import read_back, scale_of

# As many small as large: amounts are drawn by their number of digits.
most = some.integers(0, 17).flatmap(lambda digits: some.integers(10**digits // 10, 10**digits))
currencies = some.sampled_from(("EUR", "XOF", "TND", "LYD", "USD"))


def stands_for(label: str, currency: str, language: str) -> Decimal:
    """The minor units a label says."""
    name = numbers.symbol(currency, language)
    value = read_back(label, language).scaleb(scale_of(label.replace(name, "")))
    return value.scaleb(exponent(currency))


@small
@given(most, currencies, some.sampled_from(LANGUAGES), some.integers(2, 6))
@example(100_000, "EUR", "en", 4)
@example(199, "EUR", "en", 4)
@example(10**12, "XOF", "en", 4)
def test_the_labels_of_an_axis_differ_and_stand_for_their_places(
    most: int, currency: str, language: str, about: int
) -> None:
    axis = style.money_axis(Formatter(Translator(language), currency), most, about=about)
    labels, places = axis["ticktext"], axis["tickvals"]
    assert len(set(labels)) == len(labels) >= 2 or most == 0
    assert [stands_for(label, currency, language) for label in labels] == places


@pytest.mark.parametrize(
    ("place", "currency", "label"),
    [
        (100_000, "EUR", "€ 1,000"),
        (10**12, "XOF", "XOF 1,000 bn"),
        (250_000_000, "EUR", "€ 2.5 M"),
        (150, "EUR", "€ 1.50"),
        (0, "EUR", "0"),
    ],
)
def test_a_thousand_is_not_one(place: int, currency: str, label: str) -> None:
    said = style.amount_at(Formatter(Translator("en"), currency), place)
    assert said.replace("\u00a0", " ") == label
