"""Every page of every role, put before axe: what keeps somebody from reading or using it."""

from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from portfolio.text.languages import LANGUAGES
from tests.browser.desk import WORDS, Hand, somebody
from tests.browser.serving import Serving, browsing
from tests.building.effort import IS_FULL

pytestmark = pytest.mark.browser

PROJECT: Final = "ILL-07"  # of the portfolio that a demonstration opens on
ADMINISTRATION: Final = "/administration?section="
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "public": (
        "/",
        "/gaps",
        "/declaration",
        "/declaration?clause_shown=3",
        "/funders",
        "/country?country=ML",
        "/funder?funder=ILLUSTRATIVE-A",
        "/road",
        "/projects",
        f"/projects?project={PROJECT}",
        "/lists",
        "/completeness",
        "/method",
        "/sign-in",
        "/preferences",
        "/nowhere",
    ),
    "secretary": (
        "/desk",
        f"/record?project={PROJECT}",
        f"/projects?project={PROJECT}",
        "/quality",
        f"{ADMINISTRATION}organisations",
    ),
    "donor": ("/desk", f"/record?project={PROJECT}"),
    "reviewer": ("/desk", "/review", f"{ADMINISTRATION}periods"),
    "administrator": (
        f"{ADMINISTRATION}people",
        f"{ADMINISTRATION}people&form=new",
        f"{ADMINISTRATION}organisations&form=new",
        f"{ADMINISTRATION}rates",
        f"{ADMINISTRATION}countries",
        f"{ADMINISTRATION}conference",
        f"{ADMINISTRATION}history",
    ),
}
SERVED_PLAIN: Final = ("/sign-in", "/preferences", "/nowhere")  # without Streamlit
# Streamlit's own file field: a part it takes for decoration carries a name.
NOT_OURS: Final = {("presentation-role-conflict", "stFileUploaderDropzone")}


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: the rule, and the element it names."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html']}"
        for fault in found
        for node in fault["nodes"]
        if not any(rule == fault["id"] and part in node["html"] for rule, part in NOT_OURS)
    ]


@pytest.mark.parametrize("language", LANGUAGES if IS_FULL else LANGUAGES[:1])
@pytest.mark.parametrize("role", PAGES)
def test_axe_finds_no_fault_in_any_page_of_a_role(
    serving: Serving, browser: Browser, role: str, language: str
) -> None:
    found = {}
    with somebody(browser, serving.address, role) as hand:
        for path in PAGES[role] if IS_FULL else PAGES[role][:1]:
            address = f"{path}{'&' if '?' in path else '?'}lang={language}"
            if path in SERVED_PLAIN:
                hand.page.goto(f"{serving.address}{address}")
            else:
                hand.open(address)
            found[address] = faults(hand.page)
    assert {address: said for address, said in found.items() if said} == {}


@pytest.mark.full
def test_axe_finds_no_fault_in_the_steps_of_an_entry(serving: Serving, browser: Browser) -> None:
    with somebody(browser, serving.address, "secretary") as hand:
        hand.press(WORDS("entry.begin"))
        hand.page.wait_for_url("**/entry?draft=*")
        found = [*faults(hand.page)]
        for field in ("participants", "clause_shares", "budgets"):
            _next_with_a_row(hand, field)
            found += faults(hand.page)
    assert found == []


def _next_with_a_row(hand: Hand, field: str) -> None:
    hand.rest()
    hand.press(WORDS("entry.next"))
    hand.row(field)


def test_what_axe_can_see_it_would_find(browser: Browser) -> None:
    with browsing(browser) as context:
        page = context.new_page()
        page.set_content("<html><body><img src='data:,'><input></body></html>")
        assert {said.split(":")[0] for said in faults(page)} >= {"image-alt", "label"}
