"""Every page of every role, put before axe: what keeps somebody from reading or using it."""

import pytest
from playwright.sync_api import Browser

from portfolio.text.languages import LANGUAGES
from tests.browser import screens
from tests.browser.desk import WORDS, Hand, somebody
from tests.browser.serving import Serving, browsing

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", screens.PAGES)
def test_axe_finds_no_fault_in_the_first_page_of_a_role(
    serving: Serving, browser: Browser, role: str
) -> None:
    first = screens.PairedScreen(role, screens.PAGES[role][0], LANGUAGES[0], screens.WIDTHS[-1])
    assert screens.check(browser, serving.address, [first])[first] == {}


@pytest.mark.full
@pytest.mark.parametrize("role", screens.PAGES)
def test_no_page_of_a_role_has_a_fault_in_any_language(
    serving: Serving, browser: Browser, role: str
) -> None:
    own = [screen for screen in screens.paired() if screen.role == role]
    found = screens.check(browser, serving.address, own)
    assert {screen.address: lines for screen, lines in found.items() if lines} == {}


def test_every_page_role_and_language_meets_every_width() -> None:
    table = list(screens.paired())
    assert len({(s.role, s.page, s.language) for s in table}) == len(table)
    for width in screens.WIDTHS:
        own = [screen for screen in table if screen.width == width]
        assert {(s.role, s.page) for s in own} == {(s.role, s.page) for s in table}
        assert {(s.role, s.language) for s in own} == {(s.role, s.language) for s in table}


@pytest.mark.full
def test_axe_finds_no_fault_in_the_steps_of_an_entry(serving: Serving, browser: Browser) -> None:
    with somebody(browser, serving.address, "secretary") as hand:
        hand.press(WORDS("entry.begin"))
        hand.page.wait_for_url("**/entry?draft=*")
        found = [*screens.axe_faults(hand.page)]
        for field in ("participants", "clause_shares", "budgets"):
            _next_with_a_row(hand, field)
            found += screens.axe_faults(hand.page)
    assert found == []


def _next_with_a_row(hand: Hand, field: str) -> None:
    hand.rest()
    hand.press(WORDS("entry.next"))
    hand.row(field)


def test_what_axe_can_see_it_would_find(browser: Browser) -> None:
    with browsing(browser) as context:
        page = context.new_page()
        page.set_content("<html><body><img src='data:,'><input></body></html>")
        assert {said.split(":")[0] for said in screens.axe_faults(page)} >= {"image-alt", "label"}
