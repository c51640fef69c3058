"""Columns the ledger computes on, and inputs of quality rules, read as whole numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from portfolio.ledger.columns import NO_ONE, PROJECT_SOURCES, SHARED_SOURCES, Ints, RawTables
from portfolio.store.tables import METADATA, flow, reporting_period

Block = npt.NDArray[np.int64]  # one row per column of the table, one column per row of it

_ROWS_AT_ONCE: Final = 20_000  # rows held as Python objects at a time: a few megabytes
_IDS_AT_ONCE: Final = 5_000
_COPY_HEADER: Final = 19  # bytes before the first row of PostgreSQL's binary COPY
_COPY_TRAILER: Final = b"\xff\xff"
_BYTES_AT_ONCE: Final = 4_000_000
# What the sources name is computed from a text that the ledger has no use for.
WHETHER_WRITTEN: Final = {
    "has_exception": "kind_exception",
    "has_evidence": "evidence",
    "has_office": "contact_office",
}


def read_tables(connection: sa.Connection, project_ids: Collection[int] | None = None) -> RawTables:
    """PROJECT_SOURCES as int64 columns, rows in any order; only of ``project_ids`` unless None."""
    return {
        name: dict(zip(columns, _block(connection, name, columns, project_ids), strict=True))
        for name, columns in PROJECT_SOURCES.items()
    }


def read_shared(
    connection: sa.Connection, names: Iterable[str] = tuple(SHARED_SOURCES)
) -> RawTables:
    """SHARED_SOURCES (rates, deliverables), or some of them, as int64 columns, rows in any order."""
    return {
        name: dict(
            zip(columns := SHARED_SOURCES[name], _block(connection, name, columns), strict=True)
        )
        for name in names
    }


def read_some(
    connection: sa.Connection, name: str, columns: tuple[str, ...], where: str
) -> Mapping[str, Ints]:
    """Some columns of the few rows of a table that meet a condition, rows in any order."""
    query = _query(connection.dialect, name, columns)
    rows = connection.exec_driver_sql(f"{query} WHERE {where}").fetchall()
    return dict(zip(columns, _columns(rows, len(columns)), strict=True))


def _block(
    connection: sa.Connection,
    name: str,
    columns: tuple[str, ...],
    ids: Collection[int] | None = None,
) -> Block:
    query, width = _query(connection.dialect, name, columns), len(columns)
    if ids is None:
        count = connection.scalar(sa.select(sa.func.count()).select_from(METADATA.tables[name]))
        block = np.empty((width, count or 0), np.int64)
        fill = _fill_by_copy if connection.dialect.name == "postgresql" else _fill_by_cursor
        fill(block, connection, query)
        return block
    key = "id" if name == "project" else "project_id"
    wanted = [str(int(number)) for number in ids]
    parts = [np.empty((width, 0), np.int64)]
    for at in range(0, len(wanted), _IDS_AT_ONCE):
        listed = ",".join(wanted[at : at + _IDS_AT_ONCE])
        rows = connection.exec_driver_sql(f"{query} WHERE {key} IN ({listed})").fetchall()
        parts.append(_columns(rows, width))
    return np.concatenate(parts, axis=1)


@cache
def _query(dialect: Dialect, name: str, columns: tuple[str, ...]) -> str:
    """SELECT of one table as text, compiled once: each save runs it again."""
    table = METADATA.tables[name]
    wide = dialect.name == "postgresql"  # eight bytes each make a COPY of equally long rows
    chosen = [_number(table, column, wide=wide).label(column) for column in columns]
    return str(sa.select(*chosen).compile(dialect=dialect))


def _number(table: sa.Table, name: str, *, wide: bool) -> sa.ColumnElement[Any]:
    """One whole number per row, NO_ONE for NULL."""
    value: sa.ColumnElement[Any]
    if name in WHETHER_WRITTEN:
        written = table.c[WHETHER_WRITTEN[name]] != sa.literal_column("''")
        value = sa.case((written, sa.literal_column("1")), else_=sa.literal_column("0"))
    else:
        column = table.c[name]
        truth = wide and isinstance(column.type, sa.Boolean)
        value = sa.cast(column, sa.Integer) if truth else sa.type_coerce(column, sa.BigInteger)
        if column.nullable:
            value = sa.func.coalesce(value, sa.literal_column(str(NO_ONE)))
    return sa.cast(value, sa.BigInteger) if wide else value


def _columns(rows: Sequence[Any], width: int) -> Block:
    flat = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width)
    return flat.reshape(len(rows), width).T


def _fill_by_cursor(block: Block, connection: sa.Connection, query: str) -> None:
    """Fill the block by the driver's own cursor, a part of the rows at a time."""
    driver: Any = connection.connection.driver_connection
    cursor, at = driver.execute(query), 0
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        block[:, at : at + len(rows)] = _columns(rows, len(block))
        at += len(rows)


def _fill_by_copy(block: Block, connection: sa.Connection, query: str) -> None:
    """Fill the block by binary COPY: every value is its length and eight bytes, as NumPy reads them."""
    value = np.dtype([("length", ">i4"), ("value", ">i8")])
    row = np.dtype([("fields", ">i2"), ("values", value, (len(block),))])
    driver: Any = connection.connection.driver_connection
    waiting, at = bytearray(), -1
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy,
    ):
        for part in chain(copy, [b""]):
            waiting += part
            if at < 0 and len(waiting) >= _COPY_HEADER:
                del waiting[:_COPY_HEADER]
                at = 0
            if part and len(waiting) < _BYTES_AT_ONCE:
                continue
            count = min(len(waiting) // row.itemsize, block.shape[1] - at)
            found = np.frombuffer(bytes(waiting[: count * row.itemsize]), row)["values"]["value"]
            block[:, at : at + count] = found.T
            del waiting[: count * row.itemsize]
            at += count
    assert (at, bytes(waiting)) == (block.shape[1], _COPY_TRAILER), "the copy ended early"


_PROJECT: Final = (
    "id", "declared_kind", "has_exception", "has_office",
    "start_planned", "end_planned", "start_actual", "end_actual",
)  # fmt: skip
_FLOW: Final = ("id", "project_id", "honours_id", "supersedes_id", "date_derived")
_SAYS_MORE: Final = "honours_id IS NOT NULL OR supersedes_id IS NOT NULL OR date_derived"


def read_written(connection: sa.Connection) -> RawTables:
    """Kinds, offices and days of all projects, and the flows that honour, replace or derive.

    Columns of whole numbers, rows in any order.
    """
    return {
        "project": dict(zip(_PROJECT, _block(connection, "project", _PROJECT), strict=True)),
        "flow": read_some(connection, "flow", _FLOW, _SAYS_MORE),
    }


def read_references(connection: sa.Connection, flow_ids: Collection[int]) -> dict[int, str]:
    """References of some flows in their projects, by row id."""
    query = sa.select(flow.c.id, flow.c.reference).where(flow.c.id.in_(flow_ids))
    return {row.id: row.reference for row in connection.execute(query)}


def read_last_period(connection: sa.Connection, day: date) -> date | None:
    """The last day of the latest reporting period that ended before a day; None without one."""
    last = reporting_period.c.last_day
    found: date | None = connection.scalar(sa.select(sa.func.max(last)).where(last < day))
    return found
