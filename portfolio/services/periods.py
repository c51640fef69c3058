"""Reporting periods: named, kept apart from each other, locked once reported on, unlocked for a reason."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from portfolio.domain import limits
from portfolio.domain.dates import TypedDate
from portfolio.domain.entry_rules import DaysReversed
from portfolio.domain.errors import AlreadyExists, PortfolioError
from portfolio.domain.limits import Code, Line, Paragraph
from portfolio.domain.people import Principal
from portfolio.domain.periods import ReportingPeriod
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.entered import FieldErrors, day
from portfolio.services.entered import reason as read_reason
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import once
from portfolio.store import periods as kept
from portfolio.store.database import Change


class UnknownPeriod(PortfolioError):
    """No reporting period has this name (values: period)."""

    phrase = "error.unknown_period"


class PeriodsOverlap(PortfolioError):
    """Two reporting periods would share days (values: period)."""

    phrase = "error.periods_overlap"


class PeriodIsLocked(PortfolioError):
    """A locked reporting period stays as it is until it is unlocked (values: period)."""

    phrase = "error.period_is_locked"


@command
def list_periods(register: LivePortfolio, who: Principal) -> tuple[ReportingPeriod, ...]:
    """Every reporting period, the latest first."""
    with register.database.reading() as connection:
        return kept.read_periods(connection)


@command
def save_period(
    register: LivePortfolio,
    who: Principal,
    name: Line,
    first: TypedDate,
    last: TypedDate,
    *,
    was: Code = "",
    token: Code,
) -> str:
    """Add a period, or change the one called ``was``; returns its name.

    Raises EntryRefused with what is wrong field by field, UnknownPeriod, PeriodIsLocked.
    """
    with register.database.transaction("", who.login, "save_period") as change:
        if (done := once.stored_answer(change, token)) is not None:
            return done
        present = kept.read_periods(change.connection)
        before = _named(present, was) if was else None
        if before is not None and before.is_locked:
            raise PeriodIsLocked(period=before.name)
        period = _read(name, first, last, [other for other in present if other is not before])
        if before is None:
            kept.insert_period(change, period)
        else:
            kept.update_period(change, before.name, period)
        change.tell("period", period.name, _said(before) if before else {}, _said(period))
        once.use(change, token, person_of(who), period.name)
        return period.name


@command
def lock_period(register: LivePortfolio, who: Principal, name: Code, *, token: Code) -> None:
    """Refuse from now on what is dated inside a period; a locked one stays as it is."""
    _lock(register, who, name, "", token, "lock_period", is_locked=True)


@command
def unlock_period(
    register: LivePortfolio, who: Principal, name: Code, reason: Paragraph, *, token: Code
) -> None:
    """Let rows be dated inside a period again; ``reason`` is kept in history."""
    entered = FieldErrors()
    said = entered.read("reason", read_reason, reason)
    entered.refuse()
    _lock(register, who, name, said or "", token, "unlock_period", is_locked=False)


def _lock(
    register: LivePortfolio,
    who: Principal,
    name: str,
    why: str,
    token: str,
    by: str,
    *,
    is_locked: bool,
) -> None:
    with register.database.transaction(why, who.login, by) as change:
        before = _named(kept.read_periods(change.connection), name)
        if once.stored_answer(change, token) is not None or before.is_locked is is_locked:
            return
        _set_lock(change, who, before, is_locked=is_locked)
        once.use(change, token, person_of(who), name)


def _set_lock(change: Change, who: Principal, before: ReportingPeriod, *, is_locked: bool) -> None:
    locked = change.recorded_at if is_locked else None
    after = replace(before, locked_at=locked, locked_by=who.login if is_locked else "")
    kept.update_period(change, before.name, after)
    change.tell("period", before.name, _said(before), _said(after))


def _read(
    name: str, first: TypedDate, last: TypedDate, others: Sequence[ReportingPeriod]
) -> ReportingPeriod:
    entered = FieldErrors()
    named = entered.read("name", limits.required_text, name)
    if named in [other.name for other in others]:
        entered.wrong("name", AlreadyExists(what="period", identifier=named))
    begins = entered.read("first", day, first)
    ends = entered.read("last", day, last)
    if named and begins and ends:
        period = ReportingPeriod(named, begins, ends)
        if ends < begins:
            entered.wrong("last", DaysReversed(first=begins, last=ends))
        for other in others:
            if period.overlaps(other):
                entered.wrong("first", PeriodsOverlap(period=other.name))
                break
    entered.refuse()
    return period


def _named(present: Sequence[ReportingPeriod], name: str) -> ReportingPeriod:
    for period in present:
        if period.name == name:
            return period
    raise UnknownPeriod(period=limits.glimpse(name))


def _said(period: ReportingPeriod) -> dict[str, Any]:
    return {
        "name": period.name,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "locked": period.is_locked,
    }
