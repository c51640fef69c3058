"""Planned payments: what a funder means to pay in a period; no flow, and in no total (ruling 32)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import BudgetType


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
    """An amount a funder plans to pay between two days, both counted (IATI planned-disbursement).

    A dated row: of one funder and period the row that is revised, then held from last, stands;
    an amount of 0 says that nothing is planned there any more.
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


def standing(rows: Iterable[PlannedPayment]) -> tuple[PlannedPayment, ...]:
    """The row that stands for each funder and period, by first day; what is withdrawn is left out."""
    found: dict[Period, PlannedPayment] = {}
    ordered = sorted(
        enumerate(rows), key=lambda at: (at[1].type, at[1].valid_from, at[1].recorded_at, at[0])
    )
    for _, row in ordered:
        found[row.funder, row.first_day, row.last_day] = row
    kept = (row for row in found.values() if row.amount_minor)
    return tuple(sorted(kept, key=lambda row: (row.first_day, row.last_day, row.funder)))


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
    """Why a period does not lie within a project's life; None where it does."""
    before = start is not None and first < start
    after = end is not None and last > end
    if before and after:
        return OutsideItsLife(first=first, last=last, start=start, end=end)
    if before:
        return OutsideItsStart(first=first, start=start)
    if after:
        return OutsideItsEnd(last=last, end=end)
    return None
