"""Projects read back whole from their rows."""

import json
from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from portfolio.domain.errors import UnknownProject
from portfolio.domain.projects import Project
from portfolio.store import tables
from portfolio.store.mapping import NAMED, RowIds, RowNames, project_of
from portfolio.store.schema import Code, Day, Instant
from portfolio.store.tables import METADATA, PART_OF_PROJECT, project

_PARTS: Final = tuple(
    (table, table.c.project_id if table.info.get(PART_OF_PROJECT) else table.c.id)
    for table in METADATA.sorted_tables
    if table.info.get(PART_OF_PROJECT) or table is project
)
# One statement a table costs as many round trips as there are tables, on every save.
_ARRAYS: Final = {  # one JSON text a table: to parse many small ones takes longer
    "sqlite": "json_group_array(json_array({}))",
    "postgresql": "json_agg(json_build_array({}))",
}
_THESE: Final = {
    "sqlite": "IN (SELECT value FROM json_each(:these))",
    "postgresql": "= ANY(CAST(CAST(:these AS text) AS integer[]))",
}
_THIS: Final = "= (SELECT id FROM project WHERE identifier = :these)"
_AROUND: Final = {"sqlite": "[{}]", "postgresql": "{{{}}}"}

Rows = Mapping[int, list[Any]]  # by project id, in the order of their own ids


def read_parts(
    connection: sa.Connection, these: Collection[int] | str, lookups: RowIds | None = None
) -> tuple[dict[str, Rows], RowIds]:
    """The rows of these projects by table and project, their own included; all names beside them.

    Projects are named by their ids or one by its identifier; ``lookups`` spares reading the names.
    """
    dialect = connection.dialect
    shapes = _shapes(dialect)
    found: dict[str, dict[int, list[Any]]] = {name: {} for name in shapes}
    names: dict[str, dict[str, int]] = {table: {} for table, _, _ in NAMED}
    is_one = isinstance(these, str)
    given = these if is_one else _AROUND[dialect.name].format(",".join(map(str, these)))
    statement = _statement(dialect.name, is_one=is_one, with_names=lookups is None)
    for name, said in connection.execute(statement, {"these": given}).all():
        several = json.loads(said) if isinstance(said, str) else said or ()
        if name in names:
            names[name].update(several)
            continue
        for row in map(shapes[name], several):
            own = row.id if name == project.name else row.project_id
            found[name].setdefault(own, []).append(row)
    for rows in found.values():
        for owned in rows.values():
            owned.sort(key=lambda row: row.id)
    return found, lookups or RowIds(*names.values())  # type: ignore[return-value]


@cache
def _statement(engine: str, *, is_one: bool, with_names: bool) -> sa.TextClause:
    which = _THIS if is_one else _THESE[engine]
    quoted = sa.sql.compiler.IdentifierPreparer(sa.engine.default.DefaultDialect())
    chosen: list[tuple[str, Iterable[sa.Column[Any]], str]] = [
        (table.name, table.columns, f"WHERE {own.name} {which}") for table, own in _PARTS
    ]
    if with_names:
        chosen += [(table, (name, number), "") for table, name, number in NAMED]
    selects = (
        f"SELECT '{table}', "  # noqa: S608 - names of our own tables
        + _ARRAYS[engine].format(", ".join(quoted.quote(column.name) for column in columns))
        + f" FROM {table} {where}"
        for table, columns, where in chosen
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


# By connection, which lives as long as one transaction.
_KNOWN: Final[WeakKeyDictionary[sa.Connection, RowIds]] = WeakKeyDictionary()


def read_project(connection: sa.Connection, identifier: str) -> Project:
    """The complete project; raises UnknownProject when no project has the identifier."""
    found = find_project(connection, identifier)
    if found is None:
        raise UnknownProject(identifier=identifier)
    return found


def find_project(
    connection: sa.Connection, identifier: str, lookups: RowIds | None = None
) -> Project | None:
    """The complete project with this identifier, if there is one; ``lookups`` spares reading names."""
    return _read(connection, identifier, lookups).get(identifier)


def read_projects(connection: sa.Connection, ids: Collection[int]) -> dict[str, Project]:
    """Complete projects by identifier, in the order of their ids."""
    return _read(connection, ids, None)


def _read(
    connection: sa.Connection, these: Collection[int] | str, lookups: RowIds | None
) -> dict[str, Project]:
    parts, lookups = read_parts(connection, these, lookups)
    _KNOWN[connection] = lookups
    names = RowNames(lookups)
    return {
        own.identifier: project_of(
            own, {name: rows.get(number, []) for name, rows in parts.items()}, names
        )
        for number, (own,) in sorted(parts[tables.project.name].items())
    }


def names_for(connection: sa.Connection, project: Project, currencies: set[str]) -> RowIds:
    """The names read with a project in this transaction, unless the project names others since."""
    known = _KNOWN.get(connection)
    if known is not None and known.cover(project, currencies):
        return known
    return RowIds.read(connection)
