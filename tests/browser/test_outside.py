"""Nothing from outside: every request and every report of the policy, on every page of every role."""

from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from portfolio.services.access import PAGES as ALL_PAGES
from portfolio.text.languages import LANGUAGES
from tests.browser.conftest import WATCH
from tests.browser.desk import WORDS, somebody
from tests.browser.screens import PAGES
from tests.browser.serving import Serving

pytestmark = pytest.mark.browser

INSIDE: Final = ("data:", "blob:")
# Pages with a draft open: where it is begun, and by which button.
BEGUN: Final = {
    "entry": ("/desk?lang=en", "entry.begin"),
    "list_entry": ("/lists?lang=en", "lists.begin"),
}


@pytest.mark.full
@pytest.mark.parametrize("role", PAGES)
def test_no_page_of_a_role_asks_another_host_or_breaks_the_policy(
    serving: Serving, browser: Browser, role: str
) -> None:
    here = urlsplit(serving.address).netloc
    requests: list[str] = []
    complaints: list[str] = []
    reports: dict[str, list[str]] = {}
    with somebody(browser, serving.address, role) as hand:
        page = hand.page
        page.add_init_script(WATCH)
        page.on("request", lambda request: requests.append(request.url))
        page.on("websocket", lambda socket: requests.append(socket.url))
        page.on("console", lambda message: complaints.append(message.text))
        for number, path in enumerate(PAGES[role]):
            language = LANGUAGES[number % len(LANGUAGES)]
            page.goto(f"{serving.address}{path}{'&' if '?' in path else '?'}lang={language}")
            page.wait_for_load_state("networkidle")
            reports[path] = page.evaluate("window.violations")
        for name, (path, button) in BEGUN.items() if role == "secretary" else ():
            hand.open(path)
            hand.press(WORDS(button))
            page.wait_for_url(f"**/{name}?draft=*")
            page.wait_for_load_state("networkidle")
            reports[name] = page.evaluate("window.violations")
    outside = {
        url for url in requests if not url.startswith(INSIDE) and urlsplit(url).netloc != here
    }
    assert outside == set()
    assert {path: found for path, found in reports.items() if found} == {}
    assert [said for said in complaints if "Content Security Policy" in said] == []


def test_every_page_is_among_them() -> None:
    paths = (path for of_role in PAGES.values() for path in of_role)
    opened = {urlsplit(path).path.strip("/") or "summary" for path in paths}
    assert set(ALL_PAGES) - opened - set(BEGUN) == set()
