"""Reporting periods in the store, and the guard that keeps a locked one as it was reported."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.store.database import Change
from portfolio.store.tables import reporting_period


class PeriodLocked(PortfolioError):
    """A row dated inside a locked reporting period can't be written (values: period, day, last)."""

    phrase = "error.period_locked"


def refuse_locked(change: Change, days: Iterable[date]) -> None:
    """Raise PeriodLocked for the first of the days that lies inside a locked period."""
    locked = _locked(change)
    for day in sorted(days):
        for name, first, last in locked:
            if first <= day <= last:
                raise PeriodLocked(period=name, day=day, last=last)


def first_open(change: Change, day: date) -> date:
    """The first day from ``day`` on that lies in no locked period."""
    for _, first, last in _locked(change):  # by day, and apart from each other
        if first <= day <= last:
            day = last + timedelta(days=1)
    return day


def _locked(change: Change) -> list[tuple[str, date, date]]:
    period = reporting_period.c
    query = (
        sa.select(period.name, period.first_day, period.last_day)
        .where(period.locked_at.is_not(None))
        .order_by(period.first_day)
    )
    return [(row.name, row.first_day, row.last_day) for row in change.connection.execute(query)]
