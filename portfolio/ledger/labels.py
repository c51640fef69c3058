"""The words and names beside the columns: what rows are called, by their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country


@dataclass(frozen=True, slots=True)
class ProjectLabel:
    """What lists and search show of a project without opening it."""

    identifier: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    implementer: str | None  # organisation identifier of the first implementing participant
    contact_office: str
    place: str


@dataclass(frozen=True, slots=True)
class MilestoneLabel:
    """What a milestone is called."""

    reference: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by row id, as the columns name them by number."""

    projects: Mapping[int, ProjectLabel] = field(default_factory=dict)
    organisations: Mapping[int, Organisation] = field(default_factory=dict)
    countries: Mapping[int, Country] = field(default_factory=dict)
    currencies: Mapping[int, str] = field(default_factory=dict)
    milestones: Mapping[int, MilestoneLabel] = field(default_factory=dict)
    deliverables: Mapping[int, str] = field(default_factory=dict)  # id → reference
