"""Migrations, run from the packaged scripts in one transaction under the write lock."""

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


def upgrade(writer: sa.Engine, *, more: Sequence[Path] = ()) -> None:
    """Bring the schema to the newest version or leave it as it was.

    ``more`` are folders of further migrations. Raises DatabaseUnavailable when a newer program
    has migrated the database.
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
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                present = MigrationContext.configure(connection).get_current_heads()
                known = {script.revision for script in scripts.walk_revisions()}
                if not set(present) <= known:
                    raise DatabaseUnavailable(reason=f"made by a newer program: {present}")
                if set(present) == set(scripts.get_heads()):
                    return
                config.attributes["connection"] = connection
                command.upgrade(config, "heads")
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
