"""Flows in words: ``partner("A").pledges("3m USD").on("2014-01-29").called("first")``."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portfolio.domain.flows import (
    STANDARD_GRANT,
    STANDARD_LOAN,
    Announcement,
    DatedVerification,
    FlowKind,
    Provenance,
    ReportedBy,
    Verification,
)
from portfolio.domain.money import Money
from tests.building.words import day, money, noon


@dataclass(frozen=True)
class AFlow:
    """A flow to be; other rows of its project are named by what they are ``called``."""

    kind: FlowKind
    funder: str | None
    amount: Money
    value_date: date = date(2014, 1, 15)
    recorded_at: datetime | None = None  # None: noon of the value date
    name: str = ""
    receiver: str | None = None
    corrects: str | None = None
    supersedes: str | None = None
    honours: str | None = None
    provider_project: str | None = None
    is_in_kind: bool = False
    perspective: ReportedBy = ReportedBy.OUTGOING
    confidence: Verification = Verification.CONFIRMED
    provenance: Provenance = Provenance.ENTERED
    changes: tuple[DatedVerification, ...] = ()
    is_derived: bool = False
    finance_type: int | None = None
    announcement: Announcement | None = None

    def on(self, value_date: str | date) -> "AFlow":
        return replace(self, value_date=day(value_date))

    def recorded(self, at: str | date | datetime) -> "AFlow":
        return replace(self, recorded_at=noon(at))

    def called(self, name: str) -> "AFlow":
        return replace(self, name=name)

    def to(self, receiver: str) -> "AFlow":
        return replace(self, receiver=receiver)

    def correcting(self, name: str) -> "AFlow":
        return replace(self, corrects=name)

    def replacing(self, name: str) -> "AFlow":
        return replace(self, supersedes=name)

    def honouring(self, name: str) -> "AFlow":
        """Name the pledge kept; "Other project/name" points into another project."""
        return replace(self, honours=name)

    def out_of(self, project: str) -> "AFlow":
        """Name the portfolio project the money comes from."""
        return replace(self, provider_project=project)

    def on_a_derived_day(self) -> "AFlow":
        """Its source states no exact day."""
        return replace(self, is_derived=True)

    def as_a_loan(self) -> "AFlow":
        return replace(self, finance_type=STANDARD_LOAN)

    def as_a_grant(self) -> "AFlow":
        return replace(self, finance_type=STANDARD_GRANT)

    def announced_before(self) -> "AFlow":
        return replace(self, announcement=Announcement.PREVIOUSLY_ANNOUNCED)

    def in_kind(self) -> "AFlow":
        return replace(self, is_in_kind=True)

    def reported_by_the_receiver(self) -> "AFlow":
        return replace(self, perspective=ReportedBy.INCOMING)

    def proposed(self) -> "AFlow":
        return replace(self, confidence=Verification.PROPOSED)

    def confirmed_from(self, valid_from: str, recorded: str | None = None) -> "AFlow":
        return self.becoming(Verification.CONFIRMED, valid_from, recorded)

    def becoming(
        self, confidence: Verification, valid_from: str | date, recorded: str | date | None = None
    ) -> "AFlow":
        change = DatedVerification(confidence, day(valid_from), noon(recorded or valid_from))
        return replace(self, changes=(*self.changes, change))

    def illustrative(self) -> "AFlow":
        return replace(self, provenance=Provenance.ILLUSTRATIVE)


@dataclass(frozen=True)
class AFunder:
    """An organisation about to give."""

    identifier: str | None

    def pledges(self, amount: str) -> AFlow:
        return AFlow(FlowKind.PLEDGE, self.identifier, money(amount))

    def commits(self, amount: str) -> AFlow:
        return AFlow(FlowKind.COMMITMENT, self.identifier, money(amount))

    def disburses(self, amount: str) -> AFlow:
        return AFlow(FlowKind.DISBURSEMENT, self.identifier, money(amount))

    def spends(self, amount: str) -> AFlow:
        return AFlow(FlowKind.EXPENDITURE, self.identifier, money(amount))


def partner(identifier: str) -> AFunder:
    """A named organisation."""
    return AFunder(identifier)


def somebody() -> AFunder:
    """The provider of a row that names none."""
    return AFunder(None)
