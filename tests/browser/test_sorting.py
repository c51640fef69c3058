"""Sorting in a browser: by click and by key, without a new page, with the focus where it was."""

import pytest
from playwright.sync_api import expect

from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.browser.conftest import Visit
from tests.browser.screens import axe_faults

pytestmark = pytest.mark.browser

GAP, TITLE = "#sort-head-projects-gap", "#sort-head-projects-title"
FOCUS = "document.activeElement.id"


def _titles(visit: Visit) -> list[str]:
    return visit.page.locator(".rp-list tbody th a").all_inner_texts()


def _is_sorted(visit: Visit, head: str, direction: str) -> None:
    visit.page.wait_for_selector(f"th[aria-sort={direction}] {head}", timeout=20_000)
    visit.settle()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_head_sorts_by_click_and_by_key_and_keeps_the_focus(visit: Visit, language: str) -> None:
    visit.open(f"/projects?lang={language}")
    visit.page.locator(TITLE).wait_for()
    usual = _titles(visit)
    assert usual
    visit.page.evaluate("window.stayed = true")
    visit.page.locator(TITLE).click()
    _is_sorted(visit, TITLE, "ascending")
    by_title = _titles(visit)
    assert by_title != usual
    assert "sort=projects%3Atitle" in visit.page.url
    assert visit.page.evaluate(FOCUS) == TITLE[1:]
    visit.page.keyboard.press("Enter")
    _is_sorted(visit, TITLE, "descending")
    assert visit.page.evaluate(FOCUS) == TITLE[1:]
    assert set(_titles(visit)) != set(by_title)  # the last of the whole list, not of its first page
    visit.page.go_back()
    _is_sorted(visit, TITLE, "ascending")
    assert _titles(visit) == by_title
    visit.page.go_back()
    _is_sorted(visit, GAP, "descending")
    assert _titles(visit) == usual
    assert visit.page.evaluate("window.stayed")
    visit.open(f"/projects?lang={language}&sort=projects%3Atitle")
    visit.page.locator(TITLE).wait_for()
    assert _titles(visit) == by_title


def test_an_ended_filter_hands_the_focus_to_the_next(visit: Visit) -> None:
    visit.open("/projects?lang=en&country=ML&clause=6&currency=USD")
    visit.page.locator(".rp-chip").first.focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".rp-chip")).to_have_count(2)
    visit.settle()
    assert "country" not in visit.page.url
    expect(visit.page.locator(".rp-chip").first).to_be_focused()
    visit.page.locator("#chip-all").click()
    expect(visit.page.locator(".rp-chips")).to_have_count(0)
    visit.settle()
    assert "currency" not in visit.page.url


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_telephone_sorts_from_a_list(visit: Visit, language: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.page.goto(f"{visit.site}/projects?lang={language}")
    visit.page.locator(".rp-sort-by summary").first.wait_for()
    usual = _titles(visit)
    assert not visit.page.locator(TITLE).is_visible()
    visit.page.locator(".rp-sort-by summary").first.click()
    visit.page.locator("#sort-list-projects-title").click()
    expect(visit.page.locator(".rp-list tbody th a").first).not_to_have_text(usual[0])
    assert _titles(visit) != usual
    expect(visit.page.locator(".rp-sort-by summary").first).to_be_focused()
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_fault_in_a_narrowed_and_sorted_list(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.page.goto(f"{visit.site}/projects?lang=ar&country=LY&currency=USD&sort=projects%3Atitle")
    visit.page.locator("footer.rp-foot").wait_for()
    visit.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    assert axe_faults(visit.page) == []
    visit.page.get_by_role("button", name=Translator("ar").count("filter.active", 2)).click()
    form = visit.page.locator("[data-testid=stForm]").last
    form.get_by_role("button", name=Translator("ar")("filter.apply")).wait_for()
    assert axe_faults(visit.page) == []
