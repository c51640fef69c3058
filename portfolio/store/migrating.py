"""Migrations, run from the packaged scripts in one transaction under the write lock."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portfolio.domain.errors import DatabaseUnavailable

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 20131114  # advisory lock of PostgreSQL; any number no other program uses


def heads(connection: sa.Connection) -> tuple[str, ...]:
    """The newest migrations the store has seen."""
    return tuple(sorted(MigrationContext.configure(connection).get_current_heads()))


def guards(engine: str) -> dict[str, str]:
    """The triggers the migrations make on history, by name, as they were made."""
    made = {}
    for script in ScriptDirectory.from_config(_config(())).walk_revisions():
        for statement in getattr(script.module, "GUARDS", {}).get(engine, ()):
            if found := re.match(r"CREATE TRIGGER (\w+)", statement):
                made[found.group(1)] = statement
    return made


def upgrade(
    writer: sa.Engine, *, to: Sequence[str] = ("heads",), more: Sequence[Path] = ()
) -> None:
    """Bring the schema to the newest version (or to those named) or leave it as it was.

    ``more`` are folders of further migrations. Raises DatabaseUnavailable when a newer program
    has migrated the database, or where a version named is of a newer program.
    """
    config = _config(more)
    scripts = ScriptDirectory.from_config(config)
    with writer.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table drops it, which would delete what refers to it; this can only be
            # said outside a transaction, and every reference is checked before the commit.
            _driver(connection).execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not sqlite:
                    # Another process may be migrating for as long as it takes.
                    connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                present = heads(connection)
                wanted = set(scripts.get_heads()) if tuple(to) == ("heads",) else set(to)
                known = {script.revision for script in scripts.walk_revisions()}
                if newer := sorted({*present, *wanted} - known):
                    raise DatabaseUnavailable(reason=f"made by a newer program: {newer}")
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


def _config(more: Sequence[Path]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    folders = [_SCRIPTS / "versions", *more]
    config.set_main_option(
        "version_locations", "\n".join(str(folder).replace("%", "%%") for folder in folders)
    )
    return config
