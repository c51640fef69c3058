"""Paper: what the browser prints of a page has its head, its view and its address, and nothing is cut."""

import re

import pypdfium2
import pytest
from playwright.sync_api import Browser

from portfolio.text.words import Translator
from tests.browser import screens
from tests.browser.serving import browsing
from tests.building.effort import IS_FULL

pytestmark = pytest.mark.browser

PAGES = [page for page in screens.PAGES["public"] if page not in screens.SERVED_PLAIN]
POINT = 1.0  # a letter may reach this far over the edge of a sheet, in points


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u200e\u200f\u2066-\u2069\ufffe\u0002-]", "", text)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_printed_page_says_what_it_is_and_nothing_of_it_is_cut(
    site: str, browser: Browser, language: str
) -> None:
    with browsing(browser, viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        for path in PAGES if IS_FULL else ("/gaps",):
            joint = "&" if "?" in path else "?"
            screens.read(page, f"{site}{path}{joint}lang={language}")
            sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
            texts = [sheet.get_textpage() for sheet in sheets]
            words = _squeezed("".join(text.get_text_range() for text in texts))
            # Of a line from right to left the words of an address may come in that order, too.
            assert f"lang={language}" in words or f"{language}=lang" in words, path
            if language == "en":
                assert _squeezed(Translator("en")("app.short_title")) in words, path
                assert path == "/method" or "30June2014" in words, path
                for control in ("gaps.ranked.by", "show.all", "show.details"):
                    assert _squeezed(Translator("en")(control)) not in words, (path, control)
            for sheet, text in zip(sheets, texts, strict=True):
                for at in range(text.count_chars()):
                    left, _, right, _ = text.get_charbox(at)
                    assert left >= -POINT, (path, text.get_text_range(at, 20))
                    assert right <= sheet.get_width() + POINT, (path, text.get_text_range(at, 20))
