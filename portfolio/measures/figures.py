"""The nine figures of the portfolio and the small frozen results that carry them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from portfolio.domain.cooperation import Kind
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Band, Status
from portfolio.domain.relations import Relation


class Figure(StrEnum):
    """The figures of domain sections 2 and 9; each value is a field of Amounts and a phrase key part."""

    REQUIREMENT = "requirement"
    SECURED = "secured"
    GAP = "gap"
    SURPLUS = "surplus"
    PLEDGED_OPEN = "pledged_open"
    GAP_AFTER_PLEDGES = "gap_after_pledges"
    PAID = "paid"
    GAP_UNPAID = "gap_unpaid"
    SPENT = "spent"


FUNDER_FIGURES: Final = (Figure.SECURED, Figure.PLEDGED_OPEN, Figure.PAID)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The nine figures in minor units of the view's reporting currency.

    None: the figure has no meaning on this line (requirement and gaps of one funder).
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

    def of(self, figure: Figure) -> int | None:
        """The figure's amount, None where it has no meaning."""
        value: int | None = getattr(self, figure.value)
        return value

    @property
    def recorded_alone(self) -> "Amounts":
        """What context has: recorded funding without requirement or gap (ruling 24)."""
        return replace(
            self,
            requirement=None,
            gap=None,
            surplus=None,
            gap_after_pledges=None,
            gap_unpaid=None,
        )

    @property
    def covered(self) -> int | None:
        """Requirement less gap; None where either has no meaning."""
        if self.requirement is None or self.gap is None:
            return None
        return self.requirement - self.gap

    @property
    def coverage(self) -> Fraction | None:
        """(requirement − gap) / requirement; None without a requirement ("n/a", never 0 or 100 %)."""
        if not self.requirement or self.covered is None:
            return None
        return Fraction(self.covered, self.requirement)

    def as_dict(self) -> dict[str, int | None]:
        """Figure name → minor units."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project missing from every converted total because of one row that has no rate."""

    project: str
    row: str  # "flow:17" or "budget:4"
    minor: int
    currency: str
    wanted_on: date


@dataclass(frozen=True, slots=True)
class BandLine:
    """A band by itself: its nine figures and how many projects they hold."""

    amounts: Amounts = Amounts()
    projects: int = 0


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures of the band a view asks for, and what stands beside them."""

    amounts: Amounts
    projects: int
    documented: Amounts  # the part of amounts that is not illustrative
    documented_projects: int
    bands: Mapping[Band, BandLine]  # every band by itself, under the same filters, never added
    suspended_projects: int
    closed_gap: int  # the part of the gap that closed projects hold
    without_requirement: tuple[str, ...]  # identifiers; their secured still counts
    secured_without_requirement: int  # the part of secured that those projects hold
    left_out: tuple[LeftOut, ...]

    @property
    def pipeline(self) -> Amounts:
        """The figures of projects in preparation by themselves."""
        return self.bands[Band.PIPELINE].amounts

    @property
    def pipeline_projects(self) -> int:
        """How many projects are in preparation."""
        return self.bands[Band.PIPELINE].projects

    @property
    def is_empty(self) -> bool:
        """Whether no band holds a project."""
        return not any(line.projects for line in self.bands.values())

    @property
    def projects_left_out(self) -> int:
        """How many projects the converted totals are without."""
        return len({row.project for row in self.left_out})


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a split. ``key`` is the clause number, ISO code, funder identifier or word."""

    key: str
    amounts: Amounts
    projects: int


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of the totals along one axis; amounts of the lines add up to ``total``."""

    axis: str
    lines: tuple[Line, ...]
    total: Amounts


@dataclass(frozen=True, slots=True)
class Crossing:
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
        """The band whose totals hold the project; None for cancelled."""
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


@dataclass(frozen=True, slots=True)
class YearLine:
    """One calendar year: separate lines that are never netted against each other."""

    year: int
    requirement: int
    commitments: int
    disbursements: int
    expenditure: int
    pledges: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Secured and paid at the end of each month; the last point is the as-of date's headline."""

    days: tuple[date, ...]
    secured: tuple[int, ...]
    paid: tuple[int, ...]
    requirement: int


@dataclass(frozen=True, slots=True)
class Closing:
    """How the gaps close: of ``requirement``, what was covered and paid at each day.

    Only within projects that state a requirement, each up to its own: the last points are
    requirement less gap and requirement less gap_unpaid of the headline.
    """

    days: tuple[date, ...]
    covered: tuple[int, ...]
    paid: tuple[int, ...]
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
