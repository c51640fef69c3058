"""A real server on a free port with a database of its own, and a real browser to visit it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.begun import begun
from tests.browser.serving import Serving, browsing
from tests.ui.writing import copied

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # pages of one browser share what is compiled
)
# Run before the page's own scripts: what the page forbids itself, and whether its frame changes.
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (e) =>
  window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
window.frames_seen = [];
const seen = () => {
  const root = document.documentElement;
  if (root) window.frames_seen.push(`${root.lang} ${root.dir}`);
};
new MutationObserver(seen).observe(document, {
  subtree: true, childList: true, attributes: true, attributeFilter: ["lang", "dir"]});
"""


@dataclass
class Visit:
    """A page in the browser and everything it asked for or complained of."""

    page: Page
    site: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the site and wait until its script has run."""
        self.page.goto(f"{self.site}{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the page is drawn and the script is at rest."""
        self.page.wait_for_selector(
            "[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000
        )
        self.page.wait_for_selector(
            "[data-testid=stMainBlockContainer] :is(h1, h2, p) >> visible=true"
        )
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def elsewhere(self) -> list[str]:
        """Every request that left the host."""
        here = urlsplit(self.site).netloc
        inside = ("data:", "blob:")
        return [
            url
            for url in self.requests
            if not url.startswith(inside) and urlsplit(url).netloc != here
        ]


def executable() -> str | None:
    """Where the system's Chromium is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def _lacking(what: str) -> None:
    if os.environ.get("PORTFOLIO_FULL"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product, started as the README says, with a fresh demonstration."""
    server = Serving(tmp_path_factory.mktemp("site"))
    shutil.copy(begun(tmp_path_factory), server.database)
    server.start()
    yield server.address
    server.stop()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with a demonstration of its own, which the tests of one module may write to."""
    server = Serving(tmp_path_factory.mktemp("serving"))
    shutil.copy(begun(tmp_path_factory), server.database)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server for keyboards: draft 1 is at its second step, three others await their review."""
    folder = tmp_path_factory.mktemp("keyboard")
    (folder / "written").mkdir()
    rows = ("participants", "clause_shares", "country_shares", "priority_shares", "budgets")
    for writing in copied(begun(tmp_path_factory), folder / "written"):
        empty: dict[str, list[str]] = {name: [] for name in (*rows, "milestones")}
        writing.draft("Typed by keyboard", kind="", contact_office="", **empty)
        for title in ("Joint posts by keyboard", "First of two", "Second of two"):
            writing.submit(writing.draft(title))
    server = Serving(folder)
    shutil.copy(folder / "written" / "written.db", server.database)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = executable()
    if found is None:
        _lacking("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without history, 1280 × 720, that speaks English."""
    with browsing(browser, WATCH, viewport={"width": 1280, "height": 720}) as context:
        yield context


@pytest.fixture
def visit(site: str, context: BrowserContext) -> Iterator[Visit]:
    """A page that remembers what it, and any tab it opened, asked for, and its own complaints."""
    page = context.new_page()
    visit = Visit(page, site)

    def remember(request: Request) -> None:
        visit.requests.append(request.url)

    context.on("request", remember)
    page.on("websocket", lambda socket: visit.requests.append(socket.url))
    page.on(
        "console",
        lambda message: (
            visit.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    context.remove_listener("request", remember)
