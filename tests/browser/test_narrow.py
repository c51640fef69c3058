"""Telephones, tablets and 200 % zoom: nothing slides sideways, touches or is cut; the first screen answers."""

import time

import pytest
from playwright.sync_api import Browser, Page

from portfolio.text.languages import LANGUAGES
from tests.browser.serving import browsing
from tests.building.effort import IS_FULL

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/declaration",
    "/declaration?clause_shown=3",
    "/gaps",
    "/funders",
    "/country?country=ML",
    "/funder?funder=ILLUSTRATIVE-A",
    "/road",
    "/projects",
    "/projects?project=ILL-07",
    "/projects?project=DE-AUBP&portfolio=record",
    "/lists",
    "/completeness",
    "/method",
)
WIDTHS = (360, 390, 430, 640, 820)  # of telephones, of 1280 pixels at 200 %, of a tablet
FIRST_SCREEN = 844  # the height of a common telephone in pixels
LAST_LINE = 20  # the last row of the last card may stand this much below its edge
ANSWERS = (".rp-answer-said", ".rp-stat-days", ".rp-requirement", ".rp-question")
# What reaches out of the window and is not inside something that scrolls by itself.
OUTSIDE = """() => [...document.querySelectorAll("[data-testid=stMainBlockContainer] *")].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || (box.right <= innerWidth + 1 && box.left >= -1)) return false;
  for (let up = e; up; up = up.parentElement) {
    const style = getComputedStyle(up);
    if (style.clipPath !== "none" || style.visibility === "hidden") return false;
    if (["auto", "scroll", "hidden"].includes(style.overflowX) && up.clientWidth <= innerWidth
        && up.closest("[data-testid=stMainBlockContainer]")) return false;
  }
  return true;
}).slice(0, 3).map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 60)}`)"""

# Tables that would have to be moved sideways, so that a figure is out of sight or cut.
CUT_TABLES = """() => [...document.querySelectorAll(".rp-scroll")]
  .filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
  .map((e) => `${e.firstChild.className} ${e.scrollWidth} > ${e.clientWidth}`)"""

# Labels of charts that stand in one another, or reach out of their picture.
LABELS = """() => [...document.querySelectorAll(".js-plotly-plot")]
  .filter((e) => e.offsetParent).flatMap((plot) => {
  const frame = plot.getBoundingClientRect();
  const labels = [...plot.querySelectorAll(
      ".xtick text, .ytick text, .annotation-text, .bartext, .textpoint text, .legendtext")]
    .map((e) => ({ box: e.getBoundingClientRect(), words: e.textContent,
                   along: e.parentNode.classList.contains("xtick") }))
    .filter(({ box }) => box.width > 1);
  const cut = labels.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1
    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  const touching = labels.flatMap((a, at) => labels.slice(at + 1).filter((b) =>
    Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > (a.along && b.along ? -3 : 1)
    && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 2)
    .map((b) => `${a.words} | ${b.words}`));
  return [...cut.map(({ words }) => `cut: ${words}`), ...touching];
})"""
DRAWN = """() => !document.querySelector("[data-testid=stSkeleton]")
  && [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .every((e) => !e.offsetParent || e.querySelector(".main-svg"))"""
PROJECT_SCREENS = 6


def _read(page: Page, address: str) -> None:
    """Open a page and wait until its foot is drawn and the script is at rest."""
    page.goto(address)
    page.wait_for_selector("footer.rp-foot", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    until = time.monotonic() + 60
    while not page.evaluate(DRAWN) and time.monotonic() < until:
        page.wait_for_timeout(100)
    page.evaluate("document.fonts.ready.then(() => true)")


@pytest.mark.parametrize("portfolio", ["example", "record"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_telephone_holds_every_answer(
    site: str, browser: Browser, language: str, portfolio: str
) -> None:
    with browsing(browser, viewport={"width": 390, "height": FIRST_SCREEN}) as context:
        page = context.new_page()
        _read(page, f"{site}/?portfolio={portfolio}&lang={language}")
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
        _read(page, f"{site}/projects?lang={language}")
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        assert height <= PROJECT_SCREENS * FIRST_SCREEN
        # More of them are a link away, which the keyboard reaches and the address names.
        page.locator("#paging-next").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**page=2**")
        page.wait_for_selector("#list-start:focus")


@pytest.mark.full
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
            _read(page, f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(OUTSIDE) == [], path
            assert page.evaluate(CUT_TABLES) == [], path
            assert page.evaluate(LABELS) == [], path
