"""Backup: a consistent copy of a store in one file of one format, whatever the engine.

The file is a zip of ``manifest.json`` and one member a table, a row a line, so that a portfolio moves
from SQLite to PostgreSQL and back. It holds what the store holds: keep it as safe as the store.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.store import migrating
from portfolio.store.connecting import PATIENCE_SECONDS
from portfolio.store.database import Database
from portfolio.store.errors import translate_errors
from portfolio.store.manifest import CARRIED, NAME, Manifest, Member, prove

_AT_ONCE: Final = 5_000  # rows


class BackupNotWritten(PortfolioError):
    """The file can't be written (values: file, reason)."""

    phrase = "error.backup_not_written"


def backup(database: Database, file: Path) -> Manifest:
    """Write everything to ``file`` while others go on reading and writing; all or nothing.

    What stands under that name is replaced at once when the copy is complete and on the disk, and
    is as it was when anything fails. Raises BackupNotWritten.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.absolute().parent) as folder:
            made = Path(folder) / "portfolio.zip"
            with _reading(database, Path(folder)) as connection:
                manifest = _write(connection, made)
            _keep(made)
            made.replace(file)
            _keep(file.absolute().parent)
            return manifest
    except (OSError, sqlite3.Error) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise BackupNotWritten(file=str(file), reason=reason) from problem


@contextmanager
def _reading(database: Database, folder: Path) -> Iterator[sa.Connection]:
    """One state of the store, from the first row to the last."""
    if not database.is_sqlite:
        with database.reading() as connection:
            yield connection
        return
    # A long reader would keep every writer of SQLite waiting; its own copy takes a moment.
    copy = folder / "portfolio.db"
    # For writing, so that a journal left by a killed process can be rolled back.
    source = f"{Path(database.url.database or '').resolve().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=PATIENCE_SECONDS)) as here,
        closing(sqlite3.connect(copy)) as there,
    ):
        here.backup(there)
    snapshot = Database(f"sqlite:///{copy}")
    try:
        with snapshot.reading() as connection:
            yield connection
    finally:
        snapshot.close()


def _write(connection: sa.Connection, target: Path) -> Manifest:
    with translate_errors():
        schema, proof = migrating.heads(connection), prove(connection)
    tables = {}
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(descriptor, "w+b") as opened,
        zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for table in CARRIED:
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                tables[table.name] = _write_table(connection, table, member)
        manifest = Manifest(datetime.now(UTC).isoformat(), schema, proof, tables)
        archive.writestr(NAME, manifest.to_json())
    return manifest


def _write_table(connection: sa.Connection, table: sa.Table, member: IO[bytes]) -> Member:
    columns = tuple(column.name for column in table.columns)
    flags = [n for n, column in enumerate(table.columns) if isinstance(column.type, sa.Boolean)]
    said, rows, length = hashlib.sha256(), 0, 0
    for part in connection.execute(_stored(table)).partitions(_AT_ONCE):
        lines = []
        for row in part:
            values: list[Any] = list(row)
            for place in flags:  # SQLite keeps them as 0 and 1
                values[place] = bool(values[place])
            lines.append(json.dumps(values, ensure_ascii=False, separators=(",", ":")))
        data = ("\n".join(lines) + "\n").encode()
        member.write(data)
        said.update(data)
        rows, length = rows + len(lines), length + len(data)
    return Member(columns, rows, length, said.hexdigest())


def _stored(table: sa.Table) -> sa.Select[*tuple[Any, ...]]:
    """The rows as the numbers and texts that are stored, read a part at a time."""
    columns = (sa.type_coerce(column, sa.types.NullType()) for column in table.columns)
    return (
        sa.select(*columns)
        .order_by(*table.primary_key.columns)
        .execution_options(yield_per=_AT_ONCE)
    )


def _keep(path: Path) -> None:
    """Wait until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
