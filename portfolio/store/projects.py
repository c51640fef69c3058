"""Projects read back whole from their rows."""

import json
from collections import defaultdict, namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from portfolio.domain.clauses import Priority
from portfolio.domain.errors import UnknownProject
from portfolio.domain.flows import (
    Announcement,
    BudgetPeriod,
    DatedVerification,
    Flow,
    PlannedPayment,
)
from portfolio.domain.money import Dimension
from portfolio.domain.projects import (
    DatedPublication,
    DatedRelation,
    DatedStatus,
    Milestone,
    MilestoneVersion,
    Participant,
    Project,
    ShareSet,
    Source,
    StatedAmount,
)
from portfolio.store import mapping, tables
from portfolio.store.mapping import NAMED, RowIds
from portfolio.store.schema import Code, Day, Instant
from portfolio.store.tables import METADATA, PART_OF_PROJECT, project

_PARTS: Final = tuple(
    (table, table.c.project_id if table.info.get(PART_OF_PROJECT) else table.c.id)
    for table in METADATA.sorted_tables
    if table.info.get(PART_OF_PROJECT) or table is project
)
# One statement a table costs as many round trips as there are tables, on every save.
_ARRAYS: Final = {  # one JSON text a table: to parse many small ones takes longer
    "sqlite": "json_group_array(json_array({}))",
    "postgresql": "json_agg(json_build_array({}))",
}
_THESE: Final = {
    "sqlite": "IN (SELECT value FROM json_each(:these))",
    "postgresql": "= ANY(CAST(CAST(:these AS text) AS integer[]))",
}
_THIS: Final = "= (SELECT id FROM project WHERE identifier = :these)"
_AROUND: Final = {"sqlite": "[{}]", "postgresql": "{{{}}}"}

Rows = Mapping[int, list[Any]]  # by project id, in the order of their own ids


def read_parts(
    connection: sa.Connection, these: Collection[int] | str, lookups: RowIds | None = None
) -> tuple[dict[str, Rows], RowIds]:
    """The rows of these projects by table and project, their own included; all names beside them.

    Projects are named by their ids or one by its identifier; ``lookups`` spares reading the names.
    """
    dialect = connection.dialect
    shapes = _shapes(dialect)
    found: dict[str, dict[int, list[Any]]] = {name: {} for name in shapes}
    names: dict[str, dict[str, int]] = {table: {} for table, _, _ in NAMED}
    is_one = isinstance(these, str)
    given = these if is_one else _AROUND[dialect.name].format(",".join(map(str, these)))
    statement = _statement(dialect.name, is_one=is_one, with_names=lookups is None)
    for name, said in connection.execute(statement, {"these": given}).all():
        several = json.loads(said) if isinstance(said, str) else said or ()
        if name in names:
            names[name].update(several)
            continue
        for row in map(shapes[name], several):
            own = row.id if name == project.name else row.project_id
            found[name].setdefault(own, []).append(row)
    for rows in found.values():
        for owned in rows.values():
            owned.sort(key=lambda row: row.id)
    return found, lookups or RowIds(*names.values())  # type: ignore[return-value]


@cache
def _statement(engine: str, *, is_one: bool, with_names: bool) -> sa.TextClause:
    which = _THIS if is_one else _THESE[engine]
    quoted = sa.sql.compiler.IdentifierPreparer(sa.engine.default.DefaultDialect())
    chosen: list[tuple[str, Iterable[sa.Column[Any]], str]] = [
        (table.name, table.columns, f"WHERE {own.name} {which}") for table, own in _PARTS
    ]
    if with_names:
        chosen += [(table, (name, number), "") for table, name, number in NAMED]
    selects = (
        f"SELECT '{table}', "  # noqa: S608 - names of our own tables
        + _ARRAYS[engine].format(", ".join(quoted.quote(column.name) for column in columns))
        + f" FROM {table} {where}"
        for table, columns, where in chosen
    )
    return sa.text(" UNION ALL ".join(selects))


@cache
def _shapes(dialect: Dialect) -> Mapping[str, Callable[[list[Any]], Any]]:
    return {table.name: _shape(table, dialect) for table, _ in _PARTS}


def _shape(table: sa.Table, dialect: Dialect) -> Callable[[list[Any]], Any]:
    """Makes a row of the table of its values as JSON holds them."""
    made = namedtuple(table.name, [column.name for column in table.columns])  # type: ignore[misc]
    read = [
        (place, column.type.process_result_value)
        for place, column in enumerate(table.columns)
        if isinstance(column.type, Code | Day | Instant)
    ]
    flags = [n for n, column in enumerate(table.columns) if isinstance(column.type, sa.Boolean)]

    def shape(values: list[Any]) -> Any:
        for place, convert in read:
            values[place] = convert(values[place], dialect)
        for place in flags:  # SQLite keeps them as 0 and 1
            values[place] = bool(values[place])
        return made(*values)

    return shape


# By connection, which lives as long as one transaction.
_KNOWN: Final[WeakKeyDictionary[sa.Connection, RowIds]] = WeakKeyDictionary()


def read_project(connection: sa.Connection, identifier: str) -> Project:
    """The complete project; raises UnknownProject when no project has the identifier."""
    found = find_project(connection, identifier)
    if found is None:
        raise UnknownProject(identifier=identifier)
    return found


def find_project(
    connection: sa.Connection, identifier: str, lookups: RowIds | None = None
) -> Project | None:
    """The complete project with this identifier, if there is one; ``lookups`` spares reading names."""
    return _read(connection, identifier, lookups).get(identifier)


def read_projects(connection: sa.Connection, ids: Collection[int]) -> dict[str, Project]:
    """Complete projects by identifier, in the order of their ids."""
    return _read(connection, ids, None)


def _read(
    connection: sa.Connection, these: Collection[int] | str, lookups: RowIds | None
) -> dict[str, Project]:
    parts, lookups = read_parts(connection, these, lookups)
    _KNOWN[connection] = lookups
    names = _ProjectNames(lookups)
    return {
        own.identifier: _project(
            own, {name: rows.get(number, []) for name, rows in parts.items()}, names
        )
        for number, (own,) in sorted(parts[tables.project.name].items())
    }


def names_for(connection: sa.Connection, project: Project, currencies: set[str]) -> RowIds:
    """The names read with a project in this transaction, unless the project names others since."""
    known = _KNOWN.get(connection)
    if known is not None and known.cover(project, currencies):
        return known
    return RowIds.read(connection)


class _ProjectNames:
    """Codes and identifiers by row id."""

    def __init__(self, lookups: RowIds) -> None:
        self.currencies = {number: code for code, number in lookups.currencies.items()}
        self.countries: dict[int | None, str | None] = {None: None}
        self.countries |= {number: code for code, number in lookups.countries.items()}
        self.organisations: dict[int | None, str | None] = {None: None}
        self.organisations |= {number: name for name, number in lookups.organisations.items()}

    def share(self, axis: Dimension, key: int) -> str:
        """A share's key as the domain writes it: clause number, ISO code or priority."""
        match axis:
            case Dimension.CLAUSE:
                return str(key)
            case Dimension.COUNTRY:
                return self.countries[key] or ""
            case Dimension.PRIORITY:
                return Priority(key).word


def _by(rows: list[Any], name: str) -> Mapping[int, list[Any]]:
    """Rows by the id of what they belong to, in their own order."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _project(row: Any, parts: Mapping[str, list[Any]], names: _ProjectNames) -> Project:
    texts = parts["project_text"]
    shares = _by(parts["share"], "set_id")
    return Project(
        id=row.id,
        identifier=row.identifier,
        titles={text.language: text.title for text in texts if text.title},
        summaries={text.language: text.summary for text in texts if text.summary},
        declared_kind=row.declared_kind,
        provenance=row.provenance,
        objective=row.objective,
        kind_exception=row.kind_exception,
        kind_reason=row.kind_reason,
        owner=names.organisations[row.owner_id],
        place=row.place,
        requesting_authority=row.requesting_authority,
        contact_office=row.contact_office,
        contact_address=row.contact_address,
        contact_email=row.contact_email,
        sector=row.sector,
        start_planned=row.start_planned,
        end_planned=row.end_planned,
        start_actual=row.start_actual,
        end_actual=row.end_actual,
        participants=tuple(
            Participant(
                part.role,
                names.organisations[part.organisation_id],
                names.countries[part.country_id],
            )
            for part in parts["project_participant"]
        ),
        relevant_clauses=tuple(part.clause for part in parts["project_relevance"]),
        statuses=tuple(
            DatedStatus(part.status, part.valid_from, part.recorded_at, part.source)
            for part in parts["project_status"]
        ),
        relations=tuple(
            DatedRelation(
                part.relation,
                part.valid_from,
                part.recorded_at,
                mapping.words(part, "reason"),
                part.source,
            )
            for part in parts["project_relation"]
        ),
        publications=tuple(
            DatedPublication(part.state, part.valid_from, part.recorded_at)
            for part in parts["project_publication"]
        ),
        share_sets=tuple(
            ShareSet(
                part.axis,
                part.valid_from,
                part.recorded_at,
                tuple(
                    (names.share(part.axis, share.key), share.basis_points)
                    for share in shares[part.id]
                ),
                part.reason,
            )
            for part in parts["share_set"]
        ),
        budgets=tuple(_budget(part, names) for part in parts["budget"]),
        flows=_flows(parts, names),
        planned_payments=tuple(_planned(part, names) for part in parts["planned_payment"]),
        milestones=_milestones(parts),
        sources=_sources(parts["source"], documents=False),
        documents=_sources(parts["source"], documents=True),
        listed_lines=tuple(
            StatedAmount(
                part.kind,
                part.amount,
                names.currencies[part.currency_id],
                part.reason,
                part.note,
                part.source,
                part.source_word,
                part.stated_on,
            )
            for part in parts["listed_line"]
        ),
        notes=row.notes,
        dates_note=row.dates_note,
        is_example=row.is_example,
    )


def _sources(rows: list[Any], *, documents: bool) -> tuple[Source, ...]:
    return tuple(Source(row.title, row.address) for row in rows if row.is_document is documents)


def _budget(row: Any, names: _ProjectNames) -> BudgetPeriod:
    return BudgetPeriod(
        id=row.id,
        project_id=row.project_id,
        type=row.type,
        first_day=row.first_day,
        last_day=row.last_day,
        amount_minor=row.amount,
        currency=names.currencies[row.currency_id],
        valid_from=row.valid_from,
        recorded_at=row.recorded_at,
        source=row.source,
        date_derived=row.date_derived,
        source_word=row.source_word,
    )


def _planned(row: Any, names: _ProjectNames) -> PlannedPayment:
    return PlannedPayment(
        funder=names.organisations[row.provider_id] or "",
        first_day=row.first_day,
        last_day=row.last_day,
        amount_minor=row.amount,
        currency=names.currencies[row.currency_id],
        valid_from=row.valid_from,
        recorded_at=row.recorded_at,
        type=row.type,
        source=row.source,
    )


def _flows(parts: Mapping[str, list[Any]], names: _ProjectNames) -> tuple[Flow, ...]:
    confidences = _by(parts["flow_confidence"], "flow_id")
    return tuple(
        Flow(
            id=row.id,
            project_id=row.project_id,
            reference=row.reference,
            kind=row.kind,
            provider_id=row.provider_id,
            receiver_id=row.receiver_id,
            amount_minor=row.amount,
            currency=names.currencies[row.currency_id],
            value_date=row.value_date,
            recorded_at=row.recorded_at,
            perspective=row.perspective,
            confidence=row.confidence,
            provenance=row.provenance,
            in_kind=row.in_kind,
            corrects_id=row.corrects_id,
            supersedes_id=row.supersedes_id,
            honours_id=row.honours_id,
            provider_project_id=row.provider_project_id,
            flow_type=row.flow_type,
            earmarking=row.earmarking,
            finance_type=row.finance_type,
            announcement=None if row.announcement is None else Announcement(row.announcement),
            note=row.note,
            source=row.source,
            source_word=row.source_word,
            date_derived=row.date_derived,
            confidences=tuple(
                DatedVerification(part.confidence, part.valid_from, part.recorded_at)
                for part in confidences[row.id]
            ),
        )
        for row in parts["flow"]
    )


def _milestones(parts: Mapping[str, list[Any]]) -> tuple[Milestone, ...]:
    texts = _by(parts["milestone_text"], "milestone_id")
    versions = _by(parts["milestone_version"], "milestone_id")
    return tuple(
        Milestone(
            id=row.id,
            reference=row.reference,
            titles={text.language: text.title for text in texts[row.id]},
            versions=tuple(
                MilestoneVersion(
                    clause=part.clause,
                    due=part.due,
                    weight=part.weight,
                    state=part.state,
                    done_on=part.done_on,
                    evidence=part.evidence,
                    valid_from=part.valid_from,
                    recorded_at=part.recorded_at,
                )
                for part in versions[row.id]
            ),
        )
        for row in parts["milestone"]
    )
