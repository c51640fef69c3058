"""Saving of a project: only the parts that differ; many rows at once for generated portfolios."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningInsert

from portfolio.domain.flows import Provenance
from portfolio.domain.history import states
from portfolio.domain.projects import Project
from portfolio.domain.rules import refuse_broken
from portfolio.ledger.columns import NO_ONE
from portfolio.store import tables
from portfolio.store.database import Change, Database
from portfolio.store.engines import translate_errors
from portfolio.store.mapping import (
    FlowRow,
    NestedRows,
    ProjectRows,
    Row,
    RowIds,
    currencies_of,
    own_row,
    rows_of,
)
from portfolio.store.projects import find_project, names_for
from portfolio.store.tables import METADATA

Values = Sequence[Any] | npt.NDArray[Any]


def insert(
    database: Database, tables: Mapping[str, Mapping[str, Values]], reason: str = "bulk insert"
) -> int:
    """Insert columns of rows by table and column name in one write; returns its revision.

    Days, instants, amounts and codes are the stored numbers; NO_ONE means NULL in
    columns that allow it. Missing columns take their defaults; rows may name each other freely.
    """
    with database.new_revision(reason) as change:
        for table in METADATA.sorted_tables:
            if table.name in tables:
                insert_rows(change, table, tables[table.name])
        if any("project_id" not in METADATA.tables[name].c for name in tables):
            change.touch_shared()
        return change.revision


def insert_rows(change: Change, table: sa.Table, columns: Mapping[str, Values]) -> None:
    """Insert one table's rows, by column, within a write."""
    rows = zip(*(_plain(table.c[name], values) for name, values in columns.items()), strict=True)
    insert_stored(change.connection, table.name, tuple(columns), rows)


def insert_stored(
    connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows as they are stored, one by one as they come; they may name each other freely."""
    driver: Any = connection.connection.driver_connection
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.quote(name) for name in columns)
    into = f"{preparer.quote(table)} ({names})"
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA defer_foreign_keys = ON")
        holes = ", ".join(repeat("?", len(columns)))
        driver.executemany(f"INSERT INTO {into} VALUES ({holes})", rows)  # noqa: S608 names of our own tables
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if "id" in columns:
        connection.execute(
            sa.text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608
                f" FROM {preparer.quote(table)}"
            )
        )


def _plain(column: sa.Column[Any], values: Values) -> Iterator[Any]:
    """The values as Python objects: drivers know no NumPy numbers."""
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    truths = isinstance(column.type, sa.Boolean)
    for value in listed:
        if value is None or (column.nullable and value == NO_ONE):
            yield None
        else:
            yield bool(value) if truths else value


_PEOPLES_OWN: Final = (Provenance.ENTERED, Provenance.IMPORTED)
_NAMING: Final = ("corrects_id", "supersedes_id", "honours_id")
# Statements of every save are built once: building one takes as long as running it.
_NEXT_VERSION: Final = (
    sa.update(tables.project)
    .where(tables.project.c.id == sa.bindparam("project"))
    .where(tables.project.c.revision < sa.bindparam("now"))  # one version a write
    .values(revision=sa.bindparam("now"), version=tables.project.c.version + 1)
)


@dataclass(frozen=True, slots=True)
class SaveResult:
    """A project after saving: its row id and what the write did to it."""

    id: int
    has_changed: bool


def save_project(
    change: Change,
    project: Project,
    *,
    names: RowIds | None = None,
    existing: Project | None = None,
    keep_entered: bool = False,
    is_new: bool = False,
) -> SaveResult:
    """Make the stored project with this identifier equal to ``project``; new if there is none.

    Organisations and provider projects of flows are named by ids of the store; references between
    flows by the ids inside ``project``. Dated rows keep the instants they carry. ``keep_entered``
    leaves flows that people entered or imported as they are, and what those name. ``names`` and
    ``existing`` (the project as stored) spare reading them; ``is_new`` says that what was found had
    only just been inserted, so that history records a new project. Raises the domain's errors for
    broken rules and constraints.
    """
    refuse_broken(project)
    with translate_errors(identifier=project.identifier):
        currencies = currencies_of(project)
        names = names or names_for(change.connection, project, currencies)
        names.keep_currencies(change, currencies)
        existing = existing or find_project(change.connection, project.identifier, names)
        wanted = rows_of(project, names)
        present = rows_of(existing, names) if existing else None
        number = existing.id if existing else _insert(change, wanted.columns)
        ids = {flow.reference: flow.id for flow in existing.flows} if existing else {}
        changed = _write(change, number, wanted, present, ids, keep_entered=keep_entered)
        if changed or existing is None:
            before, after = states(None if is_new else existing, project)
            if keep_entered and existing:
                after = {**_left_alone(existing, before), **after}
            change.record("project", project.identifier, before, after, number)
        if existing and changed:
            change.connection.execute(_NEXT_VERSION, {"project": number, "now": change.revision})
    return SaveResult(number, has_changed=changed or existing is None)


def _left_alone(project: Project, before: Mapping[str, Any]) -> dict[str, Any]:
    """The flows of people's own in a state of the project: a load neither changes nor ends them."""
    flows = [flow for flow in project.flows if flow.provenance in _PEOPLES_OWN]
    return {key: before[key] for flow in flows if (key := f"flow {flow.reference}") in before}


def insert_project(change: Change, project: Project, names: RowIds) -> int:
    """Insert the project's own row alone, so that others can name it; returns its id."""
    return _insert(change, own_row(project, names))


def _insert(change: Change, columns: Row) -> int:
    return _made(change.connection, tables.project, {**columns, "revision": change.revision})


def _made(connection: sa.Connection, table: sa.Table, row: Row) -> int:
    """Insert one row; its id."""
    return connection.execute(_inserting(table), row).scalar_one()


@cache
def _inserting(table: sa.Table) -> ReturningInsert[int]:
    return sa.insert(table).returning(table.c.id)


def _write(
    change: Change,
    number: int,
    new_rows: ProjectRows,
    present: ProjectRows | None,
    ids: dict[str, int],
    *,
    keep_entered: bool,
) -> bool:
    """Write what differs; whether anything did. ``ids`` are those of the flows that are there."""
    connection, changed = change.connection, False
    if present and present.columns != new_rows.columns:
        project = tables.project
        connection.execute(
            sa.update(project).where(project.c.id == number).values(**new_rows.columns)
        )
        changed = True
    for name, rows in new_rows.flat.items():
        before = present.flat[name] if present else ()
        if before != rows:
            _delete(connection, number, name)
            _add(connection, name, rows, project_id=number)
            changed = True
    for name, key, nested, before_nested in (
        ("share_set", "set_id", new_rows.share_sets, present.share_sets if present else ()),
        ("milestone", "milestone_id", new_rows.milestones, present.milestones if present else ()),
    ):
        if before_nested != nested:
            parts = {part for row in (*nested, *before_nested) for part in row.parts}
            _delete(connection, number, *sorted(parts), name)
            _add_nested(connection, number, name, key, nested)
            changed = True
    before_flows = present.flows if present else {}
    return (
        _write_flows(
            connection, number, new_rows.flows, before_flows, ids, keep_entered=keep_entered
        )
        or changed
    )


def _delete(connection: sa.Connection, number: int, *names: str) -> None:
    for name in names:
        table = METADATA.tables[name]
        connection.execute(sa.delete(table).where(table.c.project_id == number))


def _add(connection: sa.Connection, name: str, rows: Sequence[Row], **ids: int) -> None:
    if rows:
        connection.execute(sa.insert(METADATA.tables[name]), [{**row, **ids} for row in rows])


def _add_nested(
    connection: sa.Connection, number: int, name: str, key: str, rows: Iterable[NestedRows]
) -> None:
    for row in rows:
        columns = {**row.columns, "project_id": number}
        holder = _made(connection, METADATA.tables[name], columns)
        for part, parts in row.parts.items():
            _add(connection, part, parts, project_id=number, **{key: holder})


def _write_flows(
    connection: sa.Connection,
    number: int,
    flows: Mapping[str, FlowRow],
    present: Mapping[str, FlowRow],
    ids: dict[str, int],
    *,
    keep_entered: bool,
) -> bool:
    """Write flows by reference, so that a row keeps its id as long as its reference exists."""
    kept: set[str] = set()
    if keep_entered:
        kept = {r for r, row in present.items() if row.columns["provenance"] in _PEOPLES_OWN}
        named = kept
        while named := {n for r in named for n in present[r].names.values()} - kept - set(flows):
            kept |= named
    differing = {r: row for r, row in flows.items() if r not in kept and present.get(r) != row}
    vanished = set(present) - set(flows) - kept
    if not differing and not vanished:
        return False
    flow, confidence = tables.flow, tables.flow_confidence
    if old := [ids[r] for r in (*differing, *vanished) if r in ids]:
        connection.execute(sa.delete(confidence).where(confidence.c.flow_id.in_(old)))
        # Names are taken back first: a successor that moves would meet its own old name.
        nobody: dict[str, Any] = dict.fromkeys(_NAMING)
        connection.execute(sa.update(flow).where(flow.c.id.in_(old)).values(**nobody))
    if gone := [ids[r] for r in vanished]:
        connection.execute(sa.delete(flow).where(flow.c.id.in_(gone)))
    for reference, row in differing.items():
        with translate_errors(reference=reference):
            if reference in ids:
                same = flow.c.id == ids[reference]
                connection.execute(sa.update(flow).where(same).values(**row.columns))
            else:
                columns = {**row.columns, "project_id": number}
                ids[reference] = _made(connection, flow, columns)
            _add(
                connection,
                "flow_confidence",
                row.confidences,
                project_id=number,
                flow_id=ids[reference],
            )
    for reference, row in differing.items():
        if row.names:
            values = {column: ids[other] for column, other in row.names.items()}
            with translate_errors(reference=reference):
                same = flow.c.id == ids[reference]
                connection.execute(sa.update(flow).where(same).values(**values))
    return True
