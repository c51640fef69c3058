"""Keeping the columns current: a kept view, the change check, what others write, the start-up."""

import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Final

import pandas as pd
import sqlalchemy as sa

from benchmarks import product, rounds, world
from benchmarks.answers import ASKS, TARGET_ASK, Ask
from benchmarks.lines import Line, at_least, at_most
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.flows import FlowKind, Provenance, ReportedBy, Verification
from portfolio.domain.money import Rate
from portfolio.ledger.columns import PROJECT_SOURCES, SHARED_SOURCES
from portfolio.ledger.portfolio import Portfolio, assemble
from portfolio.ledger.view import View, day_of
from portfolio.services.live import LivePortfolio
from portfolio.store import organisations, rates, reading, saving, snapshot, tables
from portfolio.store.database import Database

SAVES: Final = 7
_MERGES: Final = 3
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
    name: float  # milliseconds until a reader has it
    rate: float
    merge: float


FULL: Final = Floors(refresh=200, start=1, name=5, rate=15, merge=1_500)
# Fewer rows to read, the same fixed cost of a save.
QUICK: Final = Floors(refresh=40, start=1.25, name=5, rate=10, merge=150)
Write = Callable[[Database, int], None]


def read(database: Database) -> Portfolio:
    """The whole portfolio, read and assembled as at start-up, names included."""
    with database.reading() as connection:
        return snapshot.read(connection).portfolio


def opened(database: Database) -> LivePortfolio:
    """The register of a process that serves this store, not read yet."""
    return LivePortfolio(database, demonstration=False, conference=CONFERENCE_DEFAULT)


def elsewhere(register: LivePortfolio) -> Database:
    """The store as another process writes to it: what the register has to follow."""
    return Database(register.database.url.render_as_string(hide_password=False))


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
        *_after_writes(register, whole, where, floors),
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


def _after_writes(register: LivePortfolio, whole: float, where: str, floors: Floors) -> list[Line]:
    """What another process writes, several times over; then the columns read anew."""
    other = elsewhere(register)

    def followed(write: Write, times: int) -> list[float]:
        took = []
        for number in range(times):
            write(other, number)
            took.append(_seconds(lambda: _follow(register)))
        return took

    saves = followed(lambda store, number: save(store, 1 + number * 37, number), SAVES)
    others = {
        "a name": (followed(_rename, SAVES), floors.name),
        "a rate": (followed(_add_rate, SAVES), floors.rate),
        "a merge of two organisations": (followed(_merge, _MERGES), floors.merge),
    }
    other.close()
    anew: list[Portfolio] = []
    again = statistics.median((whole, _seconds(lambda: anew.append(read(register.database)))))
    for ask in ASKS:
        question = product.question(ask)
        kept, fresh = (View(portfolio, question) for portfolio in (register.portfolio(), anew[0]))
        if product.measured(kept) != product.measured(fresh):
            raise Stale(ask.name)
    middle = statistics.median(saves)
    found = [
        Line(f"reading all again{where}", again, "s"),
        Line(f"bringing up to date after the first save{where}", saves[0] * 1e3, "ms"),
        Line(f"bringing up to date after one save{where}", middle * 1e3, "ms"),
        Line(f"reading all again / bringing up to date{where}", again / middle, "x",
             at_least(floors.refresh)),
    ]  # fmt: skip
    for what, (took, most) in others.items():
        middle = statistics.median(took)
        label = f"bringing up to date after {what}{where}"
        found.append(Line(label, middle * 1e3, "ms", at_most(most)))
        found.append(Line(f"reading all again / after {what}{where}", again / middle, "x"))
    return found


def _follow(register: LivePortfolio) -> None:
    """Ask until a reader has what was written; much of it is read while readers go on."""
    present = register.database.revision()
    while register.portfolio().revision < present:
        time.sleep(0.001)


def save(database: Database, project: int, number: int) -> None:
    """One commitment more in a project, through the store."""
    with database.new_revision("one commitment more") as change:
        row = {
            "project_id": project,
            "reference": f"S-{number}",
            "kind": int(FlowKind.COMMITMENT),
            "provider_id": world.FUNDERS[number],
            "amount": 1_234_567 + number,
            "currency_id": world.EUR,
            "value_date": _ASK.day - 40 + number,
            "recorded_at": int(change.recorded_at.timestamp() * 1e6),
            "perspective": int(ReportedBy.OUTGOING),
            "confidence": int(Verification.CONFIRMED),
            "provenance": int(Provenance.ENTERED),
            "in_kind": 0,
            "date_derived": 0,
        }
        saving.insert_rows(change, tables.flow, {name: [value] for name, value in row.items()})
        own = sa.update(tables.project).where(tables.project.c.id == project)
        change.connection.execute(own.values(revision=change.revision))


def _rename(database: Database, number: int) -> None:
    with database.new_revision("another name") as change:
        one = reading.read_organisations(change.connection)[number]
        names = {language: f"{name} renamed" for language, name in one.names.items()}
        organisations.save_organisation(change, replace(one, names=names), None)


def _add_rate(database: Database, number: int) -> None:
    """A correction of a rate in the midst of the flows, or one of a day without any."""
    with database.new_revision("a rate") as change:
        day = day_of(_ASK.day - 90 * number)
        rate = Rate("USD", day, 123_456_789, change.recorded_at, "benchmark")
        rates.add_rates(change, [rate])


def _merge(database: Database, number: int) -> None:
    with database.new_revision("two organisations are one") as change:
        present = reading.read_organisations(change.connection)
        organisations.merge(change, present[-1 - number], present[-2 - number])


def _start(database: Database, path: Path, where: str, floors: Floors) -> list[Line]:
    """Tables read and assembled, beside the same columns of the same tables in pandas."""

    def columns() -> None:
        with database.reading() as connection:
            raw = snapshot.read_tables(connection)
            shared = snapshot.read_shared(connection)
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
