"""What stands on the as-of date in the reading asked for: dated rows, scope, kind of cooperation."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

from portfolio.domain.clauses import ListState
from portfolio.domain.contents import Contents
from portfolio.domain.flows import BudgetPeriod, BudgetType, Flow, Provenance, Verification
from portfolio.domain.money import Dimension
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Project, Publication, Relation, Status
from portfolio.domain.reference import Kind, ParticipantRole


class Dated(Protocol):
    """A row that holds from a day on and was recorded at a time."""

    @property
    def valid_from(self) -> date: ...

    @property
    def recorded_at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)


class Reading:
    """Answers "what did the record say" for one question."""

    def __init__(self, contents: Contents, question: ViewParams) -> None:
        self.contents = contents
        self.question = question
        self.countries = {country.code: country for country in contents.countries}

    def is_known(self, recorded: datetime) -> bool:
        """Ruling 18: in the second reading a row counts if its recorded date (UTC) is ≤ the day."""
        known_on = self.question.known_on
        return known_on is None or recorded.astimezone(UTC).date() <= known_on

    def holds(self, valid_from: date, recorded: datetime) -> bool:
        """Ruling 18: dates are inclusive; a row dated after D counts in neither reading."""
        return valid_from <= self.question.as_of and self.is_known(recorded)

    def latest(self, rows: Sequence[D]) -> D | None:
        """Ruling 18: the latest day; on one day the later recorded wins, then the greater id."""
        standing = [
            (row.valid_from, row.recorded_at, position, row)
            for position, row in enumerate(rows)  # ids follow the order of the rows
            if self.holds(row.valid_from, row.recorded_at)
        ]
        return max(standing, key=lambda entry: entry[:3])[3] if standing else None

    def status(self, project: Project) -> Status | None:
        """Ruling 18: a project with no status by D is not in the portfolio of D."""
        row = self.latest(project.statuses)
        return row.status if row else None

    def is_context(self, project: Project) -> bool:
        """Ruling 24: what the dated row says; without one, by where the record comes from.

        What a list in force names is listed, whatever its row says (ruling 34).
        """
        if self.is_listed(project):
            return False
        row = self.latest(project.relations)
        if row is None:
            return project.provenance in (Provenance.DOCUMENTED, Provenance.IMPORTED)
        return row.relation is Relation.CONTEXT

    def is_listed(self, project: Project) -> bool:
        """Ruling 34: named in the last adopted list of its clause, of the portfolio asked for."""
        is_example = self.question.scope.portfolio.is_example
        for clause in (2, 8):
            adopted = [
                one
                for one in self.contents.lists
                if one.clause == clause
                and one.state is ListState.ADOPTED
                and one.is_example == is_example
            ]
            last = self.latest(adopted)
            if last and project.identifier in [entry.project for entry in last.projects]:
                return True
        return False

    def is_in_scope(self, project: Project) -> bool:
        """Section 7 and ruling 33: published, and of the portfolio asked for."""
        scope = self.question.scope
        if self.status(project) is None:
            return False
        if project.is_example != scope.portfolio.is_example:
            return False
        row = self.latest(project.publications)
        if scope.published_only:
            return row is not None and row.state is Publication.PUBLISHED
        return row is None or row.state is not Publication.WITHDRAWN

    def confidence(self, flow: Flow) -> Verification:
        """Ruling 18: confidence is dated too; the flow itself holds its first."""
        row = self.latest(flow.confidences)
        return row.confidence if row else flow.confidence

    def shares(self, project: Project, axis: Dimension) -> dict[str, int] | None:
        """Ruling 15: replaced whole; a set that does not sum to 10,000 counts as missing."""
        row = self.latest([shares for shares in project.share_sets if shares.axis is axis])
        if row is None:
            return None
        points = [share for _, share in row.parts]
        if sum(points) != 10_000 or min(points) < 0:
            return None
        return dict(row.parts)

    def budgets(self, project: Project) -> list[BudgetPeriod]:
        """Ruling 10: per same period revised beats original, then valid-from, recorded, id."""
        winners: dict[tuple[date, date], BudgetPeriod] = {}
        if self.is_context(project):  # ruling 24: no requirement
            return []

        def strength(budget: BudgetPeriod) -> tuple[bool, date, datetime, int]:
            revised = budget.type is BudgetType.REVISED
            return (revised, budget.valid_from, budget.recorded_at, budget.id)

        for budget in project.budgets:
            if not self.holds(budget.valid_from, budget.recorded_at):
                continue
            period = (budget.first_day, budget.last_day)
            if period not in winners or strength(budget) > strength(winners[period]):
                winners[period] = budget
        return [
            budget
            for budget in winners.values()
            if budget.amount_minor
            or budget.type is not BudgetType.REVISED  # revised to 0: withdrawn
        ]

    def has_requirement(self, project: Project) -> bool:
        """Ruling 10: none without budget rows, none where different periods overlap."""
        budgets = self.budgets(project)
        for one in budgets:
            for other in budgets:
                if one is not other and (
                    one.first_day <= other.last_day and other.first_day <= one.last_day
                ):
                    return False
        return bool(budgets)

    def kind(self, project: Project) -> Kind:
        """Section 3 and ruling 17: a recorded exception uses the declared kind."""
        if project.kind_exception:
            return project.declared_kind
        named = project.participants
        beneficiaries = {
            p.country for p in named if p.role is ParticipantRole.BENEFICIARY and p.country
        }
        pivotal = {p.country for p in named if p.role is ParticipantRole.PIVOTAL and p.country}
        roles = {p.role for p in named}
        developing = {
            code for code in beneficiaries | pivotal if self.countries[code].is_dac_recipient
        }
        regions = {self.countries[code].region for code in beneficiaries}
        # Ruling 31: a pivotal partner of no known country counts as pivotal; the two developing
        # countries are then others.
        takes_part = ParticipantRole.PIVOTAL in roles and ParticipantRole.FACILITATING in roles
        if beneficiaries and takes_part and len(developing) >= 2:
            return Kind.TRIANGULAR
        if len(regions) >= 2:
            return Kind.INTER_REGIONAL
        if len(beneficiaries) >= 2:
            return Kind.REGIONAL
        if len(beneficiaries) == 1 and ParticipantRole.PROVIDER in roles:
            return Kind.BILATERAL
        return Kind.UNCLASSIFIED
