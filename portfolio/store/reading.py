"""Everything the store can be asked, in one place."""

import sqlalchemy as sa

from portfolio.domain.filters import PortfolioChoice
from portfolio.store.columns import read_shared, read_tables
from portfolio.store.lists import read_lists
from portfolio.store.naming import (
    read_countries,
    read_currencies,
    read_days,
    read_labels,
    read_organisations,
)
from portfolio.store.records import read_project, read_projects
from portfolio.store.road import (
    Declaration,
    read_declaration,
    read_events,
    read_pledging_events,
    read_settings,
)
from portfolio.store.tables import deliverable_version, portfolio_state, project, rate

__all__ = [
    "Declaration",
    "changed_since",
    "read_countries",
    "read_currencies",
    "read_days",
    "read_declaration",
    "read_events",
    "read_ids",
    "read_labels",
    "read_lists",
    "read_mode",
    "read_organisations",
    "read_pledging_events",
    "read_project",
    "read_projects",
    "read_revision",
    "read_settings",
    "read_shared",
    "read_shared_mark",
    "read_tables",
]


def read_revision(connection: sa.Connection) -> int:
    """The revision this connection's transaction sees."""
    return int(connection.execute(sa.select(portfolio_state.c.revision)).scalar_one())


def read_mode(connection: sa.Connection) -> str:
    """What the portfolio was started as: "demonstration", "empty", or "" before any load."""
    return str(connection.execute(sa.select(portfolio_state.c.mode)).scalar_one())


def read_ids(connection: sa.Connection, portfolio: PortfolioChoice) -> list[int]:
    """Ids of every project of a portfolio, in order."""
    query = sa.select(project.c.id).where(project.c.is_example.is_(portfolio.is_example))
    return list(connection.scalars(query.order_by(project.c.id)))


def changed_since(connection: sa.Connection, revision: int) -> list[int]:
    """Ids of the projects that a write after the revision changed."""
    query = sa.select(project.c.id).where(project.c.revision > revision).order_by(project.c.id)
    return list(connection.scalars(query))


def read_shared_mark(connection: sa.Connection) -> tuple[int, ...]:
    """What changes whenever the tables beside the projects do; equal marks need no second reading.

    Writers of such tables say so (Change.touch_shared); rates and rows of deliverables, which are
    only ever added or replaced under new ids, are seen even where a writer forgot.
    """
    versions = deliverable_version.c.id
    query = sa.select(
        portfolio_state.c.shared_revision,
        sa.func.coalesce(sa.select(sa.func.max(rate.c.id)).scalar_subquery(), 0),
        sa.func.coalesce(sa.select(sa.func.max(versions)).scalar_subquery(), 0),
        sa.select(sa.func.count(versions)).scalar_subquery(),
    )
    return tuple(connection.execute(query).one())
