"""Exchange rates in the store: read as domain values, and added to by people."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portfolio.domain.money import Rate
from portfolio.store import saving, tables
from portfolio.store.database import Change
from portfolio.store.mapping import RowIds
from portfolio.store.schema import day_number, micros

_RATES = sa.select(
    tables.rate.c.day,
    tables.rate.c.per_eur,
    tables.rate.c.recorded_at,
    tables.rate.c.source,
    tables.currency.c.code,
).join(tables.currency, tables.currency.c.id == tables.rate.c.currency_id)


def read_rates(connection: sa.Connection) -> tuple[Rate, ...]:
    """Every rate row by currency, day and order of recording."""
    query = _RATES.order_by(tables.currency.c.code, tables.rate.c.day, tables.rate.c.id)
    return _read(connection, query)


def rates_in_force(
    connection: sa.Connection, codes: Iterable[str], first: date, last: date
) -> dict[tuple[str, date], Rate]:
    """Rate in force by currency and day, of some currencies and days (ruling, rates 1)."""
    rate, currency = tables.rate, tables.currency
    query = _RATES.where(currency.c.code.in_(list(codes)), rate.c.day.between(first, last))
    rows = _read(connection, query.order_by(rate.c.recorded_at, rate.c.id))
    return {(row.currency, row.day): row for row in rows}  # the later recorded comes last


def newest(connection: sa.Connection) -> tuple[Rate, ...]:
    """The rate of the latest day of each currency, by currency."""
    rate, currency = tables.rate, tables.currency
    last = sa.select(rate.c.currency_id, sa.func.max(rate.c.day).label("day"))
    latest = last.group_by(rate.c.currency_id).subquery()
    query = _RATES.join(
        latest, (latest.c.currency_id == rate.c.currency_id) & (latest.c.day == rate.c.day)
    )
    rows = _read(connection, query.order_by(currency.c.code, rate.c.recorded_at, rate.c.id))
    return tuple({row.currency: row for row in rows}.values())


def sources(connection: sa.Connection, rates: Collection[int]) -> dict[int, str]:
    """The source of each rate row, by its id."""
    found: dict[int, str] = {}
    ordered = sorted(rates)
    for at in range(0, len(ordered), 500):  # SQLite bounds the values of one statement
        query = sa.select(tables.rate.c.id, tables.rate.c.source)
        rows = connection.execute(query.where(tables.rate.c.id.in_(ordered[at : at + 500])))
        found |= {row.id: row.source for row in rows}
    return found


def add_rates(change: Change, rates: Sequence[Rate]) -> None:
    """Add dated rows to the existing ones; nothing is overwritten. Columns are read again."""
    names = RowIds.read(change.connection)
    names.keep_currencies(change, {rate.currency for rate in rates})
    columns: dict[str, list[Any]] = {
        "currency_id": [names.currency(rate.currency) for rate in rates],
        "day": [day_number(rate.day) for rate in rates],
        "per_eur": [rate.per_eur for rate in rates],
        "recorded_at": [micros(rate.recorded_at) for rate in rates],
        "source": [rate.source for rate in rates],
    }
    saving.insert_rows(change, tables.rate, columns)
    change.touch_shared()


def _read(connection: sa.Connection, query: sa.Select[Any]) -> tuple[Rate, ...]:
    return tuple(
        Rate(row.code, row.day, row.per_eur, row.recorded_at, row.source)
        for row in connection.execute(query)
    )
