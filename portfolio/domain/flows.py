"""Flows of money: stages of the ladder, finance, who reported them, and payments that are planned."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from hashlib import sha256
from itertools import count
from typing import Final

from portfolio.domain.errors import PortfolioError

# IATI FinanceType; every code of the list can be stored, two of them can be chosen in a form.
STANDARD_GRANT: Final = 110
STANDARD_LOAN: Final = 421
_LOANS: Final = frozenset((410, 411, 412, 413, 414, STANDARD_LOAN))  # 41x: withdrawn, still loans
FINANCE_TYPES: Final = frozenset((
    1, 2, 3, 4, 110, 111, 210, 211, 310, 311, *range(410, 415), *range(421, 426), *range(431, 434),
    *range(451, 454), *range(510, 513), 520, 530, *range(610, 619), *range(620, 628),
    *range(630, 640), *range(710, 713), 810, 811, *range(910, 914), 1100,
))  # fmt: skip


class FinanceKind(StrEnum):
    """Groups of IATI FinanceType for readers; each value is its word in addresses and files."""

    GRANT = "grant"
    LOAN = "loan"
    OTHER = "other"
    NOT_STATED = "not_stated"

    @property
    def word(self) -> str:
        """The key under which the catalogs, addresses and files name it."""
        return self.value

    @classmethod
    def of(cls, code: int | None) -> "FinanceKind":
        """The kind of an IATI FinanceType; None is "not stated"."""
        if code is None:
            return cls.NOT_STATED
        if code == STANDARD_GRANT:
            return cls.GRANT
        return cls.LOAN if code in _LOANS else cls.OTHER


class Announcement(IntEnum):
    """Whether a pledge is new money or was announced before; a row may leave it unsaid."""

    NEW = 1
    PREVIOUSLY_ANNOUNCED = 2

    @property
    def word(self) -> str:
        """The key under which the catalogs, addresses and files name it."""
        return self.name.lower()


NOT_STATED: Final = "not_stated"  # the word of an announcement that no row states
ANNOUNCEMENTS: Final[Mapping[str | None, Announcement]] = {
    announcement.word: announcement for announcement in Announcement
}

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another


class FlowKind(IntEnum):
    """Stage of a flow; each member knows what it counts toward (domain section 2)."""

    PLEDGE = 1
    COMMITMENT = 2
    DISBURSEMENT = 3
    EXPENDITURE = 4
    INTEREST = 5
    LOAN_REPAYMENT = 6
    REIMBURSEMENT = 7
    EQUITY_PURCHASE = 8
    EQUITY_SALE = 9
    CREDIT_GUARANTEE = 10

    @property
    def counts(self) -> bool:
        """Whether rows of this kind enter any total; the others are stored as imported."""
        return self <= FlowKind.EXPENDITURE

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the kind."""
        return self.name.lower()


# Stages whose rows may be grant or loan; only a pledge is new or announced before (ruling 32).
FINANCED: Final = (FlowKind.PLEDGE, FlowKind.COMMITMENT)


class NotOfThisStage(PortfolioError):
    """A row states what only rows of other stages can state (values: stage)."""


class ReportedBy(IntEnum):
    """Side of a grant that reported the row."""

    OUTGOING = 1
    INCOMING = 2


class Verification(IntEnum):
    """Verification of a flow; official figures count what is confirmed or documented.

    A withdrawn row was only proposed: it counts at no level and appears in history alone.
    """

    WITHDRAWN = 0
    PROPOSED = 1
    CONFIRMED = 2
    DOCUMENTED = 3

    @property
    def is_official(self) -> bool:
        """Whether the official figures count the row."""
        return self >= Verification.CONFIRMED


COUNTABLE: Final = frozenset(Verification) - {Verification.WITHDRAWN}  # at some level


class Provenance(IntEnum):
    """Origin of a record."""

    ENTERED = 1
    IMPORTED = 2
    DOCUMENTED = 3
    ILLUSTRATIVE = 4

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the provenance."""
        return self.name.lower()


class BudgetType(IntEnum):
    """IATI BudgetType: a revised period replaces the original of the same days."""

    ORIGINAL = 1
    REVISED = 2


@dataclass(frozen=True, slots=True)
class DatedVerification:
    """Verification of a flow from a day on; the flow itself has its first one."""

    confidence: Verification
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Flow:
    """One dated flow of a project; references are ids of other flows of the portfolio."""

    id: int
    project_id: int
    reference: str
    kind: FlowKind
    provider_id: int | None
    receiver_id: int | None
    amount_minor: int
    currency: str
    value_date: date
    recorded_at: datetime
    perspective: ReportedBy = ReportedBy.OUTGOING
    confidence: Verification = Verification.CONFIRMED
    provenance: Provenance = Provenance.ENTERED
    in_kind: bool = False
    corrects_id: int | None = None
    supersedes_id: int | None = None
    honours_id: int | None = None
    provider_project_id: int | None = None
    flow_type: int | None = None
    earmarking: int | None = None
    finance_type: int | None = None  # IATI FinanceType
    announcement: Announcement | None = None  # of a pledge
    note: str = ""
    source: str = ""
    source_word: str = ""  # what the source calls the amount: "allocation", "appropriation"
    date_derived: bool = False
    confidences: tuple[DatedVerification, ...] = ()

    @property
    def finance(self) -> FinanceKind:
        """Whether the money is a grant, a loan, something else, or not stated."""
        return FinanceKind.of(self.finance_type)

    @property
    def latest_change(self) -> DatedVerification | None:
        """The change of verification in force as known now; of two of one moment the last."""
        changes = enumerate(self.confidences)
        found = max(
            changes, key=lambda at: (at[1].valid_from, at[1].recorded_at, at[0]), default=None
        )
        return None if found is None else found[1]

    @property
    def latest_confidence(self) -> Verification:
        """Verification of the flow as known now, whatever the day."""
        latest = self.latest_change
        return self.confidence if latest is None else latest.confidence

    @property
    def is_withdrawn(self) -> bool:
        """Whether the flow was taken back while it was only proposed."""
        return self.latest_confidence is Verification.WITHDRAWN


def reference(references: Collection[str], *facts: object) -> str:
    """Reference of a row entered here, a digest of its values: "F-7K3QX".

    A running number would reveal how many rows the ledger does not show. ``facts``: values of
    the row, by names that never change; ``references``: the references of the project.
    """
    for again in count():
        said = "\x1f".join(map(str, (*facts, again)))
        digest = int.from_bytes(sha256(said.encode()).digest()[:8])
        name = "F-" + "".join(_SIGNS[digest >> 5 * place & 31] for place in range(5))
        if name not in references:
            return name
    raise AssertionError  # count() never ends


@dataclass(frozen=True, slots=True)
class BudgetPeriod:
    """Requirement of a project between two days, both included; revised replaces original."""

    id: int
    project_id: int
    type: BudgetType
    first_day: date
    last_day: date
    amount_minor: int
    currency: str
    valid_from: date
    recorded_at: datetime
    source: str = ""
    date_derived: bool = False
    source_word: str = ""  # what the source calls the amount: "budget", "requirements"

    @property
    def is_withdrawn(self) -> bool:
        """Whether the row revises its period to nothing (ruling 10)."""
        return self.type is BudgetType.REVISED and not self.amount_minor


class OutsideItsLife(PortfolioError):
    """A payment is planned outside the project's life (values: first, last, start, end)."""

    phrase = "error.planned_outside_life"


class OutsideItsStart(PortfolioError):
    """A payment is planned before the project begins (values: first, start)."""

    phrase = "error.planned_before_start"


class OutsideItsEnd(PortfolioError):
    """A payment is planned after the project ends (values: last, end)."""

    phrase = "error.planned_after_end"


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """IATI planned-disbursement: what a funder plans to pay between two days, both included.

    A dated row: in one funder's period the revised row is in force, then the latest valid one;
    an amount of 0 withdraws the plan.
    """

    funder: str  # organisation identifier
    first_day: date
    last_day: date
    amount_minor: int
    currency: str
    valid_from: date
    recorded_at: datetime
    type: BudgetType = BudgetType.ORIGINAL
    source: str = ""


Period = tuple[str, date, date]  # funder, first day, last day


def planned_in_force(rows: Iterable[PlannedPayment]) -> tuple[PlannedPayment, ...]:
    """Planned rows in force by funder and period, by first day; withdrawn ones are left out."""
    found: dict[Period, PlannedPayment] = {}
    ordered = sorted(
        enumerate(rows), key=lambda at: (at[1].type, at[1].valid_from, at[1].recorded_at, at[0])
    )
    for _, row in ordered:
        found[row.funder, row.first_day, row.last_day] = row
    kept = (row for row in found.values() if row.amount_minor)
    return tuple(sorted(kept, key=lambda row: (row.first_day, row.last_day, row.funder)))


def budgets_in_force(budgets: Iterable[BudgetPeriod]) -> tuple[BudgetPeriod, ...]:
    """Budget rows in force, one a period: revised, then the latest (domain rulings, 10).

    A revision to 0 withdraws the period.
    """
    standing: dict[tuple[date, date], BudgetPeriod] = {}
    for row in sorted(budgets, key=lambda row: (row.type, row.valid_from, row.recorded_at, row.id)):
        standing[row.first_day, row.last_day] = row
    return tuple(standing[period] for period in sorted(standing))


def life(
    start_planned: date | None,
    start_actual: date | None,
    end_planned: date | None,
    end_actual: date | None,
) -> tuple[date | None, date | None]:
    """The first and last day of a project as its dates allow; None where a side is not stated."""
    starts = [day for day in (start_planned, start_actual) if day is not None]
    ends = [day for day in (end_planned, end_actual) if day is not None]
    return min(starts, default=None), max(ends, default=None)


def outside(first: date, last: date, start: date | None, end: date | None) -> PortfolioError | None:
    """Error of a period outside a project's life; None where it is inside."""
    before = start is not None and first < start
    after = end is not None and last > end
    if before and after:
        return OutsideItsLife(first=first, last=last, start=start, end=end)
    if before:
        return OutsideItsStart(first=first, start=start)
    if after:
        return OutsideItsEnd(last=last, end=end)
    return None
