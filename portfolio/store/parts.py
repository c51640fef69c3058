"""The rows that make up projects, of all their tables, read in one statement."""

import json
from collections import namedtuple
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from portfolio.store.tables import METADATA, PART_OF_PROJECT, project
from portfolio.store.types import Code, Day, Instant

_PARTS: Final = tuple(
    (table, table.c.project_id if table.info.get(PART_OF_PROJECT) else table.c.id)
    for table in METADATA.sorted_tables
    if table.info.get(PART_OF_PROJECT) or table is project
)
# One statement a table costs as many round trips as there are tables, on every save.
_ARRAY: Final = {"sqlite": "json_array", "postgresql": "json_build_array"}
_THESE: Final = {
    "sqlite": "IN (SELECT value FROM json_each(:ids))",
    "postgresql": "= ANY(CAST(CAST(:ids AS text) AS integer[]))",
}
_AROUND: Final = {"sqlite": "[{}]", "postgresql": "{{{}}}"}

Rows = Mapping[int, list[Any]]  # by project id, in the order of their own ids


def read_parts(connection: sa.Connection, ids: Collection[int]) -> dict[str, Rows]:
    """The rows of these projects by table and project, those of the projects' own table included."""
    dialect = connection.dialect
    shapes = _shapes(dialect)
    found: dict[str, dict[int, list[Any]]] = {name: {} for name in shapes}
    given = _AROUND[dialect.name].format(",".join(map(str, ids)))
    for name, said in connection.execute(_statement(dialect.name), {"ids": given}).all():
        row = shapes[name](json.loads(said) if isinstance(said, str) else said)
        own = row.id if name == project.name else row.project_id
        found[name].setdefault(own, []).append(row)
    for rows in found.values():
        for several in rows.values():
            several.sort(key=lambda row: row.id)
    return found  # type: ignore[return-value]


@cache
def _statement(engine: str) -> sa.TextClause:
    quoted = sa.sql.compiler.IdentifierPreparer(sa.engine.default.DefaultDialect())
    selects = (
        f"SELECT '{table.name}', {_ARRAY[engine]}("  # noqa: S608 - names of our own tables
        + ", ".join(quoted.quote(column.name) for column in table.columns)
        + f") FROM {table.name} WHERE {own.name} {_THESE[engine]}"
        for table, own in _PARTS
    )
    return sa.text(" UNION ALL ".join(selects))


@cache
def _shapes(dialect: Dialect) -> Mapping[str, Callable[[list[Any]], Any]]:
    return {table.name: _shape(table, dialect) for table, _ in _PARTS}


def _shape(table: sa.Table, dialect: Dialect) -> Callable[[list[Any]], Any]:
    """Makes a row of the table of its values as JSON holds them."""
    made = namedtuple(table.name, [column.name for column in table.columns])  # type: ignore[misc]
    read = [
        (place, column.type.process_result_value)
        for place, column in enumerate(table.columns)
        if isinstance(column.type, Code | Day | Instant)
    ]
    flags = [n for n, column in enumerate(table.columns) if isinstance(column.type, sa.Boolean)]

    def shape(values: list[Any]) -> Any:
        for place, convert in read:
            values[place] = convert(values[place], dialect)
        for place in flags:  # SQLite keeps them as 0 and 1
            values[place] = bool(values[place])
        return made(*values)

    return shape
