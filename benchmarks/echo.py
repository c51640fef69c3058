"""How long after leaving the field of an amount its echo stands, in a browser on the page itself."""

import statistics
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from benchmarks.lines import Line, at_most
from benchmarks.server import ROOT, serving, wait
from portfolio.text.words import Translator

LIMIT_MS: Final = 150
KEY_MS: Final = 100  # between two keys: somebody who types fast
_TURNS: Final = 21
_CHROMIUM: Final = Path("/usr/bin/chromium")
# From the moment the field loses the focus to the frame in which the echo says what is expected.
_LEAVE: Final = """([expected]) => new Promise((resolve) => {
  const echo = () => document.querySelector("[data-rp-amount]");
  let from = 0;
  const look = () => {
    const place = echo();
    if (place !== null && place.textContent.includes(expected) && place.offsetHeight > 0)
      requestAnimationFrame(() => resolve(performance.now() - from));
    else requestAnimationFrame(look);
  };
  from = performance.now();
  document.activeElement.blur();
  look();
})"""


def lines() -> list[Line]:
    """The median over some amounts typed on the page where money is recorded."""
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        serving(ROOT / "app.py", Path(folder) / "echo.db") as server,
    ):
        wait(server)
        taken = _measured(f"http://localhost:{server.port}")
    name = "echo of an amount after leaving its field, median"
    return [Line(name, statistics.median(taken), "ms", at_most(LIMIT_MS))]


def _measured(site: str) -> list[float]:
    with sync_playwright() as playwright:
        own = str(_CHROMIUM) if _CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=own)
        try:
            page = browser.new_page(locale="en-GB")
            page.goto(f"{site}/demonstration/secretary?lang=en")
            page.get_by_role("button", name=Translator("en")("people.continue")).click()
            page.wait_for_url("**/desk?*")
            page.goto(f"{site}/record?lang=en&portfolio=record&project=SEAHORSE-MED&field=flows")
            _at_rest(page)
            box = page.get_by_role("combobox", name="Currency").last
            box.click()
            box.fill("EUR")
            page.get_by_role("option").first.click()
            _at_rest(page)
            return [_turn(page, 1_000 * (turn + 1) + 250) for turn in range(_TURNS)]
        finally:
            browser.close()


def _turn(page: Page, amount: int) -> float:
    """Milliseconds of one amount."""
    field = page.locator("[class*='-amount'] input").last
    field.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"{amount:,}.00", delay=KEY_MS)
    taken: float = page.evaluate(_LEAVE, [f"{amount:,}.00"])
    _at_rest(page)
    return taken


def _at_rest(page: Page) -> None:
    page.wait_for_timeout(200)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=90_000)
