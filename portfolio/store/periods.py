"""Reporting periods in the store, and the guard that keeps a locked one as it was reported."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.domain.periods import ReportingPeriod
from portfolio.store.database import Change
from portfolio.store.tables import reporting_period


class PeriodLocked(PortfolioError):
    """A row dated inside a locked reporting period can't be written (values: period, day, last)."""

    phrase = "error.period_locked"


def refuse_locked(change: Change, days: Iterable[date]) -> None:
    """Raise PeriodLocked for the first of the days that lies inside a locked period."""
    locked = read_locked(change.connection)
    for day in sorted(days):
        for period in locked:
            if period.first <= day <= period.last:
                raise PeriodLocked(period=period.name, day=day, last=period.last)


def first_open(change: Change, day: date) -> date:
    """The first day from ``day`` on that lies in no locked period."""
    for period in read_locked(change.connection):  # by day, and apart from each other
        if period.first <= day <= period.last:
            day = period.last + timedelta(days=1)
    return day


def read_periods(connection: sa.Connection) -> tuple[ReportingPeriod, ...]:
    """Every reporting period, the latest first."""
    query = sa.select(reporting_period).order_by(reporting_period.c.first_day.desc())
    return tuple(
        ReportingPeriod(row.name, row.first_day, row.last_day, row.locked_at, row.locked_by)
        for row in connection.execute(query)
    )


def read_locked(connection: sa.Connection) -> tuple[ReportingPeriod, ...]:
    """The locked periods, the earliest first."""
    return tuple(period for period in reversed(read_periods(connection)) if period.is_locked)


def insert_period(change: Change, period: ReportingPeriod) -> None:
    """A new period."""
    change.connection.execute(sa.insert(reporting_period).values(**_columns(period)))


def update_period(change: Change, name: str, period: ReportingPeriod) -> None:
    """Put a period in place of the one of this name."""
    same = reporting_period.c.name == name
    change.connection.execute(sa.update(reporting_period).where(same).values(**_columns(period)))


def _columns(period: ReportingPeriod) -> dict[str, object]:
    return {
        "name": period.name,
        "first_day": period.first,
        "last_day": period.last,
        "locked_at": period.locked_at,
        "locked_by": period.locked_by,
    }
