"""What a save costs with its history, beside the bare statements of the same rows; writers at once."""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from benchmarks.lines import Line, at_most
from portfolio.domain.flows import Flow, FlowKind, Provenance, ReportedBy, Verification
from portfolio.domain.projects import Project
from portfolio.services import live
from portfolio.store.database import Change, Database
from portfolio.store.history import verify
from portfolio.store.reading import read_project
from portfolio.store.saving import save_project
from portfolio.store.tables import METADATA
from tests.build import a_portfolio, a_project, partner, planned
from tests.servers import running

DATA: Final = Path(__file__).parents[1] / "data"
# As many times the bare statements as a save may take; each of its round trips is its own on a server.
TIMES: Final = {"SQLite": 3, "PostgreSQL": 3.2}
WRITERS, SAVES_EACH = 8, 10
_FLOWS: Final = 8
# What a save adds to the rows themselves: its number, its history.
_OWN: Final = ("history", "portfolio_state")
_KEPT: Final = ("INSERT", "UPDATE", "DELETE")
Job = Callable[[Change], object]


class Different(Exception):
    """The bare statements did not leave the rows that the save left."""


@dataclass
class Twin:
    """Two stores of the same rows: one is saved to, the other is sent the same bare statements."""

    saved: Database
    bare: Database
    engine: str
    sent: list[tuple[str, Any, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        sa.event.listen(self.saved.engine, "before_cursor_execute", self._remember)
        for database in (self.saved, self.bare):
            database.create_or_upgrade()
            live.load(database, DATA, demonstration=True)

    def _remember(self, _c: Any, _k: Any, sql: str, given: Any, _x: Any, many: bool) -> None:
        words = sql.replace('"', "").split()
        named = words[2 if words[0] in ("INSERT", "DELETE") else 1] if len(words) > 2 else ""
        if words[0] in _KEPT and named not in _OWN:
            self.sent.append((sql, given, many))

    def ratios(self, jobs: Sequence[Job]) -> tuple[list[float], list[float]]:
        """Seconds of each save, and of its bare statements in a transaction of the same mode."""
        saved, bare = [], []
        for job in jobs:
            self.sent.clear()
            begin = time.perf_counter()
            with self.saved.new_revision("benchmark", 1, "record_flow") as change:
                job(change)
            saved.append(time.perf_counter() - begin)
            bare.append(self._replay())
        if _rows(self.saved) != _rows(self.bare):
            raise Different(self.engine)
        return saved, bare

    def _replay(self) -> float:
        begin = time.perf_counter()
        with self.bare._writer.connect() as connection, connection.begin():
            for sql, given, many in self.sent:
                if many:
                    connection.exec_driver_sql(sql, list(given))
                else:
                    connection.exec_driver_sql(sql, given)
        return time.perf_counter() - begin


def _rows(database: Database) -> dict[str, list[Any]]:
    skipped = ("recorded_at", "revision")
    with database.reading() as connection:
        return {
            table.name: sorted(
                connection.execute(
                    sa.select(*(c for c in table.columns if c.name not in skipped))
                ).all(),
                key=repr,
            )
            for table in METADATA.sorted_tables
            if table.name not in _OWN
        }


def lines(quick: bool) -> Iterator[Line]:
    """Every figure of saving, on both engines."""
    count = 30 if quick else 100
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, running() as server:
        addresses = {
            "SQLite": [f"sqlite:///{folder}/{name}.db" for name in ("saved", "bare")],
            "PostgreSQL": [server.create(), server.create()],
        }
        for engine, (saved, bare) in addresses.items():
            twin = Twin(Database(saved), Database(bare), engine)
            yield from _beside(twin, "one flow more, project of 8", _one_more(twin, count))
            yield from _beside(twin, "a new project", _new(count))
            yield from _at_once(saved, engine)
            twin.saved.close()
            twin.bare.close()


def _beside(twin: Twin, what: str, jobs: Sequence[Job]) -> Iterator[Line]:
    saved, bare = twin.ratios(jobs)
    ratio = statistics.median(s / b for s, b in zip(saved, bare, strict=True))
    name = f"{what}, {twin.engine}"
    yield Line(f"saved with history: {name}", statistics.median(saved) * 1e3, "ms")
    yield Line(
        f"saved with history / its bare statements: {name}", ratio, "x", at_most(TIMES[twin.engine])
    )


def _project(title: str) -> Project:
    flows = [partner("A").commits(f"{n + 1}m EUR").called(f"flow {n}") for n in range(_FLOWS)]
    draft = (
        a_project(title)
        .needing("40m EUR")
        .clause(3, "60%")
        .clause(6, "40%")
        .in_country("LY")
        .milestone(planned("2015-06-30"))
        .milestone(planned("2016-06-30"))
        .receiving(*flows)
    )
    return a_portfolio(draft).contents().projects[0]


def _new(count: int) -> list[Job]:
    return [partial(save_project, project=_project(f"New {number}")) for number in range(count)]


def _one_more(twin: Twin, count: int) -> list[Job]:
    for database in (twin.saved, twin.bare):
        with database.new_revision("benchmark") as change:
            for number in range(count):
                save_project(change, _project(f"Grown {number}"))
    return [partial(_add, title=f"Grown {n}", reference="more") for n in range(count)]


def _add(change: Change, title: str, reference: str) -> None:
    """What recording a flow does: read the project under the lock, save it with one row more."""
    project = read_project(change.connection, title)
    row = Flow(
        id=-1,
        project_id=project.id,
        reference=reference,
        kind=FlowKind.COMMITMENT,
        provider_id=1,
        receiver_id=None,
        amount_minor=1_234_567,
        currency="EUR",
        value_date=project.flows[0].value_date,
        recorded_at=change.recorded_at,
        perspective=ReportedBy.OUTGOING,
        confidence=Verification.PROPOSED,
        provenance=Provenance.ENTERED,
    )
    save_project(change, replace(project, flows=(*project.flows, row)), existing=project)


def _at_once(url: str, engine: str) -> Iterator[Line]:
    """Eight writers, two to an open store, each adding its flows to one and the same project."""
    opened = [Database(url) for _ in range(WRITERS // 2)]
    with opened[0].new_revision("benchmark") as change:
        save_project(change, _project("Shared"))
    before = opened[0].revision()
    waits: list[float] = []
    refused: list[Exception] = []
    begin = threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        database = opened[writer % len(opened)]
        begin.wait()
        for number in range(SAVES_EACH):
            started = time.perf_counter()
            try:
                with database.new_revision("benchmark", 1, "record_flow") as change:
                    _add(change, "Shared", f"writer {writer}, {number}")
            except Exception as problem:  # whatever a person would have been shown
                refused.append(problem)
            waits.append(time.perf_counter() - started)

    started = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    took = time.perf_counter() - started
    with opened[0].reading() as connection:
        kept = len(read_project(connection, "Shared").flows) - _FLOWS
        sound = verify(connection).is_sound
    lost = WRITERS * SAVES_EACH - kept
    raised = opened[0].revision() - before
    for database in opened:
        database.close()
    where = f"{WRITERS} writers at once, {engine}"
    yield Line(f"{where}: saves a second", kept / took, "1/s")
    yield Line(f"{where}: longest wait of a save", max(waits) * 1e3, "ms")
    yield Line(f"{where}: updates lost", float(lost + (raised != kept)), "", at_most(0))
    yield Line(f"{where}: errors shown", float(len(refused)), "", at_most(0))
    yield Line(f"{where}: breaks of the history", float(not sound), "", at_most(0))
