"""Keeping the columns current: the kept view, the change check, one saved project, the start-up."""

import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from benchmarks import product, rounds, world
from benchmarks.answers import ASKS, TARGET_ASK, Ask
from benchmarks.lines import Line, at_least, at_most
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.flows import FlowKind, Provenance, ReportedBy, Verification
from portfolio.ledger.columns import PROJECT_SOURCES, SHARED_SOURCES
from portfolio.ledger.portfolio import Portfolio, assemble
from portfolio.ledger.view import View
from portfolio.services.live import LivePortfolio
from portfolio.store import reading, saving, tables
from portfolio.store.database import Database

SAVES: Final = 7
_START_ROUNDS: Final = 2
_WRITTEN: Final = {"has_exception": "kind_exception <> ''", "has_evidence": "evidence <> ''"}
_ASK: Final = next(ask for ask in ASKS if ask.name == TARGET_ASK)


class Stale(Exception):
    """The columns brought up to date do not answer as columns read anew."""


@dataclass(frozen=True)
class Floors:
    """Targets of this part."""

    refresh: float
    start: float


FULL: Final = Floors(refresh=200, start=1)
QUICK: Final = Floors(refresh=40, start=1.25)  # fewer rows to read, the same fixed cost of a save


def read(database: Database) -> Portfolio:
    """The whole portfolio, read and assembled as at start-up, names included."""
    with database.reading() as connection:
        return assemble(
            reading.read_tables(connection),
            reading.read_shared(connection),
            reading.read_labels(connection),
            reading.read_revision(connection),
        )


def opened(database: Database) -> LivePortfolio:
    """The register of a process that serves this store, not read yet."""
    return LivePortfolio(database, demonstration=False, conference=CONFERENCE_DEFAULT)


def lines(
    register: LivePortfolio, path: Path, page_ms: float, size: int, floors: Floors
) -> list[Line]:
    """All figures of this part at one size; ``page_ms`` is a fresh page of the product."""
    database = register.database
    whole = _seconds(register.portfolio)
    where = f", {size:,} projects"
    return [
        Line(f"a view computed before, asked from another thread{where}", _kept(register) * 1e3,
             "ms", at_most(1)),
        Line(f"change check / fresh page{where}", _check(database) * 1e5 / page_ms, "%", at_most(1)),
        *_after_saving(database, register, whole, where, floors),
        *_start(database, path, where, floors),
    ]  # fmt: skip


def _seconds(job: Callable[[], object]) -> float:
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def _page(register: LivePortfolio, ask: Ask) -> product.Measured:
    return product.measured(register.view(product.question(ask)))


def _kept(register: LivePortfolio) -> float:
    """Seconds for all nine results of a view another thread computed, the change check included."""
    first = Thread(target=_page, args=(register, _ASK))
    first.start()
    first.join()
    return rounds.shortest(lambda: _page(register, _ASK), 50)


def _check(database: Database) -> float:
    return rounds.shortest(database.revision, 500)


def _after_saving(
    database: Database, register: LivePortfolio, whole: float, where: str, floors: Floors
) -> list[Line]:
    """One commitment more in one project, several times over; then the columns read anew."""
    took = []
    for number in range(SAVES):
        save(database, 1 + number * 37, number)
        took.append(_seconds(register.portfolio))
    anew: list[Portfolio] = []
    again = statistics.median((whole, _seconds(lambda: anew.append(read(database)))))
    for ask in ASKS:
        question = product.question(ask)
        kept, fresh = (View(portfolio, question) for portfolio in (register.portfolio(), anew[0]))
        if product.measured(kept) != product.measured(fresh):
            raise Stale(ask.name)
    middle = statistics.median(took)
    return [
        Line(f"reading all again{where}", again, "s"),
        Line(f"bringing up to date after the first save{where}", took[0] * 1e3, "ms"),
        Line(f"bringing up to date after one save{where}", middle * 1e3, "ms"),
        Line(f"reading all again / bringing up to date{where}", again / middle, "x",
             at_least(floors.refresh)),
    ]  # fmt: skip


def save(database: Database, project: int, number: int) -> None:
    """One commitment more in a project, through the store."""
    now = datetime.now(UTC)
    day = _ASK.day - 40 + number
    row = {
        "project_id": project,
        "reference": f"S-{number}",
        "kind": int(FlowKind.COMMITMENT),
        "provider_id": world.FUNDERS[number],
        "amount": 1_234_567 + number,
        "currency_id": world.EUR,
        "value_date": day,
        "recorded_at": int(now.timestamp() * 1e6),
        "perspective": int(ReportedBy.OUTGOING),
        "confidence": int(Verification.CONFIRMED),
        "provenance": int(Provenance.ENTERED),
        "in_kind": 0,
        "date_derived": 0,
    }
    with database.new_revision("one commitment more") as change:
        columns = {name: np.array([value], dtype=object) for name, value in row.items()}
        saving.insert_rows(change, tables.flow, columns)
        own = tables.project.c.id == project
        change.connection.execute(
            sa.update(tables.project).where(own).values(revision=change.revision)
        )


def _start(database: Database, path: Path, where: str, floors: Floors) -> list[Line]:
    """Tables read and assembled, beside the same columns of the same tables in pandas."""

    def columns() -> None:
        with database.reading() as connection:
            raw = reading.read_tables(connection)
            shared = reading.read_shared(connection)
            revision = reading.read_revision(connection)
        assemble(raw, shared, names, revision)

    def frames() -> None:
        with sqlite3.connect(path) as connection:
            for table, wanted in {**PROJECT_SOURCES, **SHARED_SOURCES}.items():
                listed = ", ".join(_WRITTEN.get(name, name) for name in wanted)
                pd.read_sql(f"SELECT {listed} FROM {table}", connection)
        connection.close()

    with database.reading() as connection:
        names = reading.read_labels(connection)
    timings = rounds.interleaved({"columns": columns, "frames": frames}, _START_ROUNDS)
    return [
        Line(f"tables read into columns{where}", timings.milliseconds("columns") / 1e3, "s"),
        Line(f"start-up read / pandas.read_sql of the same tables{where}",
             timings.ratio("columns", "frames"), "x", at_most(floors.start)),
    ]  # fmt: skip
