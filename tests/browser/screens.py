"""Screens: every page of every role, in pairs of language and width, and the checks of a page at any width."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from portfolio.text.languages import LANGUAGES
from tests.browser.desk import somebody

PROJECT: Final = "ILL-07"  # of the portfolio that a demonstration opens on
ADMINISTRATION: Final = "/administration?section="
PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "public": (
        "/",
        "/declaration",
        "/declaration?clause_shown=3",
        "/gaps",
        "/funders",
        "/country?country=ML",
        "/funder?funder=ILLUSTRATIVE-A",
        "/road",
        "/projects",
        f"/projects?project={PROJECT}",
        "/projects?project=DE-AUBP&portfolio=record",
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
        "/imports",
        f"{ADMINISTRATION}organisations",
    ),
    "donor": ("/desk", f"/record?project={PROJECT}", "/funders"),
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
WIDTHS: Final = (360, 820, 1280)  # a telephone, a tablet, a desk
TELEPHONES: Final = (360, 390, 430)
ZOOMED: Final = 640  # 1280 pixels at 200 %
HEIGHT: Final = 844  # of a common telephone
TIMEOUT_SECONDS: Final = 60

# What reaches out of the window and is not inside something that scrolls by itself.
OUTSIDE: Final = """() => [...document.querySelectorAll("[data-testid=stMainBlockContainer] *")].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || (box.right <= innerWidth + 1 && box.left >= -1)) return false;
  for (let up = e; up; up = up.parentElement) {
    const style = getComputedStyle(up);
    if (style.clipPath !== "none" || style.visibility === "hidden") return false;
    if (["auto", "scroll", "hidden"].includes(style.overflowX) && up.clientWidth <= innerWidth
        && up.closest("[data-testid=stMainBlockContainer]")) return false;
  }
  return true;
}).slice(0, 3).map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 60)}`)"""
SIDEWAYS: Final = """() => document.documentElement.scrollWidth > innerWidth
  ? [`${document.documentElement.scrollWidth} > ${innerWidth}`] : []"""
# Tables that would have to be moved sideways, so that a figure is out of sight or cut.
CUT_TABLES: Final = """() => [...document.querySelectorAll(".rp-scroll")]
  .filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
  .map((e) => `${e.firstChild.className} ${e.scrollWidth} > ${e.clientWidth}`)"""
# Labels of charts that stand in one another, or reach out of their picture.
LABELS: Final = """() => [...document.querySelectorAll(".js-plotly-plot")]
  .filter((e) => e.offsetParent).flatMap((plot) => {
  const frame = plot.getBoundingClientRect();
  const labels = [...plot.querySelectorAll(
      ".xtick text, .ytick text, .annotation-text, .bartext, .textpoint text, .legendtext")]
    .map((e) => ({ box: e.getBoundingClientRect(), words: e.textContent,
                   along: e.parentNode.classList.contains("xtick") }))
    .filter(({ box }) => box.width > 1);
  const cut = labels.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1
    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  const touching = labels.flatMap((a, at) => labels.slice(at + 1).filter((b) =>
    Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > (a.along && b.along ? -3 : 1)
    && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 2)
    .map((b) => `${a.words} | ${b.words}`));
  return [...cut.map(({ words }) => `cut: ${words}`), ...touching];
})"""
SCRIPTS: Final = {
    "sideways": SIDEWAYS,
    "outside": OUTSIDE,
    "tables": CUT_TABLES,
    "labels": LABELS,
}
CHECKS: Final = (*SCRIPTS, "axe")
# Streamlit's own file field: a part it takes for decoration carries a name.
NOT_OURS: Final = {("presentation-role-conflict", "stFileUploaderDropzone")}
DRAWN: Final = """() => !document.querySelector("[data-testid=stSkeleton]")
  && [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .every((e) => !e.offsetParent || e.querySelector(".main-svg"))"""


@dataclass(frozen=True, slots=True)
class PairedScreen:
    """A page as somebody in a role sees it, in a language, on a screen of a width."""

    role: str
    page: str
    language: str
    width: int

    @property
    def address(self) -> str:
        """Path and query."""
        return f"{self.page}{'&' if '?' in self.page else '?'}lang={self.language}"


def paired() -> Iterator[PairedScreen]:
    """Each page once per language; widths so that every page, role and language meets every width."""
    for role, pages in PAGES.items():
        for at, page in enumerate(pages):
            for language_at, language in enumerate(LANGUAGES):
                yield PairedScreen(role, page, language, WIDTHS[(at + language_at) % len(WIDTHS)])


def read(page: Page, address: str) -> None:
    """Open a page and wait until its foot and its charts are drawn and the script is at rest."""
    page.goto(address)
    if any(address.split("?")[0].endswith(path) for path in SERVED_PLAIN):
        return
    page.wait_for_selector("footer.rp-foot", timeout=1000 * TIMEOUT_SECONDS)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    until = time.monotonic() + TIMEOUT_SECONDS
    while not page.evaluate(DRAWN) and time.monotonic() < until:
        page.wait_for_timeout(100)
    page.evaluate("document.fonts.ready.then(() => true)")


def axe_faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: the rule, and the element it names."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:300]}"
        for fault in found
        for node in fault["nodes"]
        if not any(rule == fault["id"] and part in node["html"] for rule, part in NOT_OURS)
    ]


def faults(page: Page, checks: Iterable[str] = CHECKS) -> dict[str, list[str]]:
    """What each check finds wrong with the page as it stands; without those that find nothing."""
    found = {
        check: axe_faults(page) if check == "axe" else page.evaluate(SCRIPTS[check])
        for check in checks
    }
    return {check: lines for check, lines in found.items() if lines}


def check(
    browser: Browser, site: str, screens: Iterable[PairedScreen], checks: Iterable[str] = CHECKS
) -> dict[PairedScreen, dict[str, list[str]]]:
    """What is wrong with each screen; those of a role are opened by one person."""
    by_role: dict[str, list[PairedScreen]] = {}
    for screen in screens:
        by_role.setdefault(screen.role, []).append(screen)
    found = {}
    for role, own in by_role.items():
        with somebody(browser, site, role) as hand:
            for screen in own:
                hand.page.set_viewport_size({"width": screen.width, "height": HEIGHT})
                read(hand.page, f"{site}{screen.address}")
                found[screen] = faults(hand.page, checks)
    return found
