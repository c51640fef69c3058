"""Reference data that people maintain: countries, the conference, reporting periods."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from portfolio.domain import errors
from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.domain.dates import TypedDate
from portfolio.domain.errors import AlreadyExists, Code, Line, Paragraph, PortfolioError
from portfolio.domain.params import Principal
from portfolio.domain.parsing import FieldErrors, NotAChoice
from portfolio.domain.reference import Country, Region, ReportingPeriod
from portfolio.domain.rules import DaysReversed
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.live import CONFERENCE, CONFERENCE_SOURCE, LivePortfolio
from portfolio.services.organisations import names_by_language
from portfolio.services.working import day
from portfolio.services.working import reason as read_reason
from portfolio.store import reading, reference, work
from portfolio.store.database import Change
from portfolio.store.reconciliation import country_state
from portfolio.store.reference import save_country as keep
from portfolio.store.reference import save_setting

_CODES: Final = {"code": re.compile("[A-Z]{2}"), "iso3": re.compile("[A-Z]{3}")}


class UnknownCountry(PortfolioError):
    """No country of the working list has this code (values: code)."""


class NotACountryCode(PortfolioError):
    """A country's code is two or three capital letters of ISO 3166 (values: value)."""


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """A country as typed; ``region`` is the word of a region of the declaration."""

    code: Code
    iso3: Code = ""
    region: Code = ""
    is_dac_recipient: bool = False
    names: Mapping[str, Line] = field(default_factory=dict)


@command
def save_country(
    register: LivePortfolio, who: Principal, entry: CountryEntry, *, is_new: bool, token: Code
) -> str:
    """Add a country, or change the one of this code; returns the code.

    Its region moves with everything recorded of it: figures by region follow at once. Raises
    EntryRefused with what is wrong field by field, UnknownCountry.
    """
    with register.database.new_revision("", who.person, "save_country") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        present = {held.code: held for held in reading.read_countries(change.connection)}
        wanted = _read_countries(entry, present, is_new=is_new)
        before = None if is_new else _held(present, wanted.code)
        if before is not None:
            wanted = replace(wanted, id=before.id)
        if wanted == before:
            change.abandon()
            return wanted.code
        _keep(change, before, wanted)
        work.use(change, token, person_of(who), wanted.code)
        return wanted.code


def _keep(change: Change, before: Country | None, country: Country) -> None:
    keep(change, country)
    change.record("country", country.code, _countries_said(before), _countries_said(country))


def _held(present: Mapping[str, Country], code: str) -> Country:
    if code not in present:
        raise UnknownCountry(code=code)
    return present[code]


def _read_countries(
    entry: CountryEntry, present: Mapping[str, Country], *, is_new: bool
) -> Country:
    entered = FieldErrors()
    code = entered.read("code", _code, "code", entry.code) or ""
    iso3 = entered.read("iso3", _code, "iso3", entry.iso3) or ""
    if is_new and code in present:
        entered.wrong("code", AlreadyExists(what="country", identifier=code))
    if iso3 and any(held.iso3 == iso3 and held.code != code for held in present.values()):
        entered.wrong("iso3", AlreadyExists(what="country", identifier=iso3))
    region = entered.read("region", _region, entry.region) or Region.PARTNERS
    names = names_by_language(entered, entry.names)
    entered.refuse()
    return Country(0, code, iso3, region, entry.is_dac_recipient, names)


def _code(name: str, text: str) -> str:
    kept = errors.required_text(text).upper()
    if not _CODES[name].fullmatch(kept):
        raise NotACountryCode(value=errors.glimpse(text))
    return kept


def _region(word: str) -> Region:
    if not word:
        raise errors.FieldIsEmpty
    for region in Region:
        if region.word == word:
            return region
    raise NotAChoice(value=errors.glimpse(word))


def _countries_said(country: Country | None) -> dict[str, Any]:
    return {} if country is None else country_state(country)


@command
def set_conference(
    register: LivePortfolio,
    who: Principal,
    on: TypedDate,
    source: Line,
    reason: Paragraph,
    *,
    token: Code,
) -> bool:
    """Fix the day of the third conference; returns whether it is in the declaration's half year.

    ``source``: the document or address that states it; without one no day is fixed (ruling 27).
    A day outside the half year is saved all the same: conferences are put off. Raises
    EntryRefused.
    """
    entered = FieldErrors()
    wanted = entered.read("day", day, on)
    named = entered.read("source", errors.required_source, source)
    why = entered.read("reason", read_reason, reason)
    entered.refuse()
    assert wanted is not None
    assert named is not None
    before = {"day": register.conference.isoformat(), "source": register.conference_source}
    after = {"day": wanted.isoformat(), "source": named}
    with register.database.new_revision(why or "", who.person, "set_conference") as change:
        if work.stored_answer(change, token) is None:
            save_setting(change, CONFERENCE, after["day"])
            save_setting(change, CONFERENCE_SOURCE, after["source"])
            change.record("setting", CONFERENCE, before, after)
            work.use(change, token, person_of(who), after["day"])
    return is_in_window(wanted)


def is_in_window(on: date) -> bool:
    """Whether a date is in the half year that the declaration sets for the conference."""
    first, last = CONFERENCE_WINDOW
    return first <= on <= last


class UnknownPeriod(PortfolioError):
    """No reporting period has this name (values: period)."""


class PeriodsOverlap(PortfolioError):
    """Two reporting periods would share days (values: period)."""


class PeriodIsLocked(PortfolioError):
    """A locked reporting period stays as it is until it is unlocked (values: period)."""


@command
def list_periods(register: LivePortfolio, who: Principal) -> tuple[ReportingPeriod, ...]:
    """Every reporting period, the latest first."""
    with register.database.reading() as connection:
        return reference.read_periods(connection)


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
    with register.database.transaction("", who.person, "save_period") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        present = reference.read_periods(change.connection)
        before = _named(present, was) if was else None
        if before is not None and before.is_locked:
            raise PeriodIsLocked(period=before.name)
        period = _read_periods(
            name, first, last, [other for other in present if other is not before]
        )
        if before is None:
            reference.insert_period(change, period)
        else:
            reference.update_period(change, before.name, period)
        change.record(
            "period", period.name, _periods_said(before) if before else {}, _periods_said(period)
        )
        work.use(change, token, person_of(who), period.name)
        return period.name


@command
def lock_period(register: LivePortfolio, who: Principal, name: Code, *, token: Code) -> None:
    """Refuse from now on what is dated inside a period; a locked one stays as it is."""
    _lock(register, who, name, "", token, "lock_period", is_locked=True)


@command
def unlock_period(
    register: LivePortfolio, who: Principal, name: Code, reason: Paragraph, *, token: Code
) -> None:
    """Unlock a period, so that rows may be dated inside it; ``reason`` goes into history."""
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
    with register.database.transaction(why, who.person, by) as change:
        before = _named(reference.read_periods(change.connection), name)
        if work.stored_answer(change, token) is not None or before.is_locked is is_locked:
            return
        _set_lock(change, who, before, is_locked=is_locked)
        work.use(change, token, person_of(who), name)


def _set_lock(change: Change, who: Principal, before: ReportingPeriod, *, is_locked: bool) -> None:
    locked = change.recorded_at if is_locked else None
    after = replace(before, locked_at=locked, locked_by_id=who.person if is_locked else None)
    reference.update_period(change, before.name, after)
    change.record("period", before.name, _periods_said(before), _periods_said(after))


def _read_periods(
    name: str, first: TypedDate, last: TypedDate, others: Sequence[ReportingPeriod]
) -> ReportingPeriod:
    entered = FieldErrors()
    named = entered.read("name", errors.required_text, name)
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
    raise UnknownPeriod(period=errors.glimpse(name))


def _periods_said(period: ReportingPeriod) -> dict[str, Any]:
    return {
        "name": period.name,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "locked": period.is_locked,
    }
