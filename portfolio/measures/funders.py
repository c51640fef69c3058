"""Funders: live pledges by age, planned payments, and the amounts of promise and delivery."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import numpy as np

from portfolio.domain.flows import Announcement, FinanceKind, FlowKind, Provenance
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import NO_ONE, Ints
from portfolio.ledger.view import View, day_number, day_of, of_portfolio, per_view
from portfolio.measures import visibility
from portfolio.measures.figures import Figure, PledgeLine
from portfolio.measures.funding import counted_rows, funder_word
from portfolio.measures.projects import project_figures
from portfolio.measures.timeline import codes_in_band


@per_view
def pledges(view: View) -> tuple[PledgeLine, ...]:
    """Live pledges of projects of the band, the oldest first.

    ``open`` is what is open of the funder in the project, all its pledges together (ruling 5).
    """
    piece, rows, state = view.slice, counted_rows(view), project_figures(view)
    columns = view.portfolio.flows.flows
    shown = np.zeros(view.portfolio.size, np.bool_)
    shown[state.codes[state.in_band]] = True
    live = rows.counts & (piece.of(columns.kind) == FlowKind.PLEDGE)
    correcting, target, _ = piece.links(view.portfolio.flows.corrections)
    live[correcting] = False
    live &= shown[piece.of(columns.project)]
    if view.question.filters.funders:
        own = np.isin(piece.of(columns.provider), view.funder_ids)
        if UNKNOWN in view.funder_ids:
            own |= piece.of(columns.provider) < 0
        live &= own
    if not view.question.in_kind:
        live &= piece.pair_in_kind[piece.pair_of_row()] == 0
    first = _first_of_chain(view)
    corrections: dict[int, list[int]] = {}
    for row, corrected in zip(correcting.tolist(), target.tolist(), strict=True):
        if rows.counts[row]:
            corrections.setdefault(corrected, []).append(row)
    still = {
        (int(state.codes[at]), int(funder)): int(value)
        for at, funder, value in zip(
            state.pairs.at.tolist(),
            state.pairs.funder.tolist(),
            state.pairs.amounts[Figure.PLEDGED_OPEN].tolist(),
            strict=True,
        )
    }
    amounts = _amounts_of_any_row(view)
    lines = []
    for row in np.flatnonzero(live).tolist():
        number = row if piece.rows is None else int(piece.rows[row])
        chain = [row]
        while first.get(chain[-1]) is not None:
            chain.append(first[chain[-1]])
        start = chain[-1]
        number_of_start = start if piece.rows is None else int(piece.rows[start])
        provider = int(columns.provider[number])
        funder = provider if provider >= 0 else UNKNOWN
        project = int(columns.project[number])
        lines.append(
            PledgeLine(
                flow_id=int(columns.id[number]),
                reference="",
                project=view.portfolio.identifier(project),
                funder=funder_word(view, funder),
                pledged_on=day_of(columns.value_day[number]),
                first_on=day_of(columns.value_day[number_of_start]),
                age_days=view.day - int(columns.value_day[number_of_start]),
                live=int(rows.converted[row]) + _corrected(row, corrections, rows.converted),
                first=int(amounts[start]),
                revisions=len(chain) - 1,
                open=still.get((project, funder), 0),
                provenance=Provenance(int(columns.provenance[number])),
                finance=FinanceKind.of(_stated(columns.finance_type[number])),
                announcement=None
                if (said := _stated(columns.announcement[number])) is None
                else Announcement(said),
            )
        )
    lines.sort(key=lambda line: (-line.age_days, line.project, line.flow_id))
    return tuple(lines)


def _stated(value: int) -> int | None:
    """Value of a column for a row, None where the row has none."""
    return None if value == NO_ONE else int(value)


def _corrected(row: int, corrections: dict[int, list[int]], amounts: Ints) -> int:
    """Sum of the corrections of a row, corrections of corrections among them."""
    return sum(
        int(amounts[other]) + _corrected(other, corrections, amounts)
        for other in corrections.get(row, ())
    )


def _first_of_chain(view: View) -> dict[int, int]:
    """The pledge each standing pledge replaced, by local row number."""
    row, replaced, _ = view.slice.links(view.portfolio.flows.successors)
    return {
        int(new): int(old)
        for new, old in zip(row, replaced, strict=True)
        if old >= 0 and view.in_force[new] and view.in_force[old]
    }


def _amounts_of_any_row(view: View) -> Ints:
    """Converted amounts of rows, replaced ones among them."""
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    return view.slice.of(conversions.amount)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Planned payments in minor units of one currency: periods split by days (ruling 32)."""

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
    """Planned payment in force: ``converted`` None where it has no rate."""

    project: int  # code
    funder: int
    currency: int
    last_day: int
    amount: Schedule
    converted: Schedule | None


@per_view
def payments(view: View) -> tuple[Payment, ...]:
    """Planned payments in force in projects of the band, narrowed by the funder filter.

    A payment is converted whole at the earlier of its first day and the as-of date (ruling 1),
    then split by days, both ends counted, cumulatively, half up.
    """
    columns, portfolio = view.portfolio.planned_payments, view.portfolio
    rows = columns.holding(view.day, view.before)
    rows = rows[codes_in_band(view)[columns.project[rows]] & (columns.amount[rows] != 0)]
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


@dataclass(frozen=True, slots=True)
class DeliveryAmounts:
    """Delivery sums in minor units of one currency; 0 too where a stage has no row (``Record``)."""

    announcements: int = 0  # live pledges
    pledged_open: int = 0
    honoured: int = 0  # announced − pledged_open, never below 0: at the pledge day's rate
    secured: int = 0
    disbursed: int = 0
    honoured_at_own_rates: int = 0  # the part of secured that honours, at each row's own rate

    @property
    def without_announcement(self) -> int:
        """Committed without an announcement: secured less honoured; rates may leave it below 0."""
        return self.secured - self.honoured

    @property
    def share(self) -> Fraction | None:
        """The honoured share of what was announced; None where nothing was."""
        return Fraction(self.honoured, self.announcements) if self.announcements else None

    def __add__(self, other: "DeliveryAmounts") -> "DeliveryAmounts":
        return DeliveryAmounts(
            self.announcements + other.announcements,
            self.pledged_open + other.pledged_open,
            self.honoured + other.honoured,
            self.secured + other.secured,
            self.disbursed + other.disbursed,
            self.honoured_at_own_rates + other.honoured_at_own_rates,
        )


@dataclass(frozen=True, slots=True)
class ElapsedTime:
    """Days from the first pledge row to the day, of the days to the end of the schedule.

    Without a schedule the end is the day of the conference.
    """

    first: date
    end: date
    days: int
    total: int

    @property
    def share(self) -> Fraction | None:
        """The part of the time that has passed, at most all of it; None where there is no time."""
        return Fraction(min(max(self.days, 0), self.total), self.total) if self.total > 0 else None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One funder, in one project or in all; ``own_amounts`` None where it has several currencies."""

    funder: str
    project: str | None
    amounts: DeliveryAmounts
    currency: str | None  # the funder's own, where all its rows are in one
    own_amounts: DeliveryAmounts | None
    has_pledge: bool  # whether rows of the stage exist (ruling 26)
    has_commitment: bool
    has_payment: bool
    has_schedule: bool
    schedule: Schedule | None  # None: none is recorded, or a payment has no rate
    own_schedule: Schedule | None
    elapsed_time: ElapsedTime | None  # None without a pledge
    pledges: int = 0  # live pledges
    projects: int = 1
    announced_projects: int = 0
    scheduled_projects: int = 0
    disbursed_on_schedule: int = 0  # disbursed in the projects that have a schedule
    own_on_schedule: int = 0  # the same in the funder's own currency
    disbursed_where_announced: int = 0  # disbursed in the projects it has pledged to
    own_where_announced: int = 0  # the same in the funder's own currency
    has_payment_where_announced: bool = False
    unannounced_projects: int = 0  # projects with something committed without an announcement
    pledged_by_finance: Mapping[FinanceKind, int] = field(default_factory=dict)
    committed_by_finance: Mapping[FinanceKind, int] = field(default_factory=dict)
    pledged_by_announcement: Mapping[Announcement | None, int] = field(default_factory=dict)

    @property
    def has_funding(self) -> bool:
        """Whether rows exist of what could honour a pledge."""
        return self.has_commitment or self.has_payment

    @property
    def has_honoured(self) -> bool:
        """Whether what is honoured is an amount: without a row of funding it is not recorded."""
        return self.has_pledge and self.has_funding

    @property
    def disbursed_share(self) -> Fraction | None:
        """Disbursed in the projects it has pledged to, of what is pledged; None without a row of either.

        In the funder's own currency where it has one, as its page shows both.
        """
        own = self.own_amounts
        paid = self.disbursed_where_announced if own is None else self.own_where_announced
        pledged = (own or self.amounts).announcements
        has_both = self.has_pledge and self.has_payment_where_announced and pledged > 0
        return Fraction(paid, pledged) if has_both else None


@dataclass(frozen=True, slots=True)
class RecordedPlan:
    """Planned payment as a funder recorded it for a period, and the UTC day of its recording."""

    project: str  # identifier
    funder: str  # identifier
    first_day: date
    last_day: date
    amount_minor: int  # 0: nothing is planned there any more
    currency: str
    recorded_on: date


def plans_recorded_since(view: View, since: date) -> tuple[RecordedPlan, ...]:
    """Rows of planned payments recorded on a day or later, of projects published now.

    By project, then as they were recorded; whatever the date and the filters of the view.
    """
    rows, portfolio = view.portfolio.planned_payments, view.portfolio
    own = visibility.published_now(portfolio)
    own &= of_portfolio(portfolio, view.question.scope.portfolio)
    days = np.floor_divide(rows.recorded_at, visibility.DAY_MICROSECONDS)
    found = np.flatnonzero(own[rows.project] & (days >= day_number(since)))
    names, currencies = portfolio.labels.organisations, portfolio.labels.currencies
    plans = [
        RecordedPlan(
            portfolio.identifier(int(rows.project[row])),
            names[int(rows.funder[row])].identifier,
            day_of(int(rows.first_day[row])),
            day_of(int(rows.last_day[row])),
            int(rows.amount[row]),
            currencies[int(rows.currency[row])],
            day_of(int(days[row])),
        )
        for row in found
    ]
    return tuple(sorted(plans, key=lambda plan: (plan.project, plan.recorded_on, plan.first_day)))
