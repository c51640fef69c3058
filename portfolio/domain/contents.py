"""Contents of data files as domain values: built by the file reader, saved by the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portfolio.domain.clauses import Clause, Deliverable, PriorityList
from portfolio.domain.flows import Provenance
from portfolio.domain.money import Rate
from portfolio.domain.projects import MilestoneState, Project
from portfolio.domain.reference import Country, Organisation


@dataclass(frozen=True, slots=True)
class PreambleParagraph:
    """One paragraph before the operative clauses; ``texts`` per language, Arabic where it survives."""

    position: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeliverableVersion:
    """State of a deliverable (by reference) from a day on."""

    deliverable: str
    state: MilestoneState
    done_on: date | None
    evidence: str
    valid_from: date
    recorded_at: datetime
    provenance: Provenance = Provenance.DOCUMENTED


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event of the road between Tripoli and the third conference; ``day`` is its first day."""

    day: date
    day_text: str  # as the source writes it: "2012-03-11/12", "2014-07"
    titles: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A day of the example's story, and what its figures show on it, per language."""

    day: date
    titles: Mapping[str, str]
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PledgingLine:
    """Announcement of one funder at a pledging event."""

    funder: str
    amount_minor: int
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class PledgingEvent:
    """A pledging conference: shown for context, counts in no total."""

    name: str
    day: date
    amount_minor: int | None
    currency: str | None
    lines: tuple[PledgingLine, ...]
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a load brings. Ids are the files' own; references by id are valid inside it only.

    ``Flow.provider_id``/``receiver_id`` are ids of ``organisations``; ``corrects_id``,
    ``supersedes_id``, ``honours_id`` ids of flows, ``provider_project_id`` of projects, all within
    these contents. The store assigns its own row ids and maps the references.
    """

    countries: tuple[Country, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    clauses: tuple[Clause, ...] = ()
    preamble: tuple[PreambleParagraph, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    deliverable_versions: tuple[DeliverableVersion, ...] = ()
    rates: tuple[Rate, ...] = ()
    events: tuple[Event, ...] = ()
    pledging_events: tuple[PledgingEvent, ...] = ()
    projects: tuple[Project, ...] = ()
    lists: tuple[PriorityList, ...] = ()
