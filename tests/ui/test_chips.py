"""Chips: each part of a view that can be ended, by a link that works without any script."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import currency_name
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

CHIP = re.compile(r'<a href="([^"]*)" id="chip-([a-z_]+)-\d+" class="rp-chip" aria-label="([^"]*)"')
EVERYTHING = {
    "country": ["LY", "ML"],
    "clause": "6",
    "as_of": "2014-03-31",
    "known_on": "then",
    "currency": "USD",
    "kind": "regional",
    "priority": "security",
    "region": "sahel_sahara",
    "provenance": "illustrative",
    "in_kind": "on",
    "confidence": "documented",
}
ALL = re.compile(r'<a href="([^"]*)" id="chip-all"')


def query(href: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(unescape(href)).query)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_a_view_is_a_chip_that_ends_it_alone(page: Open, language: str) -> None:
    test = page("gaps", language, sort="countries:-gap", **EVERYTHING)
    assert not test.exception
    found = CHIP.findall(html(test))
    parts = [part for _, part, _ in found]
    assert parts[:5] == ["country", "country", "clause", "as_of", "currency"]
    assert set(parts) == set(EVERYTHING)
    before = query(found[0][0]) | {"country": ["LY", "ML"]}
    for href, part, _ in found:
        assert unescape(href).startswith("/gaps?")
        after = query(href)
        gone = {name for name in before if before[name] != after.get(name)}
        assert gone == {part}, part
        assert after["sort"] == ["countries:-gap"]
    (everything,) = ALL.findall(html(test))
    assert query(everything) == {"lang": [language], "sort": ["countries:-gap"]}


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_chip_says_what_it_ends(page: Open, language: str) -> None:
    words = Translator(language)
    test = page("summary", language, currency="USD")
    ((_, _, name),) = CHIP.findall(html(test))
    usd = currency_name("USD", language)
    shown = words("word.colon", label=words("filter.currency"), value=usd)
    assert unescape(name) == words("filter.remove", filter=shown)
    assert shown in unescape(html(test))


@pytest.mark.usefixtures("demonstration")
def test_the_usual_view_has_no_chip(page: Open) -> None:
    assert "rp-chips" not in html(page("summary"))


@pytest.mark.usefixtures("demonstration")
def test_a_band_that_is_ended_takes_its_statuses_with_it(page: Open) -> None:
    test = page("projects", band="pipeline", status="pipeline")
    ended = next(href for href, part, _ in CHIP.findall(html(test)) if part == "band")
    assert query(ended) == {"lang": ["en"]}


@pytest.mark.usefixtures("demonstration")
def test_a_chip_begins_a_list_with_its_first_page_and_leaves_the_search(page: Open) -> None:
    test = page("projects", country="LY", search="border", page="1")
    ((href, _, _),) = CHIP.findall(html(test))
    assert query(href) == {"lang": ["en"], "search": ["border"]}
