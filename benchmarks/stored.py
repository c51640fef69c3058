"""The generated portfolio in a SQLite store of the product's own tables."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from benchmarks import world
from benchmarks.generated import Columns, Generated
from portfolio.ledger.columns import NO_ONE
from portfolio.store.database import Database
from portfolio.store.tables import METADATA

_NULLABLE: Final = NO_ONE
_BATCH: Final = 200_000
# What no column of the ledger holds but a row of the store needs.
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "project": {"identifier": "P-{:07d}", "contact_office": "Illustrative office"},
    "project_text": {"language": "en", "title": "Illustrative project {}"},
    "flow": {"reference": "F-{}"},
    "milestone": {"reference": "M-{}"},
    "milestone_text": {"language": "en", "title": "Illustrative milestone {}"},
}
# The other ways are given what the product keeps too: each row's amount in euro cents, and an
# index that answers their largest grouping without touching the table.
_FOR_SQL: Final = (
    "CREATE INDEX bench_flow ON flow"
    " (project_id, provider_id, value_date, id, kind, currency_id, amount, eur, supersedes_id)",
    "ANALYZE",
)


def write(generated: Generated, path: Path) -> Database:
    """A new store at ``path`` that holds the portfolio; its revision is 1."""
    database = Database(f"sqlite:///{path}")
    database.create_or_upgrade()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        for table in ("flow", "budget"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN eur BIGINT")
        for name, rows in _named_rows().items():
            _insert(connection, name, rows)
        extra = {"flow": {"eur": generated.flow_eur}, "budget": {"eur": generated.budget_eur}}
        for name, columns in generated.tables.items():
            _write(connection, name, {**columns, **extra.get(name, {})})
        connection.execute("DELETE FROM portfolio_state")
        connection.execute("INSERT INTO portfolio_state (id, revision) VALUES (1, 1)")
    connection.close()
    return database


def prepare_for_sql(path: Path) -> None:
    """Index and statistics for the SQL way, made once the product has been timed reading."""
    with sqlite3.connect(path) as connection:
        for statement in _FOR_SQL:
            connection.execute(statement)
    connection.close()


def _named_rows() -> dict[str, list[dict[str, Any]]]:
    countries = [
        {"id": number, "code": code, "iso3": f"{code}X", "region": int(region),
         "is_dac_recipient": 1, "name_en": code}
        for region, codes in world.REGION_COUNTRIES.items()
        for code, number in world.COUNTRY_ID.items()
        if code in codes
    ]  # fmt: skip
    organisations = [
        {"id": number, "identifier": identifier(number), "is_illustrative": 1,
         "name_en": f"Illustrative organisation {number}"}
        for number in (*world.FUNDERS, *world.IMPLEMENTERS)
    ]  # fmt: skip
    currencies = [
        {"id": number, "code": code} for number, code in enumerate(world.CURRENCIES, start=1)
    ]
    return {"currency": currencies, "country": countries, "organisation": organisations}


def identifier(organisation: int) -> str:
    """The identifier of an organisation id."""
    return f"XX-ILL-{organisation:03d}"


def project_identifier(project: int) -> str:
    """The identifier of a project id."""
    return _WORDS["project"]["identifier"].format(project)


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    connection.execute(f"DELETE FROM {table}")
    names = list(rows[0])
    marks = ", ".join("?" * len(names))
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
        [tuple(row[name] for name in names) for row in rows],
    )


def _write(connection: sqlite3.Connection, name: str, columns: Columns) -> None:
    own = METADATA.tables[name]
    known = {key: values for key, values in columns.items() if key in own.c or key == "eur"}
    if "has_evidence" in columns:
        known["evidence"] = columns["has_evidence"]
    words = dict(_WORDS.get(name, {}))
    for column in own.c:
        missing = column.name not in known and column.name not in words
        if missing and not column.nullable and column.server_default is None:
            words[column.name] = "0"
    names = [*known, *words]
    statement = f"INSERT INTO {name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    connection.executemany(statement, _tuples(own, known, words))


def _tuples(
    table: sa.Table, columns: Columns, words: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    size = len(columns["id"])
    for first in range(0, size, _BATCH):
        part: list[list[Any]] = []
        for key, values in columns.items():
            cut = values[first : first + _BATCH].tolist()
            if key == "evidence":
                cut = ["Illustrative report" if value else "" for value in cut]
            elif key in table.c and table.c[key].nullable:
                cut = [None if value == _NULLABLE else value for value in cut]
            part.append(cut)
        ids = columns["id"][first : first + _BATCH].tolist()
        for pattern in words.values():
            part.append([pattern.format(number) for number in ids])
        yield from zip(*part, strict=True)
