"""One project's account: its figures, its funders and what could not be converted."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from portfolio.domain.flows import Flow, FlowKind
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Project
from tests.oracle.conversion import Conversion
from tests.oracle.funding import Funding, funding
from tests.oracle.reading import Reading
from tests.oracle.rounding import cumulative
from tests.oracle.rows import FUNDING, Row

UNKNOWN = "unknown"  # ruling 7: shown, never merged
Amounts = dict[str, int]
FUNDED = ("secured", "pledged_open", "paid")
# Ruling 25: shared over the funders, and the whole project's whatever funder a filter asks for.
COVERING = ("covered", "pledged_toward_gap")
UNFUNDED = (
    "requirement",
    "gap",
    "surplus",
    "gap_after_pledges",
    "gap_unpaid",
    "spent",
    "disbursed_toward_requirement",
)
FIGURES = (*FUNDED, *COVERING, *UNFUNDED)


@dataclass(frozen=True)
class Missing:
    """A row without a rate."""

    project: str
    row: str
    minor: int
    currency: str
    wanted_on: date


class Account:
    """What one project's rows come to, before any screen filter."""

    def __init__(
        self,
        project: Project,
        rows: list[Row],
        reading: Reading,
        conversion: Conversion,
        find: Callable[[Row], Flow | None],
    ) -> None:
        self.project = project
        self.rows = rows
        self.reading = reading
        self.conversion = conversion
        self.find = find
        self.has_requirement = reading.has_requirement(project)
        self.missing = self._missing()

    @property
    def question(self) -> ViewParams:
        return self.reading.question

    def funder_of(self, row: Row) -> str:
        """Ruling 7: the provider organisation of the row."""
        provider = row.flow.provider_id
        if provider is None:
            return UNKNOWN
        return next(o.identifier for o in self.reading.contents.organisations if o.id == provider)

    def _missing(self) -> list[Missing]:
        """Ruling 2: every counted row that cannot be converted."""
        lacking = [
            (f"budget:{budget.id}", budget.amount_minor, budget.currency, budget.first_day)
            for budget in self.reading.budgets(self.project)
            if self._worth(budget.amount_minor, budget.currency, budget.first_day) is None
        ]
        lacking += [
            (f"flow:{row.flow.id}", row.flow.amount_minor, row.flow.currency, row.root.value_date)
            for row in self.rows
            if row.worth is None
        ]
        return [
            Missing(self.project.identifier, row, minor, currency, self.conversion.wanted_on(on))
            for row, minor, currency, on in lacking
        ]

    def _worth(self, minor: int, currency: str, on: date) -> int | None:
        return self.conversion.convert(minor, currency, on)

    def funders(self) -> list[str]:
        """Ruling 12: who has a live row that counts, other than zero."""
        return sorted(
            {
                self.funder_of(r)
                for r in self.rows
                if r.flow.kind in FUNDING and r.flow.amount_minor != 0
            }
        )

    def of_funder(self, funder: str) -> Funding:
        """Cash, and in kind by the same rules on in-kind rows alone (ruling 9)."""
        total = Funding()
        for in_kind in (False, True):
            theirs = [
                row
                for row in self.rows
                if row.flow.in_kind is in_kind and self.funder_of(row) == funder
            ]
            part = funding(theirs, self.find)
            total = Funding(
                total.secured + part.secured,
                total.pledged_open + part.pledged_open,
                total.paid + part.paid,
            )
        return total

    def by_funder(self) -> dict[str, Funding]:
        """The funders a filter keeps, each with its figures."""
        kept = self.question.filters.funders
        return {
            funder: self.of_funder(funder)
            for funder in self.funders()
            if not kept or funder in kept
        }

    def requirement(self) -> int | None:
        """Ruling 10: None is n/a."""
        if not self.has_requirement:
            return None
        return sum(self.budget_worths().values())

    def budget_worths(self) -> dict[tuple[date, date], int]:
        """Period → minor units of the reporting currency, converted whole at its first day."""
        worths = {}
        for budget in self.reading.budgets(self.project):
            converted = self._worth(budget.amount_minor, budget.currency, budget.first_day)
            assert converted is not None
            worths[budget.first_day, budget.last_day] = converted
        return worths

    def unfunded(self) -> Amounts:
        """The six figures without a funder; requirement, gaps and surplus 0 where n/a (ruling 10).

        Section 2: a filter by funder leaves requirement, gap and coverage the whole project's.
        """
        all_funders = [self.of_funder(funder) for funder in self.funders()]
        secured = sum(f.secured for f in all_funders)
        pledged = sum(f.pledged_open for f in all_funders)
        paid = sum(f.paid for f in all_funders)
        spent = sum(row.outside_worth for row in self.rows if row.flow.kind is FlowKind.EXPENDITURE)
        need = self.requirement()
        if need is None:
            return {**dict.fromkeys(UNFUNDED, 0), "spent": spent}
        return {
            "requirement": need,
            "gap": max(0, need - secured),
            "surplus": max(0, secured - need),
            "gap_after_pledges": max(0, need - secured - pledged),
            "gap_unpaid": max(0, need - paid),
            "spent": spent,
            "disbursed_toward_requirement": min(need, paid),
        }

    def covering(self) -> dict[str, Amounts]:
        """Ruling 25: per funder, in order of identifier, its parts of what is covered and pledged.

        In proportion to what each secured and has pledged; nothing without a requirement.
        """
        funders = self.funders()
        figures = [self.of_funder(funder) for funder in funders]
        parts = {funder: dict.fromkeys(COVERING, 0) for funder in funders}
        need = self.requirement()
        if need is None:
            return parts
        secured, pledged = [f.secured for f in figures], [f.pledged_open for f in figures]
        covered = min(need, sum(secured))
        toward_gap = min(need - covered, sum(pledged))
        for figure, whole, weights in (
            ("covered", covered, secured),
            ("pledged_toward_gap", toward_gap, pledged),
        ):
            if whole:
                for funder, part in zip(funders, cumulative(whole, weights), strict=True):
                    parts[funder][figure] = part
        return parts

    def records(self, stages: Collection[FlowKind], funder: str | None = None) -> bool:
        """Ruling 26: a live row of one of the stages exists, also where it is internal or nets to zero."""
        kept = {funder} if funder is not None else self.question.filters.funders
        return any(
            row.flow.kind in stages and (not kept or self.funder_of(row) in kept)
            for row in self.rows
        )

    def recorded(self, funder: str | None = None) -> frozenset[str]:
        """Ruling 26: the figures of the project, or of a funder in it, that rest on rows at all."""
        anyone = [row.flow.kind for row in self.rows]
        firm = (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT)
        found = {
            "secured": self.records(firm, funder),
            "pledged_open": self.records((FlowKind.PLEDGE,), funder),
            "paid": self.records((FlowKind.DISBURSEMENT,), funder),
        }
        need = self.has_requirement
        if funder is None:
            found |= {
                "requirement": need,
                "gap": need,
                "surplus": need,
                "gap_after_pledges": need,
                "gap_unpaid": need,
                "spent": FlowKind.EXPENDITURE in anyone,
                "disbursed_toward_requirement": need and FlowKind.DISBURSEMENT in anyone,
                "covered": need and any(kind in firm for kind in anyone),
                "pledged_toward_gap": need and FlowKind.PLEDGE in anyone,
            }
        else:
            found |= {
                "covered": need and found["secured"],
                "pledged_toward_gap": need and found["pledged_open"],
            }
        return frozenset(figure for figure, is_recorded in found.items() if is_recorded)

    def years(self) -> dict[int, Amounts]:
        """Ruling 13: separate lines per calendar year; flows by the year of their value date.

        Ruling 26: a line without a row in the year is missing there.
        """
        years: dict[int, Amounts] = {}

        def add(year: int, line: str, amount: int) -> None:
            lines = years.setdefault(year, {})
            lines[line] = lines.get(line, 0) + amount

        kept = self.question.filters.funders
        for row in self.rows:
            line = _YEAR_LINE[row.flow.kind]
            if row.flow.kind in FUNDING and kept and self.funder_of(row) not in kept:
                continue
            add(row.flow.value_date.year, line, row.outside_worth)
        if self.has_requirement:
            for (first, last), worth in self.budget_worths().items():
                numbers = range(first.year, last.year + 1)
                lengths = [_days_in(year, first, last) for year in numbers]
                for year, part in zip(numbers, cumulative(worth, lengths), strict=True):
                    add(year, "requirement", part)
        return years


YEAR_LINES = ("requirement", "commitments", "disbursements", "expenditure", "pledges")
_YEAR_LINE = {
    FlowKind.PLEDGE: "pledges",
    FlowKind.COMMITMENT: "commitments",
    FlowKind.DISBURSEMENT: "disbursements",
    FlowKind.EXPENDITURE: "expenditure",
}


def _days_in(year: int, first: date, last: date) -> int:
    """Days of a period that fall into a year, both ends counted."""
    begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    return (end - begin).days + 1
