"""Projects: status, publication, participants, relation to the declaration, and milestones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import Final

from portfolio.domain.flows import BudgetPeriod, Flow, PlannedPayment, Provenance
from portfolio.domain.money import Dimension
from portfolio.domain.reference import Kind, ParticipantRole


class Relation(IntEnum):
    """Relation of a project to the declaration; *listed* follows from the lists, not from a row."""

    CONTRIBUTING = 1
    CONTEXT = 2
    LISTED = 3

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the relation."""
        return self.name.lower()

    @property
    def has_requirement(self) -> bool:
        """Whether requirement, gap, progress and standing have a meaning (context has none)."""
        return self is not Relation.CONTEXT


RECORDED: Final = (Relation.CONTRIBUTING, Relation.CONTEXT)  # what a row may record


def not_recorded(provenance: Provenance) -> Relation:
    """Relation of a project without a recorded one, by the provenance of its record."""
    if provenance in (Provenance.ENTERED, Provenance.ILLUSTRATIVE):
        return Relation.CONTRIBUTING
    return Relation.CONTEXT


@dataclass(frozen=True, slots=True)
class DatedRelation:
    """Relation of a project from a day on, its reason (by language), and the source for it."""

    relation: Relation
    valid_from: date
    recorded_at: datetime
    reasons: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


class MilestoneState(IntEnum):
    """Planned, done (with date and evidence) or missed (keeps its weight)."""

    PLANNED = 1
    DONE = 2
    MISSED = 3


class ScheduleStatus(IntEnum):
    """On time or late, of milestones and of deliverables (rulings 19 and 27)."""

    NO_MILESTONES = 0
    NOTHING_DUE = 1  # nothing was due yet and nothing is done: neither good nor bad
    ON_TRACK = 2
    AT_RISK = 3
    LATE = 4
    DONE = 5  # after the day of the conference there is only done and not done
    NOT_DONE = 6

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the status."""
        return self.name.lower()

    @property
    def shape(self) -> str:
        """Sign displayed with the word, so that colour is never the only cue."""
        return _SHAPES[self]

    @property
    def is_behind(self) -> bool:
        """Whether the status means a lag."""
        return self in (ScheduleStatus.AT_RISK, ScheduleStatus.LATE, ScheduleStatus.NOT_DONE)


_SHAPES: Final = {
    ScheduleStatus.NO_MILESTONES: "○",
    ScheduleStatus.NOTHING_DUE: "○",
    ScheduleStatus.ON_TRACK: "●",
    ScheduleStatus.AT_RISK: "▲",
    ScheduleStatus.LATE: "■",
    ScheduleStatus.DONE: "●",
    ScheduleStatus.NOT_DONE: "■",
}


@dataclass(frozen=True, slots=True)
class MilestoneVersion:
    """A milestone as valid from a day on."""

    clause: int | None
    due: date
    weight: int
    state: MilestoneState
    done_on: date | None
    evidence: str
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a project with its dated versions, oldest first."""

    id: int
    reference: str
    titles: Mapping[str, str]
    versions: tuple[MilestoneVersion, ...]


def schedule_status(done: int, planned: int, total: int, days_left: int) -> ScheduleStatus:
    """Schedule status from weights done, due and in all, and days to the conference."""
    if total == 0:
        return ScheduleStatus.NO_MILESTONES
    if days_left < 0:
        return ScheduleStatus.DONE if done >= total else ScheduleStatus.NOT_DONE
    if done == planned == 0:
        return ScheduleStatus.NOTHING_DUE
    if done >= planned:
        return ScheduleStatus.ON_TRACK
    if 4 * (planned - done) >= total or days_left <= 30:
        return ScheduleStatus.LATE
    return ScheduleStatus.AT_RISK


class Status(IntEnum):
    """IATI ActivityStatus; each member knows whether official totals include its projects."""

    PIPELINE = 1
    IMPLEMENTATION = 2
    FINALISATION = 3
    CLOSED = 4
    CANCELLED = 5
    SUSPENDED = 6

    @property
    def is_official(self) -> bool:
        """Whether official totals include projects in this status (pipeline is its own band)."""
        return self not in (Status.PIPELINE, Status.CANCELLED)

    @property
    def band(self) -> "Band | None":
        """The band of listed and contributing projects in this status; None for cancelled."""
        return self.band_of(Relation.CONTRIBUTING)

    def band_of(self, relation: Relation) -> "Band | None":
        """The band of projects of a relation in this status (ruling 29).

        None for cancelled, which are in no total. Context is context whatever its status.
        """
        if self is Status.CANCELLED:
            return None
        if relation is Relation.CONTEXT:
            return Band.CONTEXT
        return Band.OFFICIAL if self.is_official else Band.PIPELINE

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the status."""
        return self.name.lower()


class Band(IntEnum):
    """Bands of the portfolio, displayed side by side and never added (ruling 29)."""

    OFFICIAL = 1
    PIPELINE = 2
    CONTEXT = 3

    @property
    def word(self) -> str:
        """The key under which the catalogs, addresses and files name the band."""
        return self.name.lower()

    @property
    def has_requirement(self) -> bool:
        """Whether requirement, gap and progress have a meaning: context is recorded funding alone."""
        return self is not Band.CONTEXT

    @property
    def statuses(self) -> frozenset[Status]:
        """The statuses a project of the band can be in: what a status filter chooses from."""
        return frozenset(
            status
            for status in Status
            if any(status.band_of(relation) is self for relation in Relation)
        )


class Publication(IntEnum):
    """Publication state of a project's record."""

    DRAFT = 1
    SUBMITTED = 2
    PUBLISHED = 3
    WITHDRAWN = 4


@dataclass(frozen=True, slots=True)
class DatedStatus:
    """The status a project has from a day on."""

    status: Status
    valid_from: date
    recorded_at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class DatedPublication:
    """The publication state a project's record has from a day on."""

    state: Publication
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ShareSet:
    """Shares of one axis from a day on, replaced whole: (clause number, ISO code or priority) → basis points."""

    axis: Dimension
    valid_from: date
    recorded_at: datetime
    parts: tuple[tuple[str, int], ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation or a country in a role; at least one of the two is named."""

    role: ParticipantRole
    organisation: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Source of a fact: a public address or the name of a publication."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount a source states that counts nowhere, and the phrase key of the reason (ruling 30).

    ``source_word`` is what the source calls it ("proposed", "requested"), in the source's language.
    """

    kind: str
    amount_minor: int
    currency: str
    reason: str
    note: str = ""
    source: str = ""
    source_word: str = ""
    stated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Everything recorded about one project, as its page shows it."""

    id: int
    identifier: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    declared_kind: Kind
    provenance: Provenance
    objective: str = ""
    kind_exception: str = ""
    kind_reason: str = ""
    owner: str | None = None
    place: str = ""
    requesting_authority: str = ""
    contact_office: str = ""
    contact_address: str = ""
    contact_email: str = ""
    sector: str = ""
    start_planned: date | None = None
    end_planned: date | None = None
    start_actual: date | None = None
    end_actual: date | None = None
    participants: tuple[Participant, ...] = ()
    relevant_clauses: tuple[int, ...] = ()
    statuses: tuple[DatedStatus, ...] = ()
    relations: tuple[DatedRelation, ...] = ()
    publications: tuple[DatedPublication, ...] = ()
    share_sets: tuple[ShareSet, ...] = ()
    budgets: tuple[BudgetPeriod, ...] = ()
    flows: tuple[Flow, ...] = ()
    planned_payments: tuple[PlannedPayment, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    sources: tuple[Source, ...] = ()
    documents: tuple[Source, ...] = ()
    listed_lines: tuple[StatedAmount, ...] = ()
    notes: str = ""
    dates_note: str = ""
    is_example: bool = False  # belongs to the example portfolio and stays in it (ruling 33)
