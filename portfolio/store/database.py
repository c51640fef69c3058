"""Database: opens the store and owns every transaction; revision counter and queue of writers."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import URL

from portfolio.domain.errors import DatabaseUnavailable
from portfolio.domain.history import Values, canonical, differing
from portfolio.store import engines, history
from portfolio.store.engines import PATIENCE_SECONDS, StoreBusy, timeouts, translate_errors
from portfolio.store.files import FileFolder
from portfolio.store.history import ChainHead, Moment, PendingEntry
from portfolio.store.tables import portfolio_state

Connection = sa.Connection  # services hand one on and know no SQLAlchemy


class FairLock:
    """A lock with first come, first served."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    @contextmanager
    def turn(self, *, waits: bool = True) -> Iterator[None]:
        """Wait for one's turn and hold it; raises BlockingIOError where it ``waits`` for nobody."""
        with self._guard:
            if self._taken and not waits:
                raise BlockingIOError
            mine = Lock()
            if self._taken:
                mine.acquire()
                self._waiting.append(mine)
            self._taken = True
        mine.acquire()  # blocks until the previous holder hands over
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._taken = False


_QUESTION: Final = "SELECT revision FROM portfolio_state WHERE id = 1"


class Counter:
    """Answers how many writes there have been; shared by all threads, opened at first use."""

    def __init__(self, url: URL) -> None:
        self._open: Callable[[], Any] = (
            _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
        )
        self._connection: Any = None
        self._lock = Lock()

    def read(self) -> int:
        """The revision now; a connection lost since the last question is opened once more."""
        with self._lock:
            try:
                return self._ask()
            except (sqlite3.Error, psycopg.Error):
                self._forget()
            try:
                return self._ask()
            except (sqlite3.Error, psycopg.Error) as problem:
                self._forget()
                raise DatabaseUnavailable(reason=str(problem).strip()) from problem

    def close(self) -> None:
        """Close the cached connection."""
        with self._lock:
            self._forget()

    def _ask(self) -> int:
        if self._connection is None:
            self._connection = self._open()
        row = self._connection.execute(_QUESTION).fetchone()
        if row is None:
            raise DatabaseUnavailable(reason="the schema is not complete")
        return int(row[0])

    def _forget(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error, psycopg.Error):
                self._connection.close()
            self._connection = None


def _sqlite(url: URL) -> Callable[[], sqlite3.Connection]:
    # The question must never create the file; but it may be the first after a process was killed,
    # and the journal left behind is rolled back by the next process that may write.
    file = f"{Path(url.database or '').resolve().as_uri()}?mode=rw"
    return lambda: sqlite3.connect(
        file, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
    )


def _postgresql(url: URL) -> Callable[[], psycopg.Connection[tuple[Any, ...]]]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    said = timeouts(url)
    return lambda: psycopg.connect(address, autocommit=True, prepare_threshold=0, **said)


_log = logging.getLogger(__name__)
_NEXT_REVISION = (
    sa.update(portfolio_state)
    .values(revision=portfolio_state.c.revision + 1)
    .returning(
        portfolio_state.c.revision,
        portfolio_state.c.history_length,
        portfolio_state.c.history_head,
    )
)


@dataclass(slots=True)
class Change:
    """One write in progress: its connection, when it was recorded and its revision.

    ``person_id`` and ``command`` tell who writes and by what, None where a program or the command
    line does; ``reason`` is why, in their own words.
    """

    connection: sa.Connection
    recorded_at: datetime
    revision: int
    reason: str
    person_id: int | None = None
    command: str = ""
    is_abandoned: bool = field(default=False)
    entries: list[PendingEntry] = field(default_factory=list)

    def record(
        self,
        subject: str,
        identifier: str,
        before: Values,
        after: Values,
        project_id: int | None = None,
    ) -> None:
        """Record in the history of this write what differs between two states of something."""
        was, is_now = differing(before, after)
        self.entries.append(
            PendingEntry(subject, identifier, _said(was), _said(is_now), project_id)
        )

    def abandon(self) -> None:
        """Nothing was to be done: roll back at the end, and leave the revision as it was."""
        self.is_abandoned = True

    def touch_shared(self) -> None:
        """Mark tables other than projects as changed: names, rates, the declaration, events, lists.

        Every process reads those again (``store.snapshot``): a write without this mark
        is not seen.
        """
        self.connection.execute(sa.update(portfolio_state).values(shared_revision=self.revision))


class Database:
    """The store at one address; one object serves all threads of a process."""

    def __init__(self, url: str, files: Path | None = None) -> None:
        """Open nothing yet; raises DatabaseUnavailable for an address this program can't use.

        ``files``: the folder of attached files. A SQLite file has one of its own beside it; another
        database has none unless it is given.
        """
        self.url = engines.address(url)
        beside = Path(f"{self.url.database}.files") if self.is_sqlite else None
        folder = files or beside
        self.files = None if folder is None else FileFolder(folder.absolute())
        self.engine = engines.engine(self.url)
        self._writer = self.engine.execution_options(**{engines.WRITES: True})
        self._turns = FairLock()
        self._counter = Counter(self.url)
        # Called after each committed write, by the thread that wrote, outside its transaction.
        self.after_write: Callable[[], None] | None = None
        self._latest: datetime | None = None  # in the whole history, once it was looked through
        self._is_latest_known = False

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def create_or_upgrade(self) -> None:
        """Create the schema or bring it up to date, all or nothing; several may call it at once."""
        with self._turns.turn(), translate_errors():
            engines.upgrade(self._writer)

    def refuse_other_schema(self) -> None:
        """Raise DatabaseUnavailable where there is no portfolio, or one of another schema."""
        self.revision()
        with self.reading() as connection:
            engines.refuse_unknown(engines.heads(connection))

    def revision(self) -> int:
        """The number of the last write, read as cheaply as the engine allows."""
        return self._counter.read()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the store from its first read to its end."""
        with translate_errors(), self.engine.connect() as opened:
            if self.is_sqlite:
                connection = opened
            else:
                connection = opened.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def long_reading(self) -> Iterator[tuple[sa.Connection, Callable[[], None]]]:
        """A connection for long work, and what lets writers in between two of its steps.

        A SQLite file is not written while it is read: there the next step may see a later state.
        """
        if not self.is_sqlite:
            with self.reading() as connection:
                yield connection, lambda: None
            return
        with translate_errors(), self.engine.connect() as connection:

            def renew() -> None:
                connection.rollback()

            yield connection, renew

    @contextmanager
    def new_revision(
        self,
        reason: str,
        person_id: int | None = None,
        command: str = "",
        *,
        confirms_clock: bool = False,
    ) -> Iterator[Change]:
        """The one owner of a transaction: rows, history and a new revision are saved, or nothing.

        The counter is raised first, so that revisions become visible in the order of their numbers
        and no two writers extend the chain of history at once. A write without other entries is
        recorded by its reason alone. Raises ClockBehind and saves nothing while the newest
        entry lies far ahead of the clock, unless the write confirms the clock.
        """
        with self._turns.turn(), translate_errors(), self._writer.connect() as connection:
            with connection.begin() as transaction:
                row = connection.execute(_NEXT_REVISION).one()
                moment = self.moment(connection)
                change = Change(
                    connection, moment.recorded_at, row.revision, reason, person_id, command
                )
                yield change
                if change.is_abandoned:
                    transaction.rollback()
                    return
                if not confirms_clock:
                    history.refuse_behind(connection, moment)
                if not change.entries:
                    change.record("portfolio", "", {}, {})
                _append_history(change, ChainHead(row.history_length, row.history_head))
            _log.info("revision %d: %s", change.revision, reason)
        if self.after_write is not None:
            self.after_write()

    @contextmanager
    def transaction(
        self,
        reason: str,
        person_id: int | None = None,
        command: str = "",
        *,
        waits: bool = True,
        is_beside: bool = False,
    ) -> Iterator[Change]:
        """Transaction without a new revision (people, sessions, drafts).

        What changes no figure must not make every process read again. History records what the
        change reports, and nothing else. A write that ``waits`` for nobody raises StoreBusy
        at once where another is writing; ``is_beside``: only where the engine has one writer,
        so that a long write can tell others how far it is.
        """
        with (
            nullcontext() if is_beside and not self.is_sqlite else self._turn(waits=waits),
            translate_errors(),
            self._connected(waits=waits) as connection,
            connection.begin() as transaction,
        ):
            if not waits:
                engines.wait_briefly(connection)
            # Sessions and guesses are timed by the clock itself: they end whatever history records.
            change = Change(connection, history.now(), 0, reason, person_id, command)
            yield change
            if change.is_abandoned:
                transaction.rollback()
                return
            if change.entries:
                head = history.read_head(connection, lock=True)
                # Another may have written since this one began: the chain runs forwards all the same.
                moment = self.moment(connection)
                history.refuse_behind(connection, moment)
                change.recorded_at = moment.recorded_at
                query = sa.select(portfolio_state.c.revision)
                change.revision = connection.execute(query).scalar_one()
                _append_history(change, head)

    @contextmanager
    def _turn(self, *, waits: bool) -> Iterator[None]:
        with ExitStack() as held:
            try:
                held.enter_context(self._turns.turn(waits=waits))
            except BlockingIOError:
                raise StoreBusy(reason="another is writing") from None
            yield

    @contextmanager
    def _connected(self, *, waits: bool) -> Iterator[sa.Connection]:
        with self._writer.connect() as connection:
            if waits:
                yield connection
                return
            engines.patience_of_sqlite(connection, engines.SHORT_PATIENCE_SECONDS)
            try:
                yield connection
            finally:
                engines.patience_of_sqlite(connection, engines.PATIENCE_SECONDS)

    def moment(self, connection: sa.Connection) -> Moment:
        """The clock and the newest entry of history."""
        if not self._is_latest_known:  # from here on no entry is dated earlier than this one
            self._latest, self._is_latest_known = history.latest(connection), True
        known = [found for found in (self._latest, history.newest(connection)) if found is not None]
        return Moment(history.now(), max(known, default=None))

    def close(self) -> None:
        """Close every connection."""
        self._counter.close()
        self.engine.dispose()


def _append_history(change: Change, head: ChainHead) -> None:
    history.append(
        change.connection,
        head,
        change.entries,
        recorded_at=change.recorded_at,
        revision=change.revision,
        person_id=change.person_id,
        command=change.command,
        reason=change.reason,
    )


def _said(values: Values) -> str:
    return canonical(values) if values else ""
