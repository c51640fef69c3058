"""What somebody at a desk does in a browser: takes a role, fills fields, presses buttons, reads figures."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from portfolio.text.words import Translator
from tests.browser.serving import browsing

WORDS = Translator("en")
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"


class Hand:
    """One person at one browser."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.requests: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(f"{self.site}{path}")
        self.rest()

    def rest(self) -> None:
        """Wait until the page is drawn and its script is at rest."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(AT_REST, timeout=60_000)

    def become(self, role: str) -> None:
        """Take a role of the demonstration."""
        self.page.goto(f"{self.site}/demonstration/{role}?lang=en")
        self.page.get_by_role("button", name=WORDS("people.continue")).click()
        self.page.wait_for_url("**/desk?*")

    def press(self, name: str, within: str = "body") -> None:
        """Press a button by what it says."""
        self.page.locator(within).get_by_role("button", name=name).last.click()
        self.rest()

    def type(self, within: Locator | str, label: str, said: str) -> None:
        """Write into a field and leave it; a whole name is sooner meant than a part of one."""
        place = self.page.locator(within) if isinstance(within, str) else within
        named = re.compile(rf"^{re.escape(label)}( \*)?$")
        field = place.get_by_label(label).last
        if place.get_by_label(named).count():
            field = place.get_by_label(named).last
        field.fill(said)
        field.press("Tab")
        self.rest()

    def choose(self, within: Locator | str, label: str, said: str) -> None:
        """Choose in a list by typing a part of the name."""
        place = self.page.locator(within) if isinstance(within, str) else within
        box = place.get_by_role("combobox", name=label).last
        box.click()
        box.fill(said)
        self.page.get_by_role("option").first.click()
        self.rest()

    def date(self, within: Locator | str, label: str, typed: str) -> None:
        """Type a day and leave the field."""
        self.type(within, label, typed)

    def row(self, field: str) -> Locator:
        """One more row of a table of the form."""
        rows = self.page.locator(f"[class*='st-key-row-{field}-']")
        before = rows.count()
        self.press(WORDS(f"field.{field}.add"), f".st-key-field-{field}")
        expect(rows).to_have_count(before + 1)
        return rows.last

    def headline(self) -> dict[str, str]:
        """The exact figures of the summary: need and gap of the answer, whole sums below it."""
        self.open("/?lang=en")
        cards = self.page.locator("[class*='st-key-card-'] .rp-amount")
        expect(cards).to_have_count(4)
        whole = {
            str(card.get_attribute("class")).split("rp-")[-1]: plain(card.get_attribute("title"))
            for card in cards.all()
        }
        need = self.page.locator(".rp-requirement").get_attribute("title")
        gap = self.page.locator(".rp-gap-label").get_attribute("title")
        return {"requirement": plain(need), "gap": plain(gap), **whole}

    def figures(self) -> dict[str, str]:
        """The exact figures of the page where one records."""
        shown = self.page.locator(".rp-figures [id^=now-]")
        return {
            str(box.get_attribute("id")).removeprefix("now-"): plain(
                box.locator("dd[title]").get_attribute("title")
            )
            for box in shown.all()
        }


def parameter(hand: Hand, name: str) -> str:
    """What the address of the page says under a name."""
    return parse_qs(urlsplit(hand.page.url).query)[name][0]


def plain(said: str | None) -> str:
    """A figure with spaces that a test can type."""
    return (said or "").replace("\u00a0", " ")


@contextmanager
def somebody(browser: Browser, site: str, role: str) -> Iterator[Hand]:
    """A browser of its own in a role of the demonstration; "public" takes none."""
    with browsing(browser, viewport={"width": 1280, "height": 900}) as context:
        hand = Hand(context.new_page(), site)
        if role != "public":
            hand.become(role)
        yield hand


def enter_triangular(hand: Hand, title: str) -> None:
    """A triangular project over the four steps, up to the look through everything."""
    form = ".st-key-entry-form"
    hand.press(WORDS("entry.begin"))
    hand.page.wait_for_url("**/entry?draft=*")
    hand.rest()
    hand.type(form, "Title – English", title)
    hand.type(form, "Objective", "Three services in one building on each crossing.")
    hand.choose(form, "Status", "implementation")
    hand.date(form, WORDS("field.status_from"), "01022014")
    hand.press(WORDS("entry.next"))

    hand.choose(form, WORDS("field.kind"), "Triangular")
    for role, column, named in (
        ("Beneficiary", "Country", "Libya"),
        ("Pivotal partner", "Country", "Tunisia"),
        ("Facilitating partner", "Organisation", "Illustrative partner 2"),
        (WORDS("role.implementing"), "Organisation", "Illustrative partner 1"),
    ):
        row = hand.row("participants")
        hand.choose(row, "Role", role)
        hand.choose(row, column, named)
    hand.type(form, "Contact office", "Office of the joint posts")
    hand.press(WORDS("entry.next"))

    row = hand.row("clause_shares")
    hand.choose(row, "Clause", "2.")
    hand.type(row, "Share", "60")
    row = hand.row("clause_shares")
    hand.choose(row, "Clause", "7.")
    hand.type(row, "Share", "40")
    row = hand.row("country_shares")
    hand.choose(row, "Country", "Libya")
    hand.type(row, "Share", "100")
    row = hand.row("priority_shares")
    hand.choose(row, "Priority", "Security")
    hand.type(row, "Share", "100")
    hand.press(WORDS("entry.next"))

    row = hand.row("budgets")
    hand.date(row, "First day", "01012014")
    hand.date(row, "Last day", "31122014")
    hand.type(row, "Amount", "1,200,000")
    hand.choose(row, "Currency", "EUR")
    row = hand.row("milestones")
    hand.type(row, "Title", "First post open")
    hand.date(row, "Due", "01112014")
    hand.type(row, "Weight", "2")
    hand.press(WORDS("entry.to_check"))
