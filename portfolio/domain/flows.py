"""Flows of money: the stages of the ladder, who reported them and how sure they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from hashlib import sha256
from itertools import count
from typing import Final

from portfolio.domain.errors import PortfolioError
from portfolio.domain.finance import Announcement, FinanceKind

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another


class FlowKind(IntEnum):
    """The stage of a flow; each member says what it counts toward (domain section 2)."""

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
        """Whether rows of this kind enter any total; the others are kept as imported."""
        return self <= FlowKind.EXPENDITURE

    @property
    def is_funding(self) -> bool:
        """Whether the row brings money in: a pledge, a commitment or a disbursement."""
        return self <= FlowKind.DISBURSEMENT

    @property
    def is_binding(self) -> bool:
        """Whether the row makes money secured."""
        return self in (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT)

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the kind."""
        return self.name.lower()

    @property
    def iati(self) -> tuple[str, str | None]:
        """IATI transaction types (outgoing, incoming) that mean this kind."""
        return {
            FlowKind.PLEDGE: ("12", "13"),
            FlowKind.COMMITMENT: ("2", "11"),
            FlowKind.DISBURSEMENT: ("3", "1"),
            FlowKind.EXPENDITURE: ("4", None),
            FlowKind.INTEREST: ("5", None),
            FlowKind.LOAN_REPAYMENT: ("6", None),
            FlowKind.REIMBURSEMENT: ("7", None),
            FlowKind.EQUITY_PURCHASE: ("8", None),
            FlowKind.EQUITY_SALE: ("9", None),
            FlowKind.CREDIT_GUARANTEE: ("10", None),
        }[self]


# Stages whose rows may say grant or loan; only a pledge says new or announced before (ruling 32).
FINANCED: Final = (FlowKind.PLEDGE, FlowKind.COMMITMENT)


class NotOfThisStage(PortfolioError):
    """A row says what only rows of other stages can say (values: stage)."""

    phrase = "error.not_of_this_stage"


class ReportedBy(IntEnum):
    """Which side of a grant reported the row."""

    OUTGOING = 1
    INCOMING = 2


class Verification(IntEnum):
    """How sure a flow is; official figures count what is confirmed or documented.

    What is withdrawn was only proposed: it counts at no level and stands in history alone.
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
    """Where a record comes from."""

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
    """How sure a flow is from a day on; the flow itself holds its first confidence."""

    confidence: Verification
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Flow:
    """One dated row of money of a project; references are ids of other flows of the portfolio."""

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
        """The change of confidence that holds as it is known now; of two of one moment the last."""
        changes = enumerate(self.confidences)
        found = max(
            changes, key=lambda at: (at[1].valid_from, at[1].recorded_at, at[0]), default=None
        )
        return None if found is None else found[1]

    @property
    def latest_confidence(self) -> Verification:
        """How sure the flow is as it is known now, whatever the day."""
        latest = self.latest_change
        return self.confidence if latest is None else latest.confidence

    @property
    def is_withdrawn(self) -> bool:
        """Whether the flow was taken back while it was only proposed."""
        return self.latest_confidence is Verification.WITHDRAWN


def reference(references: Collection[str], *facts: object) -> str:
    """The reference of a row entered here, made of what the row says: "F-7K3QX".

    A running number would tell whoever reads the ledger how many rows it does not show. ``facts``:
    what the row says, by names that never change; ``references``: the references of the project.
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
    """What a project needs between two days, both counted; revised replaces original."""

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
