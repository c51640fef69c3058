"""Engines for SQLite and PostgreSQL, set up so that transactions mean the same on both."""

import re
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from portfolio.domain.errors import DatabaseUnavailable

WRITES: Final = "portfolio_writes"  # execution option of connections that take the write lock
PATIENCE_SECONDS: Final = 30


def address(url: str) -> URL:
    """The parsed database address; raises DatabaseUnavailable for one this program can't use."""
    try:
        parsed = make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url))
    except ArgumentError:
        raise DatabaseUnavailable(reason="malformed address") from None
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseUnavailable(reason=f"unsupported database {parsed.get_backend_name()}")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise DatabaseUnavailable(reason="SQLite needs a file")
    return parsed


def engine(url: URL) -> sa.Engine:
    """A new engine for the address; the folder of an SQLite file is made."""
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE_SECONDS}
        )
    try:
        Path(url.database or "").resolve().parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DatabaseUnavailable(reason=str(problem)) from problem
    made = sa.create_engine(url, connect_args={"timeout": PATIENCE_SECONDS})
    sa.event.listen(made, "connect", _prepare_sqlite)
    sa.event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late for DDL and reads: a failed migration would stay half
    # done and a reader would see two states. Transactions are begun by _begin_sqlite alone.
    connection.isolation_level = None
    # Rollback journal always: SQLite before 3.51.3 can corrupt a WAL file under two connections.
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # A write that outgrows its cache would lock the file against every reader until it commits.
    connection.execute("PRAGMA cache_spill = OFF")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A deferred transaction that reads, then writes, fails at once when another has written;
    # no timeout helps it. Writers take the lock before they read.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
