"""Table of screens: page, language and width, and what is checked of each (docs/screens.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from portfolio.settings import ROOT
from portfolio.text.languages import LANGUAGES, NAMES, direction
from tests.browser.conftest import WATCH
from tests.browser.desk import Hand
from tests.browser.screens import CUT_TABLES, LABELS, OUTSIDE, PAGES, SERVED_PLAIN, axe_faults
from tests.browser.serving import browsing

FILE: Final = ROOT / "docs" / "screens.md"
WIDTHS: Final = (360, 390, 430, 820, 1280)  # telephones, a tablet, a screen
ROLES: Final = tuple(PAGES)
_HEIGHTS: Final = {820: 1180, 1280: 800}
_TELEPHONE: Final = 844
_SETTLE: Final = 500  # milliseconds in which a page takes another width

INTRODUCTION: Final = """# Screens

Every page in every language and width, as `python -m tests.screens` found it on a demonstration of its own;
the command writes this file. `python -m tests.screens public` looks at the pages of one role and keeps the others.

| check | holds where |
|---|---|
| words | the page says its language and direction to the browser, and has one title |
| foot | the foot with date, licence and citation is there |
| still | nothing moves the page sideways, and nothing reaches out of the window |
| whole | no table has to be moved sideways, no figure is cut, and no label of a chart touches another |
| axe | axe finds nothing that keeps somebody from reading it |
| inside | nothing was asked of another host, the policy was not broken, and the browser complained of nothing |

✓ means that all six hold; else the checks that do not are named, and below the tables what was found.
"""


@dataclass(slots=True)
class Screen:
    """One page of a role in one language: what is wrong with it by width, and by check."""

    path: str
    language: str
    wrong: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def cells(self) -> list[str]:
        """A cell per width."""
        return [", ".join(found) or "✓" for found in self.wrong.values()]


def write(browser: Browser, site: str, roles: Sequence[str]) -> int:
    """Write the tables of some roles, keep those of the others; returns how many screens fail."""
    kept = _parts() if set(roles) != set(ROLES) else {}
    failing = 0
    for role in roles:
        screens = _visit(browser, site, role)
        failing += sum(bool(found) for one in screens for found in one.wrong.values())
        kept[role] = _as_text(role, screens)
    FILE.write_text(INTRODUCTION + "".join(kept[role] for role in ROLES if role in kept), "utf-8")
    return failing


def _parts() -> dict[str, str]:
    """The tables that stand in the file, by role."""
    if not FILE.exists():
        return {}
    _, *parts = FILE.read_text("utf-8").split("\n## ")
    return {part.partition("\n")[0].strip().lower(): f"\n## {part}" for part in parts}


def _visit(browser: Browser, site: str, role: str) -> list[Screen]:
    screens = []
    for language in LANGUAGES:
        with browsing(browser, WATCH, viewport={"width": WIDTHS[0], "height": _TELEPHONE}) as own:
            hand = Hand(own.new_page(), site)
            heard = _listen(hand.page, site)
            if role != "public":
                hand.become(role)
            for path in PAGES[role]:
                screens.append(_look(hand, path, language, heard))
                print(role, path, language, *screens[-1].cells, flush=True)
    return screens


def _listen(page: Page, site: str) -> list[str]:
    """What the page asks of another host and what its browser complains of, as it happens."""
    heard: list[str] = []

    def hear(request: Request) -> None:
        url = request.url
        if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != urlsplit(site).netloc:
            heard.append(url)

    page.on("request", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def _look(hand: Hand, path: str, language: str, heard: list[str]) -> Screen:
    """Open a page once and give it each width."""
    screen, page = Screen(path, language), hand.page
    heard.clear()
    page.set_viewport_size({"width": WIDTHS[0], "height": _TELEPHONE})
    address = f"{path}{'&' if '?' in path else '?'}lang={language}"
    is_plain = path in SERVED_PLAIN
    if is_plain:
        page.goto(f"{hand.site}{address}")
    else:
        hand.open(address)
        page.wait_for_selector("footer.rp-foot", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": _HEIGHTS.get(width, _TELEPHONE)})
        page.wait_for_timeout(_SETTLE)
        found = {name: check(page) for name, check in CHECKS.items()}
        found["words"] = _words(page, language)
        found["inside"] = [*heard, *(page.evaluate("window.violations ?? []"))]
        if is_plain:
            found["foot"] = [] if page.locator("footer").count() else ["no foot"]
        screen.wrong[width] = {name: said for name, said in found.items() if said}
    return screen


def _words(page: Page, language: str) -> list[str]:
    said = page.evaluate(
        "[document.documentElement.lang, document.documentElement.dir,"
        " [...document.querySelectorAll('h1')].filter((e) => e.offsetParent).length]"
    )
    wanted = [language, direction(language), 1]
    return [] if said == wanted else [f"{said} instead of {wanted}"]


def _still(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found: list[str] = page.evaluate(OUTSIDE)
    return [*([f"{wide} px too wide"] if wide > 0 else []), *found]


def _whole(page: Page) -> list[str]:
    found: list[str] = page.evaluate(CUT_TABLES) + page.evaluate(LABELS)
    return found


def _foot(page: Page) -> list[str]:
    return [] if page.locator("footer.rp-foot").count() else ["no foot"]


CHECKS: Final[dict[str, Callable[[Page], list[str]]]] = {
    "foot": _foot,
    "still": _still,
    "whole": _whole,
    "axe": axe_faults,
}


def _as_text(role: str, screens: Sequence[Screen]) -> str:
    heads = ["page", "language", *(f"{width} px" for width in WIDTHS)]
    lines = [f"\n## {role.capitalize()}\n", _row(heads), _row(["---"] * len(heads))]
    lines += [
        _row([f"`{one.path}`", NAMES[one.language], *one.cells])
        for one in sorted(screens, key=lambda one: PAGES[role].index(one.path))
    ]
    found = {
        f"- `{one.path}` {one.language}, {width} px, {name}: `{_short(said[0])}`"
        + (f" and {len(said) - 1} more" if len(said) > 1 else "")
        for one in screens
        for width, wrong in one.wrong.items()
        for name, said in wrong.items()
    }
    return "\n".join([*lines, *(["", *sorted(found)] if found else [])]) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _short(said: str) -> str:
    return " ".join(said.replace("`", "'").replace("|", "/").split())[:140]
