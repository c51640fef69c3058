"""By keyboard alone: an entry up to its review, several drafts at once, a list, two organisations as one."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import WORDS, somebody
from tests.browser.keys import UNSEEN, Keys
from tests.browser.serving import Serving

pytestmark = [pytest.mark.browser, pytest.mark.full]


def _row(keys: Keys, table: str, first: str, *cells: tuple[str, bool]) -> None:
    """One more row of a table of the form; each cell typed, or chosen of its list."""
    keys.to(f"-add-{table}")
    keys.press()
    keys.arrives(f"-{first}")  # of the new row
    for text, is_chosen in cells:
        if text:
            keys.type(text, chosen=is_chosen)
        else:
            keys.press("Tab")


def test_a_secretary_goes_from_the_second_step_to_review(
    prepared: Serving, browser: Browser
) -> None:
    with somebody(browser, prepared.address, "secretary") as hand:
        keys = Keys(hand)
        keys.open("/entry?draft=1&step=2&lang=en")
        keys.to("-kind--")
        keys.type("Bilateral", chosen=True)
        _row(keys, "participants", "role", ("Beneficiary", True), ("Libya", True))
        funder = (("Funder", True), ("", False), ("Illustrative partner 2", True))
        _row(keys, "participants", "role", *funder)
        implementer = (
            (WORDS("role.implementing"), True),
            ("", False),
            ("Illustrative partner 1", True),
        )
        _row(keys, "participants", "role", *implementer)
        keys.to("-contact_office--")
        keys.type("Office of the joint posts")
        keys.to("-next")
        keys.press()
        keys.arrives("H2  st-key-entry-form")
        _row(keys, "clause_shares", "clause", ("2.", True), ("100", False))
        _row(keys, "country_shares", "country", ("Libya", True), ("100", False))
        _row(keys, "priority_shares", "priority", ("Security", True), ("100", False))
        keys.to("-next")
        keys.press()
        keys.arrives("H2  st-key-entry-form")
        period = (("01012014", False), ("31122014", False), ("1200000", False), ("EUR", True))
        _row(keys, "budgets", "first_day", *period)
        keys.to("-next")
        keys.press()
        keys.arrives("H2  st-key-entry-form")
        keys.to("-note")
        keys.type("Please look at the shares")
        keys.to("-send")
        keys.press()
        expect(keys.page.get_by_text(WORDS("stands.submitted"))).to_be_visible()
        keys.rest()


def test_a_reviewer_publishes_several_at_once(prepared: Serving, browser: Browser) -> None:
    with somebody(browser, prepared.address, "reviewer") as hand:
        keys = Keys(hand)
        keys.open("/review?lang=en")
        for number in (3, 4):
            keys.to(f"-{number} ")
            keys.press("Space")
        keys.to("-look")
        keys.press()
        keys.arrives("-look")
        assert keys.page.evaluate(UNSEEN) == []
        keys.to("-reason")
        keys.type("In order")
        keys.to("-save")
        keys.press()
        expect(keys.page.get_by_role("status").filter(has_text="First of two")).to_be_visible()
        keys.rest()


def test_a_list_is_typed_and_submitted(prepared: Serving, browser: Browser) -> None:
    with somebody(browser, prepared.address, "secretary") as hand:
        keys = Keys(hand)
        keys.open("/lists?lang=en")
        keys.to("st-key-begin-list")
        keys.press()
        keys.page.wait_for_url("**/list_entry?draft=*")
        keys.arrives("H1")
        keys.to("-list_clause-")
        keys.page.keyboard.press("ArrowDown")
        keys.press()
        keys.press("Tab")
        keys.type(WORDS("list_state.proposed"), chosen=True)
        keys.type("01062014")
        keys.to("-list_titles--en")
        keys.type("Typed by keyboard")
        keys.to("-list_source-")
        keys.type("Minutes of the meeting")
        _row(
            keys,
            "list_projects",
            "project",
            ("Water and power", True),
            ("Nearest to the border", False),
        )
        keys.to("-submit")
        keys.press()
        expect(keys.page.get_by_text(WORDS("draft.submitted")).first).to_be_visible()
        keys.rest()


def test_two_organisations_become_one(prepared: Serving, browser: Browser) -> None:
    with somebody(browser, prepared.address, "administrator") as hand:
        keys = Keys(hand)
        keys.open("/administration?section=organisations&form=merge&lang=en")
        keys.to("-one")
        keys.type("Illustrative partner 5", chosen=True)
        keys.type("Illustrative partner 4", chosen=True)
        keys.to(WORDS("administration.merge.preview"))
        keys.press()
        expect(keys.page.locator(".rp-touched")).to_be_visible()
        keys.rest()
        assert keys.page.evaluate(UNSEEN) == []
        keys.to("-reason")
        keys.type("The same office under two names")
        keys.to(WORDS("administration.merge.do"))
        keys.press()
        expect(keys.page.locator(".rp-recorded")).to_be_visible()
        keys.rest()
