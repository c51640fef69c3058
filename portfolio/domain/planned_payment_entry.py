"""A planned payment as its funder types it on a published project: read, checked, and made a row."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

from portfolio.domain import planned_payments
from portfolio.domain.entry import EntryLookups, FieldError, Missing, Values, read_row
from portfolio.domain.entry_rules import DaysReversed, InTheFuture, NotPositive
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import PLANNED_PAYMENT
from portfolio.domain.flows import BudgetType
from portfolio.domain.limits import Code, Line
from portfolio.domain.planned_payments import OutsideItsEnd, PlannedPayment
from portfolio.domain.projects import Project


class PlannedAlready(PortfolioError):
    """The same amount is planned for the same period already."""

    phrase = "error.planned_already"


class PlannedLater(PortfolioError):
    """A later statement about this period would hold over this one (values: day)."""

    phrase = "error.planned_later"


@dataclass(frozen=True, slots=True)
class PlannedPaymentEntry:
    """A period and what is planned in it, as typed; an amount of 0 says nothing is any more."""

    first_day: Code
    last_day: Code
    amount: Code
    currency: Code
    planned_on: Code  # the day from which it is planned so
    source: Line = ""


def read(
    entry: PlannedPaymentEntry,
    funder: str,
    project: Project,
    names: EntryLookups,
    today: date,
    recorded_at: datetime,
) -> tuple[PlannedPayment | None, tuple[FieldError, ...]]:
    """(the funder's new row, None where it can't be recorded; everything wrong, by field)."""
    complaints: list[FieldError] = []
    values = read_row(PLANNED_PAYMENT, "", asdict(entry), names, complaints)
    found = [FieldError(problem.column, problem.error) for problem in complaints]
    if funder not in names.organisations:
        found.append(FieldError("provider", Missing()))
    if values is None or found:
        return None, tuple(found)
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
    period = funder, values["first_day"], values["last_day"]
    rows = [
        row
        for row in project.planned_payments
        if (row.funder, row.first_day, row.last_day) == period
    ]
    return max(rows, key=lambda row: (row.type, row.valid_from, row.recorded_at), default=None)


def _check(
    values: Values, latest: PlannedPayment | None, project: Project, today: date
) -> Iterator[FieldError]:
    first, last, amount = values["first_day"], values["last_day"], values["amount"]
    life = planned_payments.life(
        project.start_planned, project.start_actual, project.end_planned, project.end_actual
    )
    if last < first:
        yield FieldError("last_day", DaysReversed(first=first, last=last))
    elif (error := planned_payments.outside(first, last, *life)) is not None:
        yield FieldError("last_day" if isinstance(error, OutsideItsEnd) else "first_day", error)
    standing = latest if latest and latest.amount_minor else None
    if amount < 0 or (amount == 0 and standing is None):
        yield FieldError("amount", NotPositive())
    elif standing and (amount, values["currency"]) == (standing.amount_minor, standing.currency):
        yield FieldError("amount", PlannedAlready())
    day = values["planned_on"]
    if day > today:
        yield FieldError("planned_on", InTheFuture(day=day, today=today))
    elif latest and latest.type is BudgetType.REVISED and day < latest.valid_from:
        yield FieldError("planned_on", PlannedLater(day=latest.valid_from))
