"""Attached files in the store: their rows and history, and whether their bytes are there."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.attachments import Attachment, attachment_state
from portfolio.store import history
from portfolio.store.database import Change, Database
from portfolio.store.mapping import RowMap
from portfolio.store.tables import attachment, project

SUBJECT: Final = "attachment"  # of its entries of history
_ROW: Final = RowMap(Attachment, attachment)
_QUERY: Final = (
    sa.select(attachment, project.c.identifier)
    .join(project, project.c.id == attachment.c.project_id)
    .order_by(attachment.c.id)
)


def read_attachments(connection: sa.Connection, identifier: str) -> tuple[Attachment, ...]:
    """Every file of a project, withdrawn ones included, in the order they were attached."""
    rows = connection.execute(_QUERY.where(project.c.identifier == identifier))
    return tuple(map(_attachment, rows))


def find_attachment(connection: sa.Connection, reference: str) -> Attachment | None:
    """The file of a reference, withdrawn or not."""
    row = connection.execute(_QUERY.where(attachment.c.reference == reference)).first()
    return None if row is None else _attachment(row)


def insert_attachment(change: Change, new: Attachment, project_id: int) -> None:
    """Record a file, with its entry of history."""
    values = {**_ROW.row(new), "project_id": project_id}
    change.connection.execute(sa.insert(attachment).values(values))
    change.record(SUBJECT, new.reference, {}, attachment_state(new), project_id)


def withdraw(change: Change, before: Attachment, person_id: int, reason: str) -> None:
    """Record from now on that a file is withdrawn; its bytes stay."""
    same = attachment.c.reference == before.reference
    query = sa.update(attachment).where(same).returning(attachment.c.project_id)
    values = {
        "withdrawn_at": change.recorded_at,
        "withdrawn_by_id": person_id,
        "reason": reason,
    }
    number: int = change.connection.execute(query.values(values)).scalar_one()
    change.record(SUBJECT, before.reference, {}, {"withdrawn": True}, number)


def digests(connection: sa.Connection) -> frozenset[str]:
    """Digests of every file recorded, withdrawn ones included."""
    return frozenset(connection.scalars(sa.select(attachment.c.sha256).distinct()))


def states(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """The files as history compares them, by reference."""
    rows = map(_attachment, connection.execute(_QUERY))
    return {found.reference: attachment_state(found) for found in rows}


@dataclass(frozen=True, slots=True)
class FileCheck:
    """Check of the bytes beside a database: files in all, those lost or changed, those of no row."""

    files: int
    missing: tuple[Attachment, ...]
    orphans: int


def check_files(database: Database) -> FileCheck:
    """Read every file and compare it with the digest that its row, and history, record."""
    with database.reading() as connection:
        rows = list(map(_attachment, connection.execute(_QUERY)))
    folder = database.files
    present = folder.digests() if folder else frozenset[str]()
    recorded = {row.sha256 for row in rows}
    sound = {sha256 for sha256 in recorded & present if folder and folder.is_sound(sha256)}
    missing = tuple(row for row in rows if row.sha256 not in sound)
    return FileCheck(len(recorded), missing, len(present - recorded))


def sweep(database: Database) -> int:
    """Delete bytes that no row names, left by a process that was killed; how many files."""
    folder = database.files
    if folder is None or not folder.path.is_dir():
        return 0
    with database.transaction("sweep") as change:
        lock_files(change)
        count = folder.sweep(digests(change.connection))
        change.abandon()
    return count


def lock_files(change: Change) -> None:
    """Make every other writer of files wait, until this transaction ends."""
    history.read_head(change.connection, lock=True)


def _attachment(row: Any) -> Attachment:
    return _ROW.value(row, project=row.identifier)
