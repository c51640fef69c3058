"""When the server stops under a page, and addresses that lead nowhere, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from portfolio.text.languages import LANGUAGES, direction
from portfolio.text.words import Translator
from tests.browser.conftest import Visit
from tests.browser.desk import Hand
from tests.browser.serving import Serving, browsing

pytestmark = pytest.mark.browser

STREAMLITS_OWN = (
    "Streamlit",
    "Connection error",
    "Connecting",
    "Press Enter",
    "Press Ctrl",
    "Page not found",
)


def _says_nothing_of_streamlits(visit: Visit) -> None:
    shown = visit.page.locator("body").inner_text()
    for phrase in STREAMLITS_OWN:
        assert phrase not in shown, shown


@pytest.mark.full
def test_a_page_outlives_its_server_and_says_so(
    serving: Serving, tmp_path: Path, browser: Browser
) -> None:
    with browsing(browser, viewport={"width": 1280, "height": 720}) as context:
        visits = []
        for language in LANGUAGES:
            visit = Visit(context.new_page(), serving.address)
            visit.open(f"/projects?lang={language}")
            visits.append(visit)
            field = visit.page.locator(".stApp input[type=text]").first
            field.click()
            field.fill("ILL-0")
        serving.kill()
        for visit, language in zip(visits, LANGUAGES, strict=True):
            lost = visit.page.locator("#rp-lost")
            expect(lost).to_have_text(Translator(language)("web.lost"), timeout=20_000)
        # As long as Streamlit's own dialog would take to come up, and longer.
        visits[0].page.wait_for_timeout(12_000)
        for visit, language in zip(visits, LANGUAGES, strict=True):
            _says_nothing_of_streamlits(visit)
            assert visit.page.locator("[role=dialog]").count() == 0
            field = visit.page.locator(".stApp input[type=text]").first
            expect(field).to_have_value("ILL-0")
            visit.page.screenshot(path=str(tmp_path / f"lost-{language}.png"))
        serving.start()
        for visit in visits:
            expect(visit.page.locator("#rp-lost")).to_have_count(0, timeout=30_000)
            field = visit.page.locator(".stApp input[type=text]").first
            expect(field).to_have_value("ILL-0")
            field.fill("ILL-08")
            field.press("Enter")
            expect(visit.page.locator("body")).to_contain_text("ILL-08", timeout=30_000)
            visit.settle()
            _says_nothing_of_streamlits(visit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_leads_nowhere_answers_in_words(visit: Visit, language: str) -> None:
    words = Translator(language)
    for path in ("/nowhere", "/a/b/c", "/Desk"):
        answer = visit.page.goto(f"{visit.site}{path}?lang={language}")
        assert answer is not None
        assert answer.status == 404
        expect(visit.page.locator("h1")).to_have_text(words("web.not_found.title"))
        assert visit.page.locator("html").get_attribute("dir") == direction(language)
        assert visit.page.get_by_role("dialog").count() == 0


@pytest.mark.full
def test_no_field_speaks_of_keys(visit: Visit) -> None:
    for path in ("/projects?lang=en", "/gaps?lang=fr"):
        visit.open(path)
        for field in visit.page.locator(".stApp input[type=text]").all()[:2]:
            field.click()
            field.press_sequentially("ab")
            _says_nothing_of_streamlits(visit)


def test_a_file_is_saved_in_the_chosen_format(visit: Visit) -> None:
    for language in LANGUAGES:
        visit.open(f"/projects?lang={language}")
        with visit.page.expect_download() as caught:
            words = Translator(language)
            visit.page.locator(".rp-downloads summary").first.click()
            visit.page.get_by_role("link", name=words("download.csv")).first.click()
        assert caught.value.suggested_filename.startswith("projects-20")
        assert caught.value.suggested_filename.endswith(".csv")
        assert Path(caught.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
        assert visit.page.locator("#rp-lost").count() == 0


def test_a_staff_address_leads_to_sign_in_and_back(visit: Visit, context: BrowserContext) -> None:
    page = visit.page
    page.goto(f"{visit.site}/record?project=ILL-01&lang=fr")
    words = Translator("fr")
    expect(page.locator("h1")).to_have_text(words("people.sign_in"))
    page.get_by_role("button", name=words("duty.secretary")).click()
    page.wait_for_url("**/record?project=ILL-01&lang=fr")
    taken = page.locator(".rp-roles summary")
    expect(taken).to_contain_text(words("duty.secretary"), timeout=60_000)
    hand = Hand(page, visit.site)
    hand.rest()
    page.goto(f"{visit.site}/review?lang=fr")
    expect(page.locator("h1")).to_have_text(words("web.not_found.title"))
