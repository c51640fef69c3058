"""Snapshots of the store: the columns of one revision and the other tables, kept up to date."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from portfolio.domain.contents import Event, PledgingEvent
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.ledger.columns import SHARED_SOURCES, Labels
from portfolio.ledger.portfolio import Portfolio, add_rates, assemble, extend
from portfolio.ledger.projects import build_deliverables
from portfolio.ledger.rates import RateTable
from portfolio.store import reading
from portfolio.store.columns import read_shared, read_some, read_tables
from portfolio.store.reading import Declaration
from portfolio.store.tables import portfolio_state, project_participant, rate


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The portfolio at one revision, with the declaration, the events and the settings of then."""

    portfolio: Portfolio
    declaration: Declaration
    events: tuple[Event, ...]
    pledging_events: tuple[PledgingEvent, ...]
    settings: Mapping[str, str]

    @property
    def revision(self) -> int:
        """The write that was the last one known."""
        return self.portfolio.revision


def read(connection: sa.Connection) -> Snapshot:
    """Snapshot read as a whole, extending no other."""
    shared, labels = read_shared(connection), reading.read_labels(connection)
    revision = reading.read_revision(connection)
    portfolio = assemble(read_tables(connection), shared, labels, revision)
    # The first reader should not wait for what every reader needs.
    portfolio.converted(REPORTING_DEFAULT, None, 0)
    return Snapshot(
        portfolio,
        reading.read_declaration(connection),
        reading.read_events(connection),
        reading.read_pledging_events(connection),
        reading.read_settings(connection),
    )


class TooManyChanges(Exception):
    """More projects changed than a reader should wait for."""


def update(connection: sa.Connection, current: Snapshot, most: int | None = None) -> Snapshot:
    """``current`` as the connection sees the store, its own writes included; as one read from nothing.

    Projects that were written since are read again, and those whose kind or names are others by
    what changed in other tables. Tables other than projects are read again where a write touched
    any of it; of the rates, the rows added since. Raises TooManyChanges for more than ``most``
    projects.
    """
    state = portfolio_state.c
    revision, shared = connection.execute(sa.select(state.revision, state.shared_revision)).one()
    if revision < current.revision:  # another store is at the address
        return read(connection)
    portfolio, before = current.portfolio, current.portfolio.labels
    ids = set(reading.changed_since(connection, current.revision))
    if shared > current.revision:
        labels = reading.read_labels(connection, ())
        versions = read_shared(connection, ["deliverable_version"])["deliverable_version"]
        portfolio = replace(
            _with_rates(connection, portfolio, labels), deliverables=build_deliverables(versions)
        )
        ids |= _naming_changed(connection, before, labels)
        current = replace(
            current,
            declaration=reading.read_declaration(connection),
            events=reading.read_events(connection),
            pledging_events=reading.read_pledging_events(connection),
        )
    else:
        labels = before
    if most is not None and len(ids) > most:
        raise TooManyChanges
    labels = reading.read_labels(connection, ids, labels)
    tables = read_tables(connection, ids)
    return replace(
        current,
        portfolio=extend(portfolio, tables, labels, revision),
        settings=reading.read_settings(connection),
    )


def _with_rates(connection: sa.Connection, portfolio: Portfolio, labels: Labels) -> Portfolio:
    """The portfolio with the rates of now: added to, or all read again where any was replaced."""
    rows, currencies = portfolio.rates.rows, labels.currencies
    last = int(rows["id"].max(initial=0))
    more = read_some(connection, "rate", SHARED_SOURCES["rate"], f"id > {last}")
    count = connection.scalar(sa.select(sa.func.count()).select_from(rate))
    if count != len(rows["id"]) + len(more["id"]):
        rates = RateTable(read_shared(connection, ["rate"])["rate"], currencies)
        return replace(portfolio, rates=rates, conversions={})
    if not len(more["id"]) and currencies == portfolio.rates.currencies:
        return portfolio
    return add_rates(portfolio, more, currencies)


def _naming_changed(connection: sa.Connection, before: Labels, labels: Labels) -> set[int]:
    """Projects with a participant whose region, home country or identifier is another now."""
    countries = {
        number
        for number, country in labels.countries.items()
        if (old := before.countries.get(number)) is not None
        and (old.region, old.is_dac_recipient) != (country.region, country.is_dac_recipient)
    }
    homes = {labels.countries[number].code for number in countries}
    organisations = {
        number
        for number, organisation in labels.organisations.items()
        if (was := before.organisations.get(number)) is not None
        and (
            (was.identifier, was.country) != (organisation.identifier, organisation.country)
            or organisation.country in homes
        )
    }
    if not countries and not organisations:
        return set()
    taking = project_participant.c
    names = taking.organisation_id.in_(organisations) | taking.country_id.in_(countries)
    return set(connection.scalars(sa.select(taking.project_id).where(names).distinct()))
