"""Backup of a store in one file, and its restore into an empty one.

The file is a zip of ``manifest.json``, one member a table, a row a line, so that a portfolio moves from
SQLite to PostgreSQL and back, and one member an attached file, ``files/`` and its SHA-256. It has
everything of the store: keep it as safe as the store.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import psycopg
import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.store import attachments, engines, saving
from portfolio.store.checks import (
    CARRIED,
    NAME,
    BackupDamaged,
    CarriedFiles,
    Manifest,
    Member,
    Proof,
    prove,
)
from portfolio.store.database import Database
from portfolio.store.engines import PATIENCE_SECONDS, WRITES, translate_errors
from portfolio.store.files import FileFolder, FileLost, NoFileFolder
from portfolio.store.tables import attachment, portfolio_state

_BATCH_SIZE: Final = 5_000  # rows
_FILES: Final = "files/"  # before the digest of a file in the name of its member


class BackupNotWritten(PortfolioError):
    """The file can't be written (values: file, reason)."""


def backup(database: Database, file: Path) -> Manifest:
    """Write everything to ``file`` while others go on reading and writing; all or nothing.

    An existing file is replaced at once when the copy is complete and on the disk, and
    unchanged when anything fails. Raises BackupNotWritten.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.absolute().parent) as folder:
            made = Path(folder) / "portfolio.zip"
            with _reading(database, Path(folder)) as connection:
                manifest = _write(connection, made, database.files)
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
    # A long reader would make every writer of SQLite wait; its own copy takes a moment.
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


def _write(connection: sa.Connection, target: Path, folder: FileFolder | None) -> Manifest:
    with translate_errors():
        schema, proof = engines.heads(connection), prove(connection)
    tables = {}
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(descriptor, "w+b") as opened,
        zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for table in CARRIED:
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                tables[table.name] = _write_table(connection, table, member)
        files = _write_files(connection, folder, archive)
        manifest = Manifest(datetime.now(UTC).isoformat(), schema, proof, tables, files)
        archive.writestr(NAME, manifest.to_json())
    return manifest


def _write_files(
    connection: sa.Connection, folder: FileFolder | None, archive: zipfile.ZipFile
) -> CarriedFiles:
    """Every recorded file as it was recorded; one that is gone or changed is counted, not carried.

    Files are never changed or deleted while a row names them: what the rows of one state name is there.
    """
    sizes, missing = dict[str, int](), 0
    for sha256 in sorted(attachments.digests(connection)):
        try:
            if folder is None:
                raise FileLost(sha256=sha256)
            data = folder.read(sha256)
        except FileLost:
            missing += 1
            continue
        archive.writestr(f"{_FILES}{sha256}", data, zipfile.ZIP_STORED)
        sizes[sha256] = len(data)
    return CarriedFiles.of(sizes, missing)


def _write_table(connection: sa.Connection, table: sa.Table, member: IO[bytes]) -> Member:
    columns = tuple(column.name for column in table.columns)
    flags = [n for n, column in enumerate(table.columns) if isinstance(column.type, sa.Boolean)]
    said, rows, length = hashlib.sha256(), 0, 0
    for part in connection.execute(_stored(table)).partitions(_BATCH_SIZE):
        lines = []
        for row in part:
            values: list[Any] = list(row)
            for place in flags:  # SQLite stores them as 0 and 1
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
        .execution_options(yield_per=_BATCH_SIZE)
    )


def _keep(path: Path) -> None:
    """Wait until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# A small file must not fill a disk or the memory: rows of words and numbers shrink some twenty times.
MOST_TIMES: Final = 200
LONGEST_LINE: Final = 64 << 20
_LONGEST_MANIFEST: Final = 1 << 20
_FREE: Final = 16 << 20  # bytes below which nobody counts


class BackupUnreadable(PortfolioError):
    """The file is not there or can't be read (values: file, reason)."""


class BackupTooLarge(PortfolioError):
    """A file would unfold to more than any backup of its size does (values: part)."""


class StoreNotEmpty(PortfolioError):
    """A backup is restored into an empty store only (values: table, rows)."""


class RestoreDiffers(PortfolioError):
    """The restored store differs from its backup; nothing saved (values: part, wanted, found)."""


def restore(database: Database, file: Path, *, more: Sequence[Path] = ()) -> Manifest:
    """Fill an empty store from a backup in one transaction, and prove it the same.

    The schema is created as the backup knew it and upgraded afterwards; ``more`` are folders
    of further migrations. Raises BackupUnreadable, BackupDamaged, BackupTooLarge, StoreNotEmpty,
    RestoreDiffers, TextNotStorable, MadeBeforeRelease, MadeByNewerVersion, NoFileFolder or
    FileNotWritten.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive)
        for name, member in manifest.tables.items():
            _check(archive, name, member)
        for sha256 in _digests(archive):
            _file(archive, sha256)
        if manifest.files.count and database.files is None:
            raise NoFileFolder
        writer = database.engine.execution_options(**{WRITES: True})
        with translate_errors():
            with database.reading() as connection:
                _refuse_used(connection)
            engines.upgrade(writer, to=manifest.schema, more=more)
            with writer.connect() as connection, connection.begin():
                _fill(connection, archive, manifest)
                _compare(manifest.proof, prove(connection, manifest.tables))
                if attachment.name in manifest.tables:
                    _fill_files(connection, archive, manifest, database.files)
            engines.upgrade(writer, more=more)
    return manifest


class TextNotStorable(PortfolioError):
    """A text contains the sign U+0000, which PostgreSQL can't store (values: part, row, column)."""


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
    sizes = {sha256: parts[f"{_FILES}{sha256}"].file_size for sha256 in _digests(archive)}
    members = {f"{name}.jsonl" for name in manifest.tables} | {f"{_FILES}{name}" for name in sizes}
    if set(parts) != {NAME, *members}:
        raise BackupDamaged(part=NAME)
    if CarriedFiles.of(sizes, manifest.files.missing) != manifest.files:
        raise BackupDamaged(part=_FILES)
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


def _digests(archive: zipfile.ZipFile) -> list[str]:
    """Digests of the attached files in a backup."""
    return [name.removeprefix(_FILES) for name in archive.namelist() if name.startswith(_FILES)]


def _file(archive: zipfile.ZipFile, sha256: str) -> bytes:
    """The bytes of a file, which its name proves."""
    name = f"{_FILES}{sha256}"
    if archive.getinfo(name).file_size > LONGEST_LINE:
        raise BackupTooLarge(part=name)
    data = archive.read(name)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BackupDamaged(part=name)
    return data


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
    """Raise StoreNotEmpty where a portfolio, people or history exist already."""
    present = set(sa.inspect(connection).get_table_names())
    for table in CARRIED:
        if table.name in present and table is not portfolio_state:
            rows = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            if rows:
                raise StoreNotEmpty(table=table.name, rows=rows)


def _fill(connection: sa.Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Restore every row; anybody else writing meanwhile waits for the end."""
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
            saving.insert_stored(connection, name, columns, rows)
        except (sqlite3.Error, psycopg.Error, OverflowError) as problem:  # no such rows were stored
            raise BackupDamaged(part=name) from problem


def _fill_files(
    connection: sa.Connection,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    folder: FileFolder | None,
) -> None:
    """Write every file before the rows that name it are there for others, and read it again."""
    carried = _digests(archive)
    if len(attachments.digests(connection) - {*carried}) != manifest.files.missing:
        raise BackupDamaged(part=_FILES)
    for sha256 in carried if folder else ():
        assert folder is not None
        with folder.stage(_file(archive, sha256)) as staged:
            staged.place()
        if not folder.is_sound(sha256):
            raise RestoreDiffers(part=f"{_FILES}{sha256}", wanted=sha256, found="")


def _rows(archive: zipfile.ZipFile, name: str, width: int) -> Iterator[list[Any]]:
    lines = _lines(archive, name)
    while part := list(islice(lines, _BATCH_SIZE)):
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
