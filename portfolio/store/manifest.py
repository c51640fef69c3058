"""What a backup says of itself: the tables it holds, and figures that must stand after a restore."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.store import telling
from portfolio.store.tables import METADATA, currency, portfolio_state
from portfolio.store.types import Minor

FORMAT: Final = "rabat-portfolio-backup/1"
NAME: Final = "manifest.json"
# Whoever restores signs in anew: no copy of a file opens a session or takes up an invitation.
LEFT_OUT: Final = frozenset(("person_session", "invitation", "attempt"))
CARRIED: Final = tuple(table for table in METADATA.sorted_tables if table.name not in LEFT_OUT)
_MILLION: Final = 1_000_000  # amounts are added up in two parts: whole sums may pass 64 bits


class BackupDamaged(PortfolioError):
    """A file is no backup, or not the backup that was written (values: part)."""

    phrase = "error.backup_damaged"


@dataclass(frozen=True, slots=True)
class Member:
    """One table in a backup: its columns, rows and bytes, and the SHA-256 of those bytes."""

    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What has to be the same in a store and in its copy."""

    revision: int
    entries: int
    head: str  # hash of the last entry of history
    broken_at: int | None  # the first bad entry of a history that was broken already
    rows: Mapping[str, int]
    amounts: Mapping[str, Mapping[str, int]]  # table and column → currency → minor units in all


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of ``manifest.json``."""

    made_at: str  # ISO 8601, UTC
    schema: tuple[str, ...]  # the newest migrations the store had seen
    proof: Proof
    tables: Mapping[str, Member]

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
            )
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise BackupDamaged(part=NAME) from problem


def prove(connection: sa.Connection, names: Collection[str] | None = None) -> Proof:
    """Count and add up what a backup carries (or the tables named), and walk the chain of history."""
    verdict = telling.verify(connection)
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


def _proof(values: Mapping[str, Any]) -> Proof:
    said = {field.name: values[field.name] for field in fields(Proof)}
    return Proof(**said)


def _a(sort: type[Any], value: Any) -> Any:
    if type(value) is not sort:
        raise TypeError(f"{value!r} is no {sort.__name__}")
    return value
