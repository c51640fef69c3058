"""An amount in words of scale says what it is, in the grammar of each language."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.money import Money
from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import with_scale
from tests.building.effort import small


@pytest.mark.parametrize(
    ("minor", "currency", "english", "french", "arabic"),
    [
        (250_000_000, "LYD", "250 thousand Libyan dinars", "250 milliers de dinars libyens",
         "250 ألف دينار ليبي"),
        (250_000, "LYD", "250 Libyan dinars", "250 dinars libyens", "250 دينارًا ليبيًا"),
        (125_000_000, "EUR", "1.25 million euros", "1,25 million d’euros", "1,25 مليون يورو"),
        (1_366_000, "TND", "about 1.37 thousand Tunisian dinars",
         "environ 1,37 millier de dinars tunisiens", "نحو 1,37 ألف دينار تونسي"),
        (1_366, "TND", "1.366 Tunisian dinars", "1,366 dinar tunisien", "1,366 دينار تونسي"),
        (2_000_000_000, "XOF", "2 billion West African CFA francs",
         "2 milliards de francs CFA (BCEAO)", "مليارا فرنك غرب أفريقي"),
        (500_000, "EUR", "5 thousand euros", "5 milliers d’euros", "5 آلاف يورو"),
        (-100_000, "EUR", "−1 thousand euros", "−1 millier d’euros", "\u2066−1\u2069 ألف يورو"),
        (2_000, "TND", "2 Tunisian dinars", "2 dinars tunisiens", "2 دينار تونسي"),
        (1, "XOF", "1 West African CFA franc", "1 franc CFA (BCEAO)", "1 فرنك غرب أفريقي"),
    ],
)  # fmt: skip
def test_an_amount_is_said_with_its_scale(
    minor: int, currency: str, english: str, french: str, arabic: str
) -> None:
    money = Money(minor, currency)
    assert [with_scale(money, language) for language in LANGUAGES] == [english, french, arabic]


SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


@small
@given(st.integers(1, 10**16), st.sampled_from(["EUR", "XOF", "LYD"]))
def test_number_and_scale_multiply_back_to_the_amount(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    said = with_scale(money, "en")
    number, word = re.match(r"(?:about )?([0-9.,]+) (\w+)", said).groups()  # type: ignore[union-attr]
    scale = SCALES.get(word, 1)
    back = Decimal(number.replace(",", "")) * scale
    assert abs(back - money.decimal()) * 200 <= scale
    assert said.startswith("about ") == (back != money.decimal())
