"""Days read as the language writes them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from portfolio.text import words
from portfolio.text.languages import LANGUAGES

CONFERENCE = date(2014, 12, 31)


def test_a_day_is_written_in_each_language() -> None:
    assert [words.day(date(2014, 6, 30), language) for language in LANGUAGES] == [
        "30 June 2014",
        "30 juin 2014",
        "30 يونيو 2014",
    ]


def test_the_first_of_a_month_is_premier_in_french() -> None:
    assert words.day(date(2014, 4, 1), "fr") == "1er avril 2014"


def test_arabic_months_are_the_standard_ones_and_distinct() -> None:
    said = [words.month(date(2014, month, 1), "ar").split()[0] for month in range(1, 13)]
    assert said[0] == "يناير"
    assert said[4] == "مايو"
    assert len(set(said)) == 12


def test_months_stand_with_their_year() -> None:
    assert [words.short_month(date(2014, 9, 1), language) for language in LANGUAGES] == [
        "Sep 2014",
        "sept. 2014",
        "سبتمبر 2014",
    ]


def test_short_days_fit_a_table() -> None:
    assert words.short_day(date(2014, 11, 14), "en") == "14 Nov 2014"


def test_a_period_names_both_its_ends() -> None:
    said = words.period(date(2013, 11, 14), CONFERENCE, "fr")
    assert said == "du 14 novembre 2013 au 31 décembre 2014"


def test_a_period_names_a_month_or_a_year_of_both_its_ends_once() -> None:
    two_days = (date(2012, 3, 11), date(2012, 3, 12))
    assert [words.period(*two_days, language) for language in LANGUAGES] == [
        "11 to 12 March 2012",
        "du 11 au 12 mars 2012",
        "من 11 إلى 12 مارس 2012",
    ]
    assert words.period(date(2014, 1, 1), CONFERENCE, "fr") == "du 1er janvier au 31 décembre 2014"


@given(some.dates(date(1900, 1, 1)), some.sampled_from(LANGUAGES))
def test_every_day_names_its_year_and_its_month(value: date, language: str) -> None:
    said = words.day(value, language)
    assert said.endswith(words.month(value, language))
    assert str(value.year) in said
