"""Rows of money of published projects that wait for somebody's word, found without reading projects."""

import sqlalchemy as sa

from portfolio.domain.filters import PortfolioChoice
from portfolio.domain.flows import Verification
from portfolio.domain.projects import Publication
from portfolio.store.tables import (
    flow,
    flow_confidence,
    flow_dispute,
    project,
    project_publication,
    second_look,
)

# How sure a flow is as it is known now: the latest change, else what it was recorded with.
_CHANGED = (
    sa.select(flow_confidence.c.confidence)
    .where(flow_confidence.c.flow_id == flow.c.id)
    .order_by(
        flow_confidence.c.valid_from.desc(),
        flow_confidence.c.recorded_at.desc(),
        flow_confidence.c.id.desc(),
    )
    .limit(1)
    .correlate(flow)
    .scalar_subquery()
)
Condition = sa.ColumnElement[bool]
CONFIDENCE = sa.func.coalesce(_CHANGED, flow.c.confidence)
_PUBLICATION = (
    sa.select(project_publication.c.state)
    .where(project_publication.c.project_id == flow.c.project_id)
    .order_by(
        project_publication.c.valid_from.desc(),
        project_publication.c.recorded_at.desc(),
        project_publication.c.id.desc(),
    )
    .limit(1)
    .correlate(flow)
    .scalar_subquery()
)


def proposed_flows() -> Condition:
    """Flows that are only proposed."""
    changed = flow.c.id.in_(sa.select(flow_confidence.c.flow_id))
    maybe = sa.or_(flow.c.confidence == Verification.PROPOSED, changed)
    return sa.and_(maybe, CONFIDENCE == Verification.PROPOSED)


def disputed_flows() -> Condition:
    """Flows with a dispute that is not settled."""
    query = sa.select(flow_dispute.c.flow_id).where(flow_dispute.c.settled_at.is_(None))
    return flow.c.id.in_(query)


def unchecked_flows(but_by: int | None = None) -> Condition:
    """Flows that await a second look; ``but_by``: that this person can give."""
    query = sa.select(second_look.c.flow_id).where(second_look.c.looked_at.is_(None))
    if but_by is not None:
        query = query.where(second_look.c.recorder_id != but_by)
    return flow.c.id.in_(query)


def of_funder(organisation_id: int) -> Condition:
    """Flows that an organisation provides."""
    return flow.c.provider_id == organisation_id


def unanswered_disputes(organisation_id: int) -> Condition:
    """Flows that an organisation provides and has neither confirmed nor disputed."""
    return sa.and_(of_funder(organisation_id), proposed_flows(), sa.not_(disputed_flows()))


def find(
    connection: sa.Connection, portfolio: PortfolioChoice, *conditions: Condition
) -> dict[int, int]:
    """Flow row id → project row id, of one portfolio (ruling 33).

    Of what meets any of the conditions and was not withdrawn.
    """
    own = sa.select(project.c.id).where(project.c.is_example.is_(portfolio.is_example))
    query = sa.select(flow.c.id, flow.c.project_id).where(
        sa.or_(sa.false(), *conditions),
        flow.c.project_id.in_(own),
        CONFIDENCE != Verification.WITHDRAWN,
        _PUBLICATION == Publication.PUBLISHED,
    )
    return dict(connection.execute(query).all())
