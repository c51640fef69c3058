"""A table of exchange rates: what each line of it would do, and keeping those that are sound."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portfolio.domain import limits
from portfolio.domain.errors import PortfolioError
from portfolio.domain.limits import Code, Line
from portfolio.domain.people import Principal
from portfolio.domain.periods import ReportingPeriod
from portfolio.domain.rates import Rate
from portfolio.exchange.rate_lines import RateLine, read_lines
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.entered import Entered
from portfolio.services.portfolio import Register
from portfolio.services.rates import keep, past, refuse_period
from portfolio.store import once
from portfolio.store import rates as kept
from portfolio.store.periods import read_locked


class RepeatedRate(PortfolioError):
    """A table names one currency and day twice (values: currency, day)."""

    phrase = "error.repeated_rate"


class RatesRefused(PortfolioError):
    """Lines of a table can't be used and nobody chose to leave them out (values: lines)."""

    phrase = "error.rates_refused"


class NoRates(PortfolioError):
    """A table has no rate in it."""

    phrase = "error.no_rates"


class Standing(StrEnum):
    """What a line of a table would do to the record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line of a table and what it would do; ``before`` is the rate that holds now, 0 for none."""

    rate: RateLine
    standing: Standing
    before: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table of rates would do, line by line."""

    lines: tuple[PreviewLine, ...]

    def count(self, standing: Standing) -> int:
        """How many lines of one standing there are."""
        return Counter(line.standing for line in self.lines)[standing]

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.count(Standing.NEW) or self.count(Standing.CHANGED))


@command
def preview_rates(register: Register, who: Principal, data: bytes, source: Line) -> Preview:
    """What the lines of a table would do, nothing written; ``source`` is of lines that name none.

    Raises EntryRefused where it is no table of rates.
    """
    lines = _lines(data, source)
    with register.database.reading() as connection:
        return _compared(connection, lines)


@command
def import_rates(
    register: Register,
    who: Principal,
    data: bytes,
    source: Line,
    *,
    leave_out: bool = False,
    token: Code,
) -> Preview:
    """Keep the new and the changed rates of a table; what was done with each line.

    Raises EntryRefused, and RatesRefused while lines are broken and ``leave_out`` is not chosen.
    """
    lines = _lines(data, source)
    with register.database.writing("", who.login, "import_rates") as change:
        found = _compared(change.connection, lines)
        if once.used(change, token) is not None:
            return found
        rejected = found.count(Standing.REJECTED)
        if rejected and not leave_out:
            raise RatesRefused(lines=rejected)
        if not found.writes:
            change.abandon()
            return found
        chosen = [line for line in found.lines if line.standing in (Standing.NEW, Standing.CHANGED)]
        rates = [_rate(line.rate, change.recorded_at) for line in chosen]
        keep(change, rates, _in_force(change.connection, lines))
        once.use(change, token, person_of(who), str(len(rates)))
        return found


def _lines(data: bytes, source: str) -> tuple[RateLine, ...]:
    entered = Entered()
    named = entered.read("source", limits.line, source)
    found = entered.read("file", read_lines, data)
    if found is not None and not found:
        entered.wrong("file", NoRates())
    if named == "" and any(not line.source for line in found or () if line.error is None):
        entered.wrong("source", limits.Empty())
    entered.refuse()
    return tuple(replace(line, source=line.source or named or "") for line in found or ())


def _compared(connection: Any, lines: Sequence[RateLine]) -> Preview:
    """Each line beside what the record holds."""
    before, locked = _in_force(connection, lines), read_locked(connection)
    seen: set[tuple[str, date]] = set()
    made = []
    for line in lines:
        held = before.get((line.currency, line.day)) if line.day else None
        try:
            standing = _standing(line, held, seen, locked)
            made.append(PreviewLine(line, standing, held.per_eur if held else 0))
        except PortfolioError as error:
            made.append(PreviewLine(replace(line, error=error), Standing.REJECTED))
    return Preview(tuple(made))


def _standing(
    line: RateLine,
    held: Rate | None,
    seen: set[tuple[str, date]],
    locked: Sequence[ReportingPeriod],
) -> Standing:
    """What a line would do; raises what is to be said against it."""
    if line.error is not None:
        raise line.error
    on = past(line.day)
    if (line.currency, on) in seen:
        raise RepeatedRate(currency=line.currency, day=on)
    seen.add((line.currency, on))
    if held is not None and held.per_eur == line.per_eur:
        return Standing.UNCHANGED
    refuse_period(locked, on)
    return Standing.NEW if held is None else Standing.CHANGED


def _in_force(connection: Any, lines: Iterable[RateLine]) -> dict[tuple[str, date], Rate]:
    days = [line.day for line in lines if line.day is not None]
    if not days:
        return {}
    codes = {line.currency for line in lines if line.day is not None}
    return kept.rates_in_force(connection, codes, min(days), max(days))


def _rate(line: RateLine, recorded: datetime) -> Rate:
    assert line.day is not None
    return Rate(line.currency, line.day, line.per_eur, recorded, line.source)
