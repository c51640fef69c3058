"""Drafts of lists in the store: kept beside the record until they are published."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portfolio.domain.drafts import DraftState
from portfolio.domain.history import canonical
from portfolio.domain.list_entry import ListDraft
from portfolio.store.database import Change
from portfolio.store.drafts import LISTS, UnknownDraft, add_contributors, typed_in
from portfolio.store.tables import list_draft, person

_AUTHOR, _EDITOR = person.alias("author"), person.alias("editor")
_QUERY = (
    sa.select(list_draft, _AUTHOR.c.login.label("author"), _EDITOR.c.login.label("editor"))
    .join(_AUTHOR, _AUTHOR.c.id == list_draft.c.author_id)
    .join(_EDITOR, _EDITOR.c.id == list_draft.c.editor_id)
)


def read_draft(connection: sa.Connection, number: int) -> ListDraft:
    """The draft, whatever its state; raises UnknownDraft."""
    row = connection.execute(_QUERY.where(list_draft.c.id == number)).first()
    if row is None:
        raise UnknownDraft(number=number)
    return _draft(row)


def read_open(connection: sa.Connection) -> tuple[ListDraft, ...]:
    """Every draft that can still become a list, the latest saved first."""
    states = [state for state in DraftState if state.is_open]
    query = _QUERY.where(list_draft.c.state.in_(states)).order_by(list_draft.c.updated_at.desc())
    return tuple(_draft(row) for row in connection.execute(query))


def find_by_token(connection: sa.Connection, token: str) -> ListDraft | None:
    """The draft that a token made."""
    row = connection.execute(_QUERY.where(list_draft.c.token == token)).first()
    return None if row is None else _draft(row)


def insert_draft(
    change: Change, document: Mapping[str, Any], *, is_example: bool, person_id: int, token: str
) -> int:
    """A new draft; returns its number. Who begins it with something has typed in it."""
    new = sa.insert(list_draft).values(
        document=canonical(document),
        state=DraftState.DRAFT,
        version=1,
        is_example=is_example,
        author_id=person_id,
        editor_id=person_id,
        created_at=change.recorded_at,
        updated_at=change.recorded_at,
        message="",
        token=token,
    )
    number: int = change.connection.execute(new.returning(list_draft.c.id)).scalar_one()
    if document:
        add_contributors(change, number, [person_id], LISTS)
    return number


def read_contributors(connection: sa.Connection, number: int) -> Mapping[int, str]:
    """Who typed in a draft: logins by row id of the person."""
    return typed_in(connection, [number], LISTS)


def _draft(row: Any) -> ListDraft:
    return ListDraft(
        id=row.id,
        document=json.loads(row.document),
        state=row.state,
        version=row.version,
        is_example=row.is_example,
        author=row.author,
        editor=row.editor,
        created_at=row.created_at,
        updated_at=row.updated_at,
        message=row.message,
    )
