"""Telephones, tablets and 200 % zoom: nothing slides sideways, touches or is cut; the first screen answers."""

import pytest
from playwright.sync_api import Browser

from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.browser import screens
from tests.browser.desk import Hand
from tests.browser.serving import browsing
from tests.building.effort import IS_FULL

pytestmark = pytest.mark.browser

PAGES = tuple(page for page in screens.PAGES["public"] if page not in screens.SERVED_PLAIN)
WIDTHS = (*screens.TELEPHONES, screens.ZOOMED, 820)
FIRST_SCREEN = 844  # the height of a common telephone in pixels
LAST_LINE = 20  # the last row of the last card may stand this much below its edge
ANSWERS = (".rp-answer-said", ".rp-stat-days", ".rp-requirement", ".rp-question")
PROJECT_SCREENS, GAPS_SCREENS = 6, 7


@pytest.mark.parametrize("portfolio", ["example", "record"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_telephone_holds_every_answer(
    site: str, browser: Browser, language: str, portfolio: str
) -> None:
    with browsing(browser, viewport={"width": 390, "height": FIRST_SCREEN}) as context:
        page = context.new_page()
        screens.read(page, f"{site}/?portfolio={portfolio}&lang={language}")
        for answer in ANSWERS:
            box = page.locator(answer).last.bounding_box()
            assert box is not None, answer
            assert box["y"] + box["height"] <= FIRST_SCREEN + LAST_LINE, (answer, box)
        assert page.locator(".rp-rest >> visible=true").count() >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_projects_of_a_telephone_take_at_most_six_screens(
    site: str, browser: Browser, language: str
) -> None:
    with browsing(browser, viewport={"width": 360, "height": FIRST_SCREEN}) as context:
        page = context.new_page()
        screens.read(page, f"{site}/projects?lang={language}")
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        assert height <= PROJECT_SCREENS * FIRST_SCREEN
        # More of them are a link away, which the keyboard reaches and the address names.
        page.locator("#paging-next").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**page=2**")
        page.wait_for_selector("#list-start:focus")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gaps_of_a_telephone_take_at_most_seven_screens_and_unfold(
    site: str, browser: Browser, language: str
) -> None:
    with browsing(browser, viewport={"width": 360, "height": FIRST_SCREEN}) as context:
        page = context.new_page()
        screens.read(page, f"{site}/gaps?lang={language}")
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        assert height <= GAPS_SCREENS * FIRST_SCREEN
        # The rest of a row, of a part and of a list is there: by one key, the list by its address.
        rows = page.locator(".st-key-chart-ranking tbody tr >> visible=true")
        first, shown = rows.first, rows.count()
        assert first.locator("td >> visible=true").count() == 1
        first.locator("summary").focus()
        page.keyboard.press("Enter")
        assert first.locator("td >> visible=true").count() >= 8
        part = page.locator(".st-key-chart-pipeline")
        assert not part.locator("table").is_visible()
        part.locator(".rp-fold summary").click()
        assert part.locator("table").is_visible()
        page.locator("#all-ranking").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**all=ranking**")
        fewer = Translator(language)("show.fewer")
        page.wait_for_selector(f"#all-ranking:focus:text-is('{fewer}')")
        assert rows.count() > shown


@pytest.mark.full
def test_filters_of_a_telephone_are_applied_in_reach_and_the_focus_returns_to_them(
    site: str, browser: Browser
) -> None:
    height = 640  # a telephone whose browser shows its bars
    with browsing(browser, viewport={"width": 360, "height": height}) as context:
        page = context.new_page()
        screens.read(page, f"{site}/gaps?lang=en")
        page.locator("[class*=st-key-filters-] button").first.focus()
        page.keyboard.press("Enter")
        send = page.locator("[data-testid=stPopoverBody] [data-testid=stFormSubmitButton] button")
        send.wait_for()
        page.wait_for_timeout(1200)  # it opens by degrees
        box = send.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height
        page.get_by_role("combobox", name="Country").first.focus()
        page.keyboard.type("Mali")
        page.get_by_role("option", name="Mali", exact=True).wait_for()
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        send.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**country=ML**")
        page.wait_for_selector("[class*=st-key-filters-] button:focus")


@pytest.mark.parametrize("width", WIDTHS if IS_FULL else WIDTHS[:1])
@pytest.mark.parametrize(
    "language", LANGUAGES if IS_FULL else ("ar",)
)  # the longest words; from the right
def test_nothing_slides_sideways_touches_or_is_cut(
    site: str, browser: Browser, language: str, width: int
) -> None:
    with browsing(browser, viewport={"width": width, "height": FIRST_SCREEN}) as context:
        page = context.new_page()
        for path in PAGES:
            screens.read(page, f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
            assert screens.faults(page, screens.SCRIPTS) == {}, path


@pytest.mark.parametrize("width", [390, 1280])
def test_the_way_back_stands_over_the_name_of_who_is_in_the_record_alone(
    site: str, browser: Browser, width: int
) -> None:
    with browsing(browser, viewport={"width": width, "height": FIRST_SCREEN}) as context:
        page = context.new_page()
        screens.read(page, f"{site}/funder?funder=XM-DAC-918&portfolio=example&lang=fr")
        way, name = page.locator(".rp-crumb").bounding_box(), page.locator("h1").bounding_box()
        assert way is not None
        assert name is not None
        assert way["y"] + way["height"] <= name["y"]


@pytest.mark.full
def test_a_telephone_says_whole_what_a_file_may_be(site: str, browser: Browser) -> None:
    with browsing(browser, viewport={"width": 390, "height": FIRST_SCREEN}) as context:
        hand = Hand(context.new_page(), site)
        hand.become("secretary")
        hand.open("/record?project=ILL-07&lang=fr")
        hand.page.locator("[class*='choose-part-files'] button").first.click()
        hand.rest()
        said = hand.page.locator("[data-testid=stFileUploaderDropzoneInstructions] span").last
        said.wait_for()
        assert said.evaluate("line => line.scrollWidth <= line.clientWidth")
        assert said.evaluate("line => getComputedStyle(line).whiteSpace") == "normal"
