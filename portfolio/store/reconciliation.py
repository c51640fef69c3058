"""Reconciliation of history with the rows: what each row behind a figure should hold, and holds.

Projects are recorded whole, change by change. What files brought besides is recorded as the
``baseline`` of a load: organisations and countries as values, rates and deliverables as digests of their rows,
rates by currency and year, so that a hundred thousand of them are some hundred lines.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.history import HistoryEntry, canonical, differing, state
from portfolio.domain.reference import Country, Organisation
from portfolio.store import attachments, history, lists, tables
from portfolio.store.history import CONFIRMED
from portfolio.store.projects import read_projects
from portfolio.store.rates import read_rates
from portfolio.store.reading import read_countries, read_organisations
from portfolio.store.schema import EPOCH_ORDINAL, day_number, micros

LIST: Final = "list"
BASELINE: Final = "baseline"  # field of the entry of a load: states by subject and identifier
SETTINGS: Final = {
    "setting": "day",
    "clock": "newest",
}  # subject → which of its fields is the value
States = dict[str, dict[str, Any]]  # by identifier, by field


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A field that differs from history; None where there is no row, or none was recorded."""

    subject: str
    identifier: str
    field: str
    from_history: Any
    from_store: Any


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Differences between history and rows."""

    differences: tuple[RowDifference, ...]
    rows: int  # things compared: projects, organisations, countries, groups of rates …


def organisation_state(organisation: Organisation) -> dict[str, Any]:
    """An organisation as history compares it."""
    return {
        "names": dict(organisation.names),
        "type": organisation.type,
        "country": organisation.country or "",
        "office": organisation.office,
        **(
            {"provisional_since": organisation.provisional_since.isoformat()}
            if organisation.provisional_since
            else {}
        ),
    }


def country_state(country: Country) -> dict[str, Any]:
    """A country as history compares it."""
    return {
        "iso3": country.iso3,
        "region": country.region.word,
        "dac_recipient": country.is_dac_recipient,
        "names": dict(country.names),
    }


def baseline(
    connection: sa.Connection, before: Mapping[str, States]
) -> tuple[dict[str, States], dict[str, States]]:
    """Changes of the shared tables since ``before``, a result of ``shared_rows``: (was, is now).

    At the first load that is all of it, also of what nothing was brought.
    """
    was: dict[str, States] = {}
    is_now: dict[str, States] = {}
    is_first = not any(before.values())
    for subject, states in shared_rows(connection).items():
        if is_first or states != before[subject]:
            was[subject], is_now[subject] = differing(before[subject], states)
    return was, is_now


def shared_rows(connection: sa.Connection) -> dict[str, States]:
    """States of everything but the projects that figures are made of, by subject."""
    return {
        "organisation": {
            row.identifier: {**organisation_state(row), "row": row.id}
            for row in read_organisations(connection)
        },
        "country": {
            row.code: {**country_state(row), "row": row.id} for row in read_countries(connection)
        },
        "rates": _rates(connection),
        "deliverable": _rows_of(
            connection,
            tables.deliverable.c.reference,
            tables.deliverable,
            tables.deliverable_version,
        ),
        "pledges": _rows_of(
            connection, tables.pledging_event.c.name, tables.pledging_event, tables.pledging_line
        ),
        LIST: lists.states(connection),
    }


def compare(connection: sa.Connection) -> Reconciliation:
    """Replay the whole chain and compare it with the rows; the chain itself is not checked here."""
    told = _replayed(connection)
    stored = {
        (subject, identifier): values
        for subject, states in {
            **shared_rows(connection),
            "project": _projects(connection),
            attachments.SUBJECT: attachments.states(connection),
        }.items()
        for identifier, values in states.items()
    }
    stored |= _told_rates(connection, told)
    stored |= _settings(connection, told)
    return Reconciliation(tuple(_differences(told, stored)), len(stored))


def _differences(
    history_rows: Mapping[tuple[str, str], Mapping[str, Any]],
    store_rows: Mapping[tuple[str, str], Mapping[str, Any]],
) -> Iterator[RowDifference]:
    for key in sorted({*history_rows, *store_rows}):
        was, is_now = history_rows.get(key), store_rows.get(key)
        if was is None or is_now is None:
            yield RowDifference(*key, "", was and dict(was), is_now and dict(is_now))
            continue
        # An organisation that a person added has no row number in history.
        names = {*was, *is_now} - ({"row"} - set(was))
        for name in sorted(names):
            if _same(was.get(name)) != _same(is_now.get(name)):
                yield from _inside(key, name, was.get(name), is_now.get(name))


def _inside(key: tuple[str, str], name: str, was: Any, is_now: Any) -> Iterator[RowDifference]:
    """The difference of a field; of a flow, of each of its own fields."""
    if not (isinstance(was, Mapping) and isinstance(is_now, Mapping)):
        yield RowDifference(*key, name, was, is_now)
        return
    for part in sorted({*was, *is_now}):
        if _same(was.get(part)) != _same(is_now.get(part)):
            yield RowDifference(*key, f"{name} {part}", was.get(part), is_now.get(part))


def _same(value: Any) -> str:
    """A value as text that does not depend on the order of its parts."""
    if isinstance(value, Mapping):
        return canonical({key: _same(part) for key, part in value.items()})
    if isinstance(value, list | tuple):
        return canonical({"parts": sorted(_same(part) for part in value)})
    return json.dumps(value, ensure_ascii=False)


# -- what history records -------------------------------------------------------------------------


def _replayed(connection: sa.Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """Expected states by subject and identifier."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in history.in_order(connection):
        match entry.subject:
            case "portfolio":
                _take_baseline(told, entry)
            case "project" | "list" | attachments.SUBJECT:
                _apply(told.setdefault((entry.subject, entry.identifier), {}), entry)
            case "organisation" | "country":
                if "merged_into" in _parsed(entry.after):  # its projects are recorded one by one
                    told.pop((entry.subject, entry.identifier), None)
                else:
                    _apply(told.setdefault((entry.subject, entry.identifier), {}), entry)
            case "rate":
                for day, said in _parsed(entry.after).items():
                    key = f"{entry.identifier} {day} {micros(entry.recorded_at)}"
                    told["rate", key] = {"rate": said}
            case "setting" | "clock":
                after = _parsed(entry.after)
                told[entry.subject, entry.identifier] = {
                    "value": after.get(SETTINGS[entry.subject])
                }
                if "source" in after:
                    told[entry.subject, f"{entry.identifier}_source"] = {"value": after["source"]}
    return told


def _take_baseline(
    history_rows: dict[tuple[str, str], dict[str, Any]], entry: HistoryEntry
) -> None:
    """Apply what a load brought besides the projects."""
    before = _parsed(entry.before).get(BASELINE, {})
    after = _parsed(entry.after).get(BASELINE, {})
    for subject, states in after.items():
        for identifier in before.get(subject, {}).keys() - states.keys():
            history_rows.pop((subject, identifier), None)
        for identifier, values in states.items():
            history_rows[subject, identifier] = dict(values)


def _apply(values: dict[str, Any], entry: HistoryEntry) -> None:
    after = _parsed(entry.after)
    for name in _parsed(entry.before).keys() - after.keys():
        values.pop(name, None)
    values.update(after)


def _parsed(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


# -- what is stored -------------------------------------------------------------------------------


def _projects(connection: sa.Connection) -> States:
    numbers = list(connection.scalars(sa.select(tables.project.c.id)))
    found = read_projects(connection, numbers)
    return {
        identifier: json.loads(canonical(state(project))) for identifier, project in found.items()
    }


def _rates(connection: sa.Connection) -> States:
    """Digests of the rates that files brought, by currency and year."""
    peoples = {
        (entry.identifier, day_number(date.fromisoformat(day)), micros(entry.recorded_at))
        for entry in history.of_subject(connection, "rate")
        for day in _parsed(entry.after)
    }
    rate, currency = tables.rate.c, tables.currency.c
    plain = [sa.type_coerce(rate[name], sa.types.NullType()) for name in ("day", "recorded_at")]
    query = sa.select(currency.code, *plain, rate.per_eur, rate.source).join(
        tables.currency, currency.id == rate.currency_id
    )
    year = cache(lambda day: date.fromordinal(day + EPOCH_ORDINAL).year)
    groups: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for code, day, recorded_at, per_eur, source in connection.execute(query):
        if (code, day, recorded_at) not in peoples:
            groups[code, year(day)].append(f"{day} {per_eur} {recorded_at} {source}")
    return {f"{code} {of}": {"rows": _digest(lines)} for (code, of), lines in groups.items()}


def _told_rates(
    connection: sa.Connection, entries: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    wanted = {identifier for subject, identifier in entries if subject == "rate"}
    if not wanted:
        return {}
    found = {}
    for rate in read_rates(connection):
        key = f"{rate.currency} {rate.day.isoformat()} {micros(rate.recorded_at)}"
        if key in wanted:
            said = f"{rate.decimal().normalize():f} ({rate.source})"
            found["rate", key] = {"rate": said}
    return found


def _settings(
    connection: sa.Connection, entries: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Stored settings that history has recorded; of the others it says nothing."""
    query = sa.select(tables.setting.c.key, tables.setting.c.value)
    stored = {row.key: row.value for row in connection.execute(query)}
    names = {
        key: CONFIRMED if key[0] == "clock" else key[1] for key in entries if key[0] in SETTINGS
    }
    return {key: {"value": stored[name]} for key, name in names.items() if name in stored}


def _rows_of(
    connection: sa.Connection, name: sa.Column[str], table: sa.Table, part: sa.Table
) -> States:
    """A digest of each named row with the rows that are part of it."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    owner = next(key.parent for key in part.foreign_keys if key.column.table is table)
    names = {
        row.id: row.name for row in connection.execute(sa.select(table.c.id, name.label("name")))
    }
    for source, number in ((table, table.c.id), (part, owner)):
        columns = [sa.type_coerce(column, sa.types.NullType()) for column in source.columns]
        for row in connection.execute(sa.select(number.label("owner_row"), *columns)):
            lines[names[row[0]]].append(" | ".join(str(value) for value in row[1:]))
    return {key: {"rows": _digest(several)} for key, several in lines.items()}


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
