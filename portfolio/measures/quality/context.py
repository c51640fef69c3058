"""Context of quality rules: a view without filters, inputs outside the columns, the calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

import numpy as np

from portfolio.domain.flows import Provenance, Verification
from portfolio.domain.projects import Relation, Status
from portfolio.domain.reference import Organisation
from portfolio.ledger.columns import NO_ONE, Bools, Ints, RawTables, among, positions
from portfolio.ledger.flows import DANGLING
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.projects import Participation, participation
from portfolio.ledger.view import View, day_number
from portfolio.measures.quality.results import RuleResult
from portfolio.text.typing import squeeze


@dataclass(frozen=True)
class Reference:
    """Flow rows that reference another: the row and its target (DANGLING if it is not stored)."""

    row: Ints
    target: Ints


@dataclass(frozen=True)
class Naming:
    """Each organisation a project names, once: the project's code and the organisation's row id.

    ``similar``: for organisations of nearly an earlier one's name the earlier one, by row id.
    """

    project: Ints
    organisation: Ints
    similar: Mapping[int, int]


@dataclass(frozen=True, eq=False)
class RuleInputs:
    """One entry a project code, NO_ONE where nothing is recorded; flows by row number.

    Equal only to itself: what is computed from it is cached with it.
    """

    declared_kinds: Ints
    has_exception: Bools
    has_office: Bools
    start_planned: Ints
    end_planned: Ints
    start_actual: Ints
    end_actual: Ints
    people: Participation
    honours: Reference
    supersedes: Reference
    derived_kinds: Ints  # flows whose day the source does not state
    title: Ints  # numbers of folded titles, equal where titles are, and the project code of each
    title_groups: Ints
    naming: Naming

    @property
    def end(self) -> Ints:
        """The last day of each project: the actual one where it is known, else the planned one."""
        return np.where(self.end_actual != NO_ONE, self.end_actual, self.end_planned)


def facts(portfolio: Portfolio, raw: RawTables, titles: tuple[Ints, Ints]) -> RuleInputs:
    """The facts of a portfolio: ``raw`` as store.snapshot reads it, ``titles`` (project code, number)."""
    size, labels, people = portfolio.size, portfolio.labels, portfolio.participants
    own = portfolio.codes[raw["project"]["id"]]

    def by_code(name: str) -> Ints:
        values = np.full(size, NO_ONE, np.int64)
        values[own] = raw["project"][name]
        return values

    written, flows = raw["flow"], portfolio.flows.flows
    at = _LivingRows(flows.id, portfolio.alive[flows.project])
    row = at(written["id"])

    def naming(name: str) -> Reference:
        named = (written[name] != NO_ONE) & (row >= 0)
        target = at(written[name][named])
        return Reference(row[named], np.where(target >= 0, target, DANGLING))

    title = np.flatnonzero(portfolio.alive[titles[0]])
    return RuleInputs(
        declared_kinds=by_code("declared_kind"),
        has_exception=by_code("has_exception") == 1,
        has_office=by_code("has_office") == 1,
        start_planned=by_code("start_planned"),
        end_planned=by_code("end_planned"),
        start_actual=by_code("start_actual"),
        end_actual=by_code("end_actual"),
        people=participation(people, people.project, size, labels.countries, labels.organisations),
        honours=naming("honours_id"),
        supersedes=naming("supersedes_id"),
        derived_kinds=row[(written["date_derived"] == 1) & (row >= 0)],
        title=titles[1][title],
        title_groups=titles[0][title],
        naming=_naming(portfolio),
    )


def _naming(portfolio: Portfolio) -> Naming:
    """Organisations that participate, fund or receive, by project."""
    flows, people = portfolio.flows.flows, portfolio.participants
    projects = np.concatenate((people.project, flows.project, flows.project))
    named = np.concatenate((people.organisation, flows.provider, flows.receiver))
    known = portfolio.alive[projects] & (named > 0)
    pairs = np.unique(np.stack((projects[known], named[known])), axis=1)
    alike = _alike(portfolio.labels.organisations)
    return Naming(pairs[0].astype(np.int64), pairs[1].astype(np.int64), alike)


def _alike(organisations: Mapping[int, Organisation]) -> dict[int, int]:
    """For each organisation of nearly an earlier one's name the earlier one, by row id."""
    bearers: dict[str, int] = {}
    pairs: dict[int, int] = {}
    for number, organisation in sorted(organisations.items()):
        for name in {squeeze(name) for name in organisation.names.values()} - {""}:
            first = bearers.setdefault(name, number)
            if first != number:
                pairs[number] = first
    return pairs


class _LivingRows:
    """Finds the living rows of ids."""

    def __init__(self, ids: Ints, alive: Bools) -> None:
        self.at = np.flatnonzero(alive)
        self.order = np.argsort(ids[self.at], kind="stable")
        self.ids = ids[self.at][self.order]

    def __call__(self, target: Ints) -> Ints:
        """The row number of each id, below 0 where no living row has it."""
        found = positions(self.ids, self.order, target)
        if not len(self.at):
            return found
        return np.where(found >= 0, self.at[np.maximum(found, 0)], NO_ONE)


DAY_MICROSECONDS: Final = 86_400_000_000
_NEVER: Final = np.iinfo(np.int64).max


class Severity(StrEnum):
    """Severity: a figure is wrong or missing, or a person should check."""

    WRONG = "wrong"
    LOOK = "look"


@dataclass(frozen=True, eq=False)
class RuleContext:
    """The projects and rows of a view as rules judge them; ``report_due`` is the calendar's day.

    ``view`` has no filters: findings of a project never depend on which others are selected.
    """

    view: View
    facts: RuleInputs
    report_due: int  # a project touched last before this day has missed its report

    @cached_property
    def day(self) -> int:
        """The day ages are judged on: what was known then, else the as-of date."""
        known_on = self.view.question.known_on
        return self.view.day if known_on is None else day_number(known_on)

    @cached_property
    def judged_projects(self) -> Bools:
        """Codes of projects that rules judge: all the view may count but the cancelled ones."""
        return np.asarray(self.view.in_scope & (self.view.status != Status.CANCELLED))

    @cached_property
    def to_mend(self) -> Bools:
        """Codes of projects to mend; context projects need a reason and no more (ruling 24)."""
        return np.asarray(self.judged_projects & (self.view.relation != Relation.CONTEXT))

    @cached_property
    def under_way(self) -> Bools:
        """Concerned projects that are not closed."""
        return np.asarray(self.to_mend & (self.view.status != Status.CLOSED))

    @cached_property
    def began(self) -> Ints:
        """The day each project was first recorded on: what it lacks, it has lacked since then."""
        statuses = self.view.portfolio.statuses
        first = np.full(self.view.portfolio.size, _NEVER, np.int64)
        np.minimum.at(first, statuses.project, statuses.recorded_at)
        return recorded_day(first)

    # -- flows --------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> Ints:
        """Row numbers of the flows of the view's slice; its own numbers count from 0."""
        rows = self.view.slice.rows
        return np.arange(len(self.view.counts), dtype=np.int64) if rows is None else rows

    @cached_property
    def of(self) -> Ints:
        """The project code of each flow of the slice."""
        return self.view.slice.of(self.view.portfolio.flows.flows.project)

    @cached_property
    def known_flows(self) -> Bools:
        """Flows of the slice the reading knows, whatever their date; not what was withdrawn."""
        columns, view = self.view.portfolio.flows.flows, self.view
        known = self.to_mend[self.of]
        if view.before is not None:
            known &= view.slice.of(columns.recorded_at) < view.before
        if not view.reading.is_example:
            known &= view.slice.of(columns.provenance) != Provenance.ILLUSTRATIVE
        known &= view.slice.confidence(view.reading) != Verification.WITHDRAWN
        return known

    @cached_property
    def would_count(self) -> Bools:
        """Known flows dated and sure enough to count, whatever the rows they refer to."""
        columns, view = self.view.portfolio.flows.flows, self.view
        dated = view.slice.of(columns.value_day) <= view.day
        sure = among(view.slice.confidence(view.reading), view.reading.confidences)
        return self.known_flows & dated & sure

    @cached_property
    def counts(self) -> Bools:
        """Flows of the slice that count, of concerned projects."""
        return self.view.counts & self.to_mend[self.of]

    def about_flows(self, local: Ints, since: Ints, **value: object) -> RuleResult:
        """Lines about flows of the slice, by their numbers in it; ``since`` and values by line."""
        return RuleResult(self.of[local], since, value, self.rows[local])  # type: ignore[arg-type]

    def local(self, rows: Ints) -> tuple[Ints, Bools]:
        """Numbers of flow rows in the slice, and which of them are in it."""
        return self.view.slice.local(rows)


def recorded_day(recorded_at: Ints) -> Ints:
    """The day (UTC) of moments in microseconds."""
    return recorded_at // DAY_MICROSECONDS


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how bad it is, what finds it, and where it is mended."""

    name: str
    severity: Severity
    find: Callable[[RuleContext], RuleResult]
    page: Literal["entry", "record", "rates", "organisations"]
    field: str = ""
