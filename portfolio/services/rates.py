"""Exchange rates: entered by hand, and the amounts that wait for one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from portfolio.domain import errors, money
from portfolio.domain.dates import TypedDate
from portfolio.domain.entry_rules import InTheFuture
from portfolio.domain.errors import Code, Line, PortfolioError, RateNotExact
from portfolio.domain.flows import COUNTABLE
from portfolio.domain.money import (
    NEIGHBOUR_DAYS,
    PARITIES,
    REPORTING_DEFAULT,
    AmbiguousRate,
    Rate,
    RateOffNeighbours,
    is_off,
    neighbours,
    refuse_off,
)
from portfolio.domain.params import Filters, Principal, ViewParams, Visibility
from portfolio.domain.parsing import FieldErrors
from portfolio.domain.projects import Band
from portfolio.domain.reference import ReportingPeriod
from portfolio.exchange.rates import read_currency, read_per_eur
from portfolio.ledger.rates import rate_steps
from portfolio.ledger.view import day_of
from portfolio.measures.entries import Quote
from portfolio.measures.figures import LeftOut
from portfolio.measures.headline import left_out
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.working import day
from portfolio.store import rates as store_rates
from portfolio.store import work
from portfolio.store.database import Change
from portfolio.store.reference import read_locked


class RateOfLockedPeriod(PortfolioError):
    """A rate dated inside a locked period would change what was reported (values: day, period)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows that count and can't be converted for lack of one currency's rate."""

    currency: str
    first: date  # days for which a rate is missing
    last: date
    rows: tuple[LeftOut, ...]

    @property
    def projects(self) -> int:
        """Number of projects in no total for lack of this currency's rate."""
        return len({row.project for row in self.rows})


@dataclass(frozen=True, slots=True)
class WeighedRate:
    """Typed rate compared with its neighbours; ``per_eur`` in 1e-8 units per EUR.

    ``per_eur`` is None where it can't be read; ``error`` says why, or what to confirm.
    """

    per_eur: int | None
    neighbours: tuple[Rate, ...]
    error: PortfolioError | None = None


@command
def weigh_rate(
    register: LivePortfolio, who: Principal, currency: Code, on: TypedDate, per_eur: Code
) -> WeighedRate:
    """Preview of a rate, typed as ``domain.money`` stores it; nothing is written."""
    day = FieldErrors().read("day", past, on)
    with register.database.reading() as connection:
        return _weighed(connection, currency, day, per_eur)


@command
def enter_rate(
    register: LivePortfolio,
    who: Principal,
    currency: Code,
    on: TypedDate,
    per_eur: Code,
    source: Line,
    *,
    token: Code,
    accepted_rate: Decimal | None = None,
) -> bool:
    """Record a rate (units per 1 EUR); False where the same rate is in force already.

    A correction is a row added to the one it corrects. Of a text with two readings the one within
    MAX_STEP of a neighbour is taken. ``accepted_rate`` is a rate confirmed in view of its
    neighbour. Raises EntryRefused, RateOffNeighbours.
    """
    entered = FieldErrors()
    code = entered.read("currency", read_currency, currency)
    wanted = entered.read("day", past, on)
    named = entered.read("source", errors.required_source, source)
    with register.database.new_revision("", who.person, "enter_rate") as change:
        if work.stored_answer(change, token) is not None:
            return True
        weighed = _weighed(change.connection, code or "", wanted, per_eur)
        if weighed.per_eur is None and weighed.error is not None:
            entered.wrong("per_eur", weighed.error)
        if wanted:
            entered.read("day", refuse_period, read_locked(change.connection), wanted)
        entered.refuse()
        assert wanted is not None
        rate = Rate(code or "", wanted, weighed.per_eur or 0, change.recorded_at, named or "")
        before = store_rates.rates_in_force(change.connection, [rate.currency], wanted, wanted)
        if _says_the_same(before.get((rate.currency, wanted)), rate):
            change.abandon()
            return False
        if weighed.error is not None and accepted_rate != rate.decimal():
            raise weighed.error
        keep(change, [rate], before)
        work.use(change, token, person_of(who), rate.currency)
        return True


def _weighed(connection: Any, currency: str, on: date | None, per_eur: str) -> WeighedRate:
    near = _neighbours(connection, currency, on)
    try:
        value = _read(per_eur, near)
    except PortfolioError as error:
        return WeighedRate(None, near, error)
    try:
        refuse_off(Rate(currency, on or date.min, value, datetime.min, ""), near)
    except RateOffNeighbours as error:
        return WeighedRate(value, near, error)
    return WeighedRate(value, near)


def _neighbours(connection: Any, currency: str, on: date | None) -> tuple[Rate, ...]:
    if on is None or not currency:
        return ()
    reach = timedelta(days=NEIGHBOUR_DAYS)
    rates = store_rates.rates_in_force(connection, [currency], on - reach, on + reach)
    return neighbours(rates.values(), on)


def _read(per_eur: str, near: Sequence[Rate]) -> int:
    """1e-8 units per EUR; raises RateNotExact, AmbiguousRate."""
    if not money.is_ambiguous(per_eur):
        return read_per_eur(per_eur)
    fitting = [
        value
        for text in money.readings(per_eur) or ()
        for value in _readable(text)
        if any(not is_off(value, rate.per_eur) for rate in near)
    ]
    if len(fitting) != 1:
        raise AmbiguousRate(text=errors.glimpse(money.as_typed(per_eur)))
    return fitting[0]


def _readable(text: str) -> Iterator[int]:
    with suppress(RateNotExact):
        yield read_per_eur(text)


@command
def flows_without_rate(
    register: LivePortfolio, who: Principal, question: ViewParams
) -> tuple[Waiting, ...]:
    """The counted rows that wait for a rate, by currency, the most rows first.

    In all projects of the question's day and reading, published or not, however sure they are.
    """
    scope = Visibility(
        published_only=False,
        confidences=COUNTABLE,
        portfolio=question.scope.portfolio,
    )
    asked = replace(question, filters=Filters(), scope=scope, currency=REPORTING_DEFAULT)
    waiting: defaultdict[str, list[LeftOut]] = defaultdict(list)
    for row in left_out(register.view(asked), *Band):
        waiting[row.currency].append(row)
    found = (
        Waiting(
            currency,
            min(row.wanted_on for row in rows),
            max(row.wanted_on for row in rows),
            tuple(rows),
        )
        for currency, rows in waiting.items()
    )
    return tuple(sorted(found, key=lambda entry: (-len(entry.rows), entry.currency)))


def sources_of(register: LivePortfolio, quotes: Iterable[Quote]) -> Mapping[int, str]:
    """Sources of the rates of an explanation, by the id of the rate row."""
    wanted = {quote.rate for quote in quotes if quote.rate is not None}
    if not wanted:
        return {}
    with register.database.reading() as connection:
        return store_rates.sources(connection, wanted)


@command
def newest_rates(register: LivePortfolio, who: Principal) -> tuple[Rate, ...]:
    """The latest rate of each currency, by currency."""
    with register.database.reading() as connection:
        return store_rates.newest(connection)


@command
def doubtful_rates(register: LivePortfolio, who: Principal) -> tuple[tuple[Rate, Rate], ...]:
    """The rates in force that are far from one recorded near to them, each with that neighbour."""
    table = register.portfolio().rates
    found = []
    with register.database.reading() as connection:
        for number, quotes in table.quotes.items():
            code, steps = table.currencies[number], rate_steps(quotes.day, quotes.per_eur)
            if code in PARITIES:
                continue
            for places in zip(steps.at, steps.neighbour, strict=True):
                days = [day_of(int(quotes.day[place])) for place in places]
                held = store_rates.rates_in_force(connection, [code], min(days), max(days))
                found.append((held[code, days[0]], held[code, days[1]]))
    return tuple(sorted(found, key=lambda pair: (pair[0].currency, pair[0].day)))


def steps_of(rates: Sequence[Rate]) -> Iterator[tuple[int, int]]:
    """Places of the rates off a neighbour and of that neighbour, in one currency's rates by day."""
    days = np.array([rate.day.toordinal() for rate in rates], np.int64)
    steps = rate_steps(days, np.array([rate.per_eur for rate in rates], np.int64))
    yield from zip(steps.at.tolist(), steps.neighbour.tolist(), strict=True)


def keep(change: Change, rates: Sequence[Rate], before: dict[tuple[str, date], Rate]) -> None:
    """Add rates to those they replace, and record them in history, currency by currency."""
    store_rates.add_rates(change, rates)
    by_currency: defaultdict[str, list[Rate]] = defaultdict(list)
    for rate in rates:
        by_currency[rate.currency].append(rate)
    for currency, own in by_currency.items():
        held = [before[key] for rate in own if (key := (currency, rate.day)) in before]
        change.record("rate", currency, _said(held), _said(own))


def _said(rates: Iterable[Rate]) -> dict[str, Any]:
    return {
        rate.day.isoformat(): f"{rate.decimal().normalize():f} ({rate.source})" for rate in rates
    }


def _says_the_same(current: Rate | None, rate: Rate) -> bool:
    return current is not None and (current.per_eur, current.source) == (rate.per_eur, rate.source)


def past(typed_day: TypedDate) -> date:
    """A typed day within reason and not after today; raises what ``day`` raises, InTheFuture."""
    found, today = day(typed_day), datetime.now(UTC).date()
    if found > today:
        raise InTheFuture(day=found, today=today)
    return found


def refuse_period(locked_periods: Sequence[ReportingPeriod], on: date) -> None:
    """Raise RateOfLockedPeriod for a day inside one of these periods."""
    for period in locked_periods:
        if period.first <= on <= period.last:
            raise RateOfLockedPeriod(day=on, period=period.name)
