"""Moments at the time of day where the reader is, in a zone that is named."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portfolio.text import words as text_words
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator

AT = datetime(2014, 7, 3, 23, 30, tzinfo=UTC)


def bare(said: str) -> str:
    return said.replace("\u2066", "").replace("\u2069", "").replace("\u2068", "")


def test_a_moment_stands_at_the_hour_of_its_reader_with_the_zone_named() -> None:
    said = [bare(Translator(language, "Africa/Tunis").moment(AT)) for language in LANGUAGES]
    assert said == [
        "4 Jul 2014, 00:30 (Tunis time)",
        "4 juil. 2014, 00:30 (heure locale\u00a0: Tunis)",
        "4 يوليو 2014، 00:30 (بتوقيت تونس)",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("zone", ["", "UTC", "Etc/UTC", "Nowhere/Atlantis", "../etc/passwd", None])
def test_an_unknown_zone_is_utc_and_says_so(zone: str | None, language: str) -> None:
    words = Translator(language, text_words.known_zone(zone))
    assert bare(words.clock(AT)) == "23:30 UTC"


def test_a_zone_named_after_no_city_says_how_far_it_is_from_utc() -> None:
    assert Translator("en", "Etc/GMT-3").clock(AT) == "02:30 UTC+03:00"


def test_a_moment_among_the_values_of_a_phrase_is_written_the_same_way() -> None:
    words = Translator("en", "Africa/Tunis")
    assert words("changes.when", when=AT) == words.moment(AT)


@given(
    zone=some.sampled_from(sorted(available_timezones())),
    at=some.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=some.just(UTC)),
    language=some.sampled_from(LANGUAGES),
)
def test_every_zone_is_named_and_changes_no_moment(zone: str, at: datetime, language: str) -> None:
    known = text_words.known_zone(zone)
    # A time that comes twice a year equals none of another zone (PEP 495): compared in UTC.
    assert text_words.local(at, known).astimezone(UTC) == at
    said = text_words.clock(at, known, language)
    assert f"{text_words.local(at, known):%H:%M}" in said
    assert len(bare(said)) > len("14:03 ")
