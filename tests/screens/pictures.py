"""Pictures of the README: four pages and a sheet in three languages, small enough to be fetched at once."""

import io
from contextlib import closing
from typing import Final

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser

from portfolio.settings import ROOT
from portfolio.text.languages import LANGUAGES
from tests.browser.desk import Hand
from tests.browser.serving import browsing

FOLDER: Final = ROOT / "docs" / "pictures"
PAGES: Final = {
    "summary": "/",
    "country": "/country?country=ML",
    "funder": "/funder?funder=ILLUSTRATIVE-A",
    "road": "/road",
}
SHEET: Final = "/country?country=ML"  # the page whose sheet is drawn
SIZE: Final = {"width": 1280, "height": 860}
MAX_BYTES: Final = 150_000
_COLOURS: Final = (160, 96, 64, 32)  # fewer where a picture is too large
_SHEET_SCALE: Final = 1.35  # pixels of a point


def draw(browser: Browser, site: str) -> int:
    """Write each picture as PNG; returns 0."""
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        with browsing(browser, viewport=SIZE) as context:
            hand = Hand(context.new_page(), site)
            for name, path in PAGES.items():
                _open(hand, path, language)
                _write(f"{name}-{language}", Image.open(io.BytesIO(hand.page.screenshot())))
            _open(hand, SHEET, language)
            with hand.page.expect_download() as started:
                hand.page.locator("a.rp-download").first.click()
            with closing(pypdfium2.PdfDocument(started.value.path().read_bytes())) as document:
                _write(f"sheet-{language}", document[0].render(scale=_SHEET_SCALE).to_pil())
    return 0


def _open(hand: Hand, path: str, language: str) -> None:
    """Open a page and wait until its charts are drawn."""
    hand.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    hand.page.wait_for_selector("footer.rp-foot", timeout=60_000)
    hand.page.evaluate("document.fonts.ready.then(() => true)")
    hand.page.wait_for_timeout(1_500)


def _write(name: str, picture: Image.Image) -> None:
    """A PNG of few colours, of fewer where it would be larger than the README shall load."""
    for colours in _COLOURS:
        made = io.BytesIO()
        few = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
        if made.tell() <= MAX_BYTES:
            break
    (FOLDER / f"{name}.png").write_bytes(made.getvalue())
    print(f"{name}.png {picture.width} × {picture.height}, {made.tell() // 1000} kB")
