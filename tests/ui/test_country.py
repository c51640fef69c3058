"""The page of one country: the same view with one more filter, its parts, and what is no country."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from portfolio.measures import headline
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_shows_the_figures_of_the_view_narrowed_to_it(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    test = page("country", language, country="ML")
    assert not test.exception
    said, words = html(test), Translator(language)
    default = demonstration.default_question()
    asked = replace(default, filters=replace(default.filters, countries=frozenset({"ML"})))
    amounts = headline.headline(demonstration.view(asked)).amounts
    for minor in (amounts.requirement, amounts.covered, amounts.gap_after_pledges):
        assert words.amount(minor, "EUR") in unescape(said)
    for key in ("cards.next", "summary.far", "country.projects", "latest.title"):
        assert esc(words(key)) in said
    assert re.search(r"<h1>[^<]+</h1>", said)
    assert f"<h1>{words('nav.country')}</h1>" not in said


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_that_does_not_exist_is_no_page(page: Open, language: str) -> None:
    nowhere = html(page("country", language, country="XX"))
    assert Translator(language)("empty.nowhere") in unescape(nowhere)
    assert "XX" not in re.sub(r'(href|data-[\w-]+)="[^"]*"', "", nowhere)


@pytest.mark.usefixtures("demonstration")
def test_no_country_or_several_offer_the_countries_of_the_view(page: Open) -> None:
    every, two = html(page("country")), html(page("country", country=["ML", "NE"]))
    assert f"<h1>{Translator('en')('nav.country')}</h1>" in every
    assert 'href="/country?country=ML&amp;lang=en"' in every
    assert 'href="/country?country=TN&amp;lang=en"' not in two
    assert 'href="/country?country=NE&amp;lang=en"' in two


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_without_anything_in_the_view_says_what_to_do(page: Open, language: str) -> None:
    said = unescape(html(page("country", language, country="ML", as_of="2012-01-01")))
    words = Translator(language)
    assert words("empty.subject.next") in said
    assert words("nav.country.all") in said


@pytest.mark.usefixtures("demonstration")
def test_the_filters_that_end_on_a_country_page_leave_its_country(page: Open) -> None:
    test = page("country", country="ML", clause="6", currency="USD")
    said = html(test)
    assert 'id="chip-country' not in said
    (everything,) = re.findall(r'href="([^"]*)" id="chip-all"', said)
    assert parse_qs(urlsplit(unescape(everything)).query) == {"country": ["ML"], "lang": ["en"]}


@pytest.mark.usefixtures("demonstration")
def test_names_lead_to_the_pages_of_what_they_name(page: Open) -> None:
    project = html(page("projects", project="ILL-02"))
    assert re.search(r'<a href="/country\?country=[A-Z]{2}&amp;lang=en"', project)
    assert 'href="/declaration?clause_shown=' in project
    assert re.search(r'href="/funder\?funder=ILLUSTRATIVE-[A-Z]&amp;lang=en"', project)
    assert re.search(r'href="/funder\?funder=[^"]+"', html(page("completeness")))
    for name in ("gaps", "summary"):
        said = html(page(name))
        for axis in ("country", "clause"):
            pattern = {"country": r"/country\?country=", "clause": r"/declaration\?clause_shown="}
            assert re.search(f'href="{pattern[axis]}', said), (name, axis)
