"""History in the store: entries at the end of one chain, dated by a clock that never runs back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.domain.history import BEGINNING, HistoryEntry, digest
from portfolio.store.tables import history, portfolio_state, setting

TOLERANCE: Final = timedelta(minutes=5)
# A setting: the newest entry an administrator knows to lie ahead of a clock that is right.
CONFIRMED: Final = "clock_confirmed"


class ClockBehind(PortfolioError):
    """The newest entry is far ahead of the clock: nothing is saved (values: clock, newest)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Clock, and the moment of the newest entry; None where there is none."""

    clock: datetime
    newest: datetime | None

    @property
    def recorded_at(self) -> datetime:
        """When a write of this moment is recorded: entries never run backwards."""
        return self.clock if self.newest is None else max(self.clock, self.newest)

    @property
    def is_behind(self) -> bool:
        """Whether the newest entry is further ahead of the clock than clocks differ."""
        return self.newest is not None and self.newest - self.clock > TOLERANCE


def now() -> datetime:
    """Clock of this machine, in UTC."""
    return datetime.now(UTC)


def latest(connection: sa.Connection) -> datetime | None:
    """The latest instant in the whole history, also where older entries ran backwards."""
    found: datetime | None = connection.scalar(sa.select(sa.func.max(history.c.recorded_at)))
    return found


def newest(connection: sa.Connection) -> datetime | None:
    """When the last entry was recorded."""
    length = sa.select(portfolio_state.c.history_length).scalar_subquery()
    query = sa.select(history.c.recorded_at).where(history.c.number == length)
    found: datetime | None = connection.scalar(query)
    return found


def is_confirmed(connection: sa.Connection, moment: Moment) -> bool:
    """Whether an administrator has confirmed that the clock is right, the newest entry wrong."""
    query = sa.select(setting.c.value).where(setting.c.key == CONFIRMED)
    said: str | None = connection.scalar(query)
    return (
        bool(said)
        and moment.newest is not None
        and moment.newest <= datetime.fromisoformat(said or "")
    )


def refuse_behind(connection: sa.Connection, moment: Moment) -> None:
    """Raise ClockBehind, unless the clock was confirmed since."""
    if moment.is_behind and not is_confirmed(connection, moment):
        raise ClockBehind(clock=moment_text(moment.clock), newest=moment_text(moment.recorded_at))


def moment_text(instant: datetime) -> str:
    """An instant for a sentence: to the second, its zone named."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def of_the_server(connection: sa.Connection) -> datetime | None:
    """Clock of a database server; None where the database is a file."""
    if connection.dialect.name != "postgresql":
        return None
    found: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    return found


_BATCH_SIZE: Final = 5_000
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
    """History of one change in a write; the chain adds its number and its hash."""

    subject: str
    identifier: str
    before: str
    after: str
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """Result of a check of the chain; ``broken_at`` is the number of the first bad entry."""

    entries: int
    head: str
    broken_at: int | None = None
    phrase: str = "history.sound"

    @property
    def is_sound(self) -> bool:
        """Whether nothing was changed, removed, added or reordered."""
        return self.broken_at is None


def read_head(connection: sa.Connection, *, lock: bool = False) -> ChainHead:
    """End of the history chain; ``lock`` makes every other writer of history wait."""
    state = portfolio_state
    query = sa.select(state.c.history_length, state.c.history_head)
    row = connection.execute(query.with_for_update() if lock else query).one()
    return ChainHead(row.history_length, row.history_head)


_MARK_LETTERS: Final = 12


def mark(connection: sa.Connection) -> str:
    """A mark of the state of the record now, which no other record has."""
    head = read_head(connection)
    return f"{head.length}-{head.hash[:_MARK_LETTERS]}"


def entry_of_mark(connection: sa.Connection, text: str) -> int | None:
    """The number of the entry whose mark this is; None where it is none of this history."""
    number, _, letters = text.partition("-")
    if not (number.isascii() and number.isdigit()) or len(letters) != _MARK_LETTERS:
        return None
    query = sa.select(history.c.hash).where(history.c.number == int(number[:18]))
    found: str | None = connection.scalar(query)
    return int(number) if found is not None and found.startswith(letters) else None


def append(
    connection: sa.Connection,
    head: ChainHead,
    entries: Sequence[PendingEntry],
    *,
    recorded_at: datetime,
    revision: int,
    person_id: int | None,
    command: str,
    reason: str,
) -> ChainHead:
    """Add entries after the head, which the caller has locked; returns the new head."""
    rows = []
    for said in entries:
        entry = HistoryEntry(
            number=head.length + 1,
            recorded_at=recorded_at,
            revision=revision,
            person_id=person_id,
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
        query = sa.select(history).order_by(history.c.number).limit(_BATCH_SIZE)
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
