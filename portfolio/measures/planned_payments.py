"""Planned payments per funder and project: due by the day, due later, and when the schedule ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.ledger.rounding import last_of_each
from portfolio.ledger.sources import Ints
from portfolio.ledger.view import View, day_number
from portfolio.measures.timeline import codes_in_band


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is planned, in minor units of one currency: periods split by days (ruling 32)."""

    planned: int = 0
    expected_now: int = 0  # of periods ended by the day, and the part of one across it
    later_years: int = 0  # after the year of the day

    def __add__(self, other: "Schedule") -> "Schedule":
        return Schedule(
            self.planned + other.planned,
            self.expected_now + other.expected_now,
            self.later_years + other.later_years,
        )


@dataclass(frozen=True, slots=True)
class Payment:
    """A planned payment that holds: ``converted`` None where it has no rate."""

    project: int  # code
    funder: int
    currency: int
    last_day: int
    amount: Schedule
    converted: Schedule | None


def payments(view: View) -> tuple[Payment, ...]:
    """The planned payments that hold in projects of the band, of the funders asked for.

    A payment is converted whole at the earlier of its first day and the as-of date (ruling 1),
    then split by days, both ends counted, cumulatively, half up.
    """
    return view.once(_payments)


def _payments(view: View) -> tuple[Payment, ...]:
    columns, portfolio = view.portfolio.planned_payments, view.portfolio
    holds = columns.valid_from <= view.day
    if view.before is not None:
        holds &= columns.recorded_at < view.before
    rows = np.flatnonzero(holds & codes_in_band(view)[columns.project])
    keys = (columns.project, columns.funder, columns.first_day, columns.last_day)
    rows = rows[last_of_each(*(key[rows] for key in keys))]
    rows = rows[columns.amount[rows] != 0]
    if view.question.filters.funders:
        rows = rows[np.isin(columns.funder[rows], view.funder_ids)]
    rates, _ = portfolio.rates_before(view.before, view.day)
    days = np.minimum(columns.first_day[rows], view.day)
    converted, good = rates.convert(
        columns.amount[rows], columns.currency[rows], days, view.question.currency
    )
    year_end = day_number(date(view.question.as_of.year, 12, 31))
    return tuple(
        Payment(
            project=int(columns.project[row]),
            funder=int(columns.funder[row]),
            currency=int(columns.currency[row]),
            last_day=int(columns.last_day[row]),
            amount=_schedule(columns.amount[row], first, last, view.day, year_end),
            converted=_schedule(worth, first, last, view.day, year_end) if is_good else None,
        )
        for row, worth, is_good, first, last in zip(
            rows.tolist(),
            converted.tolist(),
            good.tolist(),
            columns.first_day[rows].tolist(),
            columns.last_day[rows].tolist(),
            strict=True,
        )
    )


def _schedule(amount: int, first: int, last: int, day: int, year_end: int) -> Schedule:
    amount = int(amount)
    return Schedule(
        planned=amount,
        expected_now=_upto(amount, first, last, day),
        later_years=amount - _upto(amount, first, last, year_end),
    )


def _upto(amount: int, first: int, last: int, day: int) -> int:
    """The part of a period's amount that falls up to a day."""
    length = last - first + 1
    reached = min(max(day - first + 1, 0), length)
    return (2 * amount * reached + length) // (2 * length)


def sum_up(schedules: Iterable[Schedule | None]) -> Schedule | None:
    """Schedules added up; None where one of them has no rate."""
    total = Schedule()
    for schedule in schedules:
        if schedule is None:
            return None
        total += schedule
    return total


def by_pair(payments: Iterable[Payment]) -> dict[tuple[int, int], list[Payment]]:
    """Payments by project code and funder."""
    pairs: dict[tuple[int, int], list[Payment]] = {}
    for payment in payments:
        pairs.setdefault((payment.project, payment.funder), []).append(payment)
    return pairs


def currencies(payments: Iterable[Payment]) -> Ints:
    """The currencies of some payments, each once."""
    return np.unique(np.array([payment.currency for payment in payments], np.int64))
