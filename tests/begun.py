"""Databases as the product begins them: filled once in a run of tests to copy, and read once a process."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio import settings
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.services import live
from portfolio.services.live import LivePortfolio
from portfolio.store import snapshot
from portfolio.store.snapshot import Snapshot
from portfolio.store.tables import portfolio_state


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


_read: dict[tuple[Any, ...], Snapshot] = {}


@contextmanager
def reading_once() -> Iterator[None]:
    """Whoever opens a copy meanwhile gets what the first in this process read of it.

    The rates of ten years take longer to read than most tests. Copies are told by their history.
    """

    def read(connection: sa.Connection) -> Snapshot:
        state = tuple(connection.execute(sa.select(portfolio_state)).one())
        if state not in _read:
            _read[state] = whole(connection)
        return _read[state]

    whole = snapshot.read
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "read", read)
        yield


@contextmanager
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The demonstration in a store of its own."""
    file = tmp_path_factory.mktemp("demonstration") / "portfolio.db"
    shutil.copy(begun(tmp_path_factory), file)
    with reading_once():
        register = live.open_portfolio(
            f"sqlite:///{file}",
            demonstration=True,
            conference=CONFERENCE_DEFAULT,
            data=settings.read().data,
        )
    yield register
    register.database.close()
