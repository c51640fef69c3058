"""An explanation and a table have addresses: opening one names it, and such an address opens it."""

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

WORDS = Translator("en")


def asked(test: AppTest, name: str) -> list[str]:
    given = test.query_params.get(name, [])
    return list(given) if isinstance(given, list) else [given]


def test_opening_an_explanation_changes_the_address(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = page("gaps").button(key="explain-gap").click().run()
    assert asked(test, "explain") == ["gap"]
    assert WORDS("figure.gap.meaning") in html(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_of_an_explanation_opens_it(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    said = html(page("summary", language, explain="secured"))
    assert Translator(language)("figure.secured.meaning").replace("'", "&#x27;") in said


def test_one_line_of_a_split_has_an_address_too(demonstration: LivePortfolio, page: Open) -> None:
    whole = html(page("summary", explain="secured"))
    part = html(page("summary", explain="secured:country:LY"))
    assert WORDS("figure.secured.meaning") in part
    assert whole != part


@pytest.mark.parametrize(
    "wanted", ["nothing", "secured:planet:MARS", "secured:country:ZZ", "gap:", "<b>", ""]
)
def test_an_address_that_names_no_figure_opens_nothing(
    demonstration: LivePortfolio, page: Open, wanted: str
) -> None:
    test = page("summary", explain=wanted)
    assert not test.exception
    if wanted != "gap:":
        assert 'class="rp-value"' not in html(test).partition("<footer")[2]


def test_what_has_no_meaning_in_a_band_is_not_explained(
    demonstration: LivePortfolio, page: Open
) -> None:
    for portfolio in ("record", "example"):
        test = page("gaps", explain="gap", band="context", portfolio=portfolio)
        assert not test.exception


def test_showing_a_table_changes_the_address_and_back(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = page("funders").toggle(key="table-funders").set_value(True).run()
    assert asked(test, "table") == ["funders"]
    assert "<table" in html(test)
    test = test.toggle(key="table-funders").set_value(False).run()
    assert asked(test, "table") == []


def test_the_address_of_a_table_opens_it_and_an_unknown_one_nothing(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = page("funders", table=["funders", "no-such-chart"])
    assert test.toggle(key="table-funders").value is True
    assert not test.exception
    assert WORDS("error.unknown_filter", name="table", value="no-such-chart") not in html(test)
