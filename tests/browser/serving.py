"""A server of the product, started as the README says, that a test may kill, and browsers to visit it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error

from portfolio.settings import ROOT

PATIENCE = 120.0  # seconds: the first start makes and fills the database


class Serving:
    """One server with a database of its own, always at one address.

    A fresh demonstration; ``chosen`` are settings that say otherwise.
    """

    def __init__(self, folder: Path, **chosen: str) -> None:
        self.folder, self.port, self.chosen = folder, _free_port(), chosen
        self.log = folder / "server.log"
        self.database = folder / "portfolio.db"
        self.database_url = f"sqlite:///{self.database}"
        self.address = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        environment = {
            **{
                name: said for name, said in os.environ.items() if not name.startswith("PORTFOLIO_")
            },
            "PORTFOLIO_DATABASE_URL": self.database_url,
            "PORTFOLIO_DEMONSTRATION": "on",
            "PORTFOLIO_STRICT_WORDS": "1",
            **self.chosen,
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(self.port)]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def kill(self) -> None:
        """End it as a loss of power would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(20)

    def stop(self) -> None:
        """End it in order."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


_resting: defaultdict[tuple[Browser, str], list[BrowserContext]] = defaultdict(list)


def _forget(context: BrowserContext) -> None:
    """Leave nothing of what a test did but what the browser has compiled.

    That is lost with the last page of a server, so one stays, on an address without any script.
    """
    pages = {page: urlsplit(page.url) for page in context.pages}
    origins = {page: f"{url.scheme}://{url.netloc}" for page, url in pages.items() if url.netloc}
    stays = next(reversed(origins), None)
    for page in pages:
        with suppress(Error):  # to close a page still on its way somewhere may wait for ever
            page.wait_for_load_state(timeout=20_000)
        if page != stays:
            page.close()
    context.clear_cookies()
    if stays:
        with suppress(Error):  # its server may have ended
            stays.goto(f"{origins[stays]}/healthz")
        session = context.new_cdp_session(stays)
        for origin in set(origins.values()):
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.detach()


@contextmanager
def browsing(browser: Browser, script: str = "", **chosen: Any) -> Iterator[BrowserContext]:
    """A browser without history that speaks English; ``chosen`` settings say otherwise.

    ``script`` runs before those of any page. To compile Streamlit's scripts costs more than any
    page: a browser that was left is handed on, as empty as a new one, with its scripts compiled.
    """
    resting = _resting[browser, repr((script, sorted(chosen.items())))]
    context = resting.pop() if resting else _new(browser, script, **chosen)
    try:
        yield context
    finally:
        _forget(context)
    resting.append(context)


def _new(browser: Browser, script: str, **chosen: Any) -> BrowserContext:
    context = browser.new_context(**{"locale": "en-GB", **chosen})
    if script:
        context.add_init_script(script)
    return context


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
