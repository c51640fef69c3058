"""The declaration as it stands in the store, and the dated events of the road to the conference."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from portfolio.domain.clauses import Clause, Deliverable
from portfolio.domain.contents import (
    DeliverableVersion,
    Event,
    PledgingEvent,
    PledgingLine,
    PreambleParagraph,
)
from portfolio.store import tables
from portfolio.store.naming import read_currencies, read_deliverables
from portfolio.store.spoken import words


@dataclass(frozen=True, slots=True)
class Declaration:
    """The clauses by number, their deliverables with all dated versions, and the preamble."""

    clauses: tuple[Clause, ...]
    deliverables: tuple[Deliverable, ...]
    deliverable_versions: tuple[DeliverableVersion, ...]
    preamble: tuple[PreambleParagraph, ...]


def read_declaration(connection: sa.Connection) -> Declaration:
    """The declaration, clauses and paragraphs in order, versions in the order they were kept."""
    clauses = connection.execute(sa.select(tables.clause).order_by(tables.clause.c.number))
    deliverables = read_deliverables(connection)
    version = tables.deliverable_version
    paragraphs = connection.execute(sa.select(tables.preamble).order_by(tables.preamble.c.position))
    return Declaration(
        clauses=tuple(
            Clause(
                number=row.number,
                theme=row.theme,
                verbatim=words(row, "verbatim"),
                working_translation=row.working_translation,
                labels=words(row, "label"),
                plain=words(row, "plain"),
                differences=words(row, "difference"),
                limits=words(row, "limit"),
            )
            for row in clauses
        ),
        deliverables=tuple(deliverables.values()),
        deliverable_versions=tuple(
            DeliverableVersion(
                deliverable=deliverables[row.deliverable_id].reference,
                state=row.state,
                done_on=row.done_on,
                evidence=row.evidence,
                valid_from=row.valid_from,
                recorded_at=row.recorded_at,
                provenance=row.provenance,
            )
            for row in connection.execute(sa.select(version).order_by(version.c.id))
        ),
        preamble=tuple(PreambleParagraph(row.position, words(row, "text")) for row in paragraphs),
    )


def read_events(connection: sa.Connection) -> tuple[Event, ...]:
    """The dated events of the road, by day."""
    rows = connection.execute(
        sa.select(tables.event).order_by(tables.event.c.day, tables.event.c.id)
    )
    return tuple(Event(row.day, row.day_text, words(row, "title"), row.source) for row in rows)


def read_pledging_events(connection: sa.Connection) -> tuple[PledgingEvent, ...]:
    """The pledging conferences with their lines, by day; they count in no total."""
    currencies = read_currencies(connection)
    line, source, event = tables.pledging_line, tables.pledging_source, tables.pledging_event
    lines: defaultdict[int, list[PledgingLine]] = defaultdict(list)
    for row in connection.execute(sa.select(line).order_by(line.c.id)):
        currency = currencies[row.currency_id]
        lines[row.event_id].append(PledgingLine(row.funder, row.amount, currency, row.note))
    addresses: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(sa.select(source).order_by(source.c.id)):
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
        for row in connection.execute(sa.select(event).order_by(event.c.day, event.c.id))
    )


def read_settings(connection: sa.Connection) -> dict[str, str]:
    """The settings kept in the store, by key."""
    return {row.key: row.value for row in connection.execute(sa.select(tables.setting))}
