"""Domain values as the integer columns the ledger reads, as a store would give them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from portfolio.domain.clauses import Priority
from portfolio.domain.contents import Contents
from portfolio.domain.money import Dimension
from portfolio.domain.projects import Project, ShareSet
from portfolio.domain.reference import ParticipantRole
from portfolio.ledger.columns import (
    NO_ONE,
    PROJECT_SOURCES,
    SHARED_SOURCES,
    Labels,
    MilestoneLabel,
    ProjectLabel,
    RawTables,
)
from tests.building.world import CURRENCIES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Line = tuple[int, ...]


def days(day: date | None) -> int:
    """Whole days since 1970-01-01, NO_ONE for none."""
    return NO_ONE if day is None else (day - _EPOCH.date()).days


def instant(moment: datetime) -> int:
    """Whole microseconds since 1970, UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _row_id(number: int | None) -> int:
    return NO_ONE if number is None else number


class _Writer:
    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        codes = {*CURRENCIES, *(rate.currency for rate in contents.rates)}
        for project in contents.projects:
            codes |= {flow.currency for flow in project.flows}
            codes |= {budget.currency for budget in project.budgets}
            codes |= {payment.currency for payment in project.planned_payments}
        self.currencies = {code: number for number, code in enumerate(sorted(codes), start=1)}
        self.organisations = {o.identifier: o.id for o in contents.organisations}
        self.countries = {country.code: country.id for country in contents.countries}
        self.lines: dict[str, list[Line]] = {
            name: [] for name in (*PROJECT_SOURCES, *SHARED_SOURCES)
        }

    def _add(self, table: str, *values: int) -> int:
        """One more row; its id is the next of the table."""
        number = len(self.lines[table]) + 1
        self.lines[table].append((number, *values))
        return number

    def shared(self) -> None:
        for rate in self.contents.rates:
            self._add(
                "rate",
                self.currencies[rate.currency],
                days(rate.day),
                rate.per_eur,
                instant(rate.recorded_at),
            )
        numbers = {d.reference: n for n, d in enumerate(self.contents.deliverables, start=1)}
        for version in self.contents.deliverable_versions:
            self._add(
                "deliverable_version",
                numbers[version.deliverable],
                version.state,
                days(version.done_on),
                bool(version.evidence),
                days(version.valid_from),
                instant(version.recorded_at),
            )

    def project(self, project: Project) -> None:
        self.lines["project"].append(
            (
                project.id,
                NO_ONE if project.owner is None else self.organisations[project.owner],
                project.declared_kind,
                bool(project.kind_exception),
                project.provenance,
                project.is_example,
                1,
            )
        )
        for status in project.statuses:
            dated = (days(status.valid_from), instant(status.recorded_at))
            self._add("project_status", project.id, status.status, *dated)
        for row in project.relations:
            dated = (days(row.valid_from), instant(row.recorded_at))
            self._add("project_relation", project.id, row.relation, *dated)
        for state in project.publications:
            dated = (days(state.valid_from), instant(state.recorded_at))
            self._add("project_publication", project.id, state.state, *dated)
        for taking in project.participants:
            organisation = (
                self.organisations[taking.organisation] if taking.organisation else NO_ONE
            )
            country = self.countries[taking.country] if taking.country else NO_ONE
            self._add("project_participant", project.id, taking.role, organisation, country)
        for clause in project.relevant_clauses:
            self._add("project_relevance", project.id, clause)
        for shares in project.share_sets:
            self._shares(project.id, shares)
        self._money(project)
        for milestone in project.milestones:
            for version in milestone.versions:
                self._add(
                    "milestone_version",
                    project.id,
                    milestone.id,
                    _row_id(version.clause),
                    days(version.due),
                    version.weight,
                    version.state,
                    days(version.done_on),
                    bool(version.evidence),
                    days(version.valid_from),
                    instant(version.recorded_at),
                )

    def _shares(self, project: int, shares: ShareSet) -> None:
        dated = (days(shares.valid_from), instant(shares.recorded_at))
        number = self._add("share_set", project, shares.axis, *dated)
        for key, points in shares.parts:
            match shares.axis:
                case Dimension.CLAUSE:
                    part = int(key)
                case Dimension.COUNTRY:
                    part = self.countries[key]
                case Dimension.PRIORITY:
                    part = Priority[key.upper()]
            self._add("share", project, number, part, points)

    def _money(self, project: Project) -> None:
        for budget in project.budgets:
            self.lines["budget"].append(
                (
                    budget.id,
                    project.id,
                    budget.type,
                    days(budget.first_day),
                    days(budget.last_day),
                    budget.amount_minor,
                    self.currencies[budget.currency],
                    days(budget.valid_from),
                    instant(budget.recorded_at),
                )
            )
        for payment in project.planned_payments:
            self._add(
                "planned_payment",
                project.id,
                payment.type,
                self.organisations[payment.funder],
                days(payment.first_day),
                days(payment.last_day),
                payment.amount_minor,
                self.currencies[payment.currency],
                days(payment.valid_from),
                instant(payment.recorded_at),
            )
        for flow in project.flows:
            self.lines["flow"].append(
                (
                    flow.id,
                    project.id,
                    flow.kind,
                    _row_id(flow.provider_id),
                    _row_id(flow.receiver_id),
                    flow.amount_minor,
                    self.currencies[flow.currency],
                    days(flow.value_date),
                    instant(flow.recorded_at),
                    flow.perspective,
                    flow.confidence,
                    flow.provenance,
                    flow.in_kind,
                    _row_id(flow.corrects_id),
                    _row_id(flow.supersedes_id),
                    _row_id(flow.honours_id),
                    _row_id(flow.provider_project_id),
                    _row_id(flow.finance_type),
                    _row_id(flow.announcement),
                )
            )
            for change in flow.confidences:
                dated = (days(change.valid_from), instant(change.recorded_at))
                self._add("flow_confidence", project.id, flow.id, change.confidence, *dated)

    def tables(self, sources: Mapping[str, Sequence[str]]) -> RawTables:
        return {
            name: {
                column: np.array([line[place] for line in self.lines[name]], dtype=np.int64)
                for place, column in enumerate(columns)
            }
            for name, columns in sources.items()
        }

    def labels(self) -> Labels:
        contents = self.contents
        return Labels(
            projects={project.id: _label(project) for project in contents.projects},
            organisations={o.id: o for o in contents.organisations},
            countries={country.id: country for country in contents.countries},
            currencies={number: code for code, number in self.currencies.items()},
            milestones={
                milestone.id: MilestoneLabel(milestone.reference, milestone.titles)
                for project in contents.projects
                for milestone in project.milestones
            },
            deliverables=dict(enumerate(contents.deliverables, start=1)),
            lists=contents.lists,
        )


def _label(project: Project) -> ProjectLabel:
    implementing: Iterable[str] = (
        p.organisation
        for p in project.participants
        if p.role is ParticipantRole.IMPLEMENTING and p.organisation
    )
    return ProjectLabel(
        project.identifier,
        project.titles,
        project.summaries,
        next(iter(implementing), None),
        project.contact_office,
        project.place,
        project.contact_email,
    )


def raw_tables(contents: Contents) -> tuple[RawTables, RawTables, Labels]:
    """Project tables, shared tables and labels of these contents; ids as the values give them."""
    writer = _Writer(contents)
    writer.shared()
    for project in contents.projects:
        writer.project(project)
    return writer.tables(PROJECT_SOURCES), writer.tables(SHARED_SOURCES), writer.labels()
