"""The map of the Summary page: its note is in sight, a country narrows the page, and it can be left out."""

from collections.abc import Iterator

import pytest

from portfolio import settings
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import chart
from tests.ui.conftest import Open, html


@pytest.fixture
def without_map(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PORTFOLIO_MAP", "off")
    settings.current.cache_clear()
    chart.boundaries.cache_clear()
    yield
    monkeypatch.undo()
    settings.current.cache_clear()
    chart.boundaries.cache_clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_on_boundaries_stands_under_the_map(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    for country in ({}, {"country": ["LY", "ML"]}):
        assert Translator(language)("note.boundaries") in html(page("summary", language, **country))


def test_a_country_leads_to_the_view_of_it(demonstration: LivePortfolio, page: Open) -> None:
    test = page("summary")
    test.session_state["figure-map"] = {"selection": {"points": [{"customdata": ["LY"]}]}}
    test.run()
    assert test.query_params["country"] in ("LY", ["LY"])


def test_a_map_that_is_left_out_leaves_the_bars(
    without_map: None, demonstration: LivePortfolio, page: Open
) -> None:
    test = page("summary")
    assert not test.exception
    said = html(test)
    assert Translator("en")("note.boundaries") not in said
    assert Translator("en")("chart.map.title") not in said
    assert Translator("en")("chart.countries.title") in said
