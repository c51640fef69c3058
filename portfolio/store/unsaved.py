"""What people typed into forms and have not recorded, in the store: one row a person and form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portfolio.store.database import Change
from portfolio.store.tables import unsaved


@dataclass(frozen=True, slots=True)
class UnsavedForm:
    """What stands in a form, by the names of its fields, and when it was typed."""

    values: Mapping[str, Any]
    typed_at: datetime


def read(connection: sa.Connection, person: int, form: str) -> UnsavedForm | None:
    """What the person typed into the form and has not recorded; None for nothing."""
    query = sa.select(unsaved.c.document, unsaved.c.typed_at).where(*_own(person, form))
    row = connection.execute(query).first()
    return None if row is None else UnsavedForm(json.loads(row.document), row.typed_at)


def keep(change: Change, person: int, form: str, document: str) -> None:
    """Keep what a form holds in place of what it held before."""
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
    """Keep nothing more of what the person typed into the form."""
    change.connection.execute(sa.delete(unsaved).where(*_own(person, form)))


def discard(change: Change, person: int, token: str) -> None:
    """What was filled in under this token is part of the record now.

    The token of a form is the form's name, a full stop and something nobody can guess.
    """
    if form := token.rpartition(".")[0]:
        drop(change, person, form)


def _own(person: int, form: str) -> tuple[sa.ColumnElement[bool], ...]:
    return unsaved.c.person_id == person, unsaved.c.form == form
