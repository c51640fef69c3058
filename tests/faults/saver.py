"""A process that saves until it is killed: it acknowledges every save once it is kept.

Every save writes a project whose flows add up to the number in its notes, changes the project all
saves share in the same way, and tells both. What is half-written does not add up.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from random import Random
from types import ModuleType
from typing import Final

import sqlalchemy as sa

from portfolio.domain.contents import Contents
from portfolio.domain.projects import Project
from portfolio.store import seeding, tables
from portfolio.store.database import Change, Database
from portfolio.store.saving import save_project
from tests.build import a_portfolio, a_project, partner, planned

SHARED: Final = "Border posts"
_PROCESSES: Final = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])  # so that a process starts at once
_PATIENCE_SECONDS: Final = 60


def prepare(database: Database) -> None:
    """Keep the shared project and the organisation that funds it: revision 1."""
    contents = _contents(SHARED, 1)
    seeding.save(database, replace(contents, projects=(written(SHARED, 1),)))


def written(title: str, number: int) -> Project:
    """A project as save ``number`` writes it: four to nine flows, their sum in its notes."""
    project = _contents(title, number).projects[0]
    return replace(project, notes=str(sum(flow.amount_minor for flow in project.flows)))


def _contents(title: str, number: int) -> Contents:
    draw = Random(number)
    flows = [
        partner("A").commits(f"{draw.randint(1, 9_000_000)} EUR").called(f"flow {place}")
        for place in range(4 + number % 6)
    ]
    project = (
        a_project(title)
        .needing(f"{number} EUR")
        .clause(3, "60%")
        .clause(6, "40%")
        .milestone(planned("2015-06-30", weight=number))
        .receiving(*flows)
    )
    return a_portfolio(project).contents()


def killed(
    url: str, delay: float, *, careless: bool = False, save: Callable[[Database], int] | None = None
) -> int:
    """Let a process save, kill it ``delay`` seconds after its first save; its last acknowledged."""
    receiving, sending = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_save_for_ever, args=(url, sending, careless, save))
    with _without_main():
        process.start()
    sending.close()
    try:
        assert receiving.poll(_PATIENCE_SECONDS), "the process saves nothing"
        last = int(receiving.recv())
        time.sleep(delay)
    finally:
        process.kill()
        process.join()
    try:
        while True:
            last = int(receiving.recv())
    except EOFError:
        return last


@contextmanager
def _without_main() -> Iterator[None]:
    """An empty ``__main__``: a process imports it again, and a page run by a test leaves itself there."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _save_for_ever(
    url: str, sending: Connection, careless: bool, other: Callable[[Database], int] | None
) -> None:
    database, own = Database(url), other or save
    while True:
        sending.send(_save_carelessly(url) if careless else own(database))


def save(database: Database) -> int:
    """One save under its own revision, which it returns."""
    with database.new_revision("save until killed", 1, "publish_draft") as change:
        _write(change)
    return change.revision


def _save_carelessly(url: str) -> int:
    """The same statements, each kept by itself: what the transaction is there against."""
    address = Database(url).url
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        state = tables.portfolio_state.c.revision
        raised = sa.update(tables.portfolio_state).values(revision=state + 1).returning(state)
        change = Change(connection, datetime.now(UTC), connection.scalar(raised) or 0, "careless")
        _write(change)
    engine.dispose()
    return change.revision


def _write(change: Change) -> None:
    save_project(change, written(f"Post {change.revision}", change.revision))
    save_project(change, written(SHARED, change.revision))
