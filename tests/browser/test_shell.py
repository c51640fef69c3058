"""The frame around every page, in a real browser on a real server."""

import json
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser

from portfolio.text.languages import LANGUAGES, direction
from portfolio.text.words import Translator
from portfolio.web import shell
from tests.browser.conftest import Visit
from tests.browser.serving import browsing

pytestmark = pytest.mark.browser

PAGES = ("/", "/declaration", "/gaps", "/funders", "/road", "/projects", "/method")


def test_streamlit_run_finds_the_application_and_not_a_bare_script(site: str) -> None:
    with urllib.request.urlopen(site) as answer:
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-language"] == "en"
    with urllib.request.urlopen(f"{site}/readyz") as answer:
        assert json.load(answer) == {"ready": True}


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_language_and_direction_are_right_from_the_first_paint_and_stay(
    visit: Visit, spoken: str
) -> None:
    visit.open(f"/?lang={spoken}")
    frames = visit.page.evaluate("window.frames_seen")
    assert set(frames) == {f"{spoken} {direction(spoken)}"}
    assert Translator(spoken)("app.short_title") in visit.page.title()


def test_the_script_is_told_who_reads(visit: Visit) -> None:
    visit.open("/")
    assert Translator("en")("shell.no_identity") not in visit.page.content()
    assert visit.page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_page_is_in_its_language_without_any_script(
    site: str, browser: Browser, spoken: str
) -> None:
    with browsing(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/gaps?lang={spoken}")
        assert page.locator("html").get_attribute("lang") == spoken
        assert page.locator("html").get_attribute("dir") == direction(spoken)
        assert Translator(spoken)("web.needs_scripts") in page.content()


def test_nothing_a_page_asks_for_leaves_the_host_or_breaks_its_policy(visit: Visit) -> None:
    for number, path in enumerate(PAGES):
        visit.open(f"{path}?lang={LANGUAGES[number % len(LANGUAGES)]}")
        assert visit.page.evaluate("window.violations") == []
    visit.page.wait_for_load_state("networkidle")
    assert any(url.startswith("ws://") for url in visit.requests)
    assert visit.elsewhere() == []
    assert [said for said in visit.complaints if "Content Security Policy" in said] == []


def test_an_address_without_a_language_is_given_the_readers(visit: Visit) -> None:
    visit.open("/projects?kind=regional")
    assert "lang=en" in visit.page.url
    assert "kind=regional" in visit.page.url


@pytest.mark.full
def test_a_language_chosen_once_holds_for_later_visits(visit: Visit) -> None:
    visit.open("/lang/ar?next=/gaps")
    assert visit.page.url.endswith("/gaps?lang=ar")
    visit.open("/funders")
    assert visit.page.locator("html").get_attribute("dir") == "rtl"
    assert "lang=ar" in visit.page.url


def test_back_returns_to_the_page_in_the_language_it_was_read_in(visit: Visit) -> None:
    visit.open("/?lang=fr")
    visit.open("/?lang=ar")
    visit.page.go_back()
    visit.settle()
    assert visit.page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize("spoken", ["fr", "ar"])
def test_streamlits_own_phrases_are_in_the_readers_language(visit: Visit, spoken: str) -> None:
    visit.open(f"/gaps?lang={spoken}")
    said = visit.page.evaluate(
        """() => [...document.querySelectorAll(":not(.js-plotly-plot *)")].flatMap((element) =>
          ["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name)))
          .filter(Boolean)"""
    )
    same_in_both = {english for english, other in shell.phrases(spoken).items() if english == other}
    assert (set(said) & set(shell.phrases(spoken))) - same_in_both == set()


@pytest.mark.full
def test_two_browsers_are_two_readers(visit: Visit, site: str, browser: Browser) -> None:
    visit.open("/")
    with browsing(browser) as other:
        other.new_page().goto(site)
        readers = [
            {cookie["name"]: cookie for cookie in context.cookies()}["rp_reader"]
            for context in (visit.page.context, other)
        ]
    assert readers[0]["value"] != readers[1]["value"]
    assert all(reader["httpOnly"] for reader in readers)


def test_a_printed_page_leaves_the_controls_out(visit: Visit) -> None:
    visit.open("/")
    visit.page.emulate_media(media="print")
    for control in ("stHeader", "stSidebar", "stToolbar"):
        assert not visit.page.get_by_test_id(control).locator("visible=true").count(), control
    assert visit.page.locator("[data-testid=stMainBlockContainer]").is_visible()


@pytest.mark.full
def test_a_device_that_prefers_dark_gets_the_same_page(visit: Visit) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.open("/")
    paper = visit.page.get_by_test_id("stApp").evaluate(
        "(e) => getComputedStyle(e).backgroundColor"
    )
    assert paper == "rgb(255, 255, 255)"


# What opens a tab beside the page one reads; the middle button is the browser's own everywhere.
NEW_TAB = ({"modifiers": ["Control"]}, {"button": "middle"})


@pytest.mark.full
@pytest.mark.parametrize("press", NEW_TAB, ids=["Ctrl", "middle button"])
def test_a_link_of_the_menu_opens_a_tab_of_its_own_with_the_same_view(
    visit: Visit, press: dict[str, Any]
) -> None:
    visit.open("/gaps?lang=fr&kind=regional")
    for name, path in (("summary", "/"), ("projects", "/projects")):
        link = visit.page.locator(f"[class*=st-key-nav-to-{name}] a")
        with visit.page.context.expect_page() as opened:
            link.click(**press)
        assert opened.value.url.split("?")[0] == f"{visit.site}{path}"
        assert "lang=fr" in opened.value.url
        assert "kind=regional" in opened.value.url
        opened.value.close()
    assert visit.page.url.startswith(f"{visit.site}/gaps?")


@pytest.mark.full
@pytest.mark.parametrize("path", ["/", "/gaps", "/declaration"])
def test_every_way_to_another_page_is_a_whole_path(visit: Visit, path: str) -> None:
    visit.open(f"{path}?lang=en")
    visit.page.locator("a[href]").nth(10).wait_for(state="attached")
    given = visit.page.evaluate(
        """() => [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href"))"""
    )
    assert [href for href in given if not href.startswith(("/", "#", "http", "mailto:"))] == []
