"""Checks of a store: manifest of its figures, texts no command would accept, engine, integrity."""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.drafts import DraftState
from portfolio.domain.errors import PARAGRAPH, PortfolioError
from portfolio.domain.params import IDLE, LONGEST
from portfolio.store import engines, history, tables
from portfolio.store.database import Database
from portfolio.store.people import CAN_ADMINISTER
from portfolio.store.schema import Minor
from portfolio.store.tables import METADATA, currency, portfolio_state

FORMAT: Final = "rabat-portfolio-backup/1"
NAME: Final = "manifest.json"
# After a restore people sign in anew: no copy of a file opens a session or takes up an invitation,
# none says when somebody last read, and none carries the files that people uploaded.
LEFT_OUT: Final = frozenset(("person_session", "invitation", "attempt", "visit", "import_file"))
CARRIED: Final = tuple(table for table in METADATA.sorted_tables if table.name not in LEFT_OUT)
_MILLION: Final = 1_000_000  # amounts are added up in two parts: whole sums may pass 64 bits


class BackupDamaged(PortfolioError):
    """A file is no backup, or not the backup that was written (values: part)."""


@dataclass(frozen=True, slots=True)
class Member:
    """One table in a backup: its columns, rows and bytes, and the SHA-256 of those bytes."""

    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Values that have to be equal in a store and in its copy."""

    revision: int
    entries: int
    head: str  # hash of the last entry of history
    broken_at: int | None  # the first bad entry of a history that was broken already
    rows: Mapping[str, int]
    amounts: Mapping[str, Mapping[str, int]]  # table and column → currency → minor units in all


@dataclass(frozen=True, slots=True)
class CarriedFiles:
    """Attached files in a backup: how many, and the SHA-256 of their digests; each names its member."""

    count: int = 0
    bytes: int = 0
    sha256: str = ""
    missing: int = 0  # recorded, but gone or changed when the backup was made

    @classmethod
    def of(cls, sizes: Mapping[str, int], missing: int = 0) -> "CarriedFiles":
        """The files of these digests."""
        together = hashlib.sha256("\n".join(sorted(sizes)).encode()).hexdigest() if sizes else ""
        return cls(len(sizes), sum(sizes.values()), together, missing)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of ``manifest.json``."""

    made_at: str  # ISO 8601, UTC
    schema: tuple[str, ...]  # the newest migrations the store had seen
    proof: Proof
    tables: Mapping[str, Member]
    files: CarriedFiles = CarriedFiles()  # a backup of before there were any names none

    def to_json(self) -> str:
        """The manifest as it is written."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """The manifest as it was written; raises BackupDamaged for anything else."""
        try:
            given = json.loads(text)
            if given.pop("format") != FORMAT:
                raise BackupDamaged(part=NAME)
            return cls(
                made_at=_a(str, given["made_at"]),
                schema=tuple(_a(str, head) for head in given["schema"]),
                proof=_proof(given["proof"]),
                tables={name: _member(member) for name, member in given["tables"].items()},
                files=_files(given.get("files") or {}),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise BackupDamaged(part=NAME) from problem


def prove(connection: sa.Connection, names: Collection[str] | None = None) -> Proof:
    """Count and add up what a backup carries (or the tables named), and walk the chain of history."""
    verdict = history.verify(connection)
    tables = [table for table in CARRIED if names is None or table.name in names]
    counts = {t.name: sa.select(sa.func.count()).select_from(t) for t in tables}
    revision = sa.select(portfolio_state.c.revision)
    return Proof(
        revision=connection.execute(revision).scalar_one(),
        entries=verdict.entries,
        head=verdict.head,
        broken_at=verdict.broken_at,
        rows={name: connection.execute(count).scalar_one() for name, count in counts.items()},
        amounts=dict(_amounts(connection, tables)),
    )


def _amounts(
    connection: sa.Connection, tables: Iterable[sa.Table]
) -> Iterator[tuple[str, dict[str, int]]]:
    inspected = sa.inspect(connection)
    for table in tables:
        present = {column["name"] for column in inspected.get_columns(table.name)}
        for column in table.columns:
            if isinstance(column.type, Minor) and column.name in present:
                amount = sa.cast(column, sa.BigInteger)
                query = (
                    sa.select(
                        currency.c.code,
                        sa.func.sum(amount // _MILLION),
                        sa.func.sum(amount % _MILLION),
                    )
                    .select_from(table.join(currency, currency.c.id == table.c.currency_id))
                    .where(column.is_not(None))
                    .group_by(currency.c.code)
                    .order_by(currency.c.code)
                )
                sums = {
                    code: int(millions) * _MILLION + int(rest)
                    for code, millions, rest in connection.execute(query)
                }
                yield f"{table.name}.{column.name}", sums


def _member(values: Mapping[str, Any]) -> Member:
    return Member(
        columns=tuple(_a(str, name) for name in values["columns"]),
        rows=_a(int, values["rows"]),
        bytes=_a(int, values["bytes"]),
        sha256=_a(str, values["sha256"]),
    )


def _files(values: Mapping[str, Any]) -> CarriedFiles:
    return CarriedFiles(
        count=_a(int, values.get("count", 0)),
        bytes=_a(int, values.get("bytes", 0)),
        sha256=_a(str, values.get("sha256", "")),
        missing=_a(int, values.get("missing", 0)),
    )


def _proof(values: Mapping[str, Any]) -> Proof:
    said = {field.name: values[field.name] for field in fields(Proof)}
    return Proof(**said)


def _a(sort: type[Any], value: Any) -> Any:
    if type(value) is not sort:
        raise TypeError(f"{value!r} is no {sort.__name__}")
    return value


# JSON documents: their length is that of their content, with signs escaped.
_DOCUMENTS: Final = frozenset(
    ("history.before", "history.after", "draft.document", "draft.base", "draft.noted", "unsaved.document",
     "import_job.answers", "import_job.report", "import_row.document")
)  # fmt: skip
_CONTROL: Final = "".join(map(chr, (*range(1, 9), *range(11, 32), 127)))


@dataclass(frozen=True, slots=True)
class OddText:
    """Odd text of an old record: its place, its length, whether it contains control characters."""

    table: str
    row: str  # the primary key
    column: str
    length: int
    has_nul: bool
    has_control: bool


def odd_texts(connection: sa.Connection, most: int) -> Iterator[OddText]:
    """The first ``most`` of them, table by table."""
    left = most
    for table in CARRIED:
        for column in table.columns:
            if not isinstance(column.type, sa.Text) or left <= 0:
                continue
            found = list(_of(connection, table, column, left))
            left -= len(found)
            yield from found


def _of(
    connection: sa.Connection, table: sa.Table, column: sa.Column[str], most: int
) -> Iterator[OddText]:
    key = [part.label(f"key_{n}") for n, part in enumerate(table.primary_key.columns)]
    length: sa.ColumnElement[Any]
    if connection.dialect.name == "sqlite":
        raw = sa.cast(column, sa.LargeBinary)
        nul = sa.func.instr(raw, sa.text("X'00'")) > 0  # SQLite measures a text up to its first NUL
        control = column.op("GLOB")(f"*[{_CONTROL}]*")
        length = sa.func.max(sa.func.length(column), sa.func.length(raw) / 4)
    else:
        nul = sa.false()
        control = column.op("~")(f"[{_CONTROL}]")
        length = sa.func.length(column)
    is_document = f"{table.name}.{column.name}" in _DOCUMENTS
    wrong = [nul] if is_document else [nul, control, length > PARAGRAPH]
    query = sa.select(
        *key, length.label("size"), nul.label("has_nul"), control.label("has_control")
    ).where(sa.or_(*wrong))
    for row in connection.execute(query.order_by(*table.primary_key.columns).limit(most)):
        yield OddText(
            table.name,
            " ".join(str(value) for value in row[: len(key)]),
            column.name,
            int(row.size),
            bool(row.has_nul),
            bool(row.has_control),
        )


# The corruption bug of write-ahead logging is mended from these versions on
# (sqlite.org/changes.html); the store keeps the rollback journal whatever the version.
ENABLED: Final = "enabled"
_MENDED: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


@dataclass(frozen=True, slots=True)
class Health:
    """Facts about one store."""

    engine: str  # "SQLite 3.40.1", "PostgreSQL 18.4"
    journal: str  # journal mode of SQLite, "" elsewhere
    wal_is_safe: bool
    integrity: str  # "ok", or the first thing the engine found wrong
    broken_references: int
    counts: dict[str, int]


def health(database: Database) -> Health:
    """Health of the engine; on SQLite it takes as long as reading the whole file."""
    names = ("project", "flow", "budget", "milestone", "organisation", "rate")
    with database.reading() as connection:
        counts = {
            name: int(connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one())  # noqa: S608 - fixed names
            for name in names
        }
        if not database.is_sqlite:
            version = str(connection.execute(sa.text("SHOW server_version")).scalar_one())
            return Health(f"PostgreSQL {version}", "", True, "ok", 0, counts)
        version = sqlite3.sqlite_version
        return Health(
            engine=f"SQLite {version}",
            journal=str(connection.execute(sa.text("PRAGMA journal_mode")).scalar_one()),
            wal_is_safe=_wal_is_safe(sqlite3.sqlite_version_info),
            integrity=str(connection.execute(sa.text("PRAGMA integrity_check")).scalar()),
            broken_references=len(connection.execute(sa.text("PRAGMA foreign_key_check")).all()),
            counts=counts,
        )


def missing_guards(database: Database) -> tuple[str, ...]:
    """Triggers that protect history from rewriting, missing or unlike their definition."""
    with database.reading() as connection:
        present = _triggers(connection)
    wanted = engines.guards(database.url.get_backend_name())
    return tuple(sorted(name for name, made in wanted.items() if not _stands(present, name, made)))


def _stands(present: dict[str, str], name: str, version: str) -> bool:
    held = present.get(name)
    if held is None:
        return False
    # PostgreSQL words a definition anew; there the trigger has to be on and its function to refuse.
    return " ".join(held.split()) == " ".join(version.split()) or held == ENABLED


def _triggers(connection: sa.Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history'"
        )
    else:
        query = (
            "SELECT t.tgname, CASE WHEN t.tgenabled IN ('O', 'A')"
            " AND p.prosrc LIKE '%RAISE EXCEPTION%' THEN 'enabled' ELSE '' END"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = 'history'::regclass AND NOT t.tgisinternal"
        )
    return {row[0]: row[1] for row in connection.execute(sa.text(query))}


def _wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is past the bug, or carries its mend on an older line."""
    return version >= _MENDED[-1] or any(
        version[:2] == mended[:2] and version >= mended for mended in _MENDED
    )


@dataclass(frozen=True, slots=True)
class Work:
    """Counts of the daily work: accounts, sessions, reporting periods, drafts."""

    administrators: int  # who can sign in
    sessions: int  # open now
    periods: int
    locked_periods: int
    resting: int  # open drafts nobody has touched for a while


def work(database: Database, now: datetime, rest: timedelta) -> Work:
    """Count it; drafts rest when nobody has touched them since ``rest`` before now."""
    session = tables.person_session.c
    period, draft = tables.reporting_period.c, tables.draft.c
    is_open = draft.state.in_([state for state in DraftState if state.is_open])
    asked = {
        "administrators": CAN_ADMINISTER,
        "sessions": (
            session.ended_at.is_(None),
            session.seen_at > now - IDLE,
            session.created_at > now - LONGEST,
        ),
        "periods": (period.id.is_not(None),),
        "locked_periods": (period.locked_at.is_not(None),),
        "resting": (is_open, draft.updated_at < now - rest),
    }
    with database.reading() as connection:
        return Work(
            **{
                name: connection.execute(sa.select(sa.func.count()).where(*conditions)).scalar_one()
                for name, conditions in asked.items()
            }
        )
