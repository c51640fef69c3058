"""Restore: a backup into an empty store, kept only when every figure in it is proved equal."""

import hashlib
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.store import bulk, migrating
from portfolio.store.connecting import WRITES
from portfolio.store.database import Database
from portfolio.store.errors import translate_errors
from portfolio.store.manifest import (
    CARRIED,
    NAME,
    BackupDamaged,
    Manifest,
    Member,
    Proof,
    prove,
)
from portfolio.store.tables import portfolio_state

# A small file must not fill a disk or the memory: rows of words and numbers shrink some twenty times.
MOST_TIMES: Final = 200
LONGEST_LINE: Final = 64 << 20
_LONGEST_MANIFEST: Final = 1 << 20
_FREE: Final = 16 << 20  # bytes below which nobody counts
_AT_ONCE: Final = 5_000  # rows


class BackupUnreadable(PortfolioError):
    """The file is not there or can't be read (values: file, reason)."""

    phrase = "error.backup_unreadable"


class BackupTooLarge(PortfolioError):
    """A file would unfold to more than any backup of its size does (values: part)."""

    phrase = "error.backup_too_large"


class StoreNotEmpty(PortfolioError):
    """A backup is restored into an empty store only (values: table, rows)."""

    phrase = "error.store_not_empty"


class RestoreDiffers(PortfolioError):
    """What was restored is not what was backed up; nothing was kept (values: part, wanted, found)."""

    phrase = "error.restore_differs"


def restore(database: Database, file: Path, *, more: Sequence[Path] = ()) -> Manifest:
    """Fill an empty store from a backup in one transaction, and prove it the same.

    The schema is made as the backup knew it and brought up to date afterwards; ``more`` are folders
    of further migrations. Raises BackupUnreadable, BackupDamaged, BackupTooLarge, StoreNotEmpty,
    RestoreDiffers, TextNotStorable, or DatabaseUnavailable for a backup of a newer program.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive)
        for name, member in manifest.tables.items():
            _check(archive, name, member)
        writer = database.engine.execution_options(**{WRITES: True})
        with translate_errors():
            with database.reading() as connection:
                _refuse_used(connection)
            migrating.upgrade(writer, to=manifest.schema, more=more)
            with writer.connect() as connection, connection.begin():
                _fill(connection, archive, manifest)
                _compare(manifest.proof, prove(connection, manifest.tables))
            migrating.upgrade(writer, more=more)
    return manifest


class TextNotStorable(PortfolioError):
    """A text holds the sign U+0000, which PostgreSQL can't store (values: part, row, column)."""

    phrase = "error.text_not_storable"


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as problem:
        raise BackupUnreadable(file=str(file), reason=problem.strerror or str(problem)) from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise BackupDamaged(part=file.name) from problem


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, once the members are seen to be those it names and of sizes that can be."""
    parts = {part.filename: part for part in archive.infolist()}
    if NAME not in parts or len(parts) != len(archive.infolist()):
        raise BackupDamaged(part=NAME)
    unfolded = sum(part.file_size for part in parts.values())
    folded = sum(part.compress_size for part in parts.values())
    if parts[NAME].file_size > _LONGEST_MANIFEST or unfolded > max(_FREE, MOST_TIMES * folded):
        raise BackupTooLarge(part=NAME)
    manifest = Manifest.from_json(archive.read(NAME))
    if set(parts) != {NAME, *(f"{name}.jsonl" for name in manifest.tables)}:
        raise BackupDamaged(part=NAME)
    if set(manifest.tables) != set(manifest.proof.rows):
        raise BackupDamaged(part=NAME)
    for name, member in manifest.tables.items():
        if parts[f"{name}.jsonl"].file_size != member.bytes:
            raise BackupDamaged(part=name)
    return manifest


def _check(archive: zipfile.ZipFile, name: str, member: Member) -> None:
    """Read a table through before anything is written: its bytes are those the manifest names."""
    said, rows = hashlib.sha256(), 0
    for line in _lines(archive, name):
        said.update(line)
        rows += 1
    if (said.hexdigest(), rows) != (member.sha256, member.rows):
        raise BackupDamaged(part=name)


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(f"{name}.jsonl") as opened:
        while line := opened.readline(LONGEST_LINE):
            if not line.endswith(b"\n"):
                raise (
                    BackupTooLarge(part=name)
                    if len(line) == LONGEST_LINE
                    else BackupDamaged(part=name)
                )
            yield line


def _refuse_used(connection: sa.Connection) -> None:
    """Raise StoreNotEmpty where a portfolio, people or history stand already."""
    present = set(sa.inspect(connection).get_table_names())
    for table in CARRIED:
        if table.name in present and table is not portfolio_state:
            rows = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            if rows:
                raise StoreNotEmpty(table=table.name, rows=rows)


def _fill(connection: sa.Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put every row where it was; whoever else writes meanwhile waits for the end."""
    connection.execute(sa.delete(portfolio_state))
    _refuse_used(connection)
    order = {table.name: place for place, table in enumerate(CARRIED)}
    if unknown := manifest.tables.keys() - order.keys():
        raise BackupDamaged(part=min(unknown))
    inspected = sa.inspect(connection)
    for name in sorted(manifest.tables, key=order.__getitem__):
        columns = manifest.tables[name].columns
        if {column["name"] for column in inspected.get_columns(name)} != set(columns):
            raise BackupDamaged(part=name)
        try:
            rows = _rows(archive, name, len(columns))
            if connection.dialect.name == "postgresql":
                rows = _storable(name, columns, rows)
            bulk.insert_stored(connection, name, columns, rows)
        except (sqlite3.Error, psycopg.Error, OverflowError) as problem:  # no such rows were stored
            raise BackupDamaged(part=name) from problem


def _rows(archive: zipfile.ZipFile, name: str, width: int) -> Iterator[list[Any]]:
    lines = _lines(archive, name)
    while part := list(islice(lines, _AT_ONCE)):
        for line in part:
            try:
                row = json.loads(line)
            except ValueError as problem:
                raise BackupDamaged(part=name) from problem
            if type(row) is not list or len(row) != width:
                raise BackupDamaged(part=name)
            yield row


def _storable(name: str, columns: Sequence[str], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The rows themselves; raises TextNotStorable at the first text PostgreSQL refuses."""
    for number, row in enumerate(rows, start=1):
        for column, value in zip(columns, row, strict=True):
            if isinstance(value, str) and "\0" in value:
                raise TextNotStorable(part=name, row=number, column=column)
        yield row


def _compare(expected_proof: Proof, actual_proof: Proof) -> None:
    for field in fields(Proof):
        before, after = getattr(expected_proof, field.name), getattr(actual_proof, field.name)
        if before == after:
            continue
        if isinstance(after, dict):
            keys = {*before, *after}
            name = min(key for key in keys if before.get(key) != after.get(key))
            raise RestoreDiffers(
                part=f"{field.name} {name}", wanted=before.get(name), found=after.get(name)
            )
        raise RestoreDiffers(part=field.name, wanted=before, found=after)
