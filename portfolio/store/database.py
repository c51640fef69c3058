"""The database: one place that opens it, brings it up to date, and owns every transaction."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from portfolio.store import connecting, migrating
from portfolio.store.counter import Counter
from portfolio.store.errors import translated
from portfolio.store.tables import portfolio_state
from portfolio.store.turns import Turns

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Change:
    """One write in progress: its connection, when it was recorded and the revision it makes."""

    connection: sa.Connection
    recorded_at: datetime
    revision: int
    reason: str
    abandoned: bool = field(default=False)

    def abandon(self) -> None:
        """Nothing was to be done: roll back at the end, and leave the revision as it was."""
        self.abandoned = True

    def touch_shared(self) -> None:
        """Say that tables beside the projects change: names, rates, the declaration, events."""
        self.connection.execute(sa.update(portfolio_state).values(shared_revision=self.revision))


class Database:
    """The store at one address; one object serves all threads of a process."""

    def __init__(self, url: str) -> None:
        """Open nothing yet; raises DatabaseUnavailable for an address this program can't use."""
        self.url = connecting.address(url)
        self.engine = connecting.engine(self.url)
        self._writer = self.engine.execution_options(**{connecting.WRITES: True})
        self._turns = Turns()
        self._counter = Counter(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def create_or_upgrade(self) -> None:
        """Create the schema or bring it up to date, all or nothing; several may call it at once."""
        with self._turns.turn(), translated():
            migrating.upgrade(self._writer)

    def revision(self) -> int:
        """The number of the last write, read as cheaply as the engine allows."""
        return self._counter.read()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the store from its first read to its end."""
        with translated(), self.engine.connect() as opened:
            if self.is_sqlite:
                connection = opened
            else:
                connection = opened.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self, reason: str) -> Iterator[Change]:
        """The one owner of a transaction: everything inside is kept with a new revision, or nothing.

        The counter is raised first, so that revisions become visible in the order of their numbers.
        """
        with self._turns.turn(), translated(), self._writer.connect() as connection:
            with connection.begin() as transaction:
                revision = connection.execute(
                    sa.update(portfolio_state)
                    .values(revision=portfolio_state.c.revision + 1)
                    .returning(portfolio_state.c.revision)
                ).scalar_one()
                change = Change(connection, datetime.now(UTC), revision, reason)
                yield change
                if change.abandoned:
                    transaction.rollback()
                    return
            _log.info("revision %d: %s", revision, reason)

    def close(self) -> None:
        """Let go of every connection."""
        self._counter.close()
        self.engine.dispose()
