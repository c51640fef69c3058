"""Every page in every language, at odd addresses, and with nothing to show."""

import re
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import navigation
from tests.ui.conftest import MAIN, Open, html

PAGES = navigation.EVERYBODYS
EVERY = list(product(PAGES, LANGUAGES))
ODD = [
    {"clause": "12"},
    {"country": "ZZ"},
    {"kind": "<script>alert(1)</script>"},
    {"as_of": "2014-02-30"},
    {"known_on": "then?"},
    {"currency": "XXX"},
    {"funder": "'; DROP TABLE project; --"},
    {"colour": "red"},
    {"project": "no-such-project"},
    {"portfolio": "perhaps", "illustrative": "perhaps", "pipeline": ""},
    {"as_of": "0001-01-01"},
]


def worked(test: AppTest) -> AppTest:
    assert not test.exception
    return test


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_page_opens_with_its_title_in_the_readers_language(
    demonstration: LivePortfolio, page: Open, name: str, language: str
) -> None:
    said = html(worked(page(name, language)))
    words = Translator(language)
    title = "method.title" if name == "method" else f"nav.{name}"
    assert f"<h1>{words(title)}</h1>" in said
    assert f'lang="{language}" dir="{words.direction}" aria-current="true"' in said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_page_of_an_empty_portfolio_says_that_nothing_is_published_yet(
    empty: LivePortfolio, page: Open, name: str, language: str
) -> None:
    said = html(worked(page(name, language)))
    if name in ("summary", "gaps", "funders", "projects"):
        assert Translator(language)("empty.unpublished") in said.replace("&#x27;", "'")
        assert "rp-first-steps" not in said
        assert "python -m" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_portfolio_leads_its_administrator_to_the_first_project(
    empty: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    for name in ("summary", "gaps", "funders", "projects", "quality", "desk"):
        said = html(worked(page(name, language, as_role="administrator")))
        _, _, steps = said.partition('<ol class="rp-first-steps">')
        links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', steps.partition("</ol>")[0])
        assert [title for _, title in links] == [
            words(f"empty.step.{step}") for step in ("organisations", "people", "project")
        ]
        assert [href.partition("?")[0] for href, _ in links] == [
            "/administration", "/administration", "/entry",
        ]  # fmt: skip
        assert "section=organisations" in links[0][0]
        assert "section=people" in links[1][0]


def test_the_first_steps_link_only_where_the_reader_may_go(
    empty: LivePortfolio, page: Open
) -> None:
    said = html(worked(page("desk", as_role="secretary")))
    steps = said.partition('<ol class="rp-first-steps">')[2].partition("</ol>")[0]
    assert re.findall(r'href="/([a-z]*)', steps) == ["entry"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("query", ODD, ids=lambda query: "-".join(query))
def test_an_odd_address_gets_a_page_and_never_a_failure(
    demonstration: LivePortfolio, page: Open, name: str, query: dict[str, str]
) -> None:
    said = html(worked(page(name, "en", **query)))
    assert "<script>alert" not in said
    if name in query:  # what the page is about: none of that name is no page
        assert Translator("en")("empty.nowhere") in said
    elif set(query) - {"project", "colour"} and query.get("pipeline", " "):
        assert 'role="alert"' in said


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_and_backward_view_of_a_page_opens(
    demonstration: LivePortfolio, page: Open, name: str
) -> None:
    query = {"clause": ["2", "8"], "country": "LY", "as_of": "2014-03-31", "known_on": "then"}
    worked(
        page(name, "fr", **query, currency="USD", in_kind="on", band="pipeline", portfolio="record")
    )
    worked(page(name, "ar", as_of="2001-01-01"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_drawn_for_a_reader_the_middleware_did_not_name(
    demonstration: LivePortfolio, language: str
) -> None:
    test = AppTest.from_file(str(MAIN), default_timeout=60)
    test.user = {"language": language}
    worked(test.run())
    assert [error.value for error in test.error] == [Translator(language)("shell.no_identity")]
    assert not test.get("html")
    assert not test.get("plotly_chart")


def test_no_folder_beside_the_script_makes_streamlit_run_pages_alone() -> None:
    assert not (MAIN.parent / "pages").exists()
