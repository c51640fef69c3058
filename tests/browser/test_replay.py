"""The replay in a browser: by hand and by key, in both directions, without the server, without motion."""

import pytest
from playwright.sync_api import Browser, Page, expect

from portfolio.text.words import Translator
from tests.browser.conftest import Visit
from tests.browser.serving import browsing

pytestmark = pytest.mark.browser

SAID, SLIDER, TOLD = ".rp-replay-said", ".rp-replay-slider", ".rp-replay-told"
ROW = '[data-rp-clause="6"]'


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(SLIDER)
    return page


def bar(page: Page) -> list[float]:
    """The parts of the bar of clause 6, as they are drawn."""
    page.wait_for_timeout(700)  # the bars glide
    parts = page.locator(f"{ROW} .rp-board-bar span")
    widths = [
        float(parts.nth(n).evaluate("e => e.getBoundingClientRect().width")) for n in range(3)
    ]
    return [round(width / sum(widths), 3) for width in widths]


def test_keys_move_the_months_and_back_is_the_page_again(visit: Visit) -> None:
    visit.open("/declaration")
    page = visit.page
    before, row, first = page.inner_text(SAID), page.inner_text(ROW), bar(page)
    sent = page.evaluate("performance.getEntriesByType('resource').length")
    page.focus(SLIDER)
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    assert page.inner_text(SAID) != before
    assert page.inner_text(".rp-replay-day") in page.inner_text(SAID)
    assert page.get_attribute(SLIDER, "aria-valuetext") == page.inner_text(".rp-replay-day")
    assert bar(page) != first
    assert page.inner_text(".rp-replay-day") in page.inner_text(".rp-board-day")
    assert page.locator(".st-key-page-day").evaluate("e => getComputedStyle(e).opacity") == "0.3"
    page.check('input[value="then"]')
    page.click(".rp-replay-back")
    assert page.inner_text(SAID) == before
    assert page.inner_text(ROW) == row
    assert bar(page) == first
    assert page.is_checked('input[value="today"]')
    assert page.locator(".st-key-page-day").evaluate("e => getComputedStyle(e).opacity") == "1"
    assert page.evaluate("performance.getEntriesByType('resource').length") == sent
    assert visit.complaints == []


@pytest.mark.full
def test_play_goes_from_rabat_and_stops_when_asked(visit: Visit) -> None:
    visit.open("/declaration")
    page, words = visit.page, Translator("en")
    page.click(".rp-replay-play")
    assert page.input_value(SLIDER) == "0"
    assert page.inner_text(".rp-replay-play") == words("replay.pause")
    expect(page.locator(SLIDER)).to_have_value("2", timeout=20_000)  # a scene stays to be read
    page.click(".rp-replay-play")
    stopped = page.input_value(SLIDER)
    page.wait_for_timeout(1500)
    assert page.input_value(SLIDER) == stopped


@pytest.mark.full
def test_a_screen_reader_is_told_scenes_and_the_day_of_rest_not_every_step(visit: Visit) -> None:
    visit.open("/declaration")
    page = visit.page
    page.evaluate(f"""() => {{
        window.told = [];
        const region = document.querySelector("{TOLD}");
        new MutationObserver(() => window.told.push(region.textContent))
            .observe(region, {{ childList: true, characterData: true, subtree: true }});
    }}""")
    page.click(".rp-replay-play")
    expect(page.locator(SLIDER)).to_have_value("3", timeout=20_000)
    expect(page.locator(SLIDER)).to_have_value("5", timeout=20_000)
    page.click(".rp-replay-play")
    page.wait_for_timeout(1000)
    told = page.evaluate("window.told")
    assert page.inner_text(SAID) in told[-1]
    assert 1 < len(told) < 5
    page.focus(SLIDER)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1000)
    assert page.evaluate("window.told").index(page.inner_text(SAID)) == len(told)


@pytest.mark.full
def test_without_motion_the_button_goes_one_month(site: str, browser: Browser) -> None:
    words = Translator("ar")
    with browsing(browser, viewport={"width": 390, "height": 844}, reduced_motion="reduce") as own:
        page = opened(own.new_page(), f"{site}/declaration?lang=ar")
        assert page.inner_text(".rp-replay-play") == words("replay.next")
        at = int(page.input_value(SLIDER))
        page.click(".rp-replay-play")
        assert int(page.input_value(SLIDER)) == at + 1
        page.wait_for_timeout(1500)
        assert int(page.input_value(SLIDER)) == at + 1
        # Right to left: an earlier month lies to the right.
        columns = page.locator(".rp-replay-col")
        first, last = columns.first.bounding_box(), columns.last.bounding_box()
        assert first is not None
        assert last is not None
        assert first["x"] > last["x"]
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 390
