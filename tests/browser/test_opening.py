"""What stands in the page before the scripts are there, and how it gives way to the page."""

import pytest
from playwright.sync_api import Browser, Route

from portfolio.text.languages import LANGUAGES, direction
from portfolio.text.words import Translator
from tests.browser.conftest import Visit
from tests.browser.serving import browsing

pytestmark = pytest.mark.browser

FIRST = "#rp-first"


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_title_answer_and_figures_are_read_before_any_script_of_streamlit(
    visit: Visit, spoken: str
) -> None:
    waiting: list[Route] = []
    visit.page.route("**/static/js/**", lambda route: waiting.append(route))
    visit.page.goto(f"{visit.site}/?lang={spoken}", wait_until="commit")
    words, first = Translator(spoken), visit.page.locator(FIRST)
    first.locator(".rp-answer-said").wait_for()
    heading = visit.page.get_by_role("heading", level=1, name=words("nav.summary"))
    assert heading.is_visible()
    assert visit.page.get_by_role("status").inner_text() == words("web.loading.rest")
    assert first.evaluate("(e) => getComputedStyle(e).direction") == direction(spoken)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    said = first.locator(".rp-answer-said").inner_text()
    figures = first.locator(".rp-part-value").all_inner_texts()
    assert len(figures) == 3
    for route in waiting:
        route.continue_()
    visit.page.unroute("**/static/js/**")
    visit.settle()
    visit.page.wait_for_selector("#root .rp-answer-said")
    assert first.count() == 0
    page = visit.page.locator("#root")
    assert page.locator(".rp-answer-said").first.inner_text() == said
    assert page.locator(".rp-part-value").all_inner_texts()[:3] == figures


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_stands_where_its_first_words_stood(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.route("**/static/js/**", lambda route: route.abort())
    visit.page.goto(f"{visit.site}/?lang=en")
    visit.page.evaluate("document.fonts.ready.then(() => true)")
    places = ("h1", ".rp-answer-said", ".rp-bar", ".rp-part-value")
    before = [_top(visit, f"{FIRST} {place}") for place in places]
    visit.page.unroute("**/static/js/**")
    visit.open("/?lang=en")
    visit.page.wait_for_selector("#root .rp-bar")
    after = [_top(visit, f"#root {place}") for place in places]
    moved = [abs(one - other) for one, other in zip(before, after, strict=True)]
    assert max(moved) <= 24, dict(zip(places, moved, strict=True))


def _top(visit: Visit, place: str) -> float:
    box = visit.page.locator(place).first.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize(
    "path", ["/gaps", "/projects?project=NO-SUCH", "/method", "/?band=context"]
)
def test_the_first_words_of_every_page_give_way(visit: Visit, path: str) -> None:
    visit.open(f"{path}{'&' if '?' in path else '?'}lang=en")
    visit.page.wait_for_selector(FIRST, state="detached")


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_without_any_script_title_answer_figures_and_the_reason_stay(
    site: str, browser: Browser, spoken: str
) -> None:
    words = Translator(spoken)
    with browsing(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/?lang={spoken}")
        for place in ("h1", ".rp-answer-said", ".rp-part-value"):
            assert page.locator(place).first.is_visible()
        reason = page.locator("noscript p")
        assert reason.is_visible()
        assert reason.inner_text() == words("web.rest_needs_scripts")
        assert not page.get_by_text(words("web.loading.rest")).is_visible()
