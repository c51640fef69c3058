"""Everything by keyboard: each role's way without a pointer, and the focus where it was after each run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.begun import begun
from tests.browser.conftest import Visit
from tests.browser.desk import WORDS, Hand, parameter, somebody
from tests.browser.serving import Serving
from tests.ui.writing import copied

pytestmark = pytest.mark.browser

STOPS = 150  # more than any way from one thing to the next
# What has the focus: the key of the part it stands in and what it says, or nothing.
FOCUS = """() => {
  const now = document.activeElement;
  if (now === null || now === document.body) return "";
  const parts = [];
  for (let part = now; part !== null; part = part.parentElement)
    parts.push(...[...part.classList].filter((name) => name.startsWith("st-key-")));
  const words = now.getAttribute("aria-label") ?? now.textContent;
  return `${now.tagName} ${now.id} ${parts.slice(0, 2).join(" ")} | ${words.trim().slice(0, 200)}`;
}"""
# Stops of the page that look the same with the focus and without it.
UNSEEN = """async () => {
  const frame = () => new Promise((done) => setTimeout(done, 30));
  const look = (one) => {
    const found = [];
    for (let part = one, up = 0; part !== null && up < 5; part = part.parentElement, up++) {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(part);
      found.push([outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor].join());
    }
    return found.join(";");
  };
  const stops = [...document.querySelectorAll("a[href], button, summary, input, textarea, [tabindex='0']")]
    .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled);
  const began = document.activeElement;
  const unseen = [];
  let last = began;
  for (const one of stops) {
    const before = look(one);
    one.focus({ preventScroll: true });
    if (look(one) === before) await frame();
    if (one !== last && look(one) === before) unseen.push(one);
    last = one;
  }
  began.focus({ preventScroll: true });
  return unseen.map((one) => one.outerHTML.slice(0, 200));
}"""


class Keys:
    """Somebody with a keyboard alone."""

    def __init__(self, hand: Hand) -> None:
        self.hand, self.page = hand, hand.page

    @property
    def focus(self) -> str:
        """What has the focus; "" for nothing."""
        return str(self.page.evaluate(FOCUS))

    def open(self, path: str) -> None:
        """Arrive at an address, as by a link somebody sent, before anything has the focus."""
        self.hand.open(path)
        self.page.locator("footer.rp-foot").wait_for()
        self.hand.rest()

    def to(self, part: str, *, back: bool = False) -> None:
        """Go by Tab to what stands in a part, or says something."""
        way = []
        for _ in range(STOPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            way.append(self.focus)
            if part in way[-1]:
                return
        raise AssertionError(f"no way to {part!r}: {way[-5:]}")

    def press(self, key: str = "Enter") -> None:
        """Press a key and wait for what it does; nothing may take the focus away."""
        self.page.keyboard.press(key)
        self.rest()

    def rest(self) -> None:
        """Wait until the page is at rest; the focus is on something then."""
        self.hand.rest()
        self.arrives("")

    def type(self, words: str, *, chosen: bool = False) -> None:
        """Type, choose what was found (``chosen``), and go on."""
        self.page.keyboard.type(words)
        if chosen:
            self.page.get_by_role("option").first.wait_for()
            self.press("Enter")
        self.press("Tab")

    def arrives(self, part: str) -> None:
        """The focus is on what stands in a part, or says something; "" for anything."""
        for _ in range(100):
            if part in (focus := self.focus) and focus:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{part!r} has not the focus but {self.focus!r}")


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


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server on which two drafts await their review."""
    folder: Path = tmp_path_factory.mktemp("keyboard")
    (folder / "written").mkdir()
    for writing in copied(begun(tmp_path_factory), folder / "written"):
        for title in ("Joint posts by keyboard", "Second posts by keyboard"):
            writing.submit(writing.draft(title))
    server = Serving(folder)
    shutil.copy(folder / "written" / "written.db", server.database)
    server.start()
    yield server
    server.stop()


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
        keys.page.keyboard.press("Enter")
        keys.page.wait_for_url("**/review?draft=*")
        keys.page.locator(".rp-changes").first.wait_for()
        hand.rest()
        keys.to("sort-head-typed-1-field")
        keys.press()
        keys.page.wait_for_selector(".rp-changes th[aria-sort=ascending]")
        keys.arrives("sort-head-typed-1-field")
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
