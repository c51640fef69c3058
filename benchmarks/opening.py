"""What a reader on a slow line sees and when: the product beside Streamlit's own server."""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from benchmarks.lines import Line, Target, at_most, short, write_json
from benchmarks.server import ROOT, serving, wait
from portfolio.web import packing

PRODUCT, STOCK, BEFORE = "the product", "Streamlit's own server", "the product before"
# 1.6 Mbit/s down, 0.75 up, 150 ms: the slow line every browser offers to imitate.
LINE: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 94_000,
}
WINDOW: Final = ViewportSize(width=1280, height=900)
TARGETS: Final = {
    "bytes": at_most(2.0),
    "words": at_most(1.0),
    "figure": at_most(2.0),
    "chart": at_most(13.0),
    "change": at_most(0.5),
}
NO_SLOWER: Final = 1.05  # of two medians of 20 taken in turn; what is below cannot be told apart
_PATIENCE_MS: Final = 180_000
_REST_MS: Final = 1_500
_FILTER_TURNS: Final = 20
_CHROMIUM: Final = Path("/usr/bin/chromium")
# The same pages and readers behind Streamlit's own page and its own files.
STOCK_APP: Final = """
from pathlib import Path
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from portfolio.settings import ROOT
from portfolio.web import plain
from portfolio.web.app import lifespan
from portfolio.web.identity import Identity
app = st.App(
    ROOT / "portfolio" / "page.py",
    routes=[Route("/assets/{name:path}", plain.answer)],
    middleware=[Middleware(Identity)],
    lifespan=lifespan,
)
"""
# Runs before the page's own scripts, and notes when each thing first stands in the page.
_WATCH: Final = """
(() => {
  const amount = %s, seen = (window.rpSeen = {});
  const shown = (found) => [...found].some((element) => element.offsetHeight > 0);
  const stands = {
    words: () => shown(document.querySelectorAll("h1, .rp-name")),
    figure: () => amount !== "" && document.body.textContent.includes(amount),
    chart: () => document.querySelector(".js-plotly-plot .main-svg") !== null,
  };
  const looking = setInterval(() => {
    if (document.body === null) return;
    for (const [name, is] of Object.entries(stands))
      if (!(name in seen) && is()) seen[name] = performance.now();
    if (Object.keys(seen).length === 3) clearInterval(looking);
  }, 20);
})();
"""
_PAINT: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
# From the click to the frame in which the words of a place are others.
_CHANGE: Final = """([place, way]) => new Promise((resolve) => {
  const said = () => document.querySelector(place)?.textContent;
  const before = said();
  const from = performance.now();
  const look = () => {
    const now = said();
    if (now && now !== before) requestAnimationFrame(() => resolve(performance.now() - from));
    else requestAnimationFrame(look);
  };
  document.querySelector(way).click();
  look();
})"""
_AMOUNT: Final = ".rp-answer-said b"
_HEADLINE: Final = "[data-testid=stMain] .rp-answer-said"
# What ends the filter by country: a chip that leads to the view without it, a button before 0.1.0.
_END_COUNTRY: Final = ".rp-chips a.rp-chip:not([href*='country=']), .st-key-end-country button"


@dataclass(frozen=True)
class Way:
    """One server to open the product at."""

    name: str
    site: str
    loads: dict[str, list[float]] = field(default_factory=dict)

    def add(self, values: dict[str, float]) -> None:
        """Keep the figures of one load."""
        for name, value in values.items():
            self.loads.setdefault(name, []).append(value)

    def median(self, name: str) -> float:
        """The median of a figure over all loads."""
        return statistics.median(self.loads[name])


def main(arguments: Sequence[str]) -> int:
    """Measure, print a line a figure; 1 when one is short."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks open", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="loads of each way (3)")
    parser.add_argument("--before", type=Path, help="another checkout, to compare with in this run")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    asked = parser.parse_args(arguments)
    found = lines(asked.rounds, asked.before)
    for line in found:
        print(line, flush=True)
    if asked.json:
        write_json(asked.json, found)
    return 1 if short(found) else 0


def lines(rounds: int, before: Path | None = None) -> list[Line]:
    """Every figure of the product with its target, and those of the other ways beside it."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, ExitStack() as stack:
        ways = list(_ways(Path(folder), before, stack))
        browser = stack.enter_context(_browser())
        amounts = {way.name: _amount(browser, way) for way in ways}
        for turn in range(rounds):
            for way in _turned(ways, turn):
                way.add(_load(browser, way, amounts[way.name]))
        own = [way for way in ways if way.name != STOCK]
        changed = _filtered(browser, own)
    return [*_load_lines(ways), *_filter_lines(changed)]


def _ways(place: Path, before: Path | None, stack: ExitStack) -> Iterator[Way]:
    # Packed beforehand, as after the first minutes of an installation.
    packing.PackedFiles(packing.FOLDER).fill()
    stock = place / "stock_app.py"
    stock.write_text(STOCK_APP, encoding="utf-8")
    apps = [(PRODUCT, ROOT / "app.py", ROOT), (STOCK, stock, ROOT)]
    if before is not None:
        apps.append((BEFORE, before.resolve() / "app.py", before.resolve()))
    for number, (name, app, root) in enumerate(apps):
        server = stack.enter_context(serving(app, place / f"open-{number}.db", root))
        wait(server)
        yield Way(name, f"http://localhost:{server.port}")


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        own = str(_CHROMIUM) if _CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=own)
        try:
            yield browser
        finally:
            browser.close()


def _turned(ways: Sequence[Way], turn: int) -> list[Way]:
    first = turn % len(ways)
    return [*ways[first:], *ways[:first]]


def _amount(browser: Browser, way: Way) -> str:
    """The first amount of the answer as the drawn page says it: what a true figure has to be."""
    page = browser.new_page(locale="en-GB", viewport=WINDOW)
    page.goto(f"{way.site}/?lang=en")
    _at_rest(page)
    amount = page.locator(f"[data-testid=stMain] {_AMOUNT}").first.inner_text()
    page.context.close()
    return amount


def _load(browser: Browser, way: Way, amount: str) -> dict[str, float]:
    """One load without a cache, and one change of the page with everything there."""
    context = browser.new_context(locale="en-GB", viewport=WINDOW)
    try:
        page, sizes = _on_the_slow_line(context)
        page.add_init_script(_WATCH % repr(amount))
        page.goto(f"{way.site}/?lang=en", wait_until="commit", timeout=_PATIENCE_MS)
        page.locator(".js-plotly-plot .main-svg").first.wait_for(
            state="attached", timeout=_PATIENCE_MS
        )
        _at_rest(page)
        seen = {name: at / 1e3 for name, at in page.evaluate("window.rpSeen").items()}
        seen["words"] = max(seen["words"], page.evaluate(_PAINT) / 1e3)
        loaded = {**seen, "bytes": sum(sizes) / 1e6, "requests": float(len(sizes))}
        return {**loaded, "change": _page_change(page)}
    finally:
        context.close()


def _on_the_slow_line(context: BrowserContext) -> tuple[Page, list[int]]:
    page, sizes = context.new_page(), list[int]()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", dict(LINE))
    tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return page, sizes


def _page_change(page: Page) -> float:
    """Seconds from a click on *Projects* to its title, on the second visit."""
    for name in ("projects", "summary"):
        page.locator(f"[class*=st-key-nav-to-{name}] a").click()
        page.wait_for_selector(f"[class*=st-key-nav-here-{name}]", timeout=_PATIENCE_MS)
        _at_rest(page)
    title, way = "[data-testid=stMain] h1", "[class*=st-key-nav-to-projects] a"
    page.wait_for_selector(way, timeout=_PATIENCE_MS)
    taken: float = page.evaluate(_CHANGE, [title, way])
    return taken / 1e3


def _filtered(browser: Browser, ways: Sequence[Way]) -> dict[str, list[float]]:
    """Milliseconds from taking a filter away to another headline, the ways in turn."""
    with ExitStack() as stack:
        turns: dict[str, Callable[[], float]] = {}
        for way in ways:
            page = browser.new_page(locale="en-GB", viewport=WINDOW)
            stack.callback(page.context.close)
            page.goto(f"{way.site}/?lang=en&country=ML")
            _at_rest(page)
            turns[way.name] = lambda page=page: _unfilter(page)  # type: ignore[misc]
        found: dict[str, list[float]] = {way.name: [] for way in ways}
        for turn in range(_FILTER_TURNS + 1):
            for way in _turned(ways, turn):
                taken = turns[way.name]()
                if turn:  # the first one has work that later ones find done
                    found[way.name].append(taken)
        return found


def _unfilter(page: Page) -> float:
    taken: float = page.evaluate(_CHANGE, [_HEADLINE, _END_COUNTRY])
    _at_rest(page)
    page.go_back()
    page.wait_for_selector(_END_COUNTRY, timeout=_PATIENCE_MS)
    _at_rest(page)
    return taken


def _at_rest(page: Page) -> None:
    page.wait_for_selector(
        "[data-testid=stApp][data-test-script-state=notRunning]", timeout=_PATIENCE_MS
    )
    page.wait_for_load_state("networkidle", timeout=_PATIENCE_MS)
    page.wait_for_timeout(_REST_MS)


def _load_lines(ways: Sequence[Way]) -> list[Line]:
    rows = (
        ("bytes", "bytes of Summary without a cache", "MB"),
        ("requests", "requests of Summary without a cache", ""),
        ("words", "first words at 1.6 Mbit/s, 150 ms", "s"),
        ("figure", "first true figure at 1.6 Mbit/s, 150 ms", "s"),
        ("chart", "first chart at 1.6 Mbit/s, 150 ms", "s"),
        ("change", "warm page change at 1.6 Mbit/s, 150 ms", "s"),
    )
    return [
        Line(f"{label}, {way.name}", way.median(name), unit, _target(way, name))
        for name, label, unit in rows
        for way in ways
    ]


def _target(way: Way, name: str) -> Target | None:
    return TARGETS.get(name) if way.name == PRODUCT else None


def _filter_lines(found: dict[str, list[float]]) -> Iterator[Line]:
    for name, taken in found.items():
        label = f"filter taken away to another headline, median of {len(taken)}, {name}"
        yield Line(label, statistics.median(taken), "ms")
    if BEFORE in found:
        ratio = statistics.median(found[PRODUCT]) / statistics.median(found[BEFORE])
        yield Line("filter to headline / before, paired", ratio, "x", at_most(NO_SLOWER))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
