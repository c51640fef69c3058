"""Reading of the store: labels of the columns, the declaration, events, and everything else."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from sys import intern
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.clauses import Clause, Deliverable
from portfolio.domain.contents import (
    DeliverableVersion,
    Event,
    PledgingEvent,
    PledgingLine,
    PreambleParagraph,
)
from portfolio.domain.params import PortfolioChoice
from portfolio.domain.reference import Country, Organisation, ParticipantRole
from portfolio.ledger.columns import Labels, MilestoneLabel, ProjectLabel
from portfolio.store import tables
from portfolio.store.lists import read_lists
from portfolio.store.mapping import RowMap, words
from portfolio.store.projects import read_project, read_projects
from portfolio.store.tables import (
    country,
    currency,
    deliverable,
    milestone,
    milestone_text,
    organisation,
    organisation_merge,
    planned_payment,
    portfolio_state,
    project,
    project_participant,
    project_text,
)

__all__ = [
    "Declaration",
    "changed_since",
    "read_countries",
    "read_currencies",
    "read_days",
    "read_declaration",
    "read_events",
    "read_ids",
    "read_labels",
    "read_lists",
    "read_mode",
    "read_organisations",
    "read_pledging_events",
    "read_project",
    "read_projects",
    "read_revision",
    "read_settings",
]


_IDS_AT_ONCE: Final = 5_000  # SQLite bounds the values of one statement
COUNTRY: Final = RowMap(Country, country)
CLAUSE: Final = RowMap(Clause, tables.clause)
PREAMBLE: Final = RowMap(PreambleParagraph, tables.preamble)
DELIVERABLE: Final = RowMap(Deliverable, deliverable, other_names={"limit": "limit_rule"})
DELIVERABLE_VERSION: Final = RowMap(DeliverableVersion, tables.deliverable_version)
EVENT: Final = RowMap(Event, tables.event)
_NO_WORDS: Final[Mapping[str, str]] = {}  # shared by all without words


@cache
def _rows_of(table: sa.Table, *by: sa.Column[Any]) -> sa.Select[Any]:
    """A whole table in order: built once, as building a statement takes as long as running it."""
    return sa.select(table).order_by(*by)


def read_labels(
    connection: sa.Connection,
    project_ids: Collection[int] | None = None,
    base: Labels | None = None,
) -> Labels:
    """Names by row id; projects and milestones only of ``project_ids`` unless None.

    All the others are taken from ``base`` unless it is None.
    """
    others = base or Labels(
        organisations={found.id: found for found in read_organisations(connection)},
        countries={found.id: found for found in read_countries(connection)},
        currencies=read_currencies(connection),
        deliverables=read_deliverables(connection),
        lists=read_lists(connection),
    )
    return replace(
        others,
        projects=_projects(connection, project_ids),
        milestones=_milestones(connection, project_ids),
    )


def read_deliverables(connection: sa.Connection) -> dict[int, Deliverable]:
    """Deliverables of the clauses, by row id, in the order of clauses and of places in them."""
    own = deliverable.c
    return {
        row.id: DELIVERABLE.value(row)
        for row in connection.execute(_rows_of(deliverable, own.clause, own.position, own.id))
    }


def read_countries(connection: sa.Connection) -> tuple[Country, ...]:
    """The working list of countries by code."""
    rows = connection.execute(_rows_of(country, country.c.code))
    return tuple(map(COUNTRY.value, rows))


_ORGANISATIONS: Final = (
    sa.select(organisation, country.c.code.label("country_code"))
    .outerjoin(country, country.c.id == organisation.c.country_id)
    .where(organisation.c.id.not_in(sa.select(organisation_merge.c.organisation_id)))
    .order_by(organisation.c.id)
)


def read_organisations(connection: sa.Connection) -> tuple[Organisation, ...]:
    """All organisations by id, without those merged into others."""
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
        for row in connection.execute(_ORGANISATIONS)
    )


def read_currencies(connection: sa.Connection) -> dict[int, str]:
    """Row id → ISO 4217 code."""
    return {row.id: row.code for row in connection.execute(_rows_of(currency))}


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
    """Rows of projects by id; of all projects by the driver alone, which is twice as fast."""
    if ids is not None:
        listed = list(ids)
        return chain.from_iterable(
            connection.execute(query.where(of.in_(listed[at : at + _IDS_AT_ONCE])))
            for at in range(0, len(listed), _IDS_AT_ONCE)
        )
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


@dataclass(frozen=True, slots=True)
class Declaration:
    """The clauses by number, their deliverables with all dated versions, and the preamble."""

    clauses: tuple[Clause, ...]
    deliverables: tuple[Deliverable, ...]
    deliverable_versions: tuple[DeliverableVersion, ...]
    preamble: tuple[PreambleParagraph, ...]


def read_declaration(connection: sa.Connection) -> Declaration:
    """The declaration, clauses and paragraphs in order, versions in their order of recording."""
    clauses = connection.execute(_rows_of(tables.clause, tables.clause.c.number))
    deliverables = read_deliverables(connection)
    version = tables.deliverable_version
    paragraphs = connection.execute(_rows_of(tables.preamble, tables.preamble.c.position))
    return Declaration(
        clauses=tuple(CLAUSE.value(row, verbatim=words(row, "verbatim")) for row in clauses),
        deliverables=tuple(deliverables.values()),
        deliverable_versions=tuple(
            DELIVERABLE_VERSION.value(row, deliverable=deliverables[row.deliverable_id].reference)
            for row in connection.execute(_rows_of(version, version.c.id))
        ),
        preamble=tuple(map(PREAMBLE.value, paragraphs)),
    )


def read_events(connection: sa.Connection) -> tuple[Event, ...]:
    """The dated events of the road, by day."""
    rows = connection.execute(_rows_of(tables.event, tables.event.c.day, tables.event.c.id))
    return tuple(map(EVENT.value, rows))


def read_pledging_events(connection: sa.Connection) -> tuple[PledgingEvent, ...]:
    """The pledging conferences with their lines, by day; they count in no total."""
    currencies = read_currencies(connection)
    line, source, event = tables.pledging_line, tables.pledging_source, tables.pledging_event
    lines: defaultdict[int, list[PledgingLine]] = defaultdict(list)
    for row in connection.execute(_rows_of(line, line.c.id)):
        currency = currencies[row.currency_id]
        lines[row.event_id].append(PledgingLine(row.funder, row.amount, currency, row.note))
    addresses: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(_rows_of(source, source.c.id)):
        addresses[row.event_id].append(row.address)
    return tuple(
        PledgingEvent(
            name=row.name,
            day=row.day,
            amount_minor=row.total,
            currency=currencies.get(row.currency_id),
            lines=tuple(lines[row.id]),
            sources=tuple(addresses[row.id]),
            note=row.note,
        )
        for row in connection.execute(_rows_of(event, event.c.day, event.c.id))
    )


def read_settings(connection: sa.Connection) -> dict[str, str]:
    """Settings in the store, by key."""
    return {row.key: row.value for row in connection.execute(_rows_of(tables.setting))}


def read_revision(connection: sa.Connection) -> int:
    """The revision this connection's transaction sees."""
    return int(connection.execute(sa.select(portfolio_state.c.revision)).scalar_one())


def read_mode(connection: sa.Connection) -> str:
    """Mode of the portfolio's start: "demonstration", "empty", or "" before any load."""
    return str(connection.execute(sa.select(portfolio_state.c.mode)).scalar_one())


def read_ids(connection: sa.Connection, portfolio: PortfolioChoice) -> list[int]:
    """Ids of every project of a portfolio, in order."""
    query = sa.select(project.c.id).where(project.c.is_example.is_(portfolio.is_example))
    return list(connection.scalars(query.order_by(project.c.id)))


def changed_since(connection: sa.Connection, revision: int) -> list[int]:
    """Ids of the projects that a write after the revision changed, in their order."""
    # Ordered by id in the query, SQLite would scan the table and not ask the index on revision.
    query = sa.select(project.c.id).where(project.c.revision > revision)
    return sorted(connection.scalars(query))


def projects_of_funder(
    connection: sa.Connection, portfolio: PortfolioChoice, organisation_id: int
) -> list[int]:
    """Project row ids of one portfolio (ruling 33), ascending."""
    query = (
        sa.select(planned_payment.c.project_id)
        .join(project, project.c.id == planned_payment.c.project_id)
        .where(
            planned_payment.c.provider_id == organisation_id,
            project.c.is_example.is_(portfolio.is_example),
        )
        .distinct()
        .order_by(planned_payment.c.project_id)
    )
    return list(connection.scalars(query))
