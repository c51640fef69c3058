"""Organisations in the store: saved one by one, and two entries merged into one."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.history import canonical, states
from portfolio.domain.reference import Organisation
from portfolio.store import mapping, tables
from portfolio.store.database import Change
from portfolio.store.drafts import read_open
from portfolio.store.projects import read_projects
from portfolio.store.reading import read_organisations
from portfolio.store.tables import draft, organisation, organisation_merge, person, project

_BATCH_SIZE: Final = 500  # projects read, changed and recorded together
_NAMING: Final = (  # every column of a project's rows that names an organisation
    project.c.owner_id,
    tables.project_participant.c.organisation_id,
    tables.flow.c.provider_id,
    tables.flow.c.receiver_id,
    tables.planned_payment.c.provider_id,
)
_IN_DRAFTS: Final = frozenset(("owner", "organisation", "provider", "receiver"))


@dataclass(frozen=True, slots=True)
class TouchedProjects:
    """Rows that a merge changed: ids of projects, logins of people, numbers of drafts."""

    projects: tuple[int, ...]
    people: tuple[str, ...]
    drafts: tuple[int, ...]


def find_organisation(connection: sa.Connection, identifier: str) -> Organisation | None:
    """An organisation by identifier; one merged into another is none any more."""
    found = read_organisations(connection)
    return next((held for held in found if held.identifier == identifier), None)


def save_organisation(
    change: Change, new_organisation: Organisation, country_id: int | None
) -> None:
    """Add an organisation, or change the one of this identifier."""
    columns = {
        **mapping.columns("name", new_organisation.names),
        "type": new_organisation.type,
        "country_id": country_id,
        "office": new_organisation.office,
    }
    same = organisation.c.identifier == new_organisation.identifier
    if not change.connection.execute(
        sa.update(organisation).where(same).values(**columns)
    ).rowcount:
        made = {
            "identifier": new_organisation.identifier,
            "is_illustrative": new_organisation.is_illustrative,
            "provisional_since": new_organisation.provisional_since,
        }
        change.connection.execute(sa.insert(organisation).values(**columns, **made))
    change.touch_shared()


def merge(change: Change, one: Organisation, into: Organisation) -> TouchedProjects:
    """Replace ``one`` by ``into`` in everything that names it, and remember it for later loads.

    Every project touched is recorded in history, gets this write's revision and another version.
    """
    connection = change.connection
    projects = _projects_naming(connection, one.id)
    for first in range(0, len(projects), _BATCH_SIZE):
        some = projects[first : first + _BATCH_SIZE]
        before = read_projects(connection, some)
        _rename(connection, some, one.id, into.id)
        connection.execute(
            sa.update(project)
            .where(project.c.id.in_(some))
            .values(revision=change.revision, version=project.c.version + 1)
        )
        for identifier, after in read_projects(connection, some).items():
            was, is_now = states(before[identifier], after)
            change.record("project", identifier, was, is_now, after.id)
    touched = TouchedProjects(projects, _people(change, one, into), _drafts(change, one, into))
    merged = organisation_merge
    earlier = sa.update(merged).where(merged.c.into_id == one.id).values(into_id=into.id)
    connection.execute(earlier)
    connection.execute(sa.insert(merged).values(organisation_id=one.id, into_id=into.id))
    change.touch_shared()
    return touched


def read_merges(connection: sa.Connection) -> dict[str, str]:
    """Identifiers of merged organisations, each with that of the one it became."""
    target, merged = organisation.alias(), organisation_merge.c
    query = (
        sa.select(organisation.c.identifier, target.c.identifier)
        .join(organisation_merge, merged.organisation_id == organisation.c.id)
        .join(target, target.c.id == merged.into_id)
    )
    return dict(connection.execute(query).all())


def _projects_naming(connection: sa.Connection, number: int) -> tuple[int, ...]:
    named = (sa.select(_project_of(column)).where(column == number) for column in _NAMING)
    return tuple(sorted(connection.scalars(sa.union(*named))))


def _project_of(column: sa.Column[int]) -> sa.ColumnElement[int]:
    """The project of the rows of a column's table."""
    table = column.table
    own: sa.ColumnElement[int] = project.c.id if table is project else table.c.project_id
    return own


def _rename(connection: sa.Connection, ids: Collection[int], number: int, into: int) -> None:
    """Name another organisation in the rows of some projects, each participant once."""
    for column in _NAMING:
        of_these = _project_of(column).in_(ids)
        rows = sa.update(column.table).where(of_these, column == number)
        connection.execute(rows.values({column: into}))
    taking = tables.project_participant
    query = sa.select(taking).where(taking.c.project_id.in_(ids), taking.c.organisation_id == into)
    seen: set[tuple[Any, ...]] = set()
    twice = []
    for row in connection.execute(query.order_by(taking.c.id)):
        part = (row.project_id, row.role, row.country_id)
        if part in seen:
            twice.append(row.id)
        seen.add(part)
    connection.execute(sa.delete(taking).where(taking.c.id.in_(twice)))


def _people(change: Change, one: Organisation, into: Organisation) -> tuple[str, ...]:
    """Let the people of the one act for the other."""
    theirs = person.c.organisation_id == one.id
    query = sa.select(person.c.id, person.c.login).where(theirs).order_by(person.c.login)
    found = change.connection.execute(query).all()
    change.connection.execute(sa.update(person).where(theirs).values(organisation_id=into.id))
    for row in found:
        was, is_now = {"organisation": one.identifier}, {"organisation": into.identifier}
        change.record("person", str(row.id), was, is_now)
    return tuple(row.login for row in found)


def _drafts(change: Change, one: Organisation, into: Organisation) -> tuple[int, ...]:
    """Rename in open drafts too, what they began from included: it is no change of theirs."""
    touched = []
    for held in read_open(change.connection):
        query = sa.select(draft.c.document, draft.c.base, draft.c.noted)
        row = change.connection.execute(query.where(draft.c.id == held.id)).one()
        documents = {name: json.loads(said) for name, said in row._asdict().items() if said}
        if one.identifier not in [name for said in documents.values() for name in _names(said)]:
            continue
        renamed = {
            name: canonical(_renamed(said, one.identifier, into.identifier))
            for name, said in documents.items()
        }
        same = draft.c.id == held.id
        values = {**renamed, "version": draft.c.version + 1}
        change.connection.execute(sa.update(draft).where(same).values(**values))
        touched.append(held.id)
    return tuple(touched)


def _names(texts: Any) -> Iterator[str]:
    """The organisations a document names."""
    if isinstance(texts, dict):
        for key, value in texts.items():
            if key in _IN_DRAFTS and isinstance(value, str):
                yield value
            yield from _names(value)
    elif isinstance(texts, list):
        for value in texts:
            yield from _names(value)


def _renamed(value: Any, one: str, into: str) -> Any:
    if isinstance(value, dict):
        return {
            key: into if key in _IN_DRAFTS and value == one else _renamed(value, one, into)
            for key, value in value.items()
        }
    if isinstance(value, list):
        return [_renamed(value, one, into) for value in value]
    return value
