"""Portfolios in words, and the domain values they stand for."""

from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.clauses import (
    DeadlineState,
    Deliverable,
    ListedProject,
    ListState,
    PriorityList,
)
from portfolio.domain.contents import Contents, DeliverableVersion
from portfolio.domain.flows import BudgetPeriod, Flow, Provenance
from portfolio.domain.money import Dimension, Rate, per_eur
from portfolio.domain.projects import (
    DatedPublication,
    DatedStatus,
    Milestone,
    MilestoneVersion,
    Project,
    Publication,
    ShareSet,
    Status,
)
from portfolio.domain.reference import Organisation
from tests.building.flows import AFlow
from tests.building.projects import START, AProject
from tests.building.words import day, noon
from tests.building.world import COUNTRIES


@dataclass(frozen=True)
class APortfolio:
    """Rates and projects to be; ids follow the order in which things were named."""

    rates: tuple[Rate, ...] = ()
    projects: tuple[AProject, ...] = ()
    named: tuple[tuple[str, str], ...] = ()  # what organisations are called, else "Partner A"
    provisional: tuple[tuple[str, date], ...] = ()
    lists: tuple[PriorityList, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    deliverable_versions: tuple[DeliverableVersion, ...] = ()

    def asking_for(
        self,
        reference: str,
        clause: int,
        by: str | DeadlineState | None,
        *versions: MilestoneVersion,
    ) -> "APortfolio":
        """A deliverable of a clause, due on a day, by a rule of the text or without a deadline.

        ``versions``: how it went, said as of a milestone (``done``, ``missed``).
        """
        limit = (
            by
            if isinstance(by, DeadlineState)
            else DeadlineState.NONE
            if by is None
            else DeadlineState.FIXED
        )
        own = Deliverable(
            reference,
            clause,
            len(self.deliverables) + 1,
            limit,
            day(by) if isinstance(by, str) else None,
            {"en": reference},
        )
        dated = tuple(
            DeliverableVersion(
                reference, v.state, v.done_on, v.evidence, v.valid_from, v.recorded_at
            )
            for v in versions
        )
        return replace(
            self,
            deliverables=(*self.deliverables, own),
            deliverable_versions=(*self.deliverable_versions, *dated),
        )

    def calling(self, organisation: str, name: str) -> "APortfolio":
        return replace(self, named=(*self.named, (organisation, name)))

    def provisionally(self, organisation: str, since: str | date) -> "APortfolio":
        """An organisation without a registry identifier since a day."""
        return replace(self, provisional=(*self.provisional, (organisation, day(since))))

    def with_rate(
        self, currency: str, rate: str, on: str | date, recorded: str | None = None
    ) -> "APortfolio":
        """``rate`` units of the currency per 1 EUR on a day."""
        new = Rate(currency, day(on), per_eur(rate), noon(recorded or on), "test")
        return replace(self, rates=(*self.rates, new))

    def with_project(self, *projects: AProject) -> "APortfolio":
        return replace(self, projects=(*self.projects, *projects))

    def listing(
        self,
        *projects: str,
        on: str | date,
        clause: int = 2,
        state: ListState = ListState.ADOPTED,
        recorded: str | None = None,
        is_example: bool = False,
    ) -> "APortfolio":
        """A list of priority projects, by their titles, from a day on."""
        number = len(self.lists) + 1
        new = PriorityList(
            id=number,
            reference=f"L{number}",
            clause=clause,
            state=state,
            valid_from=day(on),
            recorded_at=noon(recorded or on),
            titles={"en": f"List {number}"},
            source="minutes",
            provenance=Provenance.ENTERED,
            is_example=is_example,
            projects=tuple(ListedProject(title, {"en": "because"}) for title in projects),
        )
        return replace(self, lists=(*self.lists, new))

    def contents(self) -> Contents:
        """The domain values."""
        return _Numbering(self).contents()


def a_portfolio(*projects: AProject) -> APortfolio:
    """A portfolio of these projects, without any rate."""
    return APortfolio(projects=projects)


class _Numbering:
    """Gives every named thing its id, then writes the values with the ids in place of names."""

    def __init__(self, words: APortfolio) -> None:
        self.words = words
        self.organisation: dict[str, int] = {}
        self.project = {p.title: n for n, p in enumerate(words.projects, start=1)}
        assert len(self.project) == len(words.projects), "two projects of one title"
        self.flow: dict[tuple[str, str], int] = {}
        self.ids: dict[tuple[str, int], int] = {}
        self.budgets = 0
        self.milestones = 0
        for project in words.projects:
            self._meet(project)

    def _meet(self, project: AProject) -> None:
        names = [project.owner, *(p.organisation for p in project.participants)]
        names += [payment.funder for payment in project.planned_payments]
        for position, flow in enumerate(project.flows):
            names += [flow.funder, flow.receiver]
            number = len(self.ids) + 1
            self.ids[project.title, position] = number
            if flow.name:
                assert (project.title, flow.name) not in self.flow, flow.name
                self.flow[project.title, flow.name] = number
        for name in names:
            if name is not None:
                self.organisation.setdefault(name, len(self.organisation) + 1)

    def contents(self) -> Contents:
        return Contents(
            countries=COUNTRIES,
            organisations=tuple(
                Organisation(
                    number,
                    name,
                    {"en": dict(self.words.named).get(name, f"Partner {name}")},
                    provisional_since=dict(self.words.provisional).get(name),
                )
                for name, number in self.organisation.items()
            ),
            rates=self.words.rates,
            deliverables=self.words.deliverables,
            deliverable_versions=self.words.deliverable_versions,
            projects=tuple(self._project(project) for project in self.words.projects),
            lists=self.words.lists,
        )

    def _project(self, words: AProject) -> Project:
        number = self.project[words.title]
        start = noon(START)
        statuses = words.statuses
        if statuses is None:
            statuses = (DatedStatus(Status.IMPLEMENTATION, START, start),)
        publications = words.publications
        if publications is None:
            publications = (DatedPublication(Publication.PUBLISHED, START, start),)
        return Project(
            id=number,
            identifier=words.title,
            titles=dict(words.titles) or {"en": words.title},
            summaries={},
            declared_kind=words.kind,
            kind_exception=words.kind_exception,
            provenance=words.provenance,
            is_example=words.is_example,
            owner=words.owner,
            contact_office=words.office,
            contact_email=words.email,
            start_planned=words.planned[0],
            end_planned=words.planned[1],
            start_actual=words.actual[0],
            end_actual=words.actual[1],
            participants=words.participants,
            statuses=statuses,
            relations=words.relations,
            publications=publications,
            share_sets=(*_first_sets(words), *words.share_sets),
            budgets=self._budgets(words, number),
            flows=tuple(
                self._flow(words, number, position, flow)
                for position, flow in enumerate(words.flows)
            ),
            planned_payments=words.planned_payments,
            milestones=self._milestones(words),
        )

    def _budgets(self, words: AProject, project: int) -> tuple[BudgetPeriod, ...]:
        periods = []
        for budget in words.budgets:
            self.budgets += 1
            periods.append(
                BudgetPeriod(
                    self.budgets,
                    project,
                    budget.type,
                    budget.first,
                    budget.last,
                    budget.amount.amount_minor,
                    budget.amount.currency,
                    budget.valid_from,
                    budget.recorded_at,
                )
            )
        return tuple(periods)

    def _flow(self, words: AProject, project: int, position: int, flow: AFlow) -> Flow:
        number = self.ids[words.title, position]
        return Flow(
            id=number,
            project_id=project,
            reference=flow.name or f"row-{number}",
            kind=flow.kind,
            provider_id=self.organisation[flow.funder] if flow.funder else None,
            receiver_id=self.organisation[flow.receiver] if flow.receiver else None,
            finance_type=flow.finance_type,
            announcement=flow.announcement,
            amount_minor=flow.amount.amount_minor,
            currency=flow.amount.currency,
            value_date=flow.value_date,
            recorded_at=flow.recorded_at or noon(flow.value_date),
            perspective=flow.perspective,
            confidence=flow.confidence,
            provenance=flow.provenance,
            in_kind=flow.is_in_kind,
            corrects_id=self._named(words.title, flow.corrects),
            supersedes_id=self._named(words.title, flow.supersedes),
            honours_id=self._named(words.title, flow.honours),
            provider_project_id=self.project[flow.provider_project]
            if flow.provider_project
            else None,
            date_derived=flow.is_derived,
            confidences=flow.changes,
        )

    def _named(self, title: str, name: str | None) -> int | None:
        if name is None:
            return None
        other, _, inside = name.rpartition("/")
        return self.flow[other or title, inside]

    def _milestones(self, words: AProject) -> tuple[Milestone, ...]:
        made = []
        for position, versions in enumerate(words.milestones, start=1):
            self.milestones += 1
            made.append(Milestone(self.milestones, f"M{position}", {"en": "Step"}, versions))
        return tuple(made)


def _first_sets(words: AProject) -> list[ShareSet]:
    parts: dict[Dimension, list[tuple[str, int]]] = {}
    for axis, key, points in words.parts:
        parts.setdefault(axis, []).append((key, points))
    return [ShareSet(axis, START, noon(START), tuple(named)) for axis, named in parts.items()]
