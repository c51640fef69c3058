"""``python -m tests.screens`` checks every page and writes docs/screens.md; ``pictures`` draws the README's."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import QUIET, executable
from tests.browser.serving import Serving
from tests.screens import pictures, table

SITE: Final = "https://portfolio.example"  # on the sheets, in place of the address of a test
USAGE: Final = "python -m tests.screens [ROLE …] | pictures"


@contextmanager
def _running() -> Iterator[tuple[Browser, str]]:
    """A fresh demonstration and a browser to visit it."""
    found = executable()
    if found is None:
        raise SystemExit("there is no Chromium on this machine")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Serving(Path(folder), PORTFOLIO_PUBLIC_ADDRESS=SITE)
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        try:
            server.start()
            yield browser, server.address
        finally:
            browser.close()
            server.stop()


def main(words: list[str]) -> int:
    """Number of screens with something to mend, or 0 when the pictures are drawn."""
    if words == ["pictures"]:
        with _running() as (browser, site):
            return pictures.draw(browser, site)
    if unknown := set(words) - set(table.ROLES):
        raise SystemExit(f"{USAGE}\nno role: {', '.join(sorted(unknown))}")
    with _running() as (browser, site):
        return table.write(browser, site, words or list(table.ROLES))


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 99))
