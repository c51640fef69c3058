"""Reference data: countries, organisations, the declaration, events, settings, periods."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.contents import Contents, PledgingEvent, PledgingLine
from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import Provenance
from portfolio.domain.money import ALWAYS_KNOWN
from portfolio.domain.reference import Country, Organisation, ReportingPeriod
from portfolio.domain.rules import UnknownReference
from portfolio.store import reading, saving, tables
from portfolio.store.database import Change
from portfolio.store.engines import translate_errors
from portfolio.store.mapping import RowIds, RowMap
from portfolio.store.reading import read_declaration, read_events, read_pledging_events
from portfolio.store.schema import day_number, micros
from portfolio.store.tables import country, reporting_period, setting


def save_setting(change: Change, key: str, value: str) -> str:
    """Set a setting; what it was before, "" for nothing."""
    same = setting.c.key == key
    before: str | None = change.connection.scalar(sa.select(setting.c.value).where(same))
    if before is None:
        change.connection.execute(sa.insert(setting).values(key=key, value=value))
    else:
        change.connection.execute(sa.update(setting).where(same).values(value=value))
    return before or ""


class PeriodLocked(PortfolioError):
    """A row dated inside a locked reporting period can't be written (values: period, day, last)."""


def refuse_locked(connection: sa.Connection, days: Iterable[date]) -> None:
    """Raise PeriodLocked for the first of the days that is inside a locked period."""
    refuse_inside(read_locked(connection), days)


def refuse_inside(periods: Iterable[ReportingPeriod], days: Iterable[date]) -> None:
    """Raise PeriodLocked for the first of the days that is inside one of these periods."""
    locked = tuple(periods)
    for day in sorted(days):
        for period in locked:
            if period.first <= day <= period.last:
                raise PeriodLocked(period=period.name, day=day, last=period.last)


def first_open(change: Change, day: date) -> date:
    """The first day from ``day`` on that is in no locked period."""
    for period in read_locked(change.connection):  # by day, and disjoint
        if period.first <= day <= period.last:
            day = period.last + timedelta(days=1)
    return day


def read_periods(connection: sa.Connection) -> tuple[ReportingPeriod, ...]:
    """Every reporting period, the latest first."""
    query = sa.select(reporting_period).order_by(reporting_period.c.first_day.desc())
    return tuple(
        ReportingPeriod(row.name, row.first_day, row.last_day, row.locked_at, row.locked_by_id)
        for row in connection.execute(query)
    )


def read_locked(connection: sa.Connection) -> tuple[ReportingPeriod, ...]:
    """The locked periods, the earliest first."""
    return tuple(period for period in reversed(read_periods(connection)) if period.is_locked)


def insert_period(change: Change, period: ReportingPeriod) -> None:
    """A new period."""
    change.connection.execute(sa.insert(reporting_period).values(**_columns(period)))


def update_period(change: Change, name: str, period: ReportingPeriod) -> None:
    """Replace the period of this name."""
    same = reporting_period.c.name == name
    change.connection.execute(sa.update(reporting_period).where(same).values(**_columns(period)))


def _columns(period: ReportingPeriod) -> dict[str, object]:
    return {
        "name": period.name,
        "first_day": period.first,
        "last_day": period.last,
        "locked_at": period.locked_at,
        "locked_by_id": period.locked_by_id,
    }


def save_country(change: Change, new_country: Country) -> None:
    """Add a country, or change the one of this code."""
    columns = reading.COUNTRY.row(new_country)
    same = country.c.code == new_country.code
    if not change.connection.execute(sa.update(country).where(same).values(**columns)).rowcount:
        change.connection.execute(sa.insert(country).values(**columns))
    change.touch_shared()


_ORGANISATION: Final = RowMap(Organisation, tables.organisation, skip=["provisional_since"])
_PLEDGING_EVENT: Final = RowMap(
    PledgingEvent, tables.pledging_event, other_names={"amount_minor": "total"}
)
_PLEDGING_LINE: Final = RowMap(
    PledgingLine, tables.pledging_line, other_names={"amount_minor": "amount"}
)
_FROM_FILES: Final = (Provenance.DOCUMENTED, Provenance.ILLUSTRATIVE)
Rows = Iterable[Mapping[str, Any]]


def save(change: Change, contents: Contents) -> tuple[str, ...]:
    """Save everything but the projects; returns the names of the tables that changed."""
    steps: tuple[tuple[str, Callable[[Change, Contents], bool]], ...] = (
        ("currency", _currencies),
        ("country", _countries),
        ("organisation", _organisations),
        ("clause", _clauses),
        ("preamble", _preamble),
        ("deliverable", _deliverables),
        ("deliverable_version", _deliverable_versions),
        ("rate", _rates),
        ("event", _events),
        ("pledging_event", _pledging_events),
    )
    changed = []
    for name, step in steps:
        with translate_errors(what=name):
            if step(change, contents):
                changed.append(name)
    if changed:
        change.touch_shared()
    return tuple(changed)


def _upsert(change: Change, table: sa.Table, key: str, rows: Rows) -> bool:
    """Insert rows with a new key and update those that differ; whether there were any."""
    connection, changed = change.connection, False
    present = {row[key]: row for row in connection.execute(sa.select(table)).mappings()}
    peoples_own = _kept_by_people(connection, table.name)
    for row in rows:
        if row[key] in peoples_own:
            continue
        before = present.get(row[key])
        if before is None:
            connection.execute(sa.insert(table).values(**row))
            changed = True
        elif any(before[column] != value for column, value in row.items()):
            connection.execute(sa.update(table).where(table.c[key] == row[key]).values(**row))
            changed = True
    return changed


def _kept_by_people(connection: sa.Connection, subject: str) -> set[str]:
    """Keys of the rows that people have changed or merged: files are no longer the truth of them."""
    told = tables.history.c
    query = sa.select(told.identifier).where(told.subject == subject)
    return set(connection.scalars(query.distinct()))


def _currencies(change: Change, contents: Contents) -> bool:
    codes = ALWAYS_KNOWN | {rate.currency for rate in contents.rates}
    for event in contents.pledging_events:
        codes |= {line.currency for line in event.lines}
        codes |= set() if event.currency is None else {event.currency}
    names = RowIds.read(change.connection)
    before = len(names.currencies)
    names.keep_currencies(change, set(codes))
    return len(names.currencies) > before


def _countries(change: Change, contents: Contents) -> bool:
    return _upsert(change, tables.country, "code", map(reading.COUNTRY.row, contents.countries))


def _organisations(change: Change, contents: Contents) -> bool:
    names = RowIds.read(change.connection)
    return _upsert(
        change,
        tables.organisation,
        "identifier",
        _ORGANISATION.rows(contents.organisations, names),
    )


def _clauses(change: Change, contents: Contents) -> bool:
    rows = (
        {
            **reading.CLAUSE.row(clause),
            "verbatim_en": clause.verbatim.get("en", ""),
            "verbatim_fr": clause.verbatim.get("fr", ""),
        }
        for clause in contents.clauses
    )
    return _upsert(change, tables.clause, "number", rows)


def _preamble(change: Change, contents: Contents) -> bool:
    return _upsert(
        change, tables.preamble, "position", map(reading.PREAMBLE.row, contents.preamble)
    )


def _deliverables(change: Change, contents: Contents) -> bool:
    return _upsert(
        change, tables.deliverable, "reference", map(reading.DELIVERABLE.row, contents.deliverables)
    )


def _deliverable_versions(change: Change, contents: Contents) -> bool:
    """Replace the versions files brought of each deliverable they name, where they differ."""
    connection, table = change.connection, tables.deliverable_version
    ids: dict[str, int] = dict(
        connection.execute(sa.select(tables.deliverable.c.reference, tables.deliverable.c.id)).all()
    )
    present, wanted = defaultdict(list), defaultdict(list)
    for version in read_declaration(connection).deliverable_versions:
        if version.provenance in _FROM_FILES:
            present[version.deliverable].append(version)
    for version in contents.deliverable_versions:
        if version.deliverable not in ids:
            raise UnknownReference(what="deliverable", identifier=version.deliverable)
        wanted[version.deliverable].append(version)
    changed = False
    for reference, versions in wanted.items():
        if versions == present[reference]:
            continue
        changed = True
        connection.execute(
            sa.delete(table)
            .where(table.c.deliverable_id == ids[reference])
            .where(table.c.provenance.in_(_FROM_FILES))
        )
        for version in versions:
            row = {**reading.DELIVERABLE_VERSION.row(version), "deliverable_id": ids[reference]}
            connection.execute(sa.insert(table).values(row))
    return changed


def _rates(change: Change, contents: Contents) -> bool:
    """Add rates the store lacks and replace those whose value differs, under a new id."""
    if not contents.rates:
        return False
    connection, table = change.connection, tables.rate
    currencies = RowIds.read(connection).currencies
    query = "SELECT currency_id, day, recorded_at, source, per_eur, id FROM rate"
    present = {
        (number, day, recorded, source): (value, row)
        for number, day, recorded, source, value, row in connection.exec_driver_sql(query).all()
    }
    wanted = {
        (
            currencies[rate.currency],
            day_number(rate.day),
            micros(rate.recorded_at),
            rate.source,
        ): rate.per_eur
        for rate in contents.rates
    }
    new, gone = [], []
    for key, value in wanted.items():
        before, row = present.get(key, (None, None))
        if value != before:
            new.append((*key, value))
            gone += [] if row is None else [row]
    if new:
        names = ("currency_id", "day", "recorded_at", "source", "per_eur")
        columns = dict(zip(names, zip(*new, strict=True), strict=True))
        saving.insert_rows(change, table, columns)
    for row in gone:  # last, so that no row gets the number of one that goes
        connection.execute(sa.delete(table).where(table.c.id == row))
    return bool(new)


def _events(change: Change, contents: Contents) -> bool:
    """Replace the events of the road where files bring others."""
    wanted = sorted(contents.events, key=lambda event: event.day)
    if not wanted or list(read_events(change.connection)) == wanted:
        return False
    change.connection.execute(sa.delete(tables.event))
    for event in wanted:
        change.connection.execute(sa.insert(tables.event).values(reading.EVENT.row(event)))
    return True


def _pledging_events(change: Change, contents: Contents) -> bool:
    """Replace the pledging conferences where files bring others."""
    wanted = sorted(contents.pledging_events, key=lambda event: event.day)
    if not wanted or list(read_pledging_events(change.connection)) == wanted:
        return False
    for table in (tables.pledging_line, tables.pledging_source, tables.pledging_event):
        change.connection.execute(sa.delete(table))
    ids = RowIds.read(change.connection)
    for event in wanted:
        _add_pledging_event(change.connection, event, ids)
    return True


def _add_pledging_event(connection: sa.Connection, event: PledgingEvent, ids: RowIds) -> None:
    made = sa.insert(tables.pledging_event).values(_PLEDGING_EVENT.row(event, ids))
    number = connection.execute(made.returning(tables.pledging_event.c.id)).scalar_one()
    for line in event.lines:
        row = {**_PLEDGING_LINE.row(line, ids), "event_id": number}
        connection.execute(sa.insert(tables.pledging_line).values(row))
    for address in event.sources:
        connection.execute(
            sa.insert(tables.pledging_source).values(event_id=number, address=address)
        )
