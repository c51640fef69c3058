"""Lists of priority projects in the store: written once, whole, and read with all they name."""

from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.clauses import ListedProject, Need, PriorityList, list_state
from portfolio.domain.flows import Provenance
from portfolio.domain.rules import UnknownReference
from portfolio.store.database import Change
from portfolio.store.mapping import RowIds, RowMap, words
from portfolio.store.tables import (
    country,
    currency,
    priority_list,
    priority_list_need,
    priority_list_project,
    project,
)

_PRIORITY_LIST: Final = RowMap(PriorityList, priority_list)
_LISTED_PROJECT: Final = RowMap(ListedProject, priority_list_project)
_NEED: Final = RowMap(Need, priority_list_need, other_names={"amount_minor": "amount"})


def read_lists(connection: sa.Connection) -> tuple[PriorityList, ...]:
    """Every list, in the order of the rows."""
    rows = connection.execute(sa.select(priority_list).order_by(priority_list.c.id)).all()
    if not rows:
        return ()
    entries: defaultdict[int, list[ListedProject]] = defaultdict(list)
    named = (
        sa.select(priority_list_project, project.c.identifier)
        .join(project, project.c.id == priority_list_project.c.project_id)
        .order_by(priority_list_project.c.position)
    )
    for row in connection.execute(named):
        listed = _LISTED_PROJECT.value(row, project=row.identifier)
        entries[row.list_id].append(listed)
    needs: defaultdict[int, list[Need]] = defaultdict(list)
    wanted = (
        sa.select(
            priority_list_need,
            country.c.code.label("country_code"),
            currency.c.code.label("currency_code"),
        )
        .outerjoin(country, country.c.id == priority_list_need.c.country_id)
        .outerjoin(currency, currency.c.id == priority_list_need.c.currency_id)
        .order_by(priority_list_need.c.position)
    )
    for row in connection.execute(wanted):
        need = Need(
            country=row.country_code,
            clause=row.clause,
            place=row.place,
            what=words(row, "what"),
            asked_by=words(row, "asked_by"),
            amount_minor=row.amount,
            currency=row.currency_code,
        )
        needs[row.list_id].append(need)
    return tuple(
        _PRIORITY_LIST.value(row, projects=tuple(entries[row.id]), needs=tuple(needs[row.id]))
        for row in rows
    )


def insert_list(change: Change, new: PriorityList) -> int:
    """A new list with its projects and needs; returns its row id."""
    added = sa.insert(priority_list).values(_PRIORITY_LIST.row(new)).returning(priority_list.c.id)
    number: int = change.connection.execute(added).scalar_one()
    _insert_parts(change, number, new)
    change.touch_shared()
    return number


def save_lists(change: Change, lists: tuple[PriorityList, ...]) -> bool:
    """Bring the lists of data files up to date by reference; whether anything changed.

    A list that a person entered under the same reference is left as it is.
    """
    changed = False
    present = {one.reference: one for one in read_lists(change.connection)}
    for new in lists:
        before = present.get(new.reference)
        if before is not None and before.provenance is Provenance.ENTERED:
            continue
        if before is not None and replace(new, id=before.id) == before:
            continue
        if before is None:
            insert_list(change, new)
        else:
            same = priority_list.c.id == before.id
            row = _PRIORITY_LIST.row(new)
            change.connection.execute(sa.update(priority_list).where(same).values(row))
            for table in (priority_list_project, priority_list_need):
                change.connection.execute(sa.delete(table).where(table.c.list_id == before.id))
            _insert_parts(change, before.id, new)
        changed = True
    return changed


def states(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """The lists as history compares them, by reference."""
    return {one.reference: list_state(one) for one in read_lists(connection)}


def _insert_parts(change: Change, number: int, new: PriorityList) -> None:
    connection = change.connection
    names = RowIds.read(connection)
    names.keep_currencies(change, {need.currency for need in new.needs if need.currency})
    found = sa.select(project.c.identifier, project.c.id).where(
        project.c.identifier.in_([entry.project for entry in new.projects])
    )
    ids = dict(connection.execute(found).all())
    for position, entry in enumerate(new.projects, start=1):
        if entry.project not in ids:
            raise UnknownReference(what="project", identifier=entry.project)
        row = {"list_id": number, "position": position, "project_id": ids[entry.project]}
        own = _LISTED_PROJECT.row(entry)
        connection.execute(sa.insert(priority_list_project).values(**row, **own))
    for position, need in enumerate(new.needs, start=1):
        row = {"list_id": number, "position": position, **_NEED.row(need, names)}
        connection.execute(sa.insert(priority_list_need).values(row))
