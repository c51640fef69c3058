"""Drafts of lists in the store: kept beside the record until they are published."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portfolio.domain.drafts import DraftState
from portfolio.domain.history import canonical
from portfolio.domain.list_entry import ListDraft
from portfolio.store.database import Change
from portfolio.store.drafts import DraftMoved, UnknownDraft
from portfolio.store.tables import list_draft, list_draft_contributor, person

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
    """A new draft; returns its number."""
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
    return number


def update_draft(change: Change, seen: ListDraft, person_id: int, **values: Any) -> None:
    """Change a draft that nobody has saved since it was seen; raises DraftMoved.

    Whoever changes its document is one of its contributors from then on.
    """
    typed = "document" in values
    if typed:
        values["document"] = canonical(values["document"])
    query = (
        sa.update(list_draft)
        .where(list_draft.c.id == seen.id, list_draft.c.version == seen.version)
        .values(
            version=seen.version + 1,
            editor_id=person_id,
            updated_at=change.recorded_at,
            **values,
        )
    )
    if change.connection.execute(query).rowcount != 1:
        raise DraftMoved
    if typed and person_id not in read_contributors(change.connection, seen.id):
        row = {"draft_id": seen.id, "person_id": person_id}
        change.connection.execute(sa.insert(list_draft_contributor).values(**row))


def read_contributors(connection: sa.Connection, number: int) -> Mapping[int, str]:
    """Who typed in a draft: logins by row id of the person."""
    query = (
        sa.select(person.c.id, person.c.login)
        .join(list_draft_contributor, list_draft_contributor.c.person_id == person.c.id)
        .where(list_draft_contributor.c.draft_id == number)
        .order_by(person.c.login)
    )
    return {row.id: row.login for row in connection.execute(query)}


def _draft(row: Any) -> ListDraft:
    return ListDraft(
        id=row.id,
        document=json.loads(row.document),
        state=row.state,
        version=row.version,
        is_example=row.is_example,
        author=row.author,
        editor=row.editor,
        created=row.created_at,
        updated=row.updated_at,
        message=row.message,
    )
