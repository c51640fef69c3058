"""The exchange rates the store keeps, as domain values."""

import sqlalchemy as sa

from portfolio.domain.rates import Rate
from portfolio.store import tables


def read_rates(connection: sa.Connection) -> tuple[Rate, ...]:
    """Every rate row by currency, day and the order it was kept in."""
    rate, currency = tables.rate, tables.currency
    query = (
        sa.select(rate.c.day, rate.c.per_eur, rate.c.recorded_at, rate.c.source, currency.c.code)
        .join(currency, currency.c.id == rate.c.currency_id)
        .order_by(currency.c.code, rate.c.day, rate.c.id)
    )
    return tuple(
        Rate(row.code, row.day, row.per_eur, row.recorded_at, row.source)
        for row in connection.execute(query)
    )
