"""Second looks in the store: asked for with the row of money, given once by somebody else."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from portfolio.domain.people import UserRole
from portfolio.domain.second_looks import SecondLook
from portfolio.store.database import Change
from portfolio.store.tables import flow, person, second_look

_AT_ONCE: Final = 5_000  # flows of one question: SQLite takes no more than 32,766 values


def ask(change: Change, project_id: int, reference: str, person_id: int, duty: UserRole) -> None:
    """Ask for a second look at a row of a project, by anybody but this person."""
    same = (flow.c.project_id == project_id, flow.c.reference == reference)
    number = change.connection.scalars(sa.select(flow.c.id).where(*same)).one()
    change.connection.execute(
        sa.insert(second_look).values(
            flow_id=number, recorder_id=person_id, duty=duty, asked_at=change.recorded_at
        )
    )


def give(change: Change, flow_id: int, person_id: int) -> int:
    """Look at what others recorded of a flow; how many looks that were asked for this gives."""
    query = (
        sa.update(second_look)
        .where(
            second_look.c.flow_id == flow_id,
            second_look.c.looked_at.is_(None),
            second_look.c.recorder_id != person_id,
        )
        .values(looked_at=change.recorded_at, looker_id=person_id)
    )
    return int(change.connection.execute(query).rowcount)


def read(
    connection: sa.Connection, flow_ids: Collection[int]
) -> Mapping[int, Sequence[SecondLook]]:
    """Every look ever asked for at these flows, by flow row id, in the order they were asked."""
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
    for first in range(0, len(wanted), _AT_ONCE):
        some = look.flow_id.in_(wanted[first : first + _AT_ONCE])
        for row in connection.execute(query.where(some)):
            found[row.flow_id].append(SecondLook(**row._mapping))
    return found
