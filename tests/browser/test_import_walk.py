"""Sixty projects from a workbook with seven faults: mended, applied, published together, taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import WORDS, Hand, parameter, somebody
from tests.browser.serving import Serving
from tests.building.sixty import FAULTS, NUMBER, REQUIREMENT, fill, sixty, with_faults

pytestmark = [pytest.mark.browser, pytest.mark.full]

MOST_PRESSES = 60
PATIENCE = 120_000  # milliseconds: a bound alone, no step waits for a time


class Presses:
    """What a person presses or chooses, counted."""

    def __init__(self) -> None:
        self.number = 0

    def press(self, element: Locator) -> None:
        """Press what is there."""
        element.click()
        self.number += 1

    def download(self, page: Page, *ways: Locator) -> bytes:
        """Press one thing after the other; the file that the last of them gives."""
        with page.expect_download() as download:
            for way in ways:
                self.press(way)
        return Path(download.value.path()).read_bytes()

    def upload(self, hand: Hand, name: str, data: bytes) -> str:
        """Choose a file and have it read; the number of its import."""
        page = hand.page
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        self.number += 2  # the button that opens the choice, and the file in it
        read = page.get_by_role("button", name=WORDS("import.upload.read"))
        expect(read).to_be_enabled()
        self.press(read)
        page.wait_for_url("**item=*", timeout=PATIENCE)
        expect(button(page, "import.apply")).to_be_visible(timeout=PATIENCE)
        return parameter(hand, "item")

    def apply(self, hand: Hand) -> None:
        """Apply what is accepted."""
        self.press(button(hand.page, "import.apply"))
        expect(button(hand.page, "import.take_back")).to_be_visible(timeout=PATIENCE)


def button(page: Page, key: str) -> Locator:
    """A button by the key of its words."""
    return page.get_by_role("button", name=WORDS(key))


def counted(page: Page) -> dict[str, str]:
    """The numbers of projects by what becomes of them."""
    pairs = page.locator(".rp-figures").first.locator("div")
    return {one.locator("dt").inner_text(): one.locator("dd").inner_text() for one in pairs.all()}


def test_sixty_projects_are_mended_published_and_taken_back_within_sixty_presses(
    serving: Serving, browser: Browser
) -> None:
    presses, right = Presses(), sixty(WORDS)
    with somebody(browser, serving.address, "secretary") as secretary:
        first, mended, before = enter(secretary, presses, right)
    with somebody(browser, serving.address, "reviewer") as reviewer:
        publish(reviewer, presses, first, NUMBER - len(FAULTS))
        publish(reviewer, presses, mended, len(FAULTS))
        after = reviewer.headline()
        assert euros(after["requirement"]) - euros(before["requirement"]) == NUMBER * REQUIREMENT
        assert euros(after["gap"]) - euros(before["gap"]) == NUMBER * (REQUIREMENT - 400_000)
        for number in (first, mended):
            take_back(reviewer, presses, number)
        assert reviewer.headline() == before
    assert presses.number <= MOST_PRESSES


def enter(
    hand: Hand, presses: Presses, right: dict[str, list[dict[str, object]]]
) -> tuple[str, str, dict[str, str]]:
    """Both imports, of what is right at once and of what was mended, and the headline before."""
    page, before = hand.page, hand.headline()
    menu = page.get_by_role("link", name=WORDS("nav.imports"), exact=True).first
    presses.press(menu)
    choice = page.locator("details.rp-downloads", has_text=WORDS("import.template.empty"))
    template = presses.download(page, choice.locator("summary"), choice.locator("a").first)

    first = presses.upload(hand, "sixty.xlsx", fill(template, with_faults(right)))
    assert counted(page) == {
        WORDS("import.effect.new"): str(NUMBER - len(FAULTS)),
        WORDS("import.effect.rejected"): str(len(FAULTS)),
    }
    rejected = presses.download(page, page.get_by_text(WORDS("import.rejected")))
    presses.apply(hand)

    presses.press(menu)
    page.wait_for_url(lambda url: "item=" not in url)
    mended = presses.upload(hand, "rejected.xlsx", fill(rejected, right, is_mended=True))
    assert counted(page) == {WORDS("import.effect.new"): str(len(FAULTS))}
    presses.apply(hand)
    assert hand.headline() == before  # what waits for its review counts nowhere
    return first, mended, before


def publish(hand: Hand, presses: Presses, number: str, count: int) -> None:
    """Look at some differences of an import and publish all of it."""
    page = hand.page
    hand.open(f"/imports?item={number}&lang=en")
    presses.press(page.get_by_role("link", name=WORDS("import.to_review")))
    presses.press(button(page, "several.look"))
    differences = page.locator("[class*='st-key-several-']").locator(
        "[data-testid=stExpander] > details > summary"
    )
    every = page.get_by_role("button", name=WORDS.count("several.publish", count))
    expect(every).to_be_visible(timeout=PATIENCE)
    for at in range(3):
        presses.press(differences.nth(at))
    presses.press(every)
    expect(page.locator(".rp-notice[role=status] li")).to_have_count(count, timeout=PATIENCE)


def take_back(hand: Hand, presses: Presses, number: str) -> None:
    """Take an import back as one step."""
    page = hand.page
    hand.open(f"/imports?item={number}&lang=en")
    presses.press(button(page, "import.take_back"))
    form = page.locator("[data-testid=stPopoverBody]")
    form.get_by_role("textbox").fill("A trial")
    presses.press(form.get_by_role("button", name=WORDS("import.take_back.save")))
    stays: Callable[[str], Locator] = page.get_by_text
    expect(stays(WORDS("import.stays.none"))).to_be_visible(timeout=PATIENCE)


def euros(figure: str) -> int:
    """Whole euros of an exact figure."""
    return round(float(figure.removeprefix("€ ").replace(",", "")))
