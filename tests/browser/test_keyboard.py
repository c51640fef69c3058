"""Everything by keyboard: each role's way without a pointer, and the focus where it was after each run."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.desk import WORDS, Hand, parameter, somebody
from tests.browser.keys import UNSEEN, Keys
from tests.browser.serving import Serving

pytestmark = pytest.mark.browser


def test_the_public_narrows_sorts_and_opens_by_keyboard(visit: Visit) -> None:
    keys = Keys(Hand(visit.page, visit.site))
    keys.open("/projects?lang=en")
    keys.to(WORDS("streamlit.skip"))
    keys.press()
    keys.arrives("H1")
    keys.to("st-key-filters-")
    keys.press()
    keys.page.get_by_role("combobox", name=WORDS("axis.funder")).wait_for()
    keys.press("Tab")
    keys.arrives("choice-country")  # the small form follows its button
    keys.page.keyboard.type("Mali")
    keys.press("Enter")
    keys.press("Escape")  # closes the list of countries alone
    keys.to(WORDS("filter.apply"))
    keys.press()
    expect(keys.page.locator(".rp-chip")).to_have_count(1)
    keys.arrives("st-key-filters-")
    keys.press()
    keys.press("Tab")
    keys.press("Escape")
    keys.arrives("st-key-filters-")
    keys.to("chip-country")
    keys.press()
    expect(keys.page.locator(".rp-chip")).to_have_count(0)
    keys.rest()

    keys.open("/?lang=en")
    keys.to("st-key-explain-")
    opener = keys.focus
    keys.press()
    keys.to("sort-head-explanation-funder")
    keys.press()
    keys.page.wait_for_selector("[role=dialog] th[aria-sort=ascending]")
    keys.arrives("sort-head-explanation-funder")
    keys.press("Escape")
    expect(keys.page.get_by_role("dialog")).to_have_count(0)
    keys.arrives(opener)
    keys.to("st-key-table-")
    keys.press("Space")
    keys.arrives("st-key-table-")
    assert keys.page.evaluate(UNSEEN) == []


@pytest.mark.full
def test_a_secretary_enters_and_records_and_a_funder_confirms_by_keyboard(
    prepared: Serving, browser: Browser
) -> None:
    with somebody(browser, prepared.address, "secretary") as hand:
        keys = Keys(hand)
        keys.open("/desk?lang=en")
        keys.to("st-key-begin-entry")
        keys.press()
        keys.page.wait_for_url("**/entry?draft=*")
        keys.arrives("H1")
        keys.to("titles--en")
        keys.type("Entered by keyboard")
        keys.to("-next")
        keys.press()
        keys.arrives("H2  st-key-entry-form")
        assert parameter(hand, "step") == "2"
        keys.to("add-participants")
        keys.press()
        keys.arrives("-role")  # of the new row
        keys.to("remove-participants")
        keys.press()
        expect(keys.page.locator("[class*=st-key-row-participants-]")).to_have_count(0)
        keys.arrives("add-participants")

        keys.open("/record?project=ILL-07&lang=en")
        keys.to("choose-part-milestones")
        keys.press()
        keys.arrives("choose-part-milestones")
        keys.to("-milestone")
        keys.press("ArrowDown")
        keys.press("ArrowDown")
        keys.press("Enter")
        keys.page.wait_for_timeout(500)  # the choice has redrawn the form
        keys.press("Tab")
        keys.arrives("-state")
        keys.press("ArrowDown")
        expect(keys.page.get_by_role("radio", name=WORDS("milestone.done"))).to_be_checked()
        keys.press("Tab")
        keys.type("01052014")
        keys.type("Report of the post")
        keys.to("-save")  # past the button that attaches a file
        keys.press()
        expect(keys.page.locator(".rp-recorded")).to_contain_text(WORDS("milestone.done"))
        keys.arrives("-save")
        assert keys.page.evaluate(UNSEEN) == []
        keys.to("choose-part-flows", back=True)
        keys.press()
        keys.to("-kind")
        keys.type(WORDS("flow.commitment"), chosen=True)
        keys.type("Illustrative partner 1", chosen=True)
        keys.to("-amount")
        keys.type("250000")
        keys.type("EUR", chosen=True)
        keys.press("Space")  # in kind, and back
        keys.press("Space")
        keys.press("Tab")
        keys.type("01052014")
        keys.to("-save")
        keys.press()
        expect(keys.page.locator(".rp-recorded")).to_contain_text("250,000")
        keys.arrives("-save")

    with somebody(browser, prepared.address, "donor") as hand:
        keys = Keys(hand)
        keys.open("/desk?lang=en")
        assert keys.page.evaluate(UNSEEN) == []
        keys.to(WORDS("donor.confirm"))
        keys.press()
        expect(
            keys.page.get_by_role("status").filter(has_text="counts from its date")
        ).to_be_visible()
        keys.rest()


@pytest.mark.full
def test_a_reviewer_publishes_and_an_administrator_changes_a_list_by_keyboard(
    prepared: Serving, browser: Browser
) -> None:
    with somebody(browser, prepared.address, "reviewer") as hand:
        keys = Keys(hand)
        keys.open("/review?lang=en")
        keys.to("Joint posts by keyboard")
        if not keys.focus.startswith("A "):  # the box of the same draft comes first
            keys.to("Joint posts by keyboard")
        keys.page.keyboard.press("Enter")
        keys.page.wait_for_url("**/review?draft=*")
        keys.page.locator(".rp-changes").first.wait_for()
        hand.rest()
        keys.to("sort-head-typed-2-field")
        keys.press()
        keys.page.wait_for_selector(".rp-changes th[aria-sort=ascending]")
        keys.arrives("sort-head-typed-2-field")
        keys.to("-open")
        keys.press()
        keys.press("Tab")
        assert "-open" not in keys.focus
        keys.press("Escape")
        keys.arrives("-open")
        assert keys.page.evaluate(UNSEEN) == []
        keys.to("-reason", back=True)
        keys.type("In order")
        keys.to(WORDS("review.publish"))
        keys.press()
        expect(keys.page.get_by_text(WORDS("stands.published"))).to_be_visible()
        keys.rest()

    with somebody(browser, prepared.address, "administrator") as hand:
        keys = Keys(hand)
        keys.open("/administration?section=people&form=new&lang=en")
        assert keys.page.evaluate(UNSEEN) == []
        keys.to("-role")
        keys.type(WORDS("duty.donor"), chosen=True)
        keys.arrives("-organisation")
        keys.to("-role", back=True)
        keys.type(WORDS("duty.secretary"), chosen=True)
        keys.rest()
