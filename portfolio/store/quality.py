"""What rules of data quality ask of the record beside the ledger's columns."""

from collections.abc import Collection
from datetime import date
from typing import Final

import sqlalchemy as sa

from portfolio.ledger.sources import RawTables
from portfolio.store.columns import _block, read_some
from portfolio.store.tables import flow, reporting_period

_PROJECT: Final = (
    "id", "declared_kind", "has_exception", "has_office",
    "start_planned", "end_planned", "start_actual", "end_actual",
)  # fmt: skip
_FLOW: Final = ("id", "project_id", "honours_id", "supersedes_id", "date_derived")
_SAYS_MORE: Final = "honours_id IS NOT NULL OR supersedes_id IS NOT NULL OR date_derived"


def read_written(connection: sa.Connection) -> RawTables:
    """Kinds, offices and days of all projects, and the flows that keep, replace or derive something.

    Columns of whole numbers, rows in any order.
    """
    return {
        "project": dict(zip(_PROJECT, _block(connection, "project", _PROJECT), strict=True)),
        "flow": read_some(connection, "flow", _FLOW, _SAYS_MORE),
    }


def read_references(connection: sa.Connection, flow_ids: Collection[int]) -> dict[int, str]:
    """What some flows are called in their projects, by row id."""
    query = sa.select(flow.c.id, flow.c.reference).where(flow.c.id.in_(flow_ids))
    return {row.id: row.reference for row in connection.execute(query)}


def read_last_period(connection: sa.Connection, day: date) -> date | None:
    """The last day of the latest reporting period that ended before a day; None without one."""
    last = reporting_period.c.last_day
    found: date | None = connection.scalar(sa.select(sa.func.max(last)).where(last < day))
    return found
