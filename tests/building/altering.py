"""Contents and tables changed where a promise says it must not matter."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import numpy as np

from portfolio.domain.contents import Contents
from portfolio.domain.flows import Verification
from portfolio.domain.money import Dimension
from portfolio.domain.projects import MilestoneState, Project, Publication, Relation, Status
from portfolio.ledger.columns import NO_ONE, Ints, RawTables

_ANOTHER_SHARE = {
    Dimension.CLAUSE: (("5", 10_000),),
    Dimension.COUNTRY: (("TD", 10_000),),
    Dimension.PRIORITY: (("security", 10_000),),
}


def altered_after(contents: Contents, day: date) -> Contents:
    """The same, but every row recorded after a day says something else."""

    def late(recorded: datetime) -> bool:
        return recorded.astimezone(UTC).date() > day

    return replace(
        contents,
        rates=tuple(
            replace(r, per_eur=3 * r.per_eur) if late(r.recorded_at) else r for r in contents.rates
        ),
        projects=tuple(_altered(project, late) for project in contents.projects),
    )


def _altered(project: Project, late: Callable[[datetime], bool]) -> Project:
    return replace(
        project,
        statuses=tuple(
            replace(row, status=Status(row.status % 6 + 1)) if late(row.recorded_at) else row
            for row in project.statuses
        ),
        relations=tuple(
            replace(row, relation=Relation(row.relation % 2 + 1)) if late(row.recorded_at) else row
            for row in project.relations
        ),
        publications=tuple(
            replace(row, state=Publication(row.state % 4 + 1)) if late(row.recorded_at) else row
            for row in project.publications
        ),
        share_sets=tuple(
            replace(row, parts=_ANOTHER_SHARE[row.axis]) if late(row.recorded_at) else row
            for row in project.share_sets
        ),
        budgets=tuple(
            replace(row, amount_minor=2 * row.amount_minor + 1, currency="TND")
            if late(row.recorded_at)
            else row
            for row in project.budgets
        ),
        flows=tuple(
            replace(
                row,
                amount_minor=3 * row.amount_minor + (1 if row.amount_minor > 0 else -1)
                if late(row.recorded_at)
                else row.amount_minor,
                currency="TND" if late(row.recorded_at) else row.currency,
                confidences=tuple(
                    replace(change, confidence=Verification(change.confidence % 3 + 1))
                    if late(change.recorded_at)
                    else change
                    for change in row.confidences
                ),
            )
            for row in project.flows
        ),
        milestones=tuple(
            replace(
                milestone,
                versions=tuple(
                    replace(v, weight=v.weight + 9, state=MilestoneState.DONE, done_on=v.valid_from)
                    if late(v.recorded_at)
                    else v
                    for v in milestone.versions
                ),
            )
            for milestone in project.milestones
        ),
    )


def shuffled(tables: RawTables, seed: int) -> RawTables:
    """The same rows in another order, as a store is free to return them."""
    order = Random(seed)  # a test needs no secrets
    mixed = {}
    for name, columns in tables.items():
        places = list(range(len(next(iter(columns.values())))))
        order.shuffle(places)
        mixed[name] = {column: values[places] for column, values in columns.items()}
    return mixed


_FLOW_IDS = {
    "flow": ("id", "corrects_id", "supersedes_id", "honours_id"),
    "flow_confidence": ("flow_id",),
}


def with_gaps_between_ids(tables: RawTables) -> RawTables:
    """The same rows with other ids of flows, in the same order: rows come and go in a store."""

    def spread(name: str, columns: Mapping[str, Ints]) -> dict[str, Ints]:
        renamed = _FLOW_IDS.get(name, ())
        return {
            column: np.where(values == NO_ONE, NO_ONE, values * 1_000 + 7)
            if column in renamed
            else values
            for column, values in columns.items()
        }

    return {name: spread(name, columns) for name, columns in tables.items()}
