"""Databases as the product begins them: each filled once in a run of tests, by one process, to copy."""

import fcntl
import os
from pathlib import Path

import pytest

from portfolio import settings
from portfolio.services import live


def begun(tmp_path_factory: pytest.TempPathFactory, *, demonstration: bool = True) -> Path:
    """The file of a portfolio that nobody wrote to yet, with the demonstration or without."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # what the processes of one run share
    file = folder / f"begun-{'with' if demonstration else 'without'}-demonstration.db"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go of when the file is closed
        if not file.exists():
            _fill(file.with_suffix(".part"), demonstration=demonstration)
            file.with_suffix(".part").rename(file)
    return file


def _fill(file: Path, *, demonstration: bool) -> None:
    file.unlink(missing_ok=True)
    chosen = settings.read()
    live.open_portfolio(
        f"sqlite:///{file}",
        demonstration=demonstration,
        conference=chosen.conference_date,
        data=chosen.data,
    ).database.close()
