"""Import of exchange rates: what each line of a table would do, and saving of the sound ones."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portfolio.domain import errors
from portfolio.domain.errors import Code, Line, PortfolioError
from portfolio.domain.money import NEIGHBOUR_DAYS, Rate, RateOffNeighbours, neighbours, refuse_off
from portfolio.domain.params import Principal
from portfolio.domain.parsing import FieldErrors
from portfolio.domain.reference import ReportingPeriod
from portfolio.exchange.rates import RateLine, read_lines
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.rates import keep, past, refuse_period, steps_of
from portfolio.store import rates, work
from portfolio.store.reference import read_locked


class RepeatedRate(PortfolioError):
    """A table names one currency and day twice (values: currency, day)."""


class RatesRefused(PortfolioError):
    """Lines of a table can't be used and nobody chose to leave them out (values: lines)."""


class NoRates(PortfolioError):
    """A table has no rate in it."""


Key = tuple[Code, date | None, int]


class LineState(StrEnum):
    """Effect of a line of a rate table on the record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """Line of a rate table and its effect; ``before`` is the rate in force, 0 for none.

    ``doubt`` names the neighbour it is far from; a doubtful line is written once somebody
    confirmed it.
    """

    rate: RateLine
    state: LineState
    before: int = 0
    doubt: RateOffNeighbours | None = None

    @property
    def key(self) -> Key:
        """Key that confirms the line: currency, day and the very rate that was shown."""
        return self.rate.currency, self.rate.day, self.rate.per_eur


@dataclass(frozen=True, slots=True)
class RateImportPreview:
    """Effect of a rate table, line by line."""

    lines: tuple[PreviewLine, ...]

    def count(self, state: LineState) -> int:
        """Number of lines in one state."""
        return Counter(line.state for line in self.lines)[state]

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.count(LineState.NEW) or self.count(LineState.CHANGED))


@command
def preview_rates(
    register: LivePortfolio,
    who: Principal,
    data: bytes,
    source: Line,
    *,
    accepted_doubts: frozenset[Key] = frozenset(),
) -> RateImportPreview:
    """Effect of the lines of a rate table, nothing written; ``source`` is of lines that name none.

    Doubtful lines are those off their neighbours that ``accepted_doubts`` does not name. Raises
    EntryRefused where it is no table of rates.
    """
    lines = _lines(data, source)
    with register.database.reading() as connection:
        return _compared(connection, lines, accepted_doubts)


@command
def import_rates(
    register: LivePortfolio,
    who: Principal,
    data: bytes,
    source: Line,
    *,
    leave_out: bool = False,
    accepted_doubts: frozenset[Key] = frozenset(),
    token: Code,
) -> RateImportPreview:
    """Save the new and the changed rates of a table; returns what was done with each line.

    Raises EntryRefused, and RatesRefused while lines are broken, or off their neighbours and not
    ``accepted_doubts``, and ``leave_out`` is not chosen.
    """
    lines = _lines(data, source)
    with register.database.new_revision("", who.person, "import_rates") as change:
        found = _compared(change.connection, lines, accepted_doubts)
        if work.stored_answer(change, token) is not None:
            return found
        rejected = found.count(LineState.REJECTED) + found.count(LineState.DOUBTFUL)
        if rejected and not leave_out:
            raise RatesRefused(lines=rejected)
        if not found.writes:
            change.abandon()
            return found
        chosen = [line for line in found.lines if line.state in (LineState.NEW, LineState.CHANGED)]
        rates = [_rate(line.rate, change.recorded_at) for line in chosen]
        keep(change, rates, _in_force(change.connection, lines))
        work.use(change, token, person_of(who), str(len(rates)))
        return found


def _lines(data: bytes, source: str) -> tuple[RateLine, ...]:
    entered = FieldErrors()
    named = entered.read("source", errors.source, source)
    found = entered.read("file", read_lines, data)
    if found is not None and not found:
        entered.wrong("file", NoRates())
    if named == "" and any(not line.source for line in found or () if line.error is None):
        entered.wrong("source", errors.FieldIsEmpty())
    entered.refuse()
    return tuple(replace(line, source=line.source or named or "") for line in found or ())


def _compared(
    connection: Any, lines: Sequence[RateLine], accepted_doubts: frozenset[Key]
) -> RateImportPreview:
    """Each line compared with the record."""
    before, locked = _in_force(connection, lines), read_locked(connection)
    seen: set[tuple[str, date]] = set()
    made = []
    for line in lines:
        held = before.get((line.currency, line.day)) if line.day else None
        try:
            state = _state(line, held, seen, locked)
            made.append(PreviewLine(line, state, held.per_eur if held else 0))
        except PortfolioError as error:
            made.append(PreviewLine(replace(line, error=error), LineState.REJECTED))
    return RateImportPreview(_doubted(connection, made, accepted_doubts))


def _doubted(
    connection: Any, lines: Sequence[PreviewLine], accepted_doubts: frozenset[Key]
) -> tuple[PreviewLine, ...]:
    """The lines; those far from a rate recorded near them are doubtful until they are confirmed.

    Where nothing near is recorded, a line is compared with the others of its table.
    """
    writes = (LineState.NEW, LineState.CHANGED)
    fresh = [line.rate for line in lines if line.state in writes]
    doubts = _doubts([_rate(line, datetime.min) for line in fresh], _near(connection, fresh))
    found = []
    for line in lines:
        doubt = doubts.get(line.key) if line.state in writes else None
        if doubt is not None:
            state = line.state if line.key in accepted_doubts else LineState.DOUBTFUL
            line = replace(line, state=state, doubt=doubt)
        found.append(line)
    return tuple(found)


def _doubts(rates: Sequence[Rate], recorded_rates: Sequence[Rate]) -> dict[Key, RateOffNeighbours]:
    """Doubts about rates that are far from their neighbours."""
    own, others = defaultdict(list), defaultdict(list)
    for rate in sorted(recorded_rates, key=lambda rate: rate.day):
        others[rate.currency].append(rate)
    for rate in sorted(rates, key=lambda rate: rate.day):
        own[rate.currency].append(rate)
    found: dict[Key, RateOffNeighbours] = {}
    for currency, mine in own.items():
        near = others[currency]
        days = [rate.day for rate in near]
        alone = []
        for rate in mine:
            at = bisect_left(days, rate.day)
            closest = neighbours(near[max(0, at - 1) : at + 2], rate.day)
            _doubt(rate, closest, found)
            if not closest:
                alone.append(rate)
        for at, other in steps_of(alone):
            _doubt(alone[at], (alone[other],), found)
    return found


def _doubt(rate: Rate, near: Sequence[Rate], doubts: dict[Key, RateOffNeighbours]) -> None:
    try:
        refuse_off(rate, near)
    except RateOffNeighbours as doubt:
        doubts[rate.currency, rate.day, rate.per_eur] = doubt


def _near(connection: Any, lines: Sequence[RateLine]) -> tuple[Rate, ...]:
    """Recorded rates from NEIGHBOUR_DAYS before the first line to as many after the last."""
    days = [line.day for line in lines if line.day is not None]
    if not days:
        return ()
    reach = timedelta(days=NEIGHBOUR_DAYS)
    codes = {line.currency for line in lines}
    held = rates.rates_in_force(connection, codes, min(days) - reach, max(days) + reach)
    return tuple(held.values())


def _state(
    line: RateLine,
    current: Rate | None,
    keys_seen: set[tuple[str, date]],
    locked_periods: Sequence[ReportingPeriod],
) -> LineState:
    """State of a line, by what it would do; raises the error that prevents it."""
    if line.error is not None:
        raise line.error
    on = past(line.day)
    if (line.currency, on) in keys_seen:
        raise RepeatedRate(currency=line.currency, day=on)
    keys_seen.add((line.currency, on))
    if current is not None and current.per_eur == line.per_eur:
        return LineState.UNCHANGED
    refuse_period(locked_periods, on)
    return LineState.NEW if current is None else LineState.CHANGED


def _in_force(connection: Any, lines: Iterable[RateLine]) -> dict[tuple[str, date], Rate]:
    days = [line.day for line in lines if line.day is not None]
    if not days:
        return {}
    codes = {line.currency for line in lines if line.day is not None}
    return rates.rates_in_force(connection, codes, min(days), max(days))


def _rate(line: RateLine, recorded_at: datetime) -> Rate:
    assert line.day is not None
    return Rate(line.currency, line.day, line.per_eur, recorded_at, line.source)
