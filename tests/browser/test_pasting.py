"""Rows of a spreadsheet pasted into the form from a real clipboard, by keyboard alone."""

import pytest
from playwright.sync_api import Browser, expect

from portfolio.text.words import Translator
from tests.browser.desk import Hand, parameter, somebody
from tests.browser.serving import Serving

pytestmark = pytest.mark.browser

BUDGETS = "2014-01-01\t2014-12-31\t1200\tEUR\n2015-01-01\t2015-12-31\t12 apples\tEUR"
MARKUP = "<table><tr><td>1200</td><td>EUR</td></tr><tr><td>1300</td><td>EUR</td></tr></table>"
# Labels of buttons that reach over their edge: the column beside the form cuts them.
CUT = """() => [...document.querySelectorAll(".st-key-entry-panel button")].filter((button) => {
  const own = button.getBoundingClientRect(), label = button.querySelector("p").getBoundingClientRect();
  return label.left < own.left - 1 || label.right > own.right + 1;
}).map((button) => button.textContent)"""
# A paste of what a spreadsheet offers beside its text, into what has the focus.
PASTE = """([plain, html]) => {
  const clipboardData = new DataTransfer();
  if (plain) clipboardData.setData("text/plain", plain);
  if (html) clipboardData.setData("text/html", html);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  return document.activeElement.dispatchEvent(event);
}"""


def _money(hand: Hand, language: str) -> None:
    """A new draft at its step of money, with one empty period."""
    hand.open(f"/desk?lang={language}")
    hand.page.locator(".st-key-begin-entry button").click()
    hand.page.wait_for_url("**/entry?draft=*")
    hand.open(f"/entry?draft={parameter(hand, 'draft')}&step=4&lang={language}")
    hand.page.locator("[class*='-add-budgets'] button").click()
    expect(hand.page.locator("[class*='st-key-row-budgets-']")).to_have_count(1)
    hand.rest()


@pytest.mark.parametrize(
    "language",
    ["ar", pytest.param("fr", marks=pytest.mark.full), pytest.param("en", marks=pytest.mark.full)],
)
def test_cells_pasted_into_a_cell_are_looked_at_and_added_by_keyboard(
    serving: Serving, browser: Browser, language: str
) -> None:
    words = Translator(language)
    with somebody(browser, serving.address, "secretary") as hand:
        page = hand.page
        page.context.grant_permissions(
            ["clipboard-read", "clipboard-write"], origin=serving.address
        )
        _money(hand, language)
        assert page.evaluate(CUT) == []
        page.evaluate("text => navigator.clipboard.writeText(text)", BUDGETS)
        page.locator("[class*='st-key-row-budgets-'] input").first.focus()
        page.keyboard.press("Control+V")
        area = page.locator(".st-key-pasted-budgets textarea")
        expect(area).to_be_focused()
        expect(area).to_have_value(BUDGETS)
        expect(page.get_by_text(words.count("paste.left", 1))).to_be_visible()
        hand.rest()
        for _ in range(6):  # past what can be scrolled
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('[class*=\"-add\"]') !== null"):
                break
        page.keyboard.press("Enter")
        expect(area).to_have_value(BUDGETS.split("\n")[1])
        expect(area).to_be_focused()
        rows = page.locator("[class*='st-key-row-budgets-']")
        expect(rows).to_have_count(1)  # the empty one gave way
        assert rows.locator("input").nth(2).input_value().startswith("1")


@pytest.mark.full
def test_only_several_cells_are_taken_and_those_amid_a_row_keep_their_columns(
    serving: Serving, browser: Browser
) -> None:
    with somebody(browser, serving.address, "secretary") as hand:
        page = hand.page
        _money(hand, "en")
        amount = page.locator("[class*='st-key-row-budgets-'] input").nth(2)
        amount.focus()
        for plain, html in (("1200\r\n", "<table><tr><td>1200</td></tr></table>"), ("a\nb", "")):
            assert page.evaluate(PASTE, [plain, html])  # left to the browser
        assert not page.evaluate(PASTE, ["", MARKUP])
        area = page.locator(".st-key-pasted-budgets textarea")
        expect(area).to_have_value("Amount\tCurrency\n1200\tEUR\n1300\tEUR")
        expect(page.get_by_text(Translator("en").count("paste.add", 2))).to_be_visible()
