"""Projects read back whole from their rows, and laid over the columns without being stored."""

import json
from collections import defaultdict, namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultDialect

from portfolio.domain.errors import UnknownProject
from portfolio.domain.money import exponent
from portfolio.domain.projects import Project
from portfolio.domain.reference import ParticipantRole
from portfolio.ledger.columns import (
    NO_ONE,
    PROJECT_SOURCES,
    SHARED_SOURCES,
    MilestoneLabel,
    ProjectLabel,
)
from portfolio.ledger.portfolio import Portfolio, add_rates, extend
from portfolio.store import tables
from portfolio.store.mapping import (
    NAMED,
    NestedRows,
    RowIds,
    RowNames,
    currencies_of,
    project_of,
    rows_of,
)
from portfolio.store.schema import Code, Day, Instant
from portfolio.store.tables import METADATA, PART_OF_PROJECT, WHETHER_WRITTEN, project

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
    """Rows of these projects by table and project, their own included, with all names they use.

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
    """Function that makes a row of the table from its JSON values."""
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
        for place in flags:  # SQLite stores them as 0 and 1
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


_FIRST_ID: Final = 2**40  # behind every row of the store
_NO_DIALECT: Final = DefaultDialect()
_Rows = dict[str, list[Mapping[str, Any]]]  # by table


def number_rows(project: Project, number: int) -> Project:
    """A new project under this id, its rows of money under ids of no stored row."""
    first = _FIRST_ID + (number << 16)
    ids: dict[int | None, Any] = {flow.id: first + n for n, flow in enumerate(project.flows)}
    ids[None] = None
    rows = tuple(
        replace(
            flow,
            id=ids[flow.id],
            project_id=number,
            corrects_id=ids[flow.corrects_id],
            supersedes_id=ids[flow.supersedes_id],
            honours_id=ids[flow.honours_id],
        )
        for flow in project.flows
    )
    return replace(project, id=number, flows=rows)


def overlay(portfolio: Portfolio, projects: Sequence[Project]) -> Portfolio:
    """The portfolio with the projects in this state, also where they name a new currency.

    Raises UnknownReference for what the portfolio does not name.
    """
    labels = portfolio.labels
    currencies = dict(labels.currencies)
    for code in sorted(set().union(*map(currencies_of, projects)) - {*currencies.values()}):
        exponent(code)
        currencies[max(currencies, default=0) + 1] = code
    if len(currencies) > len(labels.currencies):
        no_rows = {column: np.zeros(0, np.int64) for column in SHARED_SOURCES["rate"]}
        portfolio = add_rates(portfolio, no_rows, currencies)
    ids = RowIds(
        {organisation.identifier: number for number, organisation in labels.organisations.items()},
        {country.code: number for number, country in labels.countries.items()},
        {code: number for number, code in currencies.items()},
    )
    rows, milestones = _rows(projects, ids)
    changed = replace(
        labels,
        currencies=currencies,
        projects={one.id: _label(one) for one in projects},
        milestones=milestones,
    )
    tables = {name: _columns(name, rows[name]) for name in PROJECT_SOURCES}
    return extend(portfolio, tables, changed, portfolio.revision)


def _rows(projects: Iterable[Project], ids: RowIds) -> tuple[_Rows, dict[int, MilestoneLabel]]:
    """The rows of each table with ids in the order a save would give them; milestones by id."""
    rows: _Rows = defaultdict(list)
    milestones = {}
    numbers = count(2 * _FIRST_ID)
    for one in projects:
        made, own = rows_of(one, ids), {"project_id": one.id}

        def add(table: str, several: Iterable[Mapping[str, Any]], **others: int) -> None:
            for row in several:
                rows[table].append({"id": next(numbers), **own, **others, **row})  # noqa: B023

        def nested(table: str, key: str, row: NestedRows) -> int:
            number = next(numbers)
            add(table, [{**row.columns, "id": number}])
            for name, parts in row.parts.items():
                add(name, parts, **{key: number})
            return number

        rows["project"].append({**made.columns, "id": one.id, "revision": 0})
        for table, several in made.flat.items():
            add(table, several)
        for shares in made.share_sets:
            nested("share_set", "set_id", shares)
        for milestone, of_milestone in zip(one.milestones, made.milestones, strict=True):
            number = nested("milestone", "milestone_id", of_milestone)
            milestones[number] = MilestoneLabel(milestone.reference, milestone.titles)
        for flow in one.flows:
            row = made.flows[flow.reference]
            add("flow", [{**row.columns, "id": flow.id, **_named(flow)}])
            add("flow_confidence", row.confidences, flow_id=flow.id)
    return rows, milestones


def _named(flow: Any) -> dict[str, int | None]:
    return {name: getattr(flow, name) for name in ("corrects_id", "supersedes_id", "honours_id")}


def _columns(table: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The columns the ledger reads of a table, as whole numbers."""
    return {
        name: np.array([_number(METADATA.tables[table], name, row) for row in rows], np.int64)
        for name in PROJECT_SOURCES[table]
    }


def _number(table: sa.Table, name: str, row: Mapping[str, Any]) -> int:
    if name in WHETHER_WRITTEN:
        return int(row[WHETHER_WRITTEN[name]] != "")
    value = row[name]
    kind = table.c[name].type
    if isinstance(kind, sa.types.TypeDecorator):
        value = kind.process_bind_param(value, _NO_DIALECT)
    return NO_ONE if value is None else int(value)


def _label(project: Project) -> ProjectLabel:
    implementing = (
        row.organisation
        for row in project.participants
        if row.role is ParticipantRole.IMPLEMENTING and row.organisation is not None
    )
    return ProjectLabel(
        identifier=project.identifier,
        titles=project.titles,
        summaries=project.summaries,
        implementer=next(implementing, None),
        contact_office=project.contact_office,
        place=project.place,
        contact_email=project.contact_email,
    )
