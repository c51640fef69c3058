"""Work of people in the store: pending flows, disputes, second checks, tokens, unsaved forms."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.flows import Verification
from portfolio.domain.params import PortfolioChoice, SecondLook, UserRole
from portfolio.domain.projects import Publication
from portfolio.store import history
from portfolio.store.database import Change
from portfolio.store.tables import (
    flow,
    flow_confidence,
    flow_dispute,
    person,
    project,
    project_publication,
    second_look,
    submission,
    unsaved,
)


def open_dispute(change: Change, flow_id: int, person_id: int, reason: str) -> None:
    """Record why a flow is disputed."""
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


_BATCH_SIZE: Final = 5_000  # flows of one query: SQLite takes no more than 32,766 values


def ask(
    change: Change, project_id: int, reference: str, people: Collection[int], duty: UserRole
) -> None:
    """Request a second check of a row of a project, by anybody but the people who recorded it."""
    same = (flow.c.project_id == project_id, flow.c.reference == reference)
    number = change.connection.scalars(sa.select(flow.c.id).where(*same)).one()
    change.connection.execute(
        sa.insert(second_look),
        [
            {"flow_id": number, "recorder_id": one, "duty": duty, "asked_at": change.recorded_at}
            for one in sorted(people)
        ],
    )


_RECORDED_TOGETHER: Final = second_look.alias("recorded_together")


def _recorded_without(person_id: int) -> sa.ColumnElement[bool]:
    """Requests for what this person had no part in: of what several recorded together there are several."""
    other = _RECORDED_TOGETHER.c
    own = sa.exists().where(
        other.flow_id == second_look.c.flow_id,
        other.asked_at == second_look.c.asked_at,
        other.recorder_id == person_id,
    )
    return sa.not_(own.correlate(second_look))


def give(change: Change, flow_id: int, person_id: int) -> int:
    """Record a second check of what others recorded of a flow; returns the requests it answers."""
    query = (
        sa.update(second_look)
        .where(
            second_look.c.flow_id == flow_id,
            second_look.c.looked_at.is_(None),
            _recorded_without(person_id),
        )
        .values(looked_at=change.recorded_at, looker_id=person_id)
    )
    return int(change.connection.execute(query).rowcount)


def read_second_looks(
    connection: sa.Connection, flow_ids: Collection[int]
) -> Mapping[int, Sequence[SecondLook]]:
    """Every second check requested for these flows, by flow row id, in the order of request."""
    look = second_look.c
    wanted = sorted(flow_ids)
    query = (
        sa.select(
            look.flow_id,
            look.recorder_id,
            person.c.login.label("recorder"),
            look.duty,
            look.asked_at,
            look.looker_id,
            look.looked_at,
        )
        .join(person, person.c.id == look.recorder_id)
        .order_by(look.id)
    )
    found: defaultdict[int, list[SecondLook]] = defaultdict(list)
    for first in range(0, len(wanted), _BATCH_SIZE):
        some = look.flow_id.in_(wanted[first : first + _BATCH_SIZE])
        for row in connection.execute(query.where(some)):
            found[row.flow_id].append(SecondLook(**row._mapping))
    return found


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
    """Flows that await a second check; ``but_by``: one that this person can give."""
    query = sa.select(second_look.c.flow_id).where(second_look.c.looked_at.is_(None))
    if but_by is not None:
        query = query.where(_recorded_without(but_by))
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


@dataclass(frozen=True, slots=True)
class UnsavedForm:
    """Content of an unsaved form, by the names of its fields, and when it was typed."""

    values: Mapping[str, Any]
    typed_at: datetime


def read_unsaved(connection: sa.Connection, person: int, form: str) -> UnsavedForm | None:
    """Typed content of the form that the person has not recorded; None for nothing."""
    query = sa.select(unsaved.c.document, unsaved.c.typed_at).where(*_own(person, form))
    row = connection.execute(query).first()
    return None if row is None else UnsavedForm(json.loads(row.document), row.typed_at)


def keep(change: Change, person: int, form: str, document: str) -> None:
    """Store the content of a form in place of its previous content."""
    drop(change, person, form)
    change.connection.execute(
        sa.insert(unsaved).values(
            person_id=person,
            form=form,
            document=document,
            typed_at=change.recorded_at,
        )
    )


def drop(change: Change, person: int, form: str) -> None:
    """Delete what the person typed into the form."""
    change.connection.execute(sa.delete(unsaved).where(*_own(person, form)))


def discard(change: Change, person: int, token: str) -> None:
    """Delete the typed content of a token's form, which is part of the record now.

    The token of a form is the form's name, a full stop and something nobody can guess.
    """
    if form := token.rpartition(".")[0]:
        drop(change, person, form)


def _own(person: int, form: str) -> tuple[sa.ColumnElement[bool], ...]:
    return unsaved.c.person_id == person, unsaved.c.form == form


def stored_answer(change: Change, token: str) -> str | None:
    """Answer of this person's write by this command under the token; None where there is none.

    Of two writers with one token the second waits here and finds the first's answer; its own
    transaction is abandoned.
    """
    if not token:
        return None
    history.read_head(change.connection, lock=True)
    query = sa.select(submission.c.result).where(submission.c.token == bound_token(change, token))
    found: str | None = change.connection.scalar(query)
    if found is not None:
        change.abandon()
    return found


def bound_token(change: Change, token: str) -> str:
    """Storage key of a token: another person's or command's use of it is another save."""
    return hashlib.sha256(
        json.dumps([change.person_id, change.command, token]).encode()
    ).hexdigest()


def use(change: Change, token: str, by: int, result: str) -> None:
    """Store the answer of this write under its token; what was typed under it is recorded now."""
    if token:
        discard(change, by, token)
        change.connection.execute(
            sa.insert(submission).values(
                token=bound_token(change, token),
                person_id=by,
                command=change.command,
                result=result,
                recorded_at=change.recorded_at,
            )
        )
