"""Projects in words: ``a_project("Border posts").needing("12m EUR").in_country("LY")``."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portfolio.domain.flows import BudgetType, PlannedPayment, Provenance
from portfolio.domain.money import Dimension, Money
from portfolio.domain.projects import (
    DatedPublication,
    DatedRelation,
    DatedStatus,
    MilestoneState,
    MilestoneVersion,
    Participant,
    Publication,
    Relation,
    ShareSet,
    Status,
)
from portfolio.domain.reference import Kind, ParticipantRole
from tests.building.flows import AFlow
from tests.building.words import basis_points, day, money, noon

START = date(2013, 11, 14)


@dataclass(frozen=True)
class ABudget:
    """A budget period to be."""

    amount: Money
    first: date
    last: date
    type: BudgetType
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True)
class AProject:
    """A project to be: published and in implementation from the start unless a test says otherwise."""

    title: str
    kind: Kind = Kind.UNCLASSIFIED
    kind_exception: str = ""
    provenance: Provenance = Provenance.ENTERED
    is_example: bool = False
    owner: str | None = None
    participants: tuple[Participant, ...] = ()
    statuses: tuple[DatedStatus, ...] | None = None
    relations: tuple[DatedRelation, ...] = ()
    publications: tuple[DatedPublication, ...] | None = None
    parts: tuple[tuple[Dimension, str, int], ...] = ()
    share_sets: tuple[ShareSet, ...] = ()
    budgets: tuple[ABudget, ...] = ()
    flows: tuple[AFlow, ...] = ()
    planned_payments: tuple[PlannedPayment, ...] = ()
    milestones: tuple[tuple[MilestoneVersion, ...], ...] = ()
    titles: tuple[tuple[str, str], ...] = ()  # language and title; none: the title above in English
    office: str = ""
    email: str = ""
    planned: tuple[date | None, date | None] = (None, None)
    actual: tuple[date | None, date | None] = (None, None)

    def needing(
        self,
        amount: str,
        first: str = "2014-01-01",
        last: str = "2014-12-31",
        *,
        valid_from: str | None = None,
        recorded: str | None = None,
        revised: bool = False,
    ) -> "AProject":
        held = day(valid_from) if valid_from else START
        budget = ABudget(
            money(amount),
            day(first),
            day(last),
            BudgetType.REVISED if revised else BudgetType.ORIGINAL,
            held,
            noon(recorded or held),
        )
        return replace(self, budgets=(*self.budgets, budget))

    def expecting(
        self,
        amount: str,
        of: str,
        first: str,
        last: str,
        valid_from: str | date = START,
        recorded: str | date | None = None,
    ) -> "AProject":
        """A payment that a funder plans between two days; a later row of the period replaces it."""
        value = money(amount)
        payment = PlannedPayment(
            of,
            day(first),
            day(last),
            value.amount_minor,
            value.currency,
            day(valid_from),
            noon(recorded or valid_from),
        )
        return replace(self, planned_payments=(*self.planned_payments, payment))

    def receiving(self, *flows: AFlow) -> "AProject":
        return replace(self, flows=(*self.flows, *flows))

    def clause(self, number: int, share: str | int = "100%") -> "AProject":
        return self._part(Dimension.CLAUSE, str(number), share)

    def in_country(self, code: str, share: str | int = "100%") -> "AProject":
        return self._part(Dimension.COUNTRY, code, share)

    def priority(self, word: str, share: str | int = "100%") -> "AProject":
        return self._part(Dimension.PRIORITY, word, share)

    def _part(self, axis: Dimension, key: str, share: str | int) -> "AProject":
        return replace(self, parts=(*self.parts, (axis, key, basis_points(share))))

    def sharing(
        self, axis: Dimension, valid_from: str, recorded: str | None = None, /, **shares: str | int
    ) -> "AProject":
        """A whole new share set from a day on; clauses are written ``c3="60%"``."""
        parts = tuple((k.removeprefix("c"), basis_points(s)) for k, s in shares.items())
        new = ShareSet(axis, day(valid_from), noon(recorded or valid_from), parts)
        return replace(self, share_sets=(*self.share_sets, new))

    def status(
        self, status: Status, valid_from: str | date = START, recorded: str | None = None
    ) -> "AProject":
        dated = DatedStatus(status, day(valid_from), noon(recorded or valid_from))
        return replace(self, statuses=(*(self.statuses or ()), dated))

    def relation(
        self, relation: Relation, valid_from: str | date = START, recorded: str | None = None
    ) -> "AProject":
        dated = DatedRelation(
            relation, day(valid_from), noon(recorded or valid_from), {"en": "Its purpose"}, "report"
        )
        return replace(self, relations=(*self.relations, dated))

    def publication(
        self, state: Publication, valid_from: str | date = START, recorded: str | None = None
    ) -> "AProject":
        dated = DatedPublication(state, day(valid_from), noon(recorded or valid_from))
        return replace(self, publications=(*(self.publications or ()), dated))

    def with_role(
        self, role: ParticipantRole, organisation: str | None = None, country: str | None = None
    ) -> "AProject":
        return replace(
            self, participants=(*self.participants, Participant(role, organisation, country))
        )

    def provided_by(self, organisation: str) -> "AProject":
        return self.with_role(ParticipantRole.PROVIDER, organisation)

    def benefiting(self, *countries: str) -> "AProject":
        project = self
        for country in countries:
            project = project.with_role(ParticipantRole.BENEFICIARY, country=country)
        return project

    def owned_by(self, organisation: str) -> "AProject":
        return replace(self, owner=organisation)

    def titled(self, **titles: str) -> "AProject":
        """Other titles than the one it is called by: ``titled(en="Border posts")``."""
        return replace(self, titles=tuple(titles.items()))

    def answering_at(self, office: str, email: str = "") -> "AProject":
        return replace(self, office=office, email=email)

    def running(self, first: str, last: str, *, actually: bool = False) -> "AProject":
        days = (day(first), day(last))
        return replace(self, actual=days) if actually else replace(self, planned=days)

    def declared(self, kind: Kind, exception: str = "") -> "AProject":
        return replace(self, kind=kind, kind_exception=exception)

    def illustrative(self) -> "AProject":
        """Made up by a data file, and so of the example portfolio (ruling 33)."""
        return replace(self, provenance=Provenance.ILLUSTRATIVE, is_example=True)

    def of_the_example(self) -> "AProject":
        """Entered while the example portfolio was shown."""
        return replace(self, is_example=True)

    def documented(self) -> "AProject":
        return replace(self, provenance=Provenance.DOCUMENTED)

    def milestone(self, *versions: MilestoneVersion) -> "AProject":
        return replace(self, milestones=(*self.milestones, versions))


def a_project(title: str) -> AProject:
    """A project by its title, which also is its identifier."""
    return AProject(title)


def planned(
    due: str, weight: int = 1, clause: int | None = None, valid_from: str | date = START
) -> MilestoneVersion:
    """A milestone that is due on a day."""
    held = day(valid_from)
    return MilestoneVersion(
        clause, day(due), weight, MilestoneState.PLANNED, None, "", held, noon(held)
    )


def done(
    due: str,
    done_on: str | None,
    weight: int = 1,
    clause: int | None = None,
    evidence: str = "Report",
    recorded: str | None = None,
) -> MilestoneVersion:
    """A milestone that was carried out, known from the day it was done on."""
    held = day(done_on or due)
    return MilestoneVersion(
        clause,
        day(due),
        weight,
        MilestoneState.DONE,
        day(done_on) if done_on else None,
        evidence,
        held,
        noon(recorded or held),
    )


def missed(
    due: str, valid_from: str, weight: int = 1, clause: int | None = None
) -> MilestoneVersion:
    """A milestone given up on a day."""
    held = day(valid_from)
    return MilestoneVersion(
        clause, day(due), weight, MilestoneState.MISSED, None, "", held, noon(held)
    )
