"""The sentence of the largest gap: what names no part is not ranked, one bar is the whole."""

import pytest

from portfolio.charts.ladder import Bar, most_missing
from portfolio.measures.figures import Amounts
from portfolio.present.html import without_marks
from portfolio.text.languages import LANGUAGES
from tests.charts.samples import reader


def bar(key: str, gap: int) -> Bar:
    return Bar(key, f"the part {key}", Amounts(requirement=gap, gap=gap))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_unclassified_is_not_ranked(language: str) -> None:
    bars = [bar("bilateral", 10_00), bar("regional", 5_00), bar("unclassified", 90_00)]
    said = most_missing(reader(language), "kinds", bars, Amounts(requirement=105_00, gap=105_00))
    assert "the part bilateral" in said
    assert "unclassified" not in said


@pytest.mark.parametrize("key", ["bilateral", "unclassified"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_bar_with_the_whole_gap_is_not_the_largest(language: str, key: str) -> None:
    whole, words = Amounts(requirement=90_00, gap=90_00), reader(language)
    said = most_missing(words, "kinds", [bar(key, 90_00), bar("regional", 0)], whole)
    given = {"name": f"the part {key}", "gap": words.amount(90_00)}
    assert without_marks(said) == words.words("chart.ladder.whole", **given)
