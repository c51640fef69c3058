"""The names beside the columns: what projects, organisations, countries and milestones are called."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from sys import intern
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.clauses import Deliverable
from portfolio.domain.cooperation import ParticipantRole
from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country
from portfolio.ledger.labels import Labels, MilestoneLabel, ProjectLabel
from portfolio.store.lists import read_lists
from portfolio.store.spoken import words
from portfolio.store.tables import (
    country,
    currency,
    deliverable,
    milestone,
    milestone_text,
    organisation,
    organisation_merge,
    project,
    project_participant,
    project_text,
)

_NO_WORDS: Final[Mapping[str, str]] = {}  # shared by all that say nothing


def read_labels(connection: sa.Connection, project_ids: Collection[int] | None = None) -> Labels:
    """Names by row id; projects and milestones only of the given projects if ids are given."""
    return Labels(
        projects=_projects(connection, project_ids),
        organisations={found.id: found for found in read_organisations(connection)},
        countries={found.id: found for found in read_countries(connection)},
        currencies=read_currencies(connection),
        milestones=_milestones(connection, project_ids),
        deliverables=read_deliverables(connection),
        lists=read_lists(connection),
    )


def read_deliverables(connection: sa.Connection) -> dict[int, Deliverable]:
    """What the clauses ask for, by row id, in the order of clauses and of places in them."""
    query = sa.select(deliverable).order_by(
        deliverable.c.clause, deliverable.c.position, deliverable.c.id
    )
    return {
        row.id: Deliverable(
            reference=row.reference,
            clause=row.clause,
            position=row.position,
            limit=row.limit_rule,
            limit_date=row.limit_date,
            names=words(row, "name"),
        )
        for row in connection.execute(query)
    }


def read_countries(connection: sa.Connection) -> tuple[Country, ...]:
    """The working list of countries by code."""
    rows = connection.execute(sa.select(country).order_by(country.c.code))
    return tuple(
        Country(row.id, row.code, row.iso3, row.region, row.is_dac_recipient, words(row, "name"))
        for row in rows
    )


def read_organisations(connection: sa.Connection) -> tuple[Organisation, ...]:
    """All organisations by id, without those merged into others."""
    query = (
        sa.select(organisation, country.c.code.label("country_code"))
        .outerjoin(country, country.c.id == organisation.c.country_id)
        .where(organisation.c.id.not_in(sa.select(organisation_merge.c.organisation_id)))
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
            provisional_since=row.provisional_since,
        )
        for row in connection.execute(query)
    )


def read_currencies(connection: sa.Connection) -> dict[int, str]:
    """Row id → ISO 4217 code."""
    return {row.id: row.code for row in connection.execute(sa.select(currency))}


def read_days(connection: sa.Connection) -> dict[str, tuple[date | None, ...]]:
    """Planned start, actual start, planned end and actual end of every project, by identifier."""
    own = project.c
    query = sa.select(
        own.identifier, own.start_planned, own.start_actual, own.end_planned, own.end_actual
    )
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def _rows(
    connection: sa.Connection,
    query: sa.Select[Any],
    of: sa.Column[int],
    ids: Collection[int] | None,
) -> Iterable[Any]:
    """The rows of the given projects; of all projects by the driver alone, which is twice as fast."""
    if ids is not None:
        return connection.execute(query.where(of.in_(ids)))
    driver: Any = connection.connection.driver_connection
    written = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    rows: Iterable[Any] = driver.execute(str(written))
    return rows


def _projects(connection: sa.Connection, ids: Collection[int] | None) -> dict[int, ProjectLabel]:
    text, taking = project_text.c, project_participant.c
    titles: defaultdict[int, dict[str, str]] = defaultdict(dict)
    summaries: defaultdict[int, dict[str, str]] = defaultdict(dict)
    texts = sa.select(text.project_id, text.language, text.title, text.summary)
    for number, language, title, summary in _rows(connection, texts, text.project_id, ids):
        if title:
            titles[number][language] = title
        if summary:
            summaries[number][language] = summary
    implementing = (
        sa.select(taking.project_id, organisation.c.identifier)
        .join(organisation, organisation.c.id == taking.organisation_id)
        .where(taking.role == sa.literal_column(str(ParticipantRole.IMPLEMENTING.value)))
        # descending, so that the first participant is the last to be written to the dictionary
        .order_by(taking.id.desc())
    )
    found = _rows(connection, implementing, taking.project_id, ids)
    implementers: dict[int, str] = {row[0]: row[1] for row in found}
    own = project.c
    query = sa.select(own.id, own.identifier, own.contact_office, own.place, own.contact_email)
    return {
        number: ProjectLabel(
            identifier=identifier,
            titles=titles.get(number, _NO_WORDS),
            summaries=summaries.get(number, _NO_WORDS),
            implementer=implementers.get(number),
            contact_office=office,
            place=place,
            contact_email=email,
        )
        for number, identifier, office, place, email in _rows(connection, query, own.id, ids)
    }


def _milestones(
    connection: sa.Connection, ids: Collection[int] | None
) -> dict[int, MilestoneLabel]:
    text = milestone_text.c
    titles: dict[int, dict[str, str]] = {}
    texts = sa.select(text.milestone_id, text.language, text.title)
    for number, language, title in _rows(connection, texts, text.project_id, ids):
        if number in titles:
            titles[number][language] = title
        else:
            titles[number] = {language: title}
    query = sa.select(milestone.c.id, milestone.c.reference)
    return {
        # references repeat from project to project: one copy of each is enough
        number: MilestoneLabel(intern(reference), titles.get(number, _NO_WORDS))
        for number, reference in _rows(connection, query, milestone.c.project_id, ids)
    }
