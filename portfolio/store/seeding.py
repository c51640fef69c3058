"""Saving of data files: idempotent, in one write, and never over what people entered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa

from portfolio.domain.contents import Contents
from portfolio.domain.errors import AlreadyExists
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Project
from portfolio.store import reconciliation, reference, tables
from portfolio.store.database import Change, Database
from portfolio.store.lists import save_lists
from portfolio.store.mapping import RowIds
from portfolio.store.organisations import read_merges
from portfolio.store.projects import read_projects
from portfolio.store.saving import insert_project, save_project

_FROM_FILES: Final = (Provenance.DOCUMENTED, Provenance.ILLUSTRATIVE)


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Result of a load: identifiers of projects. ``revision`` is that of the store afterwards."""

    revision: int
    additions: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    shared_rows: tuple[str, ...] = ()  # tables other than the projects' that changed


def save(database: Database, contents: Contents, *, mode: str | None = None) -> LoadResult:
    """Bring the store up to date with the contents of data files, or leave it as it was.

    Reference data is matched by its natural key. Files are the truth for projects they brought
    (documented or illustrative); a project or flow that a person entered or imported is never
    touched. Nothing is deleted for being absent from ``contents`` but rows inside a project the
    files brought. Loading the same contents again writes nothing and leaves the revision.
    ``mode`` ("demonstration", "empty") is remembered. Raises the domain's errors.
    """
    with database.new_revision("load data files", command="load") as change:
        before = reconciliation.shared_rows(change.connection)
        shared = reference.save(change, contents)
        if mode is not None and _set_mode(change, mode):
            shared = (*shared, "portfolio_state")
        loaded = replace(_projects(change, contents), shared_rows=shared)
        if save_lists(change, contents.lists):  # they name projects, which have to be there
            change.touch_shared()
            loaded = replace(loaded, shared_rows=(*loaded.shared_rows, "priority_list"))
        if not (loaded.shared_rows or loaded.additions or loaded.updates):
            change.abandon()
            return replace(loaded, revision=change.revision - 1)
        if loaded.shared_rows:
            was, is_now = reconciliation.baseline(change.connection, before)
            change.record(
                "portfolio",
                "",
                {reconciliation.BASELINE: was},
                {"tables": sorted(loaded.shared_rows), reconciliation.BASELINE: is_now},
            )
        return loaded


def _set_mode(change: Change, mode: str) -> bool:
    state = tables.portfolio_state
    query = sa.update(state).where(state.c.mode != mode).values(mode=mode)
    return change.connection.execute(query).rowcount > 0


def _projects(change: Change, contents: Contents) -> LoadResult:
    connection = change.connection
    names, became = RowIds.read(connection), read_merges(connection)
    given = {i: _renamed(project, became) for i, project in _by_identifier(contents).items()}
    held = _held(connection)
    by_people = {i for i in given if i in held and held[i][1] not in _FROM_FILES}
    ids = {identifier: number for identifier, (number, _) in held.items()}
    added = [identifier for identifier in given if identifier not in held]
    for identifier in added:
        ids[identifier] = insert_project(change, given[identifier], names)
    wanted = [identifier for identifier in given if identifier not in by_people]
    found = read_projects(connection, [ids[identifier] for identifier in wanted])
    organisations = {
        row.id: names.organisation(became.get(row.identifier, row.identifier))
        for row in contents.organisations
    }
    projects = {project.id: ids[project.identifier] for project in contents.projects}
    changed = {
        identifier
        for identifier in wanted
        if save_project(
            change,
            _rebased(given[identifier], organisations, projects),
            names=names,
            existing=found[identifier],
            keep_entered=True,
            is_new=identifier in added,
        ).has_changed
    }
    return LoadResult(
        revision=change.revision,
        additions=tuple(added),
        updates=tuple(i for i in wanted if i in changed and i not in added),
    )


def _by_identifier(contents: Contents) -> dict[str, Project]:
    given: dict[str, Project] = {}
    for project in contents.projects:
        if project.identifier in given:
            raise AlreadyExists(what="project", identifier=project.identifier)
        given[project.identifier] = project
    return given


def _held(connection: sa.Connection) -> dict[str, tuple[int, Provenance]]:
    """Identifier → row id and provenance of every project in the store."""
    project = tables.project
    query = sa.select(project.c.identifier, project.c.id, project.c.provenance)
    return {row.identifier: (row.id, row.provenance) for row in connection.execute(query)}


def _renamed(project: Project, became: Mapping[str, str]) -> Project:
    """The project with merged organisations by the names they have now, each participant once."""
    named = {
        project.owner,
        *(row.organisation for row in project.participants),
        *(row.funder for row in project.planned_payments),
    }
    if not named & set(became):
        return project
    participants = (
        replace(row, organisation=became.get(row.organisation or "", row.organisation))
        for row in project.participants
    )
    return replace(
        project,
        owner=became.get(project.owner or "", project.owner),
        participants=tuple(dict.fromkeys(participants)),
        planned_payments=tuple(
            replace(row, funder=became.get(row.funder, row.funder))
            for row in project.planned_payments
        ),
    )


def _rebased(
    project: Project, organisations: Mapping[int, int | None], projects: Mapping[int, int]
) -> Project:
    """The project with organisations and provider projects named by the store's ids."""
    return replace(
        project,
        flows=tuple(
            replace(
                flow,
                provider_id=None if flow.provider_id is None else organisations[flow.provider_id],
                receiver_id=None if flow.receiver_id is None else organisations[flow.receiver_id],
                provider_project_id=None
                if flow.provider_project_id is None
                else projects[flow.provider_project_id],
            )
            for flow in project.flows
        ),
    )
