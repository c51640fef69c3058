"""The names beside the columns: what projects, organisations, countries and milestones are called."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portfolio.domain.cooperation import Role
from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country
from portfolio.ledger.labels import Labels, MilestoneLabel, ProjectLabel
from portfolio.store.spoken import words
from portfolio.store.tables import (
    country,
    currency,
    deliverable,
    milestone,
    milestone_text,
    organisation,
    project,
    project_participant,
    project_text,
)


def read_labels(connection: sa.Connection, project_ids: Collection[int] | None = None) -> Labels:
    """Names by row id; projects and milestones only of the given projects if ids are given."""
    return Labels(
        projects=_projects(connection, project_ids),
        organisations={found.id: found for found in read_organisations(connection)},
        countries={found.id: found for found in read_countries(connection)},
        currencies=read_currencies(connection),
        milestones=_milestones(connection, project_ids),
        deliverables={
            row.id: row.reference
            for row in connection.execute(sa.select(deliverable.c.id, deliverable.c.reference))
        },
    )


def read_countries(connection: sa.Connection) -> tuple[Country, ...]:
    """The working list of countries by code."""
    rows = connection.execute(sa.select(country).order_by(country.c.code))
    return tuple(
        Country(row.id, row.code, row.iso3, row.region, row.is_dac_recipient, words(row, "name"))
        for row in rows
    )


def read_organisations(connection: sa.Connection) -> tuple[Organisation, ...]:
    """All organisations by id."""
    query = (
        sa.select(organisation, country.c.code.label("country_code"))
        .outerjoin(country, country.c.id == organisation.c.country_id)
        .order_by(organisation.c.id)
    )
    return tuple(
        Organisation(
            id=row.id,
            identifier=row.identifier,
            names=words(row, "name"),
            type=row.type,
            country=row.country_code,
            office=row.office,
            is_illustrative=row.is_illustrative,
        )
        for row in connection.execute(query)
    )


def read_currencies(connection: sa.Connection) -> dict[int, str]:
    """Row id → ISO 4217 code."""
    return {row.id: row.code for row in connection.execute(sa.select(currency))}


def _of(column: sa.Column[Any], ids: Collection[int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if ids is None else column.in_(ids)


def _projects(connection: sa.Connection, ids: Collection[int] | None) -> dict[int, ProjectLabel]:
    titles: defaultdict[int, dict[str, str]] = defaultdict(dict)
    summaries: defaultdict[int, dict[str, str]] = defaultdict(dict)
    texts = sa.select(
        project_text.c.project_id,
        project_text.c.language,
        project_text.c.title,
        project_text.c.summary,
    )
    for number, language, title, summary in connection.execute(
        texts.where(_of(project_text.c.project_id, ids))
    ):
        if title:
            titles[number][language] = title
        if summary:
            summaries[number][language] = summary
    implementing = (
        sa.select(project_participant.c.project_id, organisation.c.identifier)
        .join(organisation, organisation.c.id == project_participant.c.organisation_id)
        .where(project_participant.c.role == Role.IMPLEMENTING)
        .where(_of(project_participant.c.project_id, ids))
        # descending, so that the first participant is the last to be written to the dictionary
        .order_by(project_participant.c.id.desc())
    )
    implementers: dict[int, str] = dict(connection.execute(implementing).all())
    query = sa.select(
        project.c.id, project.c.identifier, project.c.contact_office, project.c.place
    ).where(_of(project.c.id, ids))
    return {
        number: ProjectLabel(
            identifier=identifier,
            titles=titles[number],
            summaries=summaries[number],
            implementer=implementers.get(number),
            contact_office=office,
            place=place,
        )
        for number, identifier, office, place in connection.execute(query)
    }


def _milestones(
    connection: sa.Connection, ids: Collection[int] | None
) -> dict[int, MilestoneLabel]:
    texts = sa.select(
        milestone_text.c.milestone_id, milestone_text.c.language, milestone_text.c.title
    ).where(_of(milestone_text.c.project_id, ids))
    titles: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for number, language, title in connection.execute(texts):
        titles[number][language] = title
    query = sa.select(milestone.c.id, milestone.c.reference).where(_of(milestone.c.project_id, ids))
    return {
        number: MilestoneLabel(reference, titles[number])
        for number, reference in connection.execute(query)
    }
