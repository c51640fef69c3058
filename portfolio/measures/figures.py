"""The figures of the portfolio and the small frozen results that carry them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntFlag, StrEnum
from fractions import Fraction
from typing import Final

from portfolio.domain.flows import Announcement, FinanceKind, Provenance
from portfolio.domain.params import RecordedState
from portfolio.domain.projects import Band, Relation, Status
from portfolio.domain.reference import Kind


class Figure(StrEnum):
    """The figures of domain sections 2 and 9; each value is a field of Amounts and a phrase key part.

    The last three are parts of the requirement, each project only up to its own (ruling 25):
    requirement = covered + pledged_toward_gap + gap_after_pledges.
    """

    REQUIREMENT = "requirement"
    SECURED = "secured"
    GAP = "gap"
    SURPLUS = "surplus"
    PLEDGED_OPEN = "pledged_open"
    GAP_AFTER_PLEDGES = "gap_after_pledges"
    PAID = "paid"
    GAP_UNPAID = "gap_unpaid"
    SPENT = "spent"
    COVERED = "covered"
    PLEDGED_TOWARD_GAP = "pledged_toward_gap"
    DISBURSED_TOWARD_REQUIREMENT = "disbursed_toward_requirement"


# A filter by funder narrows these to the funder.
FUNDER_FIGURES: Final = (Figure.SECURED, Figure.PLEDGED_OPEN, Figure.PAID)
# These are the whole project's under any filter by funder, and have a part of each funder (ruling 25).
COVERING_FIGURES: Final = (Figure.COVERED, Figure.PLEDGED_TOWARD_GAP)
# Allocated per (project, funder), ruling 14; every other figure per project.
SHARED_BY_FUNDER: Final = (*FUNDER_FIGURES, *COVERING_FIGURES)


class Record(IntFlag):
    """Stages with rows of a project, or of a funder in it."""

    REQUIREMENT = 1  # budget periods in force
    PLEDGE = 2
    FUNDING = 4  # commitments or disbursements
    DISBURSEMENT = 8
    EXPENDITURE = 16
    ANY_PLEDGE = 32  # the same of every funder, whatever the funder filter
    ANY_FUNDING = 64
    ANY_DISBURSEMENT = 128


# What has to be recorded for a figure to be an amount and not "not recorded" (ruling 26).
RESTS_ON: Final[Mapping[Figure, Record]] = {
    Figure.REQUIREMENT: Record.REQUIREMENT,
    Figure.SECURED: Record.FUNDING,
    Figure.GAP: Record.REQUIREMENT,
    Figure.SURPLUS: Record.REQUIREMENT,
    Figure.PLEDGED_OPEN: Record.PLEDGE,
    Figure.GAP_AFTER_PLEDGES: Record.REQUIREMENT,
    Figure.PAID: Record.DISBURSEMENT,
    Figure.GAP_UNPAID: Record.REQUIREMENT,
    Figure.SPENT: Record.EXPENDITURE,
    Figure.COVERED: Record.REQUIREMENT | Record.ANY_FUNDING,
    Figure.PLEDGED_TOWARD_GAP: Record.REQUIREMENT | Record.ANY_PLEDGE,
    Figure.DISBURSED_TOWARD_REQUIREMENT: Record.REQUIREMENT | Record.ANY_DISBURSEMENT,
}
RECORDS: Final = 256  # how many values a Record can have


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """Number of projects of a line, and how many of them record the stage of each figure."""

    projects: int
    by_figure: Mapping[Figure, int]
    without_rate: bool = False  # the line is of one project, and one of its rows has no rate

    @classmethod
    def of(cls, tally: Sequence[int]) -> "RecordCounts":
        """From how many projects have each value of Record."""
        present = [(value, count) for value, count in enumerate(tally) if count]
        return cls(
            sum(count for _, count in present),
            {
                figure: sum(count for value, count in present if value & needed == needed)
                for figure, needed in RESTS_ON.items()
            },
        )


@dataclass(frozen=True, slots=True)
class Amounts:
    """The figures in minor units of the view's reporting currency.

    None: the figure has no meaning on this line (requirement and gaps of one funder). What is not
    recorded adds nothing to a sum; ``state`` and ``recorded_amount`` tell it from a zero sum.
    """

    requirement: int | None = 0
    secured: int = 0
    gap: int | None = 0
    surplus: int | None = 0
    pledged_open: int = 0
    gap_after_pledges: int | None = 0
    paid: int = 0
    gap_unpaid: int | None = 0
    spent: int | None = 0
    covered: int | None = 0
    pledged_toward_gap: int | None = 0
    disbursed_toward_requirement: int | None = 0
    records: RecordCounts | None = field(default=None, compare=False)

    def of(self, figure: Figure) -> int | None:
        """The figure's amount, None where it has no meaning."""
        value: int | None = getattr(self, figure.value)
        return value

    @property
    def recorded_alone(self) -> "Amounts":
        """Recorded funding of context, without requirement or gap (ruling 24)."""
        return replace(
            self,
            requirement=None,
            gap=None,
            surplus=None,
            gap_after_pledges=None,
            gap_unpaid=None,
            covered=None,
            pledged_toward_gap=None,
            disbursed_toward_requirement=None,
        )

    def state(self, figure: Figure) -> RecordedState:
        """Whether the figure is an amount here, and if not, why (ruling 26)."""
        if self.of(figure) is None:
            return RecordedState.NOT_APPLICABLE
        if self.records is None or self.records.by_figure[figure]:
            without = self.records is not None and self.records.without_rate
            return RecordedState.NO_RATE if without else RecordedState.RECORDED
        return RecordedState.NOT_RECORDED

    def recorded_amount(self, figure: Figure) -> int | None:
        """The figure's amount if recorded; None where ``state`` is another."""
        return self.of(figure) if self.state(figure) is RecordedState.RECORDED else None

    def recording(self, figure: Figure) -> tuple[int, int] | None:
        """(projects that record the figure, projects of the line) where they differ."""
        counts = self.records
        if counts is None or counts.by_figure[figure] in (0, counts.projects):
            return None
        return counts.by_figure[figure], counts.projects

    @property
    def coverage(self) -> Fraction | None:
        """(requirement − gap) / requirement; None without a requirement, never 0 or 100 %."""
        if not self.requirement or self.gap is None:
            return None
        return Fraction(self.requirement - self.gap, self.requirement)

    @property
    def coverage_state(self) -> RecordedState:
        """Recorded state of the requirement; a requirement of nothing has no coverage."""
        known = self.state(Figure.REQUIREMENT)
        if known is RecordedState.RECORDED and not self.requirement:
            return RecordedState.NOT_APPLICABLE
        return known


NOTHING: Final = Amounts(records=RecordCounts(0, dict.fromkeys(Figure, 0)))  # of no project


def nothing_beside(total: Amounts) -> Amounts:
    """The figures of no project in the band of a total: not recorded, or not applicable."""
    return NOTHING if total.requirement is not None else NOTHING.recorded_alone


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project missing from every converted total because of one row that has no rate."""

    project: str
    row: str  # "flow:17" or "budget:4"
    amount_minor: int
    currency: str
    wanted_on: date


@dataclass(frozen=True, slots=True)
class BandLine:
    """A band by itself: its figures and its number of projects."""

    amounts: Amounts = Amounts()
    projects: int = 0


@dataclass(frozen=True, slots=True)
class Headline:
    """Headline figures of a view's band, with the other bands and what the totals leave out."""

    amounts: Amounts
    projects: int
    bands: Mapping[Band, BandLine]  # every band by itself, under the same filters, never added
    suspended_projects: int
    closed_gap: int  # the part of the gap in closed projects
    without_requirement: tuple[str, ...]  # identifiers; their secured still counts
    secured_without_requirement: int  # the part of secured in those projects
    left_out: tuple[LeftOut, ...]
    funded_without_requirement: int = 0  # how many of those projects record funding

    @property
    def is_empty(self) -> bool:
        """Whether no band has a project."""
        return not any(line.projects for line in self.bands.values())

    @property
    def projects_left_out(self) -> int:
        """Number of projects missing from the converted totals."""
        return len({row.project for row in self.left_out})


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """Row of a breakdown. ``key`` is the clause number, ISO code, funder identifier or word."""

    key: str
    amounts: Amounts
    projects: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parts of the totals along one axis; amounts of the lines add up to ``total``."""

    axis: str
    lines: tuple[BreakdownRow, ...]
    total: Amounts

    def line(self, key: str) -> BreakdownRow:
        """The line of a key; one of no project where none has it: nothing is recorded there."""
        found = (line for line in self.lines if line.key == key)
        return next(found, None) or BreakdownRow(key, nothing_beside(self.total), 0)


@dataclass(frozen=True, slots=True)
class CrossTab:
    """Two axes at once: (row key, column key) → amounts, only where something is not zero."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Amounts]


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in a list with its own whole figures (parts under a clause or country filter)."""

    identifier: str
    titles: Mapping[str, str]
    kind: Kind
    status: Status
    provenance: Provenance
    relation: Relation
    amounts: Amounts
    has_requirement: bool
    convertible: bool
    countries: tuple[str, ...]
    clauses: tuple[int, ...]
    implementer: str | None  # organisation identifier
    contact_office: str
    contact_email: str = ""

    @property
    def band(self) -> Band | None:
        """The band whose totals include the project; None for cancelled."""
        return self.status.band_of(self.relation)


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A live pledge: what it was first, what it is now, what is open, how old it is."""

    flow_id: int
    reference: str
    project: str
    funder: str
    pledged_on: date  # value date of the live row
    first_on: date  # value date of the first row of its chain
    age_days: int  # from the first row to the as-of date
    live: int | None  # minor units of the reporting currency; None without a rate
    first: int | None  # the first row of the chain
    revisions: int
    open: int | None  # pledged, not yet committed, of this funder in this project
    provenance: Provenance
    finance: FinanceKind = FinanceKind.NOT_STATED
    announcement: Announcement | None = None


YEAR_LINES: Final = ("requirement", "commitments", "disbursements", "expenditure", "pledges")


@dataclass(frozen=True, slots=True)
class YearLine:
    """One calendar year: separate lines that are never netted against each other.

    Minor units of the reporting currency; None where no row of the stage is dated in the year.
    """

    year: int
    requirement: int | None
    commitments: int | None
    disbursements: int | None
    expenditure: int | None
    pledges: int | None
    has_requirement: bool = True  # context has none

    def state(self, line: str) -> RecordedState:
        """Whether a line is an amount in the year, and if not, why (ruling 26)."""
        if getattr(self, line) is not None:
            return RecordedState.RECORDED
        if line == "requirement" and not self.has_requirement:
            return RecordedState.NOT_APPLICABLE
        return RecordedState.NOT_RECORDED


@dataclass(frozen=True, slots=True)
class Curve:
    """Secured and paid at the end of each month; the last point is the as-of date's headline."""

    days: tuple[date, ...]
    secured: tuple[int, ...]
    paid: tuple[int, ...]
    requirement: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Closing of the gaps: of ``requirement``, what was covered and paid at each day.

    Only within projects that state a requirement, each up to its own: the last points are
    requirement less gap and requirement less gap_unpaid of the headline. None on the days before
    the first row of the stage (ruling 26): nothing is recorded by then.
    """

    days: tuple[date, ...]
    covered: tuple[int | None, ...]
    paid: tuple[int | None, ...]
    requirement: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Milestone weights done, due and in all (sums of weights, never a mean), and counts."""

    done: int
    planned: int
    total: int
    milestones: int
    milestones_done: int
    milestones_late: int

    @property
    def share_done(self) -> Fraction | None:
        """Weight done / total weight; None when nothing has weight."""
        return Fraction(self.done, self.total) if self.total else None

    @property
    def share_planned(self) -> Fraction | None:
        """Weight due by the as-of date / total weight; None when nothing has weight."""
        return Fraction(self.planned, self.total) if self.total else None
