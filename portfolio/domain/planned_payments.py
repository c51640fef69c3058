"""Planned payments as funders type them: one period read, and everything wrong with it at once."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

from portfolio.domain import flows
from portfolio.domain.errors import Code, Line, PortfolioError
from portfolio.domain.fields import PLANNED_PAYMENT
from portfolio.domain.flows import BudgetType, OutsideItsEnd, PlannedPayment
from portfolio.domain.parsing import EntryLookups, FieldError, Missing, Values, read_cells
from portfolio.domain.projects import Project
from portfolio.domain.rules import DaysReversed, NotPositive


class PlannedAlready(PortfolioError):
    """The same amount is planned for the same period already."""


class PlannedAhead(PortfolioError):
    """A plan was made today or before, whatever the period it speaks of (values: day, today)."""


class PlannedLater(PortfolioError):
    """A later statement about this period would hold over this one (values: day)."""


@dataclass(frozen=True, slots=True)
class PlannedPaymentEntry:
    """A period and what is planned in it, as typed; an amount of 0 says nothing is any more."""

    first_day: Code
    last_day: Code
    amount: Code
    currency: Code
    planned_on: Code  # the day from which it is planned so
    source: Line = ""


def read_planned(
    entry: PlannedPaymentEntry,
    funder: str,
    project: Project,
    names: EntryLookups,
    today: date,
    recorded_at: datetime,
) -> tuple[PlannedPayment | None, tuple[FieldError, ...]]:
    """(the funder's new row, None where it can't be recorded; everything wrong, by field)."""
    complaints: list[FieldError] = []
    values = read_cells(PLANNED_PAYMENT, "", asdict(entry), names, complaints)
    found = [FieldError(problem.column, problem.error) for problem in complaints]
    if funder not in names.organisations:
        found.append(FieldError("provider", Missing()))
    latest = _latest(values, funder, project)
    found += _check(values, latest, project, today)
    if found:
        return None, tuple(found)
    row = PlannedPayment(
        funder=funder,
        first_day=values["first_day"],
        last_day=values["last_day"],
        amount_minor=values["amount"],
        currency=values["currency"],
        valid_from=values["planned_on"],
        recorded_at=recorded_at,
        type=BudgetType.REVISED if latest else BudgetType.ORIGINAL,
        source=values["source"] or "",
    )
    return row, ()


def _latest(values: Values, funder: str, project: Project) -> PlannedPayment | None:
    """What the funder last said of the period, also that nothing is planned in it any more."""
    period = funder, values.get("first_day"), values.get("last_day")
    rows = [
        row
        for row in project.planned_payments
        if (row.funder, row.first_day, row.last_day) == period
    ]
    return max(rows, key=lambda row: (row.type, row.valid_from, row.recorded_at), default=None)


def _check(
    values: Values, latest: PlannedPayment | None, project: Project, today: date
) -> Iterator[FieldError]:
    """What is wrong with the cells that could be read, be others empty or not."""
    first, last = values.get("first_day"), values.get("last_day")
    if first is not None and last is not None:
        yield from _check_period(first, last, project)
    standing = latest if latest and latest.amount_minor else None
    amount, is_known = values.get("amount"), first is not None and last is not None
    if amount is not None and (amount < 0 or (amount == 0 and is_known and standing is None)):
        yield FieldError("amount", NotPositive())
    elif standing and (amount, values.get("currency")) == (
        standing.amount_minor,
        standing.currency,
    ):
        yield FieldError("amount", PlannedAlready())
    day = values.get("planned_on")
    if day is None:
        return
    if day > today:
        yield FieldError("planned_on", PlannedAhead(day=day, today=today))
    elif latest and latest.type is BudgetType.REVISED and day < latest.valid_from:
        yield FieldError("planned_on", PlannedLater(day=latest.valid_from))


def _check_period(first: date, last: date, project: Project) -> Iterator[FieldError]:
    """Whether a period runs forward and lies inside the project's life."""
    life = flows.life(
        project.start_planned, project.start_actual, project.end_planned, project.end_actual
    )
    if last < first:
        yield FieldError("last_day", DaysReversed(first=first, last=last))
    elif (error := flows.outside(first, last, *life)) is not None:
        yield FieldError("last_day" if isinstance(error, OutsideItsEnd) else "first_day", error)
