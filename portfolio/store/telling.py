"""History in the store: entries are added to the end of one chain, read, and checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.history import BEGINNING, HistoryEntry, digest
from portfolio.store.tables import history, portfolio_state

_AT_ONCE: Final = 5_000
_INSERT: Final = sa.insert(history)
_MOVE_HEAD: Final = sa.update(portfolio_state).values(
    history_length=sa.bindparam("length"), history_head=sa.bindparam("head")
)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of the chain: how many entries there are and the hash of the last."""

    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """What a write says of one change; the chain gives it its number and its hash."""

    subject: str
    identifier: str
    before: str
    after: str
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a check of the chain found; ``broken_at`` is the number of the first bad entry."""

    entries: int
    head: str
    broken_at: int | None = None
    phrase: str = "history.sound"

    @property
    def is_sound(self) -> bool:
        """Whether nothing was changed, removed, added or reordered."""
        return self.broken_at is None


def read_head(connection: sa.Connection, *, lock: bool = False) -> ChainHead:
    """The end of the chain; ``lock`` keeps every other writer of history waiting."""
    state = portfolio_state
    query = sa.select(state.c.history_length, state.c.history_head)
    row = connection.execute(query.with_for_update() if lock else query).one()
    return ChainHead(row.history_length, row.history_head)


def append(
    connection: sa.Connection,
    head: ChainHead,
    entries: Sequence[PendingEntry],
    *,
    recorded_at: datetime,
    revision: int,
    login: str,
    command: str,
    reason: str,
) -> ChainHead:
    """Add entries behind the head, which the caller holds under a lock; returns the new head."""
    rows = []
    for said in entries:
        entry = HistoryEntry(
            number=head.length + 1,
            recorded_at=recorded_at,
            revision=revision,
            login=login,
            command=command,
            subject=said.subject,
            identifier=said.identifier,
            project_id=said.project_id,
            before=said.before,
            after=said.after,
            reason=reason,
            previous=head.hash,
            hash="",
        )
        head = ChainHead(entry.number, digest(entry))
        rows.append(_row(replace(entry, hash=head.hash)))
    if rows:
        connection.execute(_INSERT, rows)
        connection.execute(_MOVE_HEAD, {"length": head.length, "head": head.hash})
    return head


def read_entries(
    connection: sa.Connection,
    *,
    project_id: int | None = None,
    subject: str | None = None,
    without: str | None = None,
    newest: int | None = None,
) -> tuple[HistoryEntry, ...]:
    """Entries, the newest first; of one project, of one kind of subject, ``without`` one kind."""
    query = sa.select(history).order_by(history.c.number.desc())
    if project_id is not None:
        query = query.where(history.c.project_id == project_id)
    if subject is not None:
        query = query.where(history.c.subject == subject)
    if without is not None:
        query = query.where(history.c.subject != without)
    if newest is not None:
        query = query.limit(newest)
    return tuple(_entry(row) for row in connection.execute(query))


def verify(connection: sa.Connection) -> ChainCheck:
    """Walk the chain from its beginning; finds changes, holes, reordering and a cut-off end."""
    previous, number = BEGINNING, 0
    for entry in in_order(connection):
        number += 1
        if entry.number != number:
            return ChainCheck(number, previous, number, "history.missing")
        if entry.previous != previous:
            return ChainCheck(number, previous, number, "history.unchained")
        if entry.hash != digest(entry):
            return ChainCheck(number, previous, number, "history.changed")
        previous = entry.hash
    head = read_head(connection)
    if number < head.length:
        return ChainCheck(number, previous, number + 1, "history.cut_off")
    if number > head.length:
        return ChainCheck(number, previous, head.length + 1, "history.added")
    if previous != head.hash:
        return ChainCheck(number, previous, number, "history.changed")
    return ChainCheck(number, previous)


def of_subject(connection: sa.Connection, subject: str) -> Iterator[HistoryEntry]:
    """Every entry of one kind of subject, in the order of their numbers."""
    query = sa.select(history).where(history.c.subject == subject).order_by(history.c.number)
    return map(_entry, connection.execute(query))


def in_order(connection: sa.Connection) -> Iterator[HistoryEntry]:
    """Every entry, from the first on, a part at a time."""
    last = None
    while True:
        query = sa.select(history).order_by(history.c.number).limit(_AT_ONCE)
        if last is not None:
            query = query.where(history.c.number > last)
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].number
        yield from map(_entry, rows)


def _row(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "recorded_at": entry.recorded_at,
        **{
            name: getattr(entry, name)
            for name in HistoryEntry.__dataclass_fields__
            if name not in ("number", "recorded_at")
        },
    }


def _entry(row: Any) -> HistoryEntry:
    said = {
        name: getattr(row, name)
        for name in HistoryEntry.__dataclass_fields__
        if name != "recorded_at"
    }
    return HistoryEntry(recorded_at=row.recorded_at, **said)
