"""The whole portfolio at one revision: frozen columns, assembled once, extended by what changed."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Final

import numpy as np

from portfolio.domain.money import Dimension
from portfolio.ledger import flows, projects
from portfolio.ledger.columns import (
    NO_ONE,
    Bools,
    Ints,
    Labels,
    RawTables,
    each_with_room,
    extend_columns,
    rename_labels,
    starts_of,
    with_room,
)
from portfolio.ledger.flows import Bases, FlowFamily, PlannedPaymentColumns
from portfolio.ledger.projects import (
    BudgetColumns,
    DatedColumns,
    DeliverableColumns,
    MilestoneColumns,
    PartColumns,
    ParticipantColumns,
    ProjectColumns,
    RelevanceColumns,
    ShareSetColumns,
    codes_of,
    dated_columns,
    participation,
)
from portfolio.ledger.rates import ConvertedColumns, RateTable

_BATCHES: Final = count(1)


# (currency, None or the reading of the past) → flow rows, budget rows
Conversions = dict[tuple[str, int | None], tuple[ConvertedColumns, ConvertedColumns]]


@dataclass(frozen=True)
class Portfolio:
    """Portfolio of everything that counts, at one revision; never changed, shared by every reader.

    A project is known by a *code*, its row in ``projects``. A changed project gets a new code
    behind all others and its old one is no longer ``alive``.
    """

    revision: int
    labels: Labels
    alive: Bools
    by_identifier: Ints  # the living codes in the order of their identifiers
    projects: ProjectColumns
    statuses: DatedColumns
    relations: DatedColumns
    publications: DatedColumns
    relevance: RelevanceColumns
    participants: ParticipantColumns
    share_sets: ShareSetColumns
    parts: PartColumns
    budgets: BudgetColumns
    flows: FlowFamily
    planned_payments: PlannedPaymentColumns
    milestones: MilestoneColumns
    rates: RateTable
    deliverables: DeliverableColumns
    country_codes: tuple[str, ...]  # by rank in ISO order; rank 0 is no country
    conversions: Conversions = field(default_factory=dict, repr=False, compare=False)

    @property
    def size(self) -> int:
        """Number of project codes, the dead ones counted."""
        return len(self.projects)

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """Project ids by identifier."""
        return {label.identifier: number for number, label in self.labels.projects.items()}

    @cached_property
    def codes(self) -> Ints:
        """The living code of each project id, NO_ONE where there is none."""
        codes = np.full(int(self.projects.id.max(initial=0)) + 1, NO_ONE, np.int64)
        living = np.flatnonzero(self.alive)
        codes[self.projects.id[living]] = living
        return codes

    def code_of(self, project_id: int) -> int | None:
        """The living code of a project id."""
        code = int(self.codes[project_id]) if 0 <= project_id < len(self.codes) else NO_ONE
        return None if code == NO_ONE else code

    def codes_shared(self, other: "Portfolio") -> int:
        """Number of first codes that are the same projects in the same state in another portfolio.

        All of its codes where this one extends it, none where it was read anew.
        """
        size = min(self.size, other.size)
        differ = self.projects.batch[:size] != other.projects.batch[:size]
        return int(differ.argmax()) if differ.any() else size

    def identifier(self, code: int) -> str:
        """The identifier of a project code."""
        return self.labels.projects[int(self.projects.id[code])].identifier

    def rates_before(self, before: int | None, day: int) -> tuple[RateTable, int | None]:
        """Rates of a reading, and the cache key of conversions by them."""
        if before is None:
            return self.rates, None
        rows = self.rates.rows
        if not ((rows["recorded_at"] >= before) & (rows["day"] <= day)).any():
            return self.rates, None
        return self.rates.known_before(before), before

    def converted(
        self, target: str, before: int | None, day: int
    ) -> tuple[ConvertedColumns, ConvertedColumns]:
        """(flow rows at their rate day, budget rows at their first day) in ``target``."""
        rates, key = self.rates_before(before, day)
        held = self.conversions.get((target, key))
        if held is None:
            if key is not None:  # past readings are dropped; the latest one stays cached
                for old in list(self.conversions):  # readers share it: a copy is walked through
                    if old[1] is not None:
                        self.conversions.pop(old, None)
            of_flows, of_budgets = _converted(rates, self.flows, self.budgets, target)
            held = (
                (with_room(of_flows), with_room(of_budgets))
                if key is None
                else (of_flows, of_budgets)
            )
            self.conversions[target, key] = held
        return held


def _converted(
    rates: RateTable, family: FlowFamily, periods: BudgetColumns, target: str
) -> tuple[ConvertedColumns, ConvertedColumns]:
    rows = family.flows
    amount, good = rates.convert(rows.amount, rows.currency, rows.rate_day, target)
    needed, found = rates.convert(periods.amount, periods.currency, periods.first_day, target)
    return (
        ConvertedColumns(amount=amount, good=good.astype(np.int64)),
        ConvertedColumns(amount=needed, good=found.astype(np.int64)),
    )


def country_ranks(labels: Labels) -> tuple[Ints, tuple[str, ...]]:
    """Rank of each country id in ISO order (from 1), and the codes by rank."""
    ordered = sorted(labels.countries.values(), key=lambda country: country.code)
    ranks = np.zeros(max((*labels.countries, 0)) + 1, np.int64)
    for rank, country in enumerate(ordered, start=1):
        ranks[country.id] = rank
    return ranks, ("", *(country.code for country in ordered))


def assemble(raw: RawTables, shared_tables: RawTables, labels: Labels, revision: int) -> Portfolio:
    """Portfolio assembled from raw tables (every table of ``sources``, columns of equal length)."""
    rates = RateTable(shared_tables["rate"], labels.currencies)
    deliverables = projects.build_deliverables(shared_tables["deliverable_version"])
    built = _built(raw, labels, revision, rates, deliverables, None)
    return replace(each_with_room(built), flows=each_with_room(built.flows))


def extend(base: Portfolio, raw: RawTables, labels: Labels, revision: int) -> Portfolio:
    """``base`` with the projects of ``raw`` replaced by their present state.

    ``labels`` covers the changed projects and milestones, and everything but the projects as
    it is now. Where that moves the kind of a project (a region, a home country), ``raw`` holds it.
    """
    base = replace(base, revision=revision, labels=_extended(base.labels, labels))
    if any(country.code not in base.country_codes for country in labels.countries.values()):
        base = _with_ranks(base)
    if not len(raw["project"]["id"]):
        return base
    changed = _built(raw, labels, revision, base.rates, base.deliverables, base)
    alive = np.concatenate(
        (base.alive & ~np.isin(base.projects.id, raw["project"]["id"]), changed.alive)
    )
    old, new = base.flows, changed.flows
    family = FlowFamily(
        flows=extend_columns(old.flows, new.flows),
        segments=extend_columns(old.segments, new.segments),
        currency_runs=extend_columns(old.currency_runs, new.currency_runs),
        pairs=extend_columns(old.pairs, new.pairs),
        corrections=extend_columns(old.corrections, new.corrections),
        successors=extend_columns(old.successors, new.successors),
        honours=extend_columns(old.honours, new.honours),
        drawing=extend_columns(old.drawing, new.drawing),
        two_sided=extend_columns(old.two_sided, new.two_sided),
        confidences=extend_columns(old.confidences, new.confidences),
    )
    conversions: Conversions = {}
    for (target, key), (of_flows, of_budgets) in base.conversions.copy().items():
        if key is None:
            more, needed = _converted(base.rates, new, changed.budgets, target)
            conversions[target, key] = (
                extend_columns(of_flows, more),
                extend_columns(of_budgets, needed),
            )
    return replace(
        base,
        alive=alive,
        by_identifier=_merged_order(base, changed, alive),
        projects=extend_columns(base.projects, changed.projects),
        statuses=extend_columns(base.statuses, changed.statuses),
        relations=extend_columns(base.relations, changed.relations),
        publications=extend_columns(base.publications, changed.publications),
        relevance=extend_columns(base.relevance, changed.relevance),
        participants=extend_columns(base.participants, changed.participants),
        share_sets=extend_columns(base.share_sets, changed.share_sets),
        parts=extend_columns(base.parts, changed.parts),
        budgets=extend_columns(base.budgets, changed.budgets),
        flows=family,
        planned_payments=extend_columns(base.planned_payments, changed.planned_payments),
        milestones=extend_columns(base.milestones, changed.milestones),
        conversions=conversions,
    )


def _merged_order(base: Portfolio, tail: Portfolio, alive: Bools) -> Ints:
    """The living codes by identifier: those of the base that still live, those of its tail among them."""
    kept = base.by_identifier.compress(alive.take(base.by_identifier))
    named = [tail.identifier(code) for code in tail.by_identifier.tolist()]
    places = [bisect_right(kept, name, key=base.identifier) for name in named]
    return np.insert(kept, places, tail.by_identifier + base.size)


def _extended(base: Labels, labels: Labels) -> Labels:
    """The labels of now, with those of the projects and milestones that did not change."""
    projects, milestones = base.projects, base.milestones
    if labels.projects:
        projects = {**projects, **labels.projects}
        milestones = rename_labels(milestones, labels.milestones)
    return replace(labels, projects=projects, milestones=milestones)


def _with_ranks(base: Portfolio) -> Portfolio:
    """The shares by country under the ranks that the countries of the labels have now."""
    _, codes = country_ranks(base.labels)
    moved = np.array([codes.index(code) for code in base.country_codes])
    parts, sets = base.parts, base.share_sets
    is_country = np.repeat(sets.axis, sets.n_parts) == Dimension.COUNTRY
    key = np.where(is_country, moved[np.where(is_country, parts.key, 0)], parts.key)
    return replace(
        base,
        parts=with_room(PartColumns(key=key, cumulative=parts.cumulative)),
        country_codes=codes,
    )


def add_rates(
    base: Portfolio, rows: Mapping[str, Ints], currencies: Mapping[int, str]
) -> Portfolio:
    """``base`` with rate rows recorded since; only money whose rate they may be is converted again."""
    rates, flows, budgets = base.rates.with_rows(rows, currencies), base.flows.flows, base.budgets
    conversions: Conversions = {
        (target, key): (
            rates.convert_again(of_flows, rows, flows, flows.rate_day, target),
            rates.convert_again(of_budgets, rows, budgets, budgets.first_day, target),
        )
        for (target, key), (of_flows, of_budgets) in base.conversions.copy().items()
        if key is None
    }
    return replace(base, rates=rates, conversions=conversions)


def _built(
    raw: RawTables,
    labels: Labels,
    revision: int,
    rates: RateTable,
    deliverables: DeliverableColumns,
    base: Portfolio | None,
) -> Portfolio:
    """Columns of the raw projects, numbered behind those of ``base``."""
    project = raw["project"]
    ids, size, start = project["id"], len(project["id"]), base.size if base else 0
    order = np.argsort(ids, kind="stable")
    ids = ids[order]

    def codes(table: str) -> Ints:
        return codes_of(raw[table]["project_id"], ids, start)

    owner = project["owner_id"][order]
    bases = Bases()
    if base:
        held = base.flows
        bases = Bases(
            flow=len(held.flows),
            segment=len(held.segments),
            currency_run=len(held.currency_runs),
            pair=len(held.pairs),
            group=int(held.two_sided.group.max(initial=-1)) + 1,
        )
    flow_codes = codes("flow")
    family = flows.build(
        raw["flow"], raw["flow_confidence"], flow_codes, owner[flow_codes - start], bases
    )
    ranks, country_codes = country_ranks(labels)
    sets, parts = projects.build_shares(
        raw["share_set"],
        raw["share"],
        codes("share_set"),
        ranks,
        base=len(base.share_sets) if base else 0,
        part_base=len(base.parts) if base else 0,
    )
    periods = projects.build_budgets(raw["budget"], codes("budget"))
    steps = projects.build_milestones(raw["milestone_version"], codes("milestone_version"))
    people = projects.build_participants(raw["project_participant"], codes("project_participant"))
    derived = participation(
        people, people.project - start, size, labels.countries, labels.organisations
    ).kinds

    def counted(codes: Ints, before: int) -> tuple[Ints, Ints]:
        count = np.bincount(codes - start, minlength=size).astype(np.int64)
        return starts_of(count) + before, count

    pair_project = family.pairs.project
    first_flow, n_flows = counted(family.flows.project, bases.flow)
    first_pair, n_pairs = counted(pair_project, bases.pair)
    currency_run_project = pair_project[family.currency_runs.pair - bases.pair]
    first_currency_run, n_currency_runs = counted(currency_run_project, bases.currency_run)
    segment_project = currency_run_project[family.segments.currency_run - bases.currency_run]
    first_segment, n_segments = counted(segment_project, bases.segment)
    first_budget, n_budgets = counted(periods.project, len(base.budgets) if base else 0)
    first_milestone, n_milestones = counted(steps.project, len(base.milestones) if base else 0)
    relevance = raw["project_relevance"]
    excepted = project["has_exception"][order] == 1
    names = [labels.projects[number].identifier for number in ids.tolist()]
    return Portfolio(
        revision=revision,
        labels=labels,
        alive=np.ones(size, np.bool_),
        by_identifier=np.array(sorted(range(size), key=names.__getitem__), np.int64),
        projects=ProjectColumns(
            id=ids,
            batch=np.full(size, next(_BATCHES), np.int64),
            owner=owner,
            kind=np.where(excepted, project["declared_kind"][order], derived),
            provenance=project["provenance"][order],
            is_example=project["is_example"][order],
            passes_on=flows.passing_on(family, size, start),
            first_flow=first_flow,
            n_flows=n_flows,
            first_segment=first_segment,
            n_segments=n_segments,
            first_currency_run=first_currency_run,
            n_currency_runs=n_currency_runs,
            first_pair=first_pair,
            n_pairs=n_pairs,
            first_budget=first_budget,
            n_budgets=n_budgets,
            first_milestone=first_milestone,
            n_milestones=n_milestones,
        ),
        statuses=dated_columns(raw["project_status"], "status", codes("project_status")),
        relations=dated_columns(raw["project_relation"], "relation", codes("project_relation")),
        publications=dated_columns(
            raw["project_publication"], "state", codes("project_publication")
        ),
        relevance=RelevanceColumns(
            project=codes("project_relevance"), clause=relevance["clause"].copy()
        ),
        participants=people,
        share_sets=sets,
        parts=parts,
        budgets=periods,
        flows=family,
        planned_payments=flows.build_planned_payments(
            raw["planned_payment"], codes("planned_payment")
        ),
        milestones=steps,
        rates=rates,
        deliverables=deliverables,
        country_codes=country_codes,
    )
