"""Disputes of flows: what a funder says is not so, until the secretariat settles it."""

from collections.abc import Collection

import sqlalchemy as sa

from portfolio.domain.flows import Confidence
from portfolio.store.database import Change
from portfolio.store.tables import flow, flow_confidence, flow_dispute


def open_dispute(change: Change, flow_id: int, person_id: int, reason: str) -> None:
    """Keep why a flow is disputed."""
    change.connection.execute(
        sa.insert(flow_dispute).values(
            flow_id=flow_id, person_id=person_id, reason=reason, opened_at=change.recorded_at
        )
    )


def settle(change: Change, flow_id: int, settlement: str) -> int:
    """End every open dispute of a flow; how many there were."""
    query = (
        sa.update(flow_dispute)
        .where(flow_dispute.c.flow_id == flow_id, flow_dispute.c.settled_at.is_(None))
        .values(settled_at=change.recorded_at, settlement=settlement)
    )
    return int(change.connection.execute(query).rowcount)


def read_open(connection: sa.Connection) -> dict[int, str]:
    """Flow row id → why it is disputed, of every dispute not settled."""
    query = (
        sa.select(flow_dispute.c.flow_id, flow_dispute.c.reason)
        .where(flow_dispute.c.settled_at.is_(None))
        .order_by(flow_dispute.c.id)
    )
    return dict(connection.execute(query).all())


def projects_with_flows(
    connection: sa.Connection,
    *,
    provider_id: int | None = None,
    flow_ids: Collection[int] = (),
    waiting: bool = False,
) -> list[int]:
    """Ids of projects with flows of a provider, with these flows, or with any that only wait.

    ``waiting``: recorded as proposed, or with a confidence that changed since.
    """
    wanted: list[sa.ColumnElement[bool]] = [flow.c.id.in_(flow_ids)] if flow_ids else []
    if provider_id is not None:
        wanted.append(flow.c.provider_id == provider_id)
    if waiting:
        wanted.append(flow.c.confidence == Confidence.PROPOSED)
        wanted.append(flow.c.id.in_(sa.select(flow_confidence.c.flow_id)))
    if not wanted:
        return []
    query = sa.select(flow.c.project_id).where(sa.or_(*wanted)).distinct()
    return sorted(connection.scalars(query))
