"""Project columns: owner, kind, provenance, and the dated status and publication of each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.domain.cooperation import Kind, ParticipantRole
from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country
from portfolio.ledger.columns import Columns
from portfolio.ledger.rounding import last_of_each
from portfolio.ledger.sources import NO_ONE, Bools, Ints


@dataclass(frozen=True, kw_only=True)
class ProjectColumns(Columns):
    """One row a project code; ``first_*``/``n_*`` say which rows of other columns are its own."""

    id: Ints
    owner: Ints
    kind: Ints  # derived, or declared where an exception is recorded
    provenance: Ints
    is_example: Ints  # 1 where the project belongs to the example portfolio (ruling 33)
    passes_on: Ints  # 1 where some organisation both receives and provides inside the project
    first_flow: Ints
    n_flows: Ints
    first_segment: Ints
    n_segments: Ints
    first_pocket: Ints
    n_pockets: Ints
    first_pair: Ints
    n_pairs: Ints
    first_budget: Ints
    n_budgets: Ints
    first_milestone: Ints
    n_milestones: Ints


@dataclass(frozen=True, kw_only=True)
class DatedColumns(Columns):
    """Dated values of projects, sorted by project, held-from, recorded, id: the last one wins."""

    project: Ints
    value: Ints
    valid_from: Ints
    recorded_at: Ints

    def at(self, size: int, day: int, before: int | None, missing: int) -> Ints:
        """Value per project code on a day in a reading, ``missing`` where no row holds yet."""
        counts = self.valid_from <= day
        if before is not None:
            counts &= self.recorded_at < before
        held = np.flatnonzero(counts)
        held = held.compress(last_of_each(self.project.take(held)))
        values = np.full(size, missing, np.int64)
        values[self.project.take(held)] = self.value.take(held)
        return values


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
        recorded_at=raw["recorded_at"][order],
    )


@dataclass(frozen=True)
class Participation:
    """What the rule of kinds asks of the participants, one entry a project (domain section 3)."""

    countries: Ints  # how many beneficiary countries, regions of theirs, developing partners
    regions: Ints
    developing: Ints
    providers: Ints  # how many rows of a role
    pivotal: Ints
    facilitating: Ints
    implementing: Ints

    @property
    def kinds(self) -> Ints:
        """The kind of each project by the rule of ``domain.cooperation.derive``, on columns."""
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
        """Whether each project has what a kind wants (``domain.cooperation.lacks``, on columns)."""
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
    people: Mapping[str, Ints],
    codes: Ints,
    size: int,
    countries: Mapping[int, Country],
    organisations: Mapping[int, Organisation],
) -> Participation:
    """Who takes part in each project 0 … size − 1; ``codes`` are theirs, a row of ``people`` each."""
    top = max((*countries, 0)) + 1
    region, recipient = np.zeros(top + 1, np.int64), np.zeros(top + 1, np.bool_)
    by_iso = {country.code: country.id for country in countries.values()}
    for country in countries.values():
        region[country.id], recipient[country.id] = country.region, country.is_dac_recipient
    home = np.full(max((*organisations, 0)) + 2, NO_ONE, np.int64)  # the last slot answers −1
    for organisation in organisations.values():
        if organisation.country is not None:
            home[organisation.id] = by_iso.get(organisation.country, NO_ONE)
    role, place = people["role"], people["country_id"]
    at_home = np.where(place >= 0, place, home[people["organisation_id"]])

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
