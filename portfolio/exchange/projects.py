"""The fields of a project as the data files write them; what they refer to is checked in linking."""

from typing import Annotated, Literal

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from portfolio.domain.cooperation import Kind, ParticipantRole
from portfolio.domain.finance import FINANCE_TYPES, Announcement
from portfolio.domain.flows import BudgetType, FlowKind, Provenance, ReportedBy, Verification
from portfolio.domain.milestones import MilestoneState
from portfolio.domain.projects import Publication, Status
from portfolio.domain.relations import RECORDED, Relation
from portfolio.domain.shares import Dimension
from portfolio.exchange.fields import (
    DatedEntry,
    Day,
    FileEntry,
    Moment,
    MultilingualText,
    Words,
    word,
)


def _finance_type(value: object) -> int:
    """A code of IATI FinanceType."""
    if isinstance(value, int) and not isinstance(value, bool) and value in FINANCE_TYPES:
        return value
    told = {"value": str(value), "allowed": "IATI FinanceType"}
    raise PydanticCustomError("unknown_word", "unknown word", told)


ClauseNumber = Annotated[int, Field(ge=1, le=11)]


class OrganisationFileEntry(FileEntry):
    """A funder, an implementer, an authority."""

    identifier: Words
    names: MultilingualText
    type: str = ""
    country: str | None = None
    office: str = ""
    illustrative: bool = False


class ParticipantEntry(FileEntry):
    """Who takes part, and in which role."""

    role: Annotated[ParticipantRole, PlainValidator(word(ParticipantRole))]
    organisation: str | None = None
    country: str | None = None


class StatusEntry(DatedEntry):
    """The status from a day on."""

    status: Annotated[Status, PlainValidator(word(Status))]
    source: str = ""


class RelationEntry(DatedEntry):
    """The relation to the declaration from a day on, why, and the source that says so."""

    relation: Annotated[Relation, PlainValidator(word(Relation, *RECORDED))]
    reasons: MultilingualText
    source: Words


class PublicationEntry(DatedEntry):
    """The publication state from a day on."""

    state: Annotated[Publication, PlainValidator(word(Publication))]


class SharesEntry(DatedEntry):
    """The shares of one axis from a day on, in per cent."""

    axis: Annotated[Dimension, PlainValidator(word(Dimension))]
    parts: Annotated[dict[str, str], Field(min_length=1)]
    reason: str = ""


class BudgetEntry(DatedEntry):
    """What is needed between two days."""

    type: Annotated[BudgetType, PlainValidator(word(BudgetType))] = BudgetType.ORIGINAL
    first: Day
    last: Day
    amount: Words
    currency: Words
    source: str = ""
    date_derived: bool = False
    source_word: str = ""


class ConfidenceEntry(DatedEntry):
    """How sure a flow is from a day on."""

    confidence: Annotated[Verification, PlainValidator(word(Verification))]


class FlowFileEntry(FileEntry):
    """One dated row of money."""

    reference: Words
    kind: Annotated[FlowKind, PlainValidator(word(FlowKind))]
    provider: str | None = None
    receiver: str | None = None
    amount: Words
    currency: Words
    date: Day
    recorded_at: Moment | None = Field(default=None, alias="recorded")
    perspective: Annotated[ReportedBy, PlainValidator(word(ReportedBy))] = ReportedBy.OUTGOING
    confidence: Annotated[Verification, PlainValidator(word(Verification))] | None = None
    confidences: tuple[ConfidenceEntry, ...] = ()
    in_kind: bool = False
    corrects: str | None = None
    supersedes: str | None = None
    honours: str | None = None
    provider_project: str | None = None
    flow_type: Literal[10, 20, 21, 22, 30, 35, 36, 37, 40, 50] | None = None
    earmarking: Literal[1, 2, 3, 4] | None = None
    finance_type: Annotated[int, PlainValidator(_finance_type)] | None = None
    announcement: Annotated[Announcement, PlainValidator(word(Announcement))] | None = None
    note: str = ""
    source: str = ""
    source_word: str = ""
    date_derived: bool = False


class PlannedPaymentFileEntry(DatedEntry):
    """What a funder plans to pay between two days."""

    type: Annotated[BudgetType, PlainValidator(word(BudgetType))] = BudgetType.ORIGINAL
    provider: Words
    first: Day
    last: Day
    amount: Words
    currency: Words
    source: str = ""


class MilestoneVersionEntry(DatedEntry):
    """A milestone as it holds from a day on."""

    clause: ClauseNumber | None = None
    due: Day
    weight: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    state: Annotated[MilestoneState, PlainValidator(word(MilestoneState))]
    done_on: Day | None = None
    evidence: str = ""


class MilestoneEntry(FileEntry):
    """A milestone and its versions."""

    reference: Words
    titles: MultilingualText
    versions: Annotated[tuple[MilestoneVersionEntry, ...], Field(min_length=1)]


class SourceEntry(FileEntry):
    """Where something was read."""

    title: str = ""
    address: str = ""


class StatedAmountEntry(FileEntry):
    """A money line that counts nowhere, and why."""

    kind: Words
    amount: Words
    currency: Words
    reason: Words
    note: str = ""
    source: str = ""
    source_word: str = ""
    stated_on: Day | None = None


class ProjectEntry(FileEntry):
    """Everything a file says about one project."""

    identifier: Words
    titles: MultilingualText
    summaries: MultilingualText | None = None
    objective: str = ""
    kind: Annotated[Kind, PlainValidator(word(Kind))]
    kind_reason: str = ""
    kind_exception: str = ""
    owner: str | None = None
    place: str = ""
    requesting_authority: str = ""
    contact_office: str = ""
    contact_address: str = ""
    contact_email: str = ""
    sector: str = ""
    start_planned: Day | None = None
    end_planned: Day | None = None
    start_actual: Day | None = None
    end_actual: Day | None = None
    dates_note: str = ""
    notes: str = ""
    participants: tuple[ParticipantEntry, ...] = ()
    relevant_to: tuple[ClauseNumber, ...] = ()
    statuses: tuple[StatusEntry, ...] = ()
    relations: tuple[RelationEntry, ...] = ()
    publications: tuple[PublicationEntry, ...] = Field(default=(), alias="published")
    shares: tuple[SharesEntry, ...] = ()
    budgets: tuple[BudgetEntry, ...] = ()
    flows: tuple[FlowFileEntry, ...] = ()
    planned_payments: tuple[PlannedPaymentFileEntry, ...] = ()
    milestones: tuple[MilestoneEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    documents: tuple[SourceEntry, ...] = ()
    listed_lines: tuple[StatedAmountEntry, ...] = ()


class OrganisationsFile(FileEntry):
    """A file of organisations."""

    organisations: tuple[OrganisationFileEntry, ...]


class ProjectsFile(FileEntry):
    """A file of projects of one provenance, with the organisations only it needs."""

    provenance: Annotated[
        Provenance, PlainValidator(word(Provenance, Provenance.DOCUMENTED, Provenance.ILLUSTRATIVE))
    ]
    organisations: tuple[OrganisationFileEntry, ...] = ()
    projects: tuple[ProjectEntry, ...]
