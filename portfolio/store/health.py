"""What a store says about itself: its engine, its integrity, how the work in it stands."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from portfolio.domain.drafts import DraftState
from portfolio.domain.people import IDLE, LONGEST
from portfolio.store import migrating, tables
from portfolio.store.database import Database
from portfolio.store.people import CAN_ADMINISTER

# The corruption bug of write-ahead logging is mended from these versions on
# (sqlite.org/changes.html); the store keeps the rollback journal whatever the version.
ENABLED: Final = "enabled"
_MENDED: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


@dataclass(frozen=True, slots=True)
class Health:
    """Facts about one store."""

    engine: str  # "SQLite 3.40.1", "PostgreSQL 18.4"
    journal: str  # journal mode of SQLite, "" elsewhere
    wal_is_safe: bool
    integrity: str  # "ok", or the first thing the engine found wrong
    broken_references: int
    counts: dict[str, int]


def health(database: Database) -> Health:
    """Ask the engine; takes as long as reading the whole file on SQLite."""
    names = ("project", "flow", "budget", "milestone", "organisation", "rate")
    with database.reading() as connection:
        counts = {
            name: int(connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one())  # noqa: S608 - fixed names
            for name in names
        }
        if not database.is_sqlite:
            version = str(connection.execute(sa.text("SHOW server_version")).scalar_one())
            return Health(f"PostgreSQL {version}", "", True, "ok", 0, counts)
        version = sqlite3.sqlite_version
        return Health(
            engine=f"SQLite {version}",
            journal=str(connection.execute(sa.text("PRAGMA journal_mode")).scalar_one()),
            wal_is_safe=_wal_is_safe(sqlite3.sqlite_version_info),
            integrity=str(connection.execute(sa.text("PRAGMA integrity_check")).scalar()),
            broken_references=len(connection.execute(sa.text("PRAGMA foreign_key_check")).all()),
            counts=counts,
        )


def missing_guards(database: Database) -> tuple[str, ...]:
    """Triggers that keep history from being rewritten and are not there as they were made."""
    with database.reading() as connection:
        present = _triggers(connection)
    wanted = migrating.guards(database.url.get_backend_name())
    return tuple(sorted(name for name, made in wanted.items() if not _stands(present, name, made)))


def _stands(present: dict[str, str], name: str, version: str) -> bool:
    held = present.get(name)
    if held is None:
        return False
    # PostgreSQL words a definition anew; there the trigger has to be on and its function to refuse.
    return " ".join(held.split()) == " ".join(version.split()) or held == ENABLED


def _triggers(connection: sa.Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history'"
        )
    else:
        query = (
            "SELECT t.tgname, CASE WHEN t.tgenabled IN ('O', 'A')"
            " AND p.prosrc LIKE '%RAISE EXCEPTION%' THEN 'enabled' ELSE '' END"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = 'history'::regclass AND NOT t.tgisinternal"
        )
    return {row[0]: row[1] for row in connection.execute(sa.text(query))}


def _wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is past the bug, or carries its mend on an older line."""
    return version >= _MENDED[-1] or any(
        version[:2] == mended[:2] and version >= mended for mended in _MENDED
    )


@dataclass(frozen=True, slots=True)
class Work:
    """How the daily work stands: accounts, sessions, reporting periods, drafts."""

    administrators: int  # who can sign in
    sessions: int  # open now
    periods: int
    locked_periods: int
    resting: int  # open drafts nobody has touched for a while


def work(database: Database, now: datetime, rest: timedelta) -> Work:
    """Count it; drafts rest when nobody has touched them since ``rest`` before now."""
    session = tables.person_session.c
    period, draft = tables.reporting_period.c, tables.draft.c
    is_open = draft.state.in_([state for state in DraftState if state.is_open])
    asked = {
        "administrators": CAN_ADMINISTER,
        "sessions": (
            session.ended_at.is_(None),
            session.seen_at > now - IDLE,
            session.created_at > now - LONGEST,
        ),
        "periods": (period.id.is_not(None),),
        "locked_periods": (period.locked_at.is_not(None),),
        "resting": (is_open, draft.updated_at < now - rest),
    }
    with database.reading() as connection:
        return Work(
            **{
                name: connection.execute(sa.select(sa.func.count()).where(*conditions)).scalar_one()
                for name, conditions in asked.items()
            }
        )
