"""The map of the Summary page: its note is in sight, a country narrows the page, and it can be left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portfolio import settings
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import chart
from tests.ui.conftest import Open, html

WRONG = {
    "no JSON": "{",
    "no map": "{}",
    "a list": "[1]",
    "no shape": '{"features": [{"id": "MLI", "geometry": null, "properties": {"kind": "country"}}]}',
    "not text": "\udcff",
}


@pytest.fixture(params=["off", *WRONG])
def without_map(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[None]:
    file = tmp_path / "own.json"
    if request.param in WRONG:
        file.write_bytes(WRONG[request.param].encode(errors="surrogateescape"))
    monkeypatch.setenv("PORTFOLIO_MAP", str(file) if request.param in WRONG else "off")
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


def test_a_map_that_is_left_out_or_wrong_leaves_the_bars(
    without_map: None, demonstration: LivePortfolio, page: Open
) -> None:
    test = page("summary")
    assert not test.exception
    said = html(test)
    assert Translator("en")("note.boundaries") not in said
    assert Translator("en")("chart.map.title") not in said
    assert Translator("en")("chart.countries.title") in said
