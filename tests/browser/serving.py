"""A server of the product, started as the README says, that a test may kill, and browsers to visit it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

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
        self.database_url = f"sqlite:///{folder / 'portfolio.db'}"
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


@contextmanager
def browsing(browser: Browser, **chosen: Any) -> Iterator[BrowserContext]:
    """A browser without history that speaks English; ``chosen`` settings say otherwise."""
    context = browser.new_context(**{"locale": "en-GB", **chosen})
    try:
        yield context
    finally:
        for page in context.pages:
            with suppress(Error):  # to close a page still on its way somewhere may wait for ever
                page.wait_for_load_state(timeout=20_000)
        context.close()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
