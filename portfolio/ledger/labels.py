"""The words and names beside the columns: what rows are called, by their ids."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from portfolio.domain.clauses import Deliverable
from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country
from portfolio.domain.priority_lists import PriorityList

_RECENT: Final = 4_096  # changed names that stand before the others until all are put together
N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class ProjectLabel:
    """What lists and search show of a project without opening it."""

    identifier: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    implementer: str | None  # organisation identifier of the first implementing participant
    contact_office: str
    place: str
    contact_email: str = ""


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
    deliverables: Mapping[int, Deliverable] = field(default_factory=dict)
    lists: tuple[PriorityList, ...] = ()  # of priority projects, in the order of their rows


def rename_labels(base: Mapping[int, N], names: Mapping[int, N]) -> Mapping[int, N]:
    """``base`` with the changed names before it: they are looked into first, it is not copied."""
    recent: dict[int, N] = {}
    rest = base
    if isinstance(base, ChainMap):
        *before, rest = base.maps
        recent = {**before[0]}
    recent |= names
    if len(recent) > _RECENT or not isinstance(rest, dict):
        return {**rest, **recent}
    return ChainMap(recent, rest)
