"""The SQL ways: the same questions put to the SQLite store and to DuckDB in memory."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.answers import Answers, Ask, Way
from benchmarks.queries import DUCKDB, SQLITE, Rows, answers

THREADS = 2


def sqlite_way(path: Path) -> Way:
    """SQL on the store itself, with a kept connection, large caches and temporary tables in memory."""
    connection = sqlite3.connect(path)
    for setting in ("temp_store = MEMORY", "cache_size = -400000", "mmap_size = 4000000000"):
        connection.execute(f"PRAGMA {setting}")

    def execute(statement: str) -> Rows:
        return connection.execute(statement).fetchall()

    def answer(ask: Ask) -> Answers:
        return answers(execute, SQLITE, ask)

    return Way("SQL on the store (SQLite)", answer)


def duckdb_way(frames: Mapping[str, pd.DataFrame]) -> Way:
    """DuckDB in memory over the same tables."""
    connection = duckdb.connect(":memory:", config={"threads": THREADS})
    for name, frame in frames.items():
        connection.register("given", frame.convert_dtypes())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")

    def execute(statement: str) -> Rows:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []

    def answer(ask: Ask) -> Answers:
        return answers(execute, DUCKDB, ask)

    return Way("DuckDB in memory", answer)
