"""What a reader chose for their own pages, as every page shows it."""

import pytest
from streamlit.runtime.context import ContextProxy

from portfolio.services.live import LivePortfolio
from portfolio.text.words import Translator
from portfolio.ui.shell import COUNTRY_COOKIE
from portfolio.web import own_page
from tests.ui.conftest import Open, html

ENGLISH = Translator("en")


def test_the_country_a_reader_chose_is_one_click_away_on_every_page(
    demonstration: LivePortfolio, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies: dict[str, str] = {}
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: cookies))
    assert "/preferences?" in html(page("gaps"))
    way = "/country?country=ML&amp;lang=en"
    cookies[COUNTRY_COOKIE] = "ML"
    assert way in html(page("gaps")).split("rp-languages")[0]
    assert ENGLISH("preferences.short") in html(page("gaps"))
    for unknown in ("XX", "", '"><b>'):
        cookies[COUNTRY_COOKIE] = unknown
        masthead = html(page("gaps")).split("rp-languages")[0]
        assert way not in masthead
        assert "<b>" not in masthead


def test_page_and_form_mean_the_same_cookie() -> None:
    assert COUNTRY_COOKIE == own_page.COUNTRY_COOKIE
