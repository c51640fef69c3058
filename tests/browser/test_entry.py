"""A project from nothing to a payment in a real browser, and what may go wrong on the way."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import WORDS, Hand, enter_triangular, parameter, somebody
from tests.browser.serving import Serving

pytestmark = pytest.mark.browser

TITLE = "Joint border posts of the browser"


@pytest.mark.full
def test_a_project_grows_from_nothing_to_a_payment_and_each_figure_moves(
    serving: Serving, browser: Browser
) -> None:
    site = serving.address
    with somebody(browser, site, "secretary") as secretary:
        before = secretary.headline()
        secretary.open("/desk?lang=en")
        enter_triangular(secretary, TITLE)
        expect(secretary.page.get_by_text(WORDS("entry.complete"))).to_be_visible()
        draft = parameter(secretary, "draft")
        secretary.press(WORDS("check.send"))
        expect(secretary.page.get_by_text(WORDS("stands.submitted"))).to_be_visible()
        assert secretary.headline() == before

    with somebody(browser, site, "reviewer") as reviewer:
        reviewer.open(f"/review?draft={draft}&lang=en")
        assert reviewer.figures()["requirement"] == "€ 1,200,000.00"
        reviewer.type("body", WORDS("review.reason"), "In order")
        reviewer.press(WORDS("review.publish"))
        expect(reviewer.page.get_by_text(WORDS("stands.published"))).to_be_visible()
        way = reviewer.page.get_by_role("link", name=WORDS("show.open_project"))
        project = parse_qs(urlsplit(str(way.get_attribute("href"))).query)["project"][0]
        after = reviewer.headline()
        assert euros(after["requirement"]) - euros(before["requirement"]) == 1_200_000
        assert euros(after["gap"]) - euros(before["gap"]) == 1_200_000

    with somebody(browser, site, "donor") as donor:
        donor.open(f"/record?project={project}&lang=en")
        donor.type(".st-key-donor-pledge", "Amount", "500,000.00")
        donor.choose(".st-key-donor-pledge", "Currency", "EUR")
        donor.date(".st-key-donor-pledge", "Date", "01032014")
        donor.press(WORDS("donor.propose"))
        donor.page.wait_for_url("**/desk?*")
        pledged = donor.headline()
        assert euros(pledged["pledged_open"]) - euros(after["pledged_open"]) == 500_000
        assert pledged["gap"] == after["gap"]

    with somebody(browser, site, "secretary") as secretary:
        secretary.open(f"/record?project={project}&field=flows&lang=en")
        record(secretary, "Commitment", "400,000.00", "01042014", honours="500,000")
        assert secretary.figures() == {
            "requirement": "€ 1,200,000.00",
            "secured": "€ 400,000.00",
            "gap": "€ 800,000.00",
            "pledged_open": "€ 100,000.00",
            "paid": "€ 0.00",
            "spent": "€ 0.00",
        }
        record(secretary, WORDS("flow.disbursement"), "150,000.00", "01052014")
        assert secretary.figures()["paid"] == "€ 150,000.00"
        assert secretary.figures()["secured"] == "€ 400,000.00"
        last = secretary.headline()
        assert euros(last["secured"]) - euros(pledged["secured"]) == 400_000
        assert euros(last["gap"]) - euros(pledged["gap"]) == -400_000
        assert euros(last["paid"]) - euros(pledged["paid"]) == 150_000


def record(hand: Hand, stage: str, amount: str, day: str, honours: str = "") -> None:
    """One row of money of illustrative partner 1, with its source."""
    form = ".st-key-record-form"
    hand.choose(form, "Stage", stage)
    hand.choose(form, "Funder", "Illustrative partner 1")
    if honours:
        hand.choose(form, WORDS("cell.honours"), honours)
    hand.type(form, "Amount", amount)
    hand.choose(form, "Currency", "EUR")
    hand.date(form, "Date", day)
    hand.type(form, "Source", "Letter of the ministry")
    hand.press(WORDS("record.save"), form)
    expect(hand.page.locator(".rp-recorded")).to_contain_text(amount)


def euros(said: str) -> float:
    return float(said.removeprefix("€ ").replace(",", ""))


def test_a_double_click_records_one_row(serving: Serving, browser: Browser) -> None:
    with somebody(browser, serving.address, "secretary") as hand:
        hand.open("/record?portfolio=record&project=SEAHORSE-MED&field=flows&lang=en")
        form, rows = ".st-key-record-form", hand.page.locator(".st-key-record-rows .rp-flow-line")
        before = rows.count()
        hand.choose(form, "Stage", "Expenditure")
        hand.choose(form, "Funder", "Illustrative partner 3")
        hand.type(form, "Amount", "12,345.00")
        hand.choose(form, "Currency", "EUR")
        hand.date(form, "Date", "01052014")
        hand.page.locator(form).get_by_role("button", name=WORDS("record.save")).dblclick()
        expect(rows).to_have_count(before + 1)
        hand.rest()
        hand.open("/record?portfolio=record&project=SEAHORSE-MED&field=flows&lang=en")
        expect(rows).to_have_count(before + 1)


def a_draft(hand: Hand, title: str) -> str:
    hand.open("/entry?lang=en")
    hand.press(WORDS("entry.begin"))
    hand.page.wait_for_url("**/entry?draft=*")
    hand.rest()
    hand.type(".st-key-entry-form", "Title – English", title)
    return parameter(hand, "draft")


@pytest.mark.full
def test_what_two_browsers_typed_in_one_field_is_a_choice_and_nothing_is_lost(
    serving: Serving, browser: Browser
) -> None:
    form, site = ".st-key-entry-form", serving.address
    with (
        somebody(browser, site, "secretary") as first,
        somebody(browser, site, "reviewer") as second,
    ):
        number = a_draft(first, "Two editors")
        second.open(f"/entry?draft={number}&lang=en")
        first.type(form, "Title – English", "Named by the first")
        first.type(form, "Objective", "Written by the first")
        second.type(form, "Title – English", "Named by the second")
        clash = second.page.locator("[class*='st-key-clash-']")
        expect(clash).to_have_count(1)
        for said in ("Named by the second", "Named by the first", "Two editors"):
            expect(clash.get_by_text(said, exact=True)).to_be_visible()
        second.open(f"/entry?draft={number}&lang=en")  # not even a reload loses what was typed
        expect(clash.get_by_text("Named by the second", exact=True)).to_be_visible()
        second.press(WORDS("conflict.save"))
        expect(second.page.get_by_label("Title – English")).to_have_value("Named by the second")
        expect(second.page.get_by_label("Objective")).to_have_value("Written by the first")


@pytest.mark.full
def test_a_draft_outlives_a_reload_and_a_killed_server(browser: Browser, serving: Serving) -> None:
    form = ".st-key-entry-form"
    with somebody(browser, serving.address, "secretary") as hand:
        number = a_draft(hand, "Outlives")
        address = f"/entry?draft={number}&lang=en"
        hand.open(address)
        field = hand.page.get_by_label("Title – English")
        expect(field).to_have_value("Outlives")
        field.fill("Outlives a pause of the keyboard")  # and is not left
        expect(hand.page.get_by_role("heading", level=1)).to_have_text(
            "Outlives a pause of the keyboard"
        )
        area = hand.page.locator(form).get_by_label("Objective")
        area.fill("Typed and not left")
        expect(hand.page.locator(".st-key-blocking")).not_to_contain_text("Objective")
        hand.open(address)
        expect(field).to_have_value("Outlives a pause of the keyboard")
        expect(area).to_have_value("Typed and not left")

        serving.kill()
        serving.start()
        expect(field).to_have_value("Outlives a pause of the keyboard")
        hand.type(form, "Title – English", "Typed after the server came back")
        expect(hand.page.get_by_role("heading", level=1)).to_have_text(
            "Typed after the server came back", timeout=30_000
        )
        hand.open(address)
        expect(field).to_have_value("Typed after the server came back")
        expect(area).to_have_value("Typed and not left")


@pytest.mark.full
def test_a_row_of_money_half_typed_outlives_a_reload_and_a_killed_server(
    browser: Browser, serving: Serving
) -> None:
    form, address = (
        ".st-key-record-form",
        "/record?portfolio=record&project=SEAHORSE-MED&field=flows&lang=en",
    )
    with somebody(browser, serving.address, "secretary") as hand:
        hand.open(address)
        hand.choose(form, "Stage", "Expenditure")
        hand.type(form, "Amount", "54,321.00")
        hand.choose(form, "Currency", "EUR")
        hand.date(form, "Date", "02052014")
        hand.open("/record?portfolio=record&project=SEAHORSE-MED&field=status&lang=en")
        serving.kill()
        serving.start()
        hand.open(address)
        expect(hand.page.locator(form).get_by_label("Amount")).to_have_value("54,321.00")
        hand.choose(form, "Funder", "Illustrative partner 3")
        hand.press(WORDS("record.save"), form)
        expect(hand.page.locator(".rp-recorded")).to_contain_text("54,321")
        hand.open(address)
        expect(hand.page.locator(form).get_by_label("Amount")).to_have_value("")


@pytest.mark.full
def test_hostile_text_asks_nobody_for_anything(serving: Serving, browser: Browser) -> None:
    hostile = "![x](http://elsewhere.example/x.png) <img src=http://elsewhere.example/y.png>"
    form = ".st-key-entry-form"
    with somebody(browser, serving.address, "secretary") as hand:
        number = a_draft(hand, hostile)
        hand.type(form, "Objective", hostile)
        expect(hand.page.get_by_role("heading", level=1)).to_have_text(hostile)
        hand.open(f"/entry?draft={number}&step=5&lang=en")
        hand.open("/desk?lang=en")
        expect(hand.page.get_by_role("link", name=hostile)).to_be_visible()
        assert all(urlsplit(url).netloc != "elsewhere.example" for url in hand.requests)


def test_what_is_missing_leads_into_its_field(serving: Serving, browser: Browser) -> None:
    with somebody(browser, serving.address, "secretary") as hand:
        number = a_draft(hand, "Led to its field")
        hand.press(WORDS("field.contact_office"), ".st-key-blocking")
        field = hand.page.get_by_label("Contact office *", exact=True)
        expect(field).to_be_focused()
        expect(hand.page.locator(".st-key-field-contact_office .rp-wrong")).to_be_visible()
        hand.open(f"/entry?draft={number}&field=objective&lang=en")
        expect(hand.page.get_by_label("Objective")).to_be_focused()
