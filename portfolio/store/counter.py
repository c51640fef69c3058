"""The revision counter, read over one kept connection: a pool costs ten times the question."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final

import psycopg
from sqlalchemy.engine import URL

from portfolio.domain.errors import DatabaseUnavailable
from portfolio.store.connecting import PATIENCE_SECONDS, timeouts

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
        """Let go of the kept connection."""
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
    # and the journal left behind is rolled back by whoever may write.
    file = f"{Path(url.database or '').resolve().as_uri()}?mode=rw"
    return lambda: sqlite3.connect(
        file, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
    )


def _postgresql(url: URL) -> Callable[[], psycopg.Connection[tuple[Any, ...]]]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    said = timeouts(url)
    return lambda: psycopg.connect(address, autocommit=True, prepare_threshold=0, **said)
