"""Drafts of a file in the store: many submitted at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import sqlalchemy as sa

from portfolio.domain.drafts import Document, DraftState
from portfolio.domain.history import canonical
from portfolio.domain.params import PortfolioChoice
from portfolio.store.database import Change
from portfolio.store.tables import draft, draft_contributor, project

_BATCH_SIZE: Final = 5_000  # SQLite takes no more than 32,766 values of one query
_INSERT: Final = sa.insert(draft).returning(draft.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class SubmittedDraft:
    """A draft that begins as a submitted one: of a file, whose rows it has as they were typed."""

    project_id: int | None
    base: Document
    document: Document
    token: str


def insert_submitted(
    change: Change,
    several: Sequence[SubmittedDraft],
    person_id: int,
    portfolio: PortfolioChoice,
) -> list[int]:
    """New submitted drafts of one person, at once; their numbers, in the same order.

    History hears of them with the write itself.
    """
    if not several:
        return []
    by = {
        "copied_from": "",
        "state": DraftState.SUBMITTED,
        "is_example": portfolio.is_example,
        "version": 1,
        "author_id": person_id,
        "editor_id": person_id,
        "created_at": change.recorded_at,
        "updated_at": change.recorded_at,
    }
    rows = []
    for one in several:
        typed = canonical(one.document)
        row = {"project_id": one.project_id, "document": typed, "noted": typed}
        rows.append({**by, **row, "base": canonical(one.base), "token": one.token})
    numbers: list[int] = [*change.connection.execute(_INSERT, rows).scalars()]
    contributors = [
        {"draft_id": number, "person_id": person_id, "typed_at": change.recorded_at}
        for number in numbers
    ]
    change.connection.execute(sa.insert(draft_contributor), contributors)
    return numbers


def project_rows(connection: sa.Connection, identifiers: Iterable[str]) -> Mapping[str, int]:
    """Row ids of projects by their identifiers; no entry for those that are none."""
    found: dict[str, int] = {}
    rest = iter(identifiers)
    while some := list(islice(rest, _BATCH_SIZE)):
        query = sa.select(project.c.identifier, project.c.id).where(project.c.identifier.in_(some))
        found |= dict(connection.execute(query).all())
    return found
