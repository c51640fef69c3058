"""Schema of data files: words, days, moments, texts, and the fields of a project."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, time
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from portfolio.domain import dates, errors
from portfolio.domain.flows import (
    FINANCE_TYPES,
    Announcement,
    BudgetType,
    FlowKind,
    Provenance,
    ReportedBy,
    Verification,
)
from portfolio.domain.money import Dimension
from portfolio.domain.projects import (
    RECORDED,
    MilestoneState,
    Project,
    Publication,
    Relation,
    Status,
)
from portfolio.domain.reference import Kind, ParticipantRole

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Member = TypeVar("Member", bound=IntEnum)
Value = TypeVar("Value", bound="DataclassInstance")


def noon(day: date) -> datetime:
    """Recording moment of an entry for which the file has the day only."""
    return datetime.combine(day, time(12, tzinfo=UTC))


class FileEntry(BaseModel):
    """An object of a data file: values of the right type as they are written, no other fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def value(self, kind: type[Value], **others: Any) -> Value:
        """Domain value of the entry: its fields of the same names, and others."""
        names = [field.name for field in fields(kind) if field.name in type(self).model_fields]
        return kind(**{**{name: self.domain_value(name) for name in names}, **others})

    def domain_value(self, name: str) -> Any:
        """Field value in the domain's form."""
        value = getattr(self, name)
        return value.texts() if isinstance(value, MultilingualText) else value


def word(kind: type[Member], *among: Member) -> Callable[[object], Member]:
    """A reader of the words of an enumeration, or of the members named."""
    words = {member.name.lower(): member for member in among or tuple(kind)}

    def read(value: object) -> Member:
        if isinstance(value, str) and value in words:
            return words[value]
        told = {"value": str(value), "allowed": ", ".join(words)}
        raise PydanticCustomError("unknown_word", "unknown word", told)

    return read


def _day(value: object) -> date:
    """A day as files write it, within the range of the forms."""
    day = dates.iso(value) if isinstance(value, str) else None
    if day is None:
        raise PydanticCustomError("not_a_day", "not a day", {"value": str(value)})
    return _within_reason(day)


def _within_reason(day: date) -> date:
    try:
        return errors.day(day)
    except errors.DayOutOfReason as reason:
        told = dict(reason.values)
        raise PydanticCustomError("day_out_of_reason", "day out of reason", told) from None


def _moment(value: object) -> datetime:
    """Moment of a JSON value: a day means its noon, a time without a zone is UTC."""
    day = dates.iso(value[:10]) if isinstance(value, str) else None
    if isinstance(value, str) and day is not None:
        _within_reason(day)
        if len(value) == 10:
            return noon(day)
        with suppress(ValueError):
            read = datetime.fromisoformat(value)
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    raise PydanticCustomError("not_a_moment", "not a moment", {"value": str(value)})


Day = Annotated[date, PlainValidator(_day)]
Moment = Annotated[datetime, PlainValidator(_moment)]
Words = Annotated[str, StringConstraints(min_length=1)]


def _source(value: str) -> str:
    try:
        errors.refuse_no_source(value)
    except errors.NotASource:
        raise PydanticCustomError("not_a_source", "not a source") from None
    return value


SourceName = Annotated[str, AfterValidator(_source)]  # a web address or a document in words
SourceWords = Annotated[Words, AfterValidator(_source)]


class MultilingualText(FileEntry):
    """Words in one language or more."""

    en: str = ""
    fr: str = ""
    ar: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "MultilingualText":
        if not (self.en or self.fr or self.ar):
            raise PydanticCustomError("nothing_said", "no words")
        return self

    def texts(self) -> Mapping[str, str]:
        """The words by language, only those there are."""
        return {language: text for language, text in self if text}


class Trilingual(FileEntry):
    """Words in each of the three languages."""

    en: Words
    fr: Words
    ar: Words

    def texts(self) -> Mapping[str, str]:
        """The words by language."""
        return dict(self)


class DatedEntry(FileEntry):
    """Entry valid from a day on; recorded at its noon (UTC) unless the file says when."""

    valid_from: Day = Field(alias="from")
    recorded_at: Moment | None = Field(default=None, alias="recorded")

    @property
    def recorded_moment(self) -> datetime:
        """When it was recorded."""
        return self.recorded_at or noon(self.valid_from)

    def domain_value(self, name: str) -> Any:
        """Field value in the domain's form."""
        return self.recorded_moment if name == "recorded_at" else super().domain_value(name)


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
    is_illustrative: bool = Field(default=False, alias="illustrative")


class ParticipantEntry(FileEntry):
    """Participant, with its role."""

    role: Annotated[ParticipantRole, PlainValidator(word(ParticipantRole))]
    organisation: str | None = None
    country: str | None = None


class StatusEntry(DatedEntry):
    """The status from a day on."""

    status: Annotated[Status, PlainValidator(word(Status))]
    source: SourceName = ""


class RelationEntry(DatedEntry):
    """Relation to the declaration from a day on, its reason, and the source for it."""

    relation: Annotated[Relation, PlainValidator(word(Relation, *RECORDED))]
    reasons: MultilingualText
    source: SourceWords


class PublicationEntry(DatedEntry):
    """The publication state from a day on."""

    state: Annotated[Publication, PlainValidator(word(Publication))]


class SharesEntry(DatedEntry):
    """The shares of one axis from a day on, in per cent."""

    axis: Annotated[Dimension, PlainValidator(word(Dimension))]
    parts: Annotated[dict[str, str], Field(min_length=1)]
    reason: str = ""


class BudgetEntry(DatedEntry):
    """Requirement between two days."""

    type: Annotated[BudgetType, PlainValidator(word(BudgetType))] = BudgetType.ORIGINAL
    first_day: Day = Field(alias="first")
    last_day: Day = Field(alias="last")
    amount: Words
    currency: Words
    source: SourceName = ""
    date_derived: bool = False
    source_word: str = ""


class ConfidenceEntry(DatedEntry):
    """Verification of a flow from a day on."""

    confidence: Annotated[Verification, PlainValidator(word(Verification))]


class FlowFileEntry(FileEntry):
    """One dated flow."""

    reference: Words
    kind: Annotated[FlowKind, PlainValidator(word(FlowKind))]
    provider: str | None = None
    receiver: str | None = None
    amount: Words
    currency: Words
    value_date: Day = Field(alias="date")
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
    source: SourceName = ""
    source_word: str = ""
    date_derived: bool = False


class PlannedPaymentFileEntry(DatedEntry):
    """Planned payment of a funder between two days."""

    type: Annotated[BudgetType, PlainValidator(word(BudgetType))] = BudgetType.ORIGINAL
    funder: Words = Field(alias="provider")
    first_day: Day = Field(alias="first")
    last_day: Day = Field(alias="last")
    amount: Words
    currency: Words
    source: SourceName = ""


class MilestoneVersionEntry(DatedEntry):
    """A milestone as valid from a day on."""

    clause: ClauseNumber | None = None
    due: Day
    weight: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    state: Annotated[MilestoneState, PlainValidator(word(MilestoneState))]
    done_on: Day | None = None
    evidence: SourceName = ""


class MilestoneEntry(FileEntry):
    """A milestone and its versions."""

    reference: Words
    titles: MultilingualText
    versions: Annotated[tuple[MilestoneVersionEntry, ...], Field(min_length=1)]


class SourceEntry(FileEntry):
    """Source of a fact."""

    title: str = ""
    address: SourceName = ""


class StatedAmountEntry(FileEntry):
    """A money line that counts nowhere, and why."""

    kind: Words
    amount: Words
    currency: Words
    reason: Words
    note: str = ""
    source: SourceName = ""
    source_word: str = ""
    stated_on: Day | None = None


def _plain_fields() -> dict[str, Any]:
    """Texts and days of a project, which files write under the names of its fields."""
    plain = {str: (str, ""), date | None: (Day | None, None)}
    own = (field for field in fields(Project) if field.default is not MISSING)
    return {field.name: plain[field.type] for field in own if field.type in plain}  # type: ignore[index]


_PlainFields = create_model("_PlainFields", __base__=FileEntry, **_plain_fields())


class ProjectEntry(_PlainFields):  # type: ignore[misc, valid-type] # made of the domain's fields
    """Project of a file, with everything the file has of it."""

    identifier: Words
    titles: MultilingualText
    summaries: MultilingualText | None = None
    declared_kind: Annotated[Kind, PlainValidator(word(Kind))] = Field(alias="kind")
    owner: str | None = None
    participants: tuple[ParticipantEntry, ...] = ()
    relevant_clauses: tuple[ClauseNumber, ...] = Field(default=(), alias="relevant_to")
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
