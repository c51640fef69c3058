"""Server CPU of one rerun of the summary, beside an empty page behind the same server."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.lines import Line, at_most

ROOT: Final = Path(__file__).resolve().parent.parent
_PATIENCE_SECONDS: Final = 90
_WARM, _TURNS, _RERUNS = 5, 5, 8
# The same middleware and start-up as the product's, in front of a page that draws nothing.
EMPTY_APP: Final = """
from pathlib import Path
import streamlit as st
from portfolio.web.app import lifespan
from portfolio.web.middleware import MIDDLEWARE
app = st.App(Path(__file__).resolve().parent / "empty.py", middleware=MIDDLEWARE, lifespan=lifespan)
"""


class ServerFailed(Exception):
    """A server did not come up, or a rerun ended in an exception."""


@dataclass(frozen=True)
class Served:
    """A started server: its process, its port and where it logs."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def cpu_seconds(self) -> float:
        """CPU the process has used, in nanosecond steps (the clock of another process)."""
        return time.clock_gettime((~self.process.pid << 3) | 2)


class Reader:
    """A browser's end of the wire: asks for reruns and waits for each to finish."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self.connection = connection
        self.page, self.elements = "", 0
        self.known: set[str] = set()

    async def rerun(self) -> None:
        """One rerun of the page with nothing changed."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.cached_message_hashes.extend(self.known)
        await self.connection.send(message.SerializeToString())
        started, self.elements = False, 0
        while True:
            data = await asyncio.wait_for(self.connection.recv(), _PATIENCE_SECONDS)
            answer = ForwardMsg()
            answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                started, self.page = True, answer.new_session.page_script_hash
            if answer.metadata.cacheable and answer.hash:
                self.known.add(answer.hash)
            if kind == "delta":
                self.elements += 1
                if answer.delta.new_element.WhichOneof("type") == "exception":
                    raise ServerFailed(answer.delta.new_element.exception.message)
            if kind == "script_finished" and started:
                if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    started = False
                    continue
                return


def lines(limit: float) -> list[Line]:
    """CPU milliseconds of both pages and their ratio."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        place = Path(folder)
        (place / "empty_app.py").write_text(EMPTY_APP, encoding="utf-8")
        (place / "empty.py").write_text("", encoding="utf-8")
        with (
            serving(ROOT / "app.py", place / "summary.db") as summary,
            serving(place / "empty_app.py", place / "empty.db") as empty,
        ):
            for server in (summary, empty):
                wait(server)
            own, nothing, elements = asyncio.run(_measured(summary, empty))
    ratio = statistics.median(a / b for a, b in zip(own, nothing, strict=True))
    return [
        Line(f"server CPU of one summary rerun ({elements} elements)",
             statistics.median(own) * 1e3, "ms"),
        Line("server CPU of one rerun of an empty page", statistics.median(nothing) * 1e3, "ms"),
        Line("summary rerun / empty rerun", ratio, "x", at_most(limit)),
    ]  # fmt: skip


async def _measured(summary: Served, empty: Served) -> tuple[list[float], list[float], int]:
    """CPU seconds a rerun, per turn: some reruns of one page, then of the other."""
    own: list[float] = []
    nothing: list[float] = []
    async with _connected(summary) as first, _connected(empty) as second:
        readers = ((Reader(first), summary, own), (Reader(second), empty, nothing))
        for reader, _, _ in readers:
            for _ in range(_WARM):
                await reader.rerun()
        for _ in range(_TURNS):
            for reader, server, taken in readers:
                before = server.cpu_seconds()
                for _ in range(_RERUNS):
                    await reader.rerun()
                await asyncio.sleep(0.05)
                taken.append((server.cpu_seconds() - before) / _RERUNS)
        return own, nothing, readers[0][0].elements


def _connected(server: Served) -> websockets.connect:
    return websockets.connect(
        f"ws://localhost:{server.port}/_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        max_size=None,
        compression=None,
    )


@contextmanager
def serving(app: Path, database: Path, root: Path = ROOT) -> Iterator[Served]:
    """``streamlit run`` of an app with the settings of the product in ``root``, on a free port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "PORTFOLIO_DATABASE_URL": f"sqlite:///{database}",
        "PORTFOLIO_DEMONSTRATION": "1",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    log = database.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield Served(process, port, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait(server: Served) -> None:
    """Until the server answers; raises ServerFailed with the end of its log."""
    for _ in range(_PATIENCE_SECONDS * 5):
        try:
            with urllib.request.urlopen(
                f"http://localhost:{server.port}/_stcore/health", timeout=2
            ):
                return
        except OSError:
            time.sleep(0.2)
        if server.process.poll() is not None:
            break
    raise ServerFailed(server.log.read_text(encoding="utf-8", errors="replace")[-2_000:])
