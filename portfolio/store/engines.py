"""Engines of the database: connecting, timeouts, guards of history, and what they refuse in the domain's words."""

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import DiskFull, LockNotAvailable, UndefinedTable
from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from portfolio.domain.errors import (
    AlreadyExists,
    BudgetTooLong,
    DatabaseUnavailable,
    MadeBeforeRelease,
    MadeByNewerVersion,
    PortfolioError,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.rules import NamesItself
from portfolio.store.tables import METADATA

WRITES: Final = "portfolio_writes"  # execution option of connections that take the write lock
PATIENCE_SECONDS: Final = 30
IDLE_SECONDS: Final = 120  # a writer silent for so long has hung; its lock is taken away
SHORT_PATIENCE_SECONDS: Final = 0.2  # of a write that nobody waits for


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
    """A new engine for the address; creates the folder of an SQLite file."""
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(url, pool_pre_ping=True, connect_args=timeouts(url))
    try:
        Path(url.database or "").resolve().parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DatabaseUnavailable(reason=str(problem)) from problem
    made = sa.create_engine(url, connect_args={"timeout": PATIENCE_SECONDS})
    sa.event.listen(made, "connect", _prepare_sqlite)
    sa.event.listen(made, "begin", _begin_sqlite)
    return made


def timeouts(url: URL) -> dict[str, Any]:
    """Timeouts of every PostgreSQL connection, unless the address sets others."""
    options = (
        f"-c lock_timeout={PATIENCE_SECONDS * 1000}"
        f" -c idle_in_transaction_session_timeout={IDLE_SECONDS * 1000}"
        f" -c tcp_user_timeout={IDLE_SECONDS * 1000}"
    )
    own = url.query.get("options", "")
    said = {
        "connect_timeout": PATIENCE_SECONDS,
        "tcp_user_timeout": PATIENCE_SECONDS * 1000,
    }
    # Options of the address come last, and PostgreSQL takes the last of two.
    return {
        **{name: value for name, value in said.items() if name not in url.query},
        "options": f"{options} {own if isinstance(own, str) else ' '.join(own)}".strip(),
    }


def wait_briefly(connection: sa.Connection) -> None:
    """Limit this transaction's wait for a lock to what no reader notices."""
    if connection.dialect.name == "postgresql":
        millis = int(SHORT_PATIENCE_SECONDS * 1000)
        connection.execute(sa.text(f"SET LOCAL lock_timeout = {millis}"))


def patience_of_sqlite(connection: sa.Connection, seconds: float) -> None:
    """Limit of a SQLite connection's wait for the file; no transaction may be open."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


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


_SCRIPTS: Final = Path(__file__).parent / "migrations"
# Schemas of databases created before the first release, which nothing brings up to date.
_BEFORE_RELEASE: Final = frozenset(f"{number:04}" for number in range(1, 8))
_LOCK: Final = 20131114  # advisory lock of PostgreSQL; any number no other program uses


def heads(connection: sa.Connection) -> tuple[str, ...]:
    """The newest migrations the store has seen."""
    return tuple(sorted(MigrationContext.configure(connection).get_current_heads()))


def guards(engine: str) -> dict[str, str]:
    """Triggers on history by name, as the migrations define them."""
    made = {}
    for script in ScriptDirectory.from_config(migrations()).walk_revisions():
        for statement in getattr(script.module, "GUARDS", {}).get(engine, ()):
            if found := re.match(r"CREATE TRIGGER (\w+)", statement):
                made[found.group(1)] = statement
    return made


def refuse_unknown(schema: Collection[str], more: Sequence[Path] = ()) -> None:
    """Raise MadeBeforeRelease or MadeByNewerVersion where one of the versions is not known here."""
    scripts = ScriptDirectory.from_config(migrations(more))
    known = {script.revision for script in scripts.walk_revisions()}
    if unknown := sorted(set(schema) - known):
        is_older = _BEFORE_RELEASE.issuperset(unknown)
        refusal = MadeBeforeRelease if is_older else MadeByNewerVersion
        raise refusal(schema=", ".join(unknown))


def upgrade(
    writer: sa.Engine, *, to: Sequence[str] = ("heads",), more: Sequence[Path] = ()
) -> None:
    """Bring the schema to the newest version (or to those named) or leave it as it was.

    ``more`` are folders of further migrations. Raises MadeBeforeRelease or MadeByNewerVersion
    where the database, or a version named, is none of this program's.
    """
    config = migrations(more)
    scripts = ScriptDirectory.from_config(config)
    with writer.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table drops it, which would delete what refers to it; this can only be
            # set outside a transaction, and every reference is checked before the commit.
            _driver(connection).execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not sqlite:
                    # Another process may be migrating for as long as it takes.
                    connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                present = heads(connection)
                wanted = set(scripts.get_heads()) if tuple(to) == ("heads",) else set(to)
                refuse_unknown({*present, *wanted}, more)
                if set(present) == wanted:
                    return
                config.attributes["connection"] = connection
                for revision in to:
                    command.upgrade(config, revision)
                if sqlite:
                    broken = _driver(connection).execute("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise DatabaseUnavailable(reason=f"references broken: {broken[:3]}")
        finally:
            if sqlite:
                _driver(connection).execute("PRAGMA foreign_keys = ON")


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection


def migrations(more: Sequence[Path] = ()) -> Config:
    """Where the migrations are, for Alembic; ``more`` are folders of further ones."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    folders = [_SCRIPTS / "versions", *more]
    config.set_main_option(
        "version_locations", "\n".join(str(folder).replace("%", "%%") for folder in folders)
    )
    return config


class StoreBusy(DatabaseUnavailable):
    """Another write has locked the store for too long; nothing was saved (values: reason)."""


class StoreFull(DatabaseUnavailable):
    """The disk of the database is full or read-only; nothing was saved (values: reason)."""


class ConstraintBroken(PortfolioError):
    """The database refuses an entry that no rule words more closely (values: constraint)."""


_WORDED: Final[dict[str, tuple[type[PortfolioError], dict[str, object]]]] = {
    "uq_project_identifier": (AlreadyExists, {"what": "project", "identifier": ""}),
    "uq_organisation_identifier": (AlreadyExists, {"what": "organisation", "identifier": ""}),
    "uq_deliverable_reference": (AlreadyExists, {"what": "deliverable", "identifier": ""}),
    "uq_flow_project_id_reference": (AlreadyExists, {"what": "flow", "identifier": ""}),
    "uq_milestone_project_id_reference": (AlreadyExists, {"what": "milestone", "identifier": ""}),
    "uq_flow_supersedes_id": (SecondSuccessor, {"reference": ""}),
    "uq_share_set_id_key": (SharesIncomplete, {"axis": "", "total": None}),
    "ck_flow_corrects_another": (NamesItself, {"reference": ""}),
    "ck_flow_supersedes_another": (NamesItself, {"reference": ""}),
    "ck_flow_honours_another": (NamesItself, {"reference": ""}),
    "ck_budget_days": (BudgetTooLong, {"first": None, "last": None}),
}
# SQLite names the columns of a broken UNIQUE, not the constraint.
_BY_COLUMNS: Final = {
    ", ".join(f"{table.name}.{column.name}" for column in constraint.columns): str(constraint.name)
    for table in METADATA.tables.values()
    for constraint in table.constraints
    if hasattr(constraint, "columns") and str(constraint.name).startswith(("uq_", "pk_"))
}


def constraint_of(refusal: exc.IntegrityError) -> str:
    """Name of the broken constraint; SQLite does not name a broken foreign key."""
    diagnosis = getattr(refusal.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or diagnosis.column_name or "")
    said = str(refusal.orig)
    found = re.match(r"(UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed:? ?(.*)", said)
    if found is None:
        return said
    sort, name = found.groups()
    if sort == "FOREIGN KEY":
        return "foreign_key"
    return _BY_COLUMNS.get(name, name) if sort == "UNIQUE" else name


def portfolio_error(refusal: exc.IntegrityError, **details: object) -> PortfolioError:
    """The domain's error for a refusal; ``details`` fills in what the caller knows about the entry."""
    name = constraint_of(refusal)
    sort, values = _WORDED.get(name, (ConstraintBroken, {"constraint": name}))
    return sort(**{key: details.get(key, value) for key, value in values.items()})


@contextmanager
def translate_errors(**details: object) -> Iterator[None]:
    """Turn what the database raises inside into errors of the domain."""
    try:
        yield
    except exc.IntegrityError as refusal:
        raise portfolio_error(refusal, **details) from refusal
    except exc.DataError as refusal:  # a character or number the engine can't store
        raise ConstraintBroken(constraint=str(refusal.orig).strip()) from refusal
    except exc.ProgrammingError as problem:
        if not isinstance(problem.orig, UndefinedTable):
            raise
        raise DatabaseUnavailable(reason=str(problem.orig).strip()) from problem
    except (exc.OperationalError, exc.InterfaceError) as problem:
        raise unavailable(problem.orig) from problem
    except exc.DatabaseError as problem:  # a file that is damaged, or none of SQLite's
        raise unavailable(problem.orig) from problem


_FULL: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)


def unavailable(problem: BaseException | None) -> DatabaseUnavailable:
    """Error of a database that failed: busy, full, or not to be reached."""
    reason = str(problem).strip()
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if isinstance(problem, LockNotAvailable) or code in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    ):
        return StoreBusy(reason=reason)
    if isinstance(problem, DiskFull) or code in _FULL:
        return StoreFull(reason=reason)
    return DatabaseUnavailable(reason=reason)
