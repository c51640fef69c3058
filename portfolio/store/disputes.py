"""Disputes of flows: what a funder says is not so, until the secretariat settles it."""

import sqlalchemy as sa

from portfolio.store.database import Change
from portfolio.store.tables import flow_dispute


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
