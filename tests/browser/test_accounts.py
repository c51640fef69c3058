"""Signing in and out in a real browser, on a real server that begins with no people."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portfolio.text.languages import LANGUAGES, direction
from portfolio.text.words import Translator
from tests.browser.conftest import Visit
from tests.browser.serving import Serving, browsing

pytestmark = pytest.mark.browser

SECRET = "five wild geese by the ford"
ENGLISH = Translator("en")


@dataclass
class Fresh:
    """A server without a demonstration, its database and what it printed."""

    site: str
    database: Path
    log: Path

    def link(self) -> str:
        found = re.findall(r"http://\S+/set-up\?token=\S+", self.log.read_text())
        assert len(found) == 1
        return str(found[0])

    def ago(self, column: str, minutes: int) -> None:
        """Let every session's moment lie so many minutes back."""
        with sqlite3.connect(self.database, timeout=30) as connection:
            connection.execute(
                f"UPDATE person_session SET {column} = {column} - ?", (minutes * 60_000_000,)
            )
        connection.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    folder = tmp_path_factory.mktemp("fresh")
    server = Serving(folder, PORTFOLIO_DEMONSTRATION="off")
    server.start()
    yield Fresh(server.address, folder / "portfolio.db", server.log)
    server.stop()


@pytest.fixture(scope="module")
def state(fresh: Fresh, browser: Browser) -> dict[str, object]:
    """The first administrator, made from the link on the console; the browser's cookies after it."""
    with browsing(browser) as context:
        page = context.new_page()
        page.goto(fresh.link())
        page.get_by_label(ENGLISH("people.login")).fill("first")
        page.get_by_label(ENGLISH("people.name")).fill("First desk")
        page.get_by_label(ENGLISH("people.own_password.chosen"), exact=True).fill("short")
        page.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_contain_text("12")
        expect(page.get_by_label(ENGLISH("people.login"))).to_have_value("first")
        page.get_by_label(ENGLISH("people.own_password.chosen"), exact=True).fill(SECRET)
        page.get_by_role("button").click()
        page.wait_for_url(re.compile("/desk"))
        kept: dict[str, object] = dict(context.storage_state())
    return kept


@pytest.fixture
def signed_in(fresh: Fresh, state: object, browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has just signed in."""
    with browsing(browser, viewport={"width": 1280, "height": 720}) as context:
        visit = Visit(context.new_page(), fresh.site)
        sign_in(fresh, visit.page)
        visit.page.wait_for_url(re.compile("/desk"))
        visit.settle()
        visit.page.goto("about:blank")
        yield context


def sign_in(fresh: Fresh, page: Page, path: str = "/sign-in") -> None:
    page.goto(fresh.site + path)
    page.get_by_label(ENGLISH("people.login")).fill("first")
    page.get_by_label(ENGLISH("people.password"), exact=True).fill(SECRET)
    page.get_by_role("button", name=ENGLISH("people.sign_in")).click()


def opened(fresh: Fresh, context: BrowserContext, path: str) -> Visit:
    visit = Visit(context.new_page(), fresh.site)
    visit.open(path)
    return visit


def act(visit: Visit) -> None:
    """Do something that makes the script run: open the filter bar."""
    visit.page.get_by_role("button", name=ENGLISH("filter.title")).click()


def test_whoever_signed_in_is_named_over_the_page(fresh: Fresh, signed_in: BrowserContext) -> None:
    visit = opened(fresh, signed_in, "/gaps")
    account = visit.page.locator(".rp-account")
    expect(account).to_contain_text("First desk")
    expect(account).to_contain_text(ENGLISH("duty.administrator"))


def test_a_link_survives_signing_in(fresh: Fresh, state: object, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(fresh, page, "/sign-in?next=%2Fgaps%3Fclause%3D3%26lang%3Den")
    page.wait_for_url(re.compile(r"/gaps\?.*clause=3"))


def test_a_wrong_password_is_told_and_the_login_stays(
    fresh: Fresh, state: object, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{fresh.site}/sign-in")
    page.get_by_label(ENGLISH("people.login")).fill("first")
    page.get_by_label(ENGLISH("people.password"), exact=True).fill("something else")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(ENGLISH("error.wrong_sign_in"))
    expect(page.get_by_label(ENGLISH("people.login"))).to_have_value("first")


@pytest.mark.full
@pytest.mark.parametrize(("column", "minutes"), [("seen_at", 31), ("created_at", 12 * 60 + 1)])
def test_an_idle_or_old_session_ends_at_the_next_action(
    fresh: Fresh, signed_in: BrowserContext, column: str, minutes: int
) -> None:
    visit = opened(fresh, signed_in, "/gaps")
    fresh.ago(column, minutes)
    act(visit)
    expect(visit.page.get_by_text(ENGLISH("people.ended"))).to_be_visible()
    again = visit.page.get_by_role("link", name=ENGLISH("people.sign_in_again"))
    assert "next=%2Fgaps" in (again.get_attribute("href") or "")


@pytest.mark.full
def test_signing_out_in_one_tab_ends_the_other(fresh: Fresh, signed_in: BrowserContext) -> None:
    one, two = opened(fresh, signed_in, "/gaps"), opened(fresh, signed_in, "/funders")
    two.page.get_by_role("button", name=ENGLISH("people.sign_out")).click()
    two.page.wait_for_url(f"{fresh.site}/*")
    act(one)
    expect(one.page.get_by_text(ENGLISH("people.ended"))).to_be_visible()
    assert one.page.locator(".rp-account").count() == 0


@pytest.mark.full
def test_a_page_left_open_notices_by_itself_that_its_session_was_ended(
    fresh: Fresh, signed_in: BrowserContext
) -> None:
    visit = opened(fresh, signed_in, "/gaps")
    fresh.ago("seen_at", 31)
    expect(visit.page.get_by_text(ENGLISH("people.ended"))).to_be_visible(timeout=30_000)


def test_a_page_of_the_desk_leads_a_reader_to_sign_in(
    fresh: Fresh, state: object, context: BrowserContext
) -> None:
    page = context.new_page()
    for path in ("/desk", "/administration", "/entry?draft=1", "/review"):
        page.goto(f"{fresh.site}{path}")
        expect(page.locator("h1")).to_have_text(ENGLISH("people.sign_in"))
        assert urlsplit(page.url).path == "/sign-in"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_is_whole_in_every_language_on_a_telephone(
    fresh: Fresh, context: BrowserContext, language: str
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{fresh.site}/sign-in?lang={language}")
    assert page.locator("html").get_attribute("dir") == direction(language)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.get_by_role("button").bounding_box()
    assert box is not None
    assert box["height"] >= 44


@pytest.mark.full
def test_the_demonstration_changes_roles_and_says_where_they_exist(visit: Visit) -> None:
    visit.open("/")
    roles = visit.page.locator(".rp-roles")
    roles.locator("summary").click()
    expect(roles).to_contain_text(ENGLISH("people.demonstration.only"))
    roles.get_by_role("button", name=ENGLISH("duty.secretary")).click()
    expect(visit.page.locator(".rp-roles summary")).to_contain_text(ENGLISH("duty.secretary"))
    visit.page.locator(".rp-roles summary").click()
    roles.get_by_role("button", name=ENGLISH("duty.public")).click()
    visit.page.wait_for_url(re.compile(r"/(\?|$)"))


def test_nobody_gets_in_by_knowing_the_name_of_a_session(
    fresh: Fresh, signed_in: BrowserContext, context: BrowserContext
) -> None:
    with sqlite3.connect(fresh.database, timeout=30) as connection:
        [(digest,)] = connection.execute(
            "SELECT digest FROM person_session WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1"
        )
    connection.close()
    context.add_cookies([{"name": "rp_session", "value": digest[:43], "url": fresh.site}])
    page = context.new_page()
    page.goto(f"{fresh.site}/desk")
    expect(page.locator("h1")).to_have_text(ENGLISH("people.sign_in"))


@pytest.mark.full
def test_a_closed_portfolio_opens_whole_for_who_signs_in_and_for_nobody_else(
    tmp_path: Path, visit: Visit
) -> None:
    server = Serving(tmp_path, PORTFOLIO_DEMONSTRATION="off", PORTFOLIO_PUBLIC="off")
    server.start()
    try:
        closed = Fresh(server.address, tmp_path / "portfolio.db", server.log)
        visit.site = closed.site
        page = visit.page
        page.goto(f"{closed.site}/gaps?lang=fr")
        page.wait_for_url(re.compile("/sign-in"))
        expect(page.locator("h1")).to_have_text(Translator("fr")("people.sign_in"))
        page.goto(f"{closed.link()}&lang=en")
        page.get_by_label(ENGLISH("people.login")).fill("first")
        page.get_by_label(ENGLISH("people.name")).fill("First desk")
        page.get_by_label(ENGLISH("people.own_password.chosen"), exact=True).fill(SECRET)
        page.get_by_role("button").click()
        page.wait_for_url(re.compile("/desk"))
        visit.settle()
        expect(page.locator(".rp-account")).to_contain_text("First desk")
        page.get_by_role("button", name=ENGLISH("people.sign_out")).click()
        page.wait_for_url(re.compile("/sign-in"))
        assert not visit.complaints
    finally:
        server.stop()
