"""Project columns: owner, kind, dated status, shares, budget periods and milestones."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.domain.flows import BudgetType
from portfolio.domain.money import WHOLE, Dimension
from portfolio.domain.reference import Country, Kind, Organisation, ParticipantRole
from portfolio.ledger.columns import (
    NEVER,
    NO_ONE,
    Bools,
    Columns,
    Ints,
    VersionColumns,
    runs,
    totals_by,
    valid_until,
)


@dataclass(frozen=True, kw_only=True)
class ProjectColumns(Columns):
    """One row a project code; ``first_*``/``n_*`` locate its rows in other columns."""

    id: Ints
    batch: Ints  # of the rows read together; no other reading of the process has the number
    owner: Ints
    kind: Ints  # derived, or declared where an exception is recorded
    provenance: Ints
    is_example: Ints  # 1 where the project belongs to the example portfolio (ruling 33)
    passes_on: Ints  # 1 where some organisation both receives and provides inside the project
    first_flow: Ints
    n_flows: Ints
    first_segment: Ints
    n_segments: Ints
    first_currency_run: Ints
    n_currency_runs: Ints
    first_pair: Ints
    n_pairs: Ints
    first_budget: Ints
    n_budgets: Ints
    first_milestone: Ints
    n_milestones: Ints


@dataclass(frozen=True, kw_only=True)
class DatedColumns(VersionColumns):
    """Dated values of projects, sorted by project, valid-from, recorded, id."""

    VERSIONS_OF = ("project",)

    project: Ints
    value: Ints

    def at(self, size: int, day: int, before: int | None, missing: int) -> Ints:
        """Value per project code on a day in a reading, ``missing`` where no row is valid yet."""
        held = self.holding(day, before)
        values = np.full(size, missing, np.int64)
        values[self.project.take(held)] = self.value.take(held)
        return values


@dataclass(frozen=True, kw_only=True)
class ParticipantColumns(Columns):
    """Rows sorted by project, id; NO_ONE where a row names no organisation or no country."""

    project: Ints
    role: Ints
    organisation: Ints
    country: Ints

    def beneficiaries(self, code: int) -> tuple[int, ...]:
        """Row ids of a project's beneficiary countries, in the order they were recorded."""
        first, last = np.searchsorted(self.project, [code, code + 1])
        own = slice(int(first), int(last))
        chosen = (self.role[own] == ParticipantRole.BENEFICIARY) & (self.country[own] >= 0)
        return tuple(dict.fromkeys(self.country[own][chosen].tolist()))


def build_participants(raw: Mapping[str, Ints], codes: Ints) -> ParticipantColumns:
    """The participants in their order."""
    order = np.lexsort((raw["id"], codes))
    return ParticipantColumns(
        project=codes[order],
        role=raw["role"][order],
        organisation=raw["organisation_id"][order],
        country=raw["country_id"][order],
    )


@dataclass(frozen=True, kw_only=True)
class RelevanceColumns(Columns):
    """Clauses a project is relevant to without money."""

    project: Ints
    clause: Ints


def codes_of(project_ids: Ints, ids: Ints, base: int) -> Ints:
    """Project code of each row, by its project id; codes start at ``base``."""
    order = np.argsort(ids, kind="stable")
    found = np.searchsorted(ids[order], project_ids)
    return np.asarray(order[found] + base, np.int64)


def dated_columns(raw: Mapping[str, Ints], value: str, codes: Ints) -> DatedColumns:
    """The dated rows of one table in their order."""
    order = np.lexsort((raw["id"], raw["recorded_at"], raw["valid_from"], codes))
    return DatedColumns(
        project=codes[order],
        value=raw[value][order],
        valid_from=raw["valid_from"][order],
        valid_until=valid_until(raw["valid_from"][order], codes[order]),
        recorded_at=raw["recorded_at"][order],
    )


@dataclass(frozen=True)
class Participation:
    """Participants by role and region for the rule of kinds, one entry a project (section 3)."""

    countries: Ints  # how many beneficiary countries, regions of theirs, developing partners
    regions: Ints
    developing: Ints
    providers: Ints  # how many rows of a role
    pivotal: Ints
    facilitating: Ints
    implementing: Ints

    @property
    def kinds(self) -> Ints:
        """The kind of each project by the rule of ``domain.reference.derive``, on columns."""
        triangular = (self.countries > 0) & (self.pivotal > 0) & (self.developing >= 2)
        triangular &= self.facilitating > 0
        bilateral = (self.countries == 1) & (self.providers > 0)
        chosen = np.select(
            [triangular, self.regions >= 2, self.countries >= 2, bilateral],
            [Kind.TRIANGULAR, Kind.INTER_REGIONAL, Kind.REGIONAL, Kind.BILATERAL],
            Kind.UNCLASSIFIED,
        )
        return np.asarray(chosen, np.int64)

    def meets(self, declared_part: Ints) -> Bools:
        """Whether each project has what a kind requires (``domain.reference.lacks`` on columns)."""
        several = self.countries >= 2
        triangular = (self.countries > 0) & (self.pivotal > 0) & (self.developing >= 2)
        return np.select(
            [declared_part == kind for kind in Kind if kind is not Kind.UNCLASSIFIED],
            [
                (self.countries == 1) & (self.providers > 0),
                several & (self.regions <= 1),
                several & (self.regions >= 2),
                triangular & (self.facilitating > 0),
            ],
            True,
        )


def participation(
    people: ParticipantColumns,
    codes: Ints,
    size: int,
    countries: Mapping[int, Country],
    organisations: Mapping[int, Organisation],
) -> Participation:
    """Participants of each project 0 … size − 1; ``codes`` are theirs, a row of ``people`` each."""
    top = max((*countries, 0)) + 1
    region, recipient = np.zeros(top + 1, np.int64), np.zeros(top + 1, np.bool_)
    by_iso = {country.code: country.id for country in countries.values()}
    for country in countries.values():
        region[country.id], recipient[country.id] = country.region, country.is_dac_recipient
    home = np.full(max((*organisations, 0)) + 2, NO_ONE, np.int64)  # the last slot answers −1
    for organisation in organisations.values():
        if organisation.country is not None:
            home[organisation.id] = by_iso.get(organisation.country, NO_ONE)
    role, place = people.role, people.country
    at_home = np.where(place >= 0, place, home[people.organisation])

    def having(mask: Bools) -> Ints:
        return np.bincount(codes[mask], minlength=size).astype(np.int64)

    def distinct(owner: Ints, key: Ints, span: int) -> Ints:
        pairs = np.unique(owner * span + key)
        return np.bincount(pairs // span, minlength=size).astype(np.int64)

    beneficiary = (role == ParticipantRole.BENEFICIARY) & (place >= 0)
    pivotal = role == ParticipantRole.PIVOTAL  # of a known country or not (ruling 31)
    partner = (beneficiary & recipient[place]) | (pivotal & (at_home >= 0) & recipient[at_home])
    return Participation(
        countries=distinct(codes[beneficiary], place[beneficiary], top),
        regions=distinct(codes[beneficiary], region[place[beneficiary]], 8),
        developing=distinct(codes[partner], at_home[partner], top),
        providers=having(role == ParticipantRole.PROVIDER),
        pivotal=having(pivotal),
        facilitating=having(role == ParticipantRole.FACILITATING),
        implementing=having(role == ParticipantRole.IMPLEMENTING),
    )


@dataclass(frozen=True, kw_only=True)
class ShareSetColumns(VersionColumns):
    """Sets sorted by project, axis, valid-from, recorded, id. Set 0 means "no shares"."""

    VERSIONS_OF = ("project", "axis")

    project: Ints
    axis: Ints
    is_whole: Ints
    first_part: Ints
    n_parts: Ints


@dataclass(frozen=True, kw_only=True)
class PartColumns(Columns):
    """Parts in the fixed order of their axis; ``cumulative`` is the share reached with this part.

    ``key``: clause number, rank of the country in ISO order (from 1), priority; 0 unallocated.
    """

    key: Ints
    cumulative: Ints


def build_shares(
    sets: Mapping[str, Ints],
    parts: Mapping[str, Ints],
    codes: Ints,
    country_rank: Ints,
    *,
    base: int,
    part_base: int,
) -> tuple[ShareSetColumns, PartColumns]:
    """Sets and parts behind ``base`` sets and ``part_base`` parts; base 0 adds set 0."""
    order = np.lexsort((sets["id"], sets["recorded_at"], sets["valid_from"], sets["axis"], codes))
    set_ids = sets["id"][order]
    by_id = np.argsort(set_ids, kind="stable")
    own = by_id[np.searchsorted(set_ids[by_id], parts["set_id"])]
    axis = sets["axis"][order][own]
    key = parts["key"]
    key = np.where(
        axis == Dimension.COUNTRY, country_rank[np.where(axis == Dimension.COUNTRY, key, 0)], key
    )
    total = totals_by(own, parts["basis_points"], len(set_ids))
    negative = np.zeros(len(set_ids), np.bool_)
    negative[own[parts["basis_points"] < 0]] = True
    kept = np.flatnonzero(parts["basis_points"] != 0)
    by = kept[np.lexsort((key[kept], own[kept]))]
    own, key, points = own[by], key[by], parts["basis_points"][by]
    start, length = runs(own)
    cumulative = np.cumsum(points)
    if len(start):
        cumulative -= np.repeat(cumulative[start] - points[start], length)
    first, count = np.zeros(len(set_ids), np.int64), np.zeros(len(set_ids), np.int64)
    if len(start):
        first[own[start]], count[own[start]] = start, length
    is_whole = (total == WHOLE) & ~negative
    project, set_axis, valid_from = codes[order], sets["axis"][order], sets["valid_from"][order]
    zero = np.zeros(0 if base else 1, np.int64)
    shift = part_base + len(zero)

    def behind(column: Ints, head: int) -> Ints:
        return np.concatenate((zero + head, column)).astype(np.int64)

    return (
        ShareSetColumns(
            project=behind(project, -1),
            axis=behind(set_axis, 0),
            valid_from=behind(valid_from, 0),
            valid_until=behind(valid_until(valid_from, project, set_axis), NEVER),
            recorded_at=behind(sets["recorded_at"][order], 0),
            is_whole=behind(is_whole, 1),
            first_part=behind(first + shift, 0),
            n_parts=behind(count, 1),
        ),
        PartColumns(key=behind(key, 0), cumulative=behind(cumulative, WHOLE)),
    )


@dataclass(frozen=True, kw_only=True)
class BudgetColumns(VersionColumns):
    """Rows sorted by project, period, type, valid-from, recorded, id."""

    VERSIONS_OF = ("project", "first_day", "last_day")

    id: Ints
    project: Ints
    first_day: Ints
    last_day: Ints
    type: Ints
    amount: Ints
    currency: Ints
    may_overlap: Ints  # 1 where another period of the project overlaps this one
    withdrawn: Ints  # 1 where the row revises its period to nothing (ruling 10)


def build_budgets(raw: Mapping[str, Ints], codes: Ints) -> BudgetColumns:
    """The budget rows in their order."""
    order = np.lexsort(
        (
            raw["id"], raw["recorded_at"], raw["valid_from"], raw["type"],
            raw["last_day"], raw["first_day"], codes,
        )
    )  # fmt: skip
    codes = codes[order]
    own = {name: column[order] for name, column in raw.items()}
    return BudgetColumns(
        id=own["id"],
        project=codes,
        first_day=own["first_day"],
        last_day=own["last_day"],
        type=own["type"],
        amount=own["amount"],
        currency=own["currency_id"],
        valid_from=own["valid_from"],
        valid_until=valid_until(own["valid_from"], codes, own["first_day"], own["last_day"]),
        recorded_at=own["recorded_at"],
        may_overlap=_overlapping(codes, own["first_day"], own["last_day"]),
        withdrawn=((own["type"] == BudgetType.REVISED) & (own["amount"] == 0)).astype(np.int64),
    )


def _overlapping(codes: Ints, first: Ints, last: Ints) -> Ints:
    """1 for every row of a project in which two different periods share a day."""
    if not len(codes):
        return np.zeros(0, np.int64)
    same = codes[1:] == codes[:-1]
    other = same & ((first[1:] != first[:-1]) | (last[1:] != last[:-1]))
    # A wide day offset per project lets one running maximum serve them all.
    span = int(last.max()) - int(first.min()) + 2
    reached = np.maximum.accumulate(last - int(first.min()) + codes * span)
    hit = other & (first[1:] - int(first.min()) + codes[1:] * span <= reached[:-1])
    suspects = np.unique(codes[1:][hit])
    return np.isin(codes, suspects).astype(np.int64)


@dataclass(frozen=True, kw_only=True)
class MilestoneColumns(VersionColumns):
    """Versions sorted by project, milestone, valid-from, recorded, id."""

    VERSIONS_OF = ("milestone",)

    project: Ints
    milestone: Ints
    clause: Ints
    due: Ints
    weight: Ints
    state: Ints
    done_on: Ints
    has_evidence: Ints


def build_milestones(raw: Mapping[str, Ints], codes: Ints) -> MilestoneColumns:
    """The versions in their order."""
    order = np.lexsort(
        (raw["id"], raw["recorded_at"], raw["valid_from"], raw["milestone_id"], codes)
    )
    return MilestoneColumns(
        project=codes[order],
        milestone=raw["milestone_id"][order],
        clause=raw["clause"][order],
        due=raw["due"][order],
        weight=raw["weight"][order],
        state=raw["state"][order],
        done_on=raw["done_on"][order],
        has_evidence=raw["has_evidence"][order],
        valid_from=raw["valid_from"][order],
        valid_until=valid_until(raw["valid_from"][order], raw["milestone_id"][order]),
        recorded_at=raw["recorded_at"][order],
    )


@dataclass(frozen=True, kw_only=True)
class DeliverableColumns(VersionColumns):
    """Versions of the clauses' deliverables sorted by deliverable, valid-from, recorded, id."""

    VERSIONS_OF = ("deliverable",)

    deliverable: Ints
    state: Ints
    done_on: Ints
    has_evidence: Ints


def build_deliverables(raw: Mapping[str, Ints]) -> DeliverableColumns:
    """The versions in their order."""
    order = np.lexsort((raw["id"], raw["recorded_at"], raw["valid_from"], raw["deliverable_id"]))
    return DeliverableColumns(
        deliverable=raw["deliverable_id"][order],
        state=raw["state"][order],
        done_on=raw["done_on"][order],
        has_evidence=raw["has_evidence"][order],
        valid_from=raw["valid_from"][order],
        valid_until=valid_until(raw["valid_from"][order], raw["deliverable_id"][order]),
        recorded_at=raw["recorded_at"][order],
    )
