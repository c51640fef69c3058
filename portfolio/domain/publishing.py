"""Publishing of a draft: from a typed entry to a project, and to the dated rows of a revision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from portfolio.domain import flows
from portfolio.domain.documents import (
    RELATION,
    SHARE_FIELDS,
    day_order,
)
from portfolio.domain.drafts import Document
from portfolio.domain.entry_rules import KINDS, ROLES, STAGES
from portfolio.domain.fields import DAY_FIELDS, TEXT_FIELDS
from portfolio.domain.flows import (
    ANNOUNCEMENTS,
    BudgetPeriod,
    BudgetType,
    Flow,
    FlowKind,
    PlannedPayment,
    Provenance,
    Verification,
    budgets_in_force,
    reference,
)
from portfolio.domain.params import PortfolioChoice
from portfolio.domain.parsing import EntryLookups, EntryReading, Values
from portfolio.domain.projects import (
    RECORDED,
    DatedPublication,
    DatedRelation,
    DatedStatus,
    Milestone,
    MilestoneState,
    MilestoneVersion,
    Participant,
    Project,
    Publication,
    ShareSet,
    Source,
    Status,
)

_STATUSES: Final = {status.word: status for status in Status}
_RELATIONS: Final = {relation.word: relation for relation in RECORDED}


def new_project(
    reading: EntryReading,
    names: EntryLookups,
    recorded_at: datetime,
    kind_exception: str = "",
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> Project:
    """New published project of an entry without blocking errors.

    All its facts are valid from the day of its status, which the record learns now.
    """
    values, valid_from = reading.values, reading.values["status_from"]
    project = Project(
        id=0,
        identifier=values["identifier"],
        titles=values["titles"],
        summaries=values["summaries"],
        declared_kind=KINDS[values["kind"]],
        provenance=Provenance.ENTERED,
        is_example=portfolio.is_example,
        kind_exception=kind_exception,
        owner=values.get("owner"),
        participants=_participants(reading),
        relevant_clauses=values["relevant_clauses"],
        statuses=(DatedStatus(_STATUSES[values["status"]], valid_from, recorded_at),),
        relations=_relations(reading, valid_from, recorded_at),
        publications=(DatedPublication(Publication.PUBLISHED, valid_from, recorded_at),),
        share_sets=tuple(
            ShareSet(axis, valid_from, recorded_at, _parts(reading.rows(name), column))
            for name, column, axis in SHARE_FIELDS
        ),
        budgets=tuple(
            _budget(row, BudgetType.ORIGINAL, valid_from, recorded_at)
            for row in reading.rows("budgets")
        ),
        flows=_flows(reading.rows("flows"), values["identifier"], names, recorded_at),
        planned_payments=tuple(
            _planned_payment(row, BudgetType.ORIGINAL, valid_from, recorded_at)
            for row in reading.rows("planned_payments")
        ),
        milestones=tuple(
            _milestone(f"M-{number}", row, valid_from, recorded_at)
            for number, row in enumerate(reading.rows("milestones"), start=1)
        ),
        documents=_documents(reading),
    )
    plain: dict[str, Any] = {name: _plain(reading, name) for name in (*TEXT_FIELDS, *DAY_FIELDS)}
    return replace(project, **plain)


def as_imported(project: Project) -> Project:
    """A new project that a file of somebody else's brought: it and its money count as imported."""
    rows = tuple(replace(flow, provenance=Provenance.IMPORTED) for flow in project.flows)
    return replace(project, provenance=Provenance.IMPORTED, flows=rows)


def _plain(reading: EntryReading, name: str) -> Any:
    return reading.values.get(name, "" if name in TEXT_FIELDS else None)


def revise_project(
    project: Project,
    fields: frozenset[str],
    reading: EntryReading,
    effective: date,
    recorded_at: datetime,
    kind_exception: str = "",
) -> Project:
    """Stored project with the changed fields as typed; dated rows are added, not edited."""
    values, new = reading.values, dict[str, Any]()
    for name in (*TEXT_FIELDS, *DAY_FIELDS, "owner", "titles", "summaries", "relevant_clauses"):
        if name in fields:
            new[name] = _plain(reading, name)
    if "kind" in fields:
        new["declared_kind"] = KINDS[values["kind"]]
    if kind_exception != project.kind_exception:
        new["kind_exception"] = kind_exception
    if "participants" in fields:
        new["participants"] = _participants(reading)
    if "documents" in fields:
        new["documents"] = _documents(reading)
    if fields.intersection(RELATION):
        new["relations"] = (*project.relations, *_relations(reading, effective, recorded_at))
    sets = tuple(
        ShareSet(axis, effective, recorded_at, _parts(reading.rows(name), column))
        for name, column, axis in SHARE_FIELDS
        if name in fields
    )
    if sets:
        new["share_sets"] = (*project.share_sets, *sets)
    if "budgets" in fields:
        new["budgets"] = (*project.budgets, *_revisions(project, reading, effective, recorded_at))
    if "planned_payments" in fields:
        rescheduled = _rescheduled(project, reading, effective, recorded_at)
        new["planned_payments"] = (*project.planned_payments, *rescheduled)
    if "milestones" in fields:
        new["milestones"] = _replanned(project, reading, effective, recorded_at)
    return replace(project, **new)


def _relations(
    reading: EntryReading, valid_from: date, recorded_at: datetime
) -> tuple[DatedRelation, ...]:
    """Relation row of an entry; none where it leaves the relation as it is."""
    values = reading.values
    if not values.get("relation"):
        return ()
    relation = _RELATIONS[values["relation"]]
    source = values.get("relation_source", "")
    return (DatedRelation(relation, valid_from, recorded_at, values["relation_reasons"], source),)


def _participants(reading: EntryReading) -> tuple[Participant, ...]:
    return tuple(
        Participant(ROLES[row["role"]], row["organisation"], row["country"])
        for row in reading.rows("participants")
    )


def _documents(reading: EntryReading) -> tuple[Source, ...]:
    return tuple(Source(row["title"], row["address"]) for row in reading.rows("documents"))


def _parts(rows: Sequence[Values], column: str) -> tuple[tuple[str, int], ...]:
    return tuple((str(row[column]), row["share"]) for row in rows)


def _budget(row: Values, type: BudgetType, valid_from: date, recorded_at: datetime) -> BudgetPeriod:
    return BudgetPeriod(
        id=0,
        project_id=0,
        type=type,
        first_day=row["first_day"],
        last_day=row["last_day"],
        amount_minor=row["amount"],
        currency=row["currency"],
        valid_from=valid_from,
        recorded_at=recorded_at,
    )


def _revisions(
    project: Project, reading: EntryReading, effective: date, recorded_at: datetime
) -> tuple[BudgetPeriod, ...]:
    """New rows for periods that are new or need another sum; one taken out needs nothing now."""
    standing = {(row.first_day, row.last_day): row for row in budgets_in_force(project.budgets)}
    rows = []
    for row in reading.rows("budgets"):
        before = standing.pop((row["first_day"], row["last_day"]), None)
        if before is None:
            rows.append(_budget(row, BudgetType.ORIGINAL, effective, recorded_at))
        elif (before.amount_minor, before.currency) != (row["amount"], row["currency"]):
            rows.append(_budget(row, BudgetType.REVISED, effective, recorded_at))
    rows += [
        replace(
            row,
            id=0,
            type=BudgetType.REVISED,
            amount_minor=0,
            valid_from=effective,
            recorded_at=recorded_at,
        )
        for row in standing.values()
        if row.amount_minor
    ]
    return tuple(rows)


def _flows(
    rows: Iterable[Values], identifier: str, names: EntryLookups, recorded_at: datetime
) -> tuple[Flow, ...]:
    made: dict[str, Flow] = {}
    for row in rows:
        facts = (row[name] for name in ("kind", "provider", "amount", "currency", "value_date"))
        name = reference(made, identifier, *facts)
        made[name] = typed_flow(len(made) + 1, name, row, names, recorded_at)
    return tuple(made.values())


def typed_flow(
    number: int, name: str, row: Values, names: EntryLookups, recorded_at: datetime
) -> Flow:
    """The flow of typed values; one without a source is only proposed until the funder confirms."""
    source, receiver = row.get("source") or "", row.get("receiver")
    return Flow(
        id=number,
        project_id=0,
        reference=name,
        kind=STAGES[row["kind"]],
        provider_id=names.organisations[row["provider"]].id,
        receiver_id=names.organisations[receiver].id if receiver else None,
        amount_minor=row["amount"],
        currency=row["currency"],
        value_date=row["value_date"],
        recorded_at=recorded_at,
        confidence=confidence(STAGES[row["kind"]], source),
        provenance=Provenance.ENTERED,
        in_kind=bool(row.get("in_kind")),
        flow_type=_code(row, "flow_type"),
        earmarking=_code(row, "earmarking"),
        finance_type=_code(row, "finance_type"),
        announcement=ANNOUNCEMENTS.get(row.get("announcement")),
        note=row.get("note") or "",
        source=source,
        source_word=row.get("source_word") or "",
    )


def _code(row: Values, column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


def confidence(kind: FlowKind, source: str) -> Verification:
    """Verification of an entered row: documented with a source, else proposed.

    Expenditure of the implementer needs no confirmation by a funder.
    """
    if source:
        return Verification.DOCUMENTED
    return Verification.CONFIRMED if kind is FlowKind.EXPENDITURE else Verification.PROPOSED


def _milestone(reference: str, row: Values, valid_from: date, recorded_at: datetime) -> Milestone:
    titles = {row["language"] or "en": row["title"]}
    return Milestone(0, reference, titles, (_planned(row, valid_from, recorded_at),))


def _planned_payment(
    row: Values, type: BudgetType, valid_from: date, recorded_at: datetime
) -> PlannedPayment:
    return PlannedPayment(
        funder=row["provider"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        amount_minor=row["amount"],
        currency=row["currency"],
        valid_from=valid_from,
        recorded_at=recorded_at,
        type=type,
        source=row["source"] or "",
    )


def _rescheduled(
    project: Project, reading: EntryReading, effective: date, recorded_at: datetime
) -> tuple[PlannedPayment, ...]:
    """New rows for payments that are new or changed; of one taken out nothing is planned now."""
    before = {
        (row.funder, row.first_day, row.last_day): row
        for row in flows.planned_in_force(project.planned_payments)
    }
    known = {(row.funder, row.first_day, row.last_day) for row in project.planned_payments}
    rows = []
    for row in reading.rows("planned_payments"):
        period = row["provider"], row["first_day"], row["last_day"]
        standing = before.pop(period, None)
        told = (row["amount"], row["currency"], row["source"] or "")
        if standing and (standing.amount_minor, standing.currency, standing.source) == told:
            continue
        type = BudgetType.REVISED if period in known else BudgetType.ORIGINAL
        rows.append(_planned_payment(row, type, effective, recorded_at))
    rows += [
        replace(
            row,
            type=BudgetType.REVISED,
            amount_minor=0,
            valid_from=effective,
            recorded_at=recorded_at,
        )
        for row in before.values()
    ]
    return tuple(rows)


def _planned(row: Values, valid_from: date, recorded_at: datetime) -> MilestoneVersion:
    return MilestoneVersion(
        clause=row["clause"],
        due=row["due"],
        weight=row["weight"],
        state=MilestoneState.PLANNED,
        done_on=None,
        evidence="",
        valid_from=valid_from,
        recorded_at=recorded_at,
    )


def _replanned(
    project: Project, reading: EntryReading, effective: date, recorded_at: datetime
) -> tuple[Milestone, ...]:
    """Milestones with a version for every new plan; a removed one keeps its row with weight 0."""
    rows = {row["key"]: row for row in reading.rows("milestones")}
    kept = []
    for milestone in project.milestones:
        latest = max(milestone.versions, key=day_order)
        row = rows.pop(milestone.reference, None)
        plan: Mapping[str, Any] = (
            {"weight": 0} if row is None else {k: row[k] for k in ("clause", "due", "weight")}
        )
        after = replace(latest, **plan, valid_from=effective, recorded_at=recorded_at)
        same = all(getattr(latest, name) == value for name, value in plan.items())
        titles = milestone.titles
        if row is not None:
            titles = {**titles, row["language"] or "en": row["title"]}
        versions = milestone.versions if same else (*milestone.versions, after)
        kept.append(replace(milestone, titles=titles, versions=versions))
    number = len(kept)
    references = {milestone.reference for milestone in kept}
    for row in rows.values():
        number += 1
        while f"M-{number}" in references:
            number += 1
        kept.append(_milestone(f"M-{number}", row, effective, recorded_at))
    return tuple(kept)


def changed_fields(base: Document, now: Document) -> frozenset[str]:
    """Names of the fields that differ between two documents."""
    return frozenset(
        name for name in {*base, *now} if (base.get(name) or None) != (now.get(name) or None)
    )
