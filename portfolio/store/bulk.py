"""Many rows at once, as stored numbers: how whole generated portfolios enter the store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from portfolio.ledger.sources import NO_ONE
from portfolio.store.database import Change, Database
from portfolio.store.tables import METADATA

Values = Sequence[Any] | npt.NDArray[Any]


def insert(
    database: Database, tables: Mapping[str, Mapping[str, Values]], reason: str = "bulk insert"
) -> int:
    """Insert columns of rows by table and column name in one write; returns its revision.

    Days, instants, amounts and codes are given as the numbers stored; NO_ONE stands for NULL in
    columns that allow it. Columns not given take their defaults; rows may name each other freely.
    """
    with database.writing(reason) as change:
        for table in METADATA.sorted_tables:
            if table.name in tables:
                insert_rows(change, table, tables[table.name])
        if any("project_id" not in METADATA.tables[name].c for name in tables):
            change.touch_shared()
        return change.revision


def insert_rows(change: Change, table: sa.Table, columns: Mapping[str, Values]) -> None:
    """Insert one table's rows, given by column, within a write."""
    rows = zip(*(_plain(table.c[name], values) for name, values in columns.items()), strict=True)
    insert_stored(change.connection, table.name, tuple(columns), rows)


def insert_stored(
    connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows as they are stored, one by one as they come; they may name each other freely."""
    driver: Any = connection.connection.driver_connection
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.quote(name) for name in columns)
    into = f"{preparer.quote(table)} ({names})"
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA defer_foreign_keys = ON")
        holes = ", ".join(repeat("?", len(columns)))
        driver.executemany(f"INSERT INTO {into} VALUES ({holes})", rows)  # noqa: S608 names of our own tables
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if "id" in columns:
        connection.execute(
            sa.text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608
                f" FROM {preparer.quote(table)}"
            )
        )


def _plain(column: sa.Column[Any], values: Values) -> Iterator[Any]:
    """The values as Python objects: drivers know no NumPy numbers."""
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    truths = isinstance(column.type, sa.Boolean)
    for value in listed:
        if value is None or (column.nullable and value == NO_ONE):
            yield None
        else:
            yield bool(value) if truths else value
