"""The command import on a terminal: a line that fits and moves, and an interruption that leaves nothing."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final

import pytest

from portfolio.domain.import_jobs import ImportState
from portfolio.domain.params import PortfolioChoice
from portfolio.services import drafts, imports
from portfolio.store.database import Database
from tests.building.import_workbook import workbook
from tests.building.imports import titled
from tests.services.desk import Desk, a_desk, entry

ROOT: Final = Path(__file__).parents[2]
# The command, slow enough to be seen; at one of its steps Ctrl-C is pressed.
SLOW: Final = """
import os, signal, sys, time
from portfolio.cli.commands import portfolio
from portfolio.services.import_work import ImportProgress
step, seen, look = int(sys.argv.pop(1)), [], ImportProgress.look
def slowly(progress):
    time.sleep(0.03)
    if progress.state.name == "APPLYING":
        seen.append(1)
        if len(seen) == step:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.3)
    look(progress)
ImportProgress.look = slowly
portfolio()
"""


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def command(desk: Desk, tmp_path: Path, *words: str, step: int = 0, stderr: int) -> tuple[int, str]:
    """The command on a workbook of projects: its exit status, and its standard output."""
    file = tmp_path / "projects.xlsx"
    file.write_bytes(workbook((f"N{at}", entry(titles={"en": titled(at)})) for at in range(12)))
    url = desk.register.database.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", SLOW, str(step), "import", str(file), *words],
        cwd=ROOT,
        env={**os.environ, "PORTFOLIO_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        check=False,
        stderr=stderr,
    )
    return done.returncode, done.stdout.decode()


def read_all(terminal: int, parts: list[bytes]) -> None:
    """Everything written to a terminal until its other end is closed."""
    with suppress(OSError):
        while part := os.read(terminal, 1 << 12):
            parts.append(part)
    os.close(terminal)


@pytest.mark.parametrize("columns", [40, 120])
def test_a_terminal_sees_a_line_that_fits_and_moves(
    desk: Desk, tmp_path: Path, columns: int
) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    parts: list[bytes] = []
    reader = Thread(target=read_all, args=(ours, parts))
    reader.start()
    status, printed = command(desk, tmp_path, "--apply", "--as", "secretary", stderr=theirs)
    os.close(theirs)
    reader.join()
    written = b"".join(parts).decode()
    assert status == 0, written
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[\??[0-9;]*[a-zA-Z]", "", written))
    assert max(map(len, lines)) < columns
    for label in ("Comparing", "Reading", "Saving"):
        shares = [int(found[1]) for line in lines
                  if line.startswith(label) and (found := re.search(r"(\d+)%", line))]  # fmt: skip
        assert shares == sorted(shares)
        assert shares[-1] == 100
    assert len(set(shares)) > 3
    assert "%" not in printed


def test_no_terminal_gets_no_bar(desk: Desk, tmp_path: Path) -> None:
    status, printed = command(
        desk, tmp_path, "--apply", "--as", "secretary", stderr=subprocess.STDOUT
    )
    assert status == 0
    assert "%" not in printed
    assert "Applied as import 1." in printed


@pytest.mark.parametrize("step", [1, 9, 20])
def test_ctrl_c_leaves_nothing_and_says_so(desk: Desk, tmp_path: Path, step: int) -> None:
    status, printed = command(
        desk, tmp_path, "--apply", "--as", "secretary", step=step, stderr=subprocess.STDOUT
    )
    assert status == 130
    assert "Interrupted. Nothing was saved." in printed
    (job,) = imports.list_imports(desk.register, desk.secretary)
    assert job.state is ImportState.CANCELLED
    assert drafts.list_drafts(desk.register, desk.secretary, PortfolioChoice.RECORD) == ()
