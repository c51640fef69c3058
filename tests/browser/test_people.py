"""An administrator lets people in, and each of them arrives at the desk of their role."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import WORDS, somebody
from tests.browser.serving import Serving, browsing

pytestmark = pytest.mark.browser

SECRET = "five wild geese by the ford"
PEOPLE = (("amina", "secretary"), ("idris", "reviewer"), ("safia", "donor"))


@pytest.mark.full
def test_whoever_is_added_chooses_a_password_and_works_in_their_role(
    serving: Serving, browser: Browser
) -> None:
    links = {}
    with somebody(browser, serving.address, "administrator") as hand:
        for login, role in PEOPLE:
            hand.open("/administration?section=people&form=new&lang=en")
            hand.type("body", WORDS("people.login"), login)
            hand.type("body", WORDS("people.name"), f"Desk of {login}")
            hand.choose("body", WORDS("administration.role"), WORDS(f"duty.{role}"))
            if role == "donor":
                hand.choose("body", WORDS("administration.organisation"), "Illustrative partner 1")
            hand.press(WORDS("administration.person.add"))
            said = hand.page.get_by_text(re.compile(r"/invitation\?token=")).last.inner_text()
            links[login] = re.findall(r"http\S+", said)[0]
        hand.open("/administration?section=people&lang=en")
        for login, _ in PEOPLE:
            expect(hand.page.get_by_role("row").filter(has_text=login)).to_be_visible()
    for login, role in PEOPLE:
        with browsing(browser) as context:
            page = context.new_page()
            page.goto(links[login])
            page.get_by_label(WORDS("people.own_password.chosen"), exact=True).fill(SECRET)
            page.get_by_role("button").click()
            page.wait_for_url(re.compile("/desk"))
            expect(page.locator(".rp-account")).to_contain_text(WORDS(f"duty.{role}"))
            page.goto(links[login])
            expect(page.get_by_role("alert")).to_have_text(WORDS("error.link_used"))
