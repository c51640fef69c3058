"""Projects without row ids, so that what was given and what was kept can be compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from portfolio.domain.contents import Contents
from portfolio.domain.projects import Project
from portfolio.store import reading


def plain(
    project: Project, organisations: Mapping[int, str], projects: Mapping[int, str]
) -> tuple[Project, Mapping[str, Any]]:
    """The project with ids taken out, and its flows by reference with the names of what they name."""
    references = {flow.id: flow.reference for flow in project.flows}
    flows = {
        flow.reference: (
            replace(
                flow,
                id=0,
                project_id=0,
                provider_id=None,
                receiver_id=None,
                corrects_id=None,
                supersedes_id=None,
                honours_id=None,
                provider_project_id=None,
            ),
            flow.provider_id and organisations[flow.provider_id],
            flow.receiver_id and organisations[flow.receiver_id],
            flow.corrects_id and references[flow.corrects_id],
            flow.supersedes_id and references[flow.supersedes_id],
            flow.honours_id and references[flow.honours_id],
            flow.provider_project_id and projects[flow.provider_project_id],
        )
        for flow in project.flows
    }
    bare = replace(
        project,
        id=0,
        flows=(),
        budgets=tuple(replace(budget, id=0, project_id=0) for budget in project.budgets),
        milestones=tuple(replace(milestone, id=0) for milestone in project.milestones),
    )
    return bare, flows


def given(contents: Contents) -> dict[str, Any]:
    """Every project of the contents, by identifier."""
    organisations = {row.id: row.identifier for row in contents.organisations}
    projects = {row.id: row.identifier for row in contents.projects}
    return {row.identifier: plain(row, organisations, projects) for row in contents.projects}


def kept(connection: Connection, identifiers: list[str]) -> dict[str, Any]:
    """The projects as the store gives them back, by identifier."""
    labels = reading.read_labels(connection)
    organisations = {n: row.identifier for n, row in labels.organisations.items()}
    projects = {n: row.identifier for n, row in labels.projects.items()}
    return {
        identifier: plain(reading.read_project(connection, identifier), organisations, projects)
        for identifier in identifiers
    }
