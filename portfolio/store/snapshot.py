"""Snapshots of the store: its columns as whole numbers at one revision, and the inputs of quality rules."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from portfolio.domain.contents import Event, PledgingEvent
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.ledger.columns import (
    NO_ONE,
    PROJECT_SOURCES,
    SHARED_SOURCES,
    Ints,
    Labels,
    RawTables,
)
from portfolio.ledger.portfolio import Portfolio, add_rates, assemble, extend
from portfolio.ledger.projects import build_deliverables
from portfolio.ledger.rates import RateTable
from portfolio.store import reading
from portfolio.store.reading import Declaration
from portfolio.store.tables import (
    METADATA,
    WHETHER_WRITTEN,
    flow,
    portfolio_state,
    project_participant,
    rate,
    reporting_period,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The portfolio at one revision, with the declaration, the events and the settings of then."""

    portfolio: Portfolio
    declaration: Declaration
    events: tuple[Event, ...]
    pledging_events: tuple[PledgingEvent, ...]
    settings: Mapping[str, str]

    @property
    def revision(self) -> int:
        """The write that was the last one known."""
        return self.portfolio.revision


def read(connection: sa.Connection) -> Snapshot:
    """Snapshot read as a whole, extending no other."""
    shared, labels = read_shared(connection), reading.read_labels(connection)
    revision = reading.read_revision(connection)
    portfolio = assemble(read_tables(connection), shared, labels, revision)
    # The first reader should not wait for what every reader needs.
    portfolio.converted(REPORTING_DEFAULT, None, 0)
    return Snapshot(
        portfolio,
        reading.read_declaration(connection),
        reading.read_events(connection),
        reading.read_pledging_events(connection),
        reading.read_settings(connection),
    )


class TooManyChanges(Exception):
    """More projects changed than a reader should wait for."""


def update(connection: sa.Connection, current: Snapshot, most: int | None = None) -> Snapshot:
    """``current`` as the connection sees the store, its own writes included; as one read from nothing.

    Projects that were written since are read again, and those whose kind or names are others by
    what changed in other tables. Tables other than projects are read again where a write touched
    any of it; of the rates, the rows added since. Raises TooManyChanges for more than ``most``
    projects.
    """
    state = portfolio_state.c
    revision, shared = connection.execute(sa.select(state.revision, state.shared_revision)).one()
    if revision < current.revision:  # another store is at the address
        return read(connection)
    portfolio, before = current.portfolio, current.portfolio.labels
    ids = set(reading.changed_since(connection, current.revision))
    if shared > current.revision:
        labels = reading.read_labels(connection, ())
        versions = read_shared(connection, ["deliverable_version"])["deliverable_version"]
        portfolio = replace(
            _with_rates(connection, portfolio, labels), deliverables=build_deliverables(versions)
        )
        ids |= _naming_changed(connection, before, labels)
        current = replace(
            current,
            declaration=reading.read_declaration(connection),
            events=reading.read_events(connection),
            pledging_events=reading.read_pledging_events(connection),
        )
    else:
        labels = before
    if most is not None and len(ids) > most:
        raise TooManyChanges
    labels = reading.read_labels(connection, ids, labels)
    tables = read_tables(connection, ids)
    return replace(
        current,
        portfolio=extend(portfolio, tables, labels, revision),
        settings=reading.read_settings(connection),
    )


def _with_rates(connection: sa.Connection, portfolio: Portfolio, labels: Labels) -> Portfolio:
    """The portfolio with the rates of now: added to, or all read again where any was replaced."""
    rows, currencies = portfolio.rates.rows, labels.currencies
    last = int(rows["id"].max(initial=0))
    more = read_some(connection, "rate", SHARED_SOURCES["rate"], f"id > {last}")
    count = connection.scalar(sa.select(sa.func.count()).select_from(rate))
    if count != len(rows["id"]) + len(more["id"]):
        rates = RateTable(read_shared(connection, ["rate"])["rate"], currencies)
        return replace(portfolio, rates=rates, conversions={})
    if not len(more["id"]) and currencies == portfolio.rates.currencies:
        return portfolio
    return add_rates(portfolio, more, currencies)


def _naming_changed(connection: sa.Connection, before: Labels, labels: Labels) -> set[int]:
    """Projects with a participant whose region, home country or identifier is another now."""
    countries = {
        number
        for number, country in labels.countries.items()
        if (old := before.countries.get(number)) is not None
        and (old.region, old.is_dac_recipient) != (country.region, country.is_dac_recipient)
    }
    homes = {labels.countries[number].code for number in countries}
    organisations = {
        number
        for number, organisation in labels.organisations.items()
        if (was := before.organisations.get(number)) is not None
        and (
            (was.identifier, was.country) != (organisation.identifier, organisation.country)
            or organisation.country in homes
        )
    }
    if not countries and not organisations:
        return set()
    taking = project_participant.c
    names = taking.organisation_id.in_(organisations) | taking.country_id.in_(countries)
    return set(connection.scalars(sa.select(taking.project_id).where(names).distinct()))


Block = npt.NDArray[np.int64]  # one row per column of the table, one column per row of it

_ROWS_AT_ONCE: Final = 20_000  # rows held as Python objects at a time: a few megabytes
_IDS_AT_ONCE: Final = 5_000  # SQLite bounds the values of one statement
_COPY_HEADER: Final = 19  # bytes before the first row of PostgreSQL's binary COPY
_COPY_TRAILER: Final = b"\xff\xff"
_BYTES_AT_ONCE: Final = 4_000_000


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
    query, ordered = sa.select(flow.c.id, flow.c.reference), sorted(flow_ids)
    return {
        row.id: row.reference
        for at in range(0, len(ordered), _IDS_AT_ONCE)
        for row in connection.execute(query.where(flow.c.id.in_(ordered[at : at + _IDS_AT_ONCE])))
    }


def read_last_period(connection: sa.Connection, day: date) -> date | None:
    """The last day of the latest reporting period that ended before a day; None without one."""
    last = reporting_period.c.last_day
    found: date | None = connection.scalar(sa.select(sa.func.max(last)).where(last < day))
    return found
