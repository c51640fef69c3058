"""Conventions of a column of text: which readings its amounts or days allow, and what each would give.

Nothing is guessed: a cell with one reading is a proposal for its column, and a column with a cell
that two conventions read differently is asked about once (ruling 28).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from portfolio.domain.errors import PortfolioError
from portfolio.domain.imports import CellValue
from portfolio.exchange.typed_amounts import AmountConvention, is_ambiguous, read_amount
from portfolio.exchange.typed_days import DayConvention, is_counted, is_short, read_day

_EXAMPLES: Final = 3
Convention = TypeVar("Convention", AmountConvention, DayConvention)
Readings = Mapping[Convention, str]


@dataclass(frozen=True, slots=True)
class ConventionExample(Generic[Convention]):
    """A cell of a column: its row, its text, and the value each convention gives, "" for none."""

    row: int
    text: str
    values: Mapping[Convention, str]


@dataclass(frozen=True, slots=True)
class ColumnQuestion(Generic[Convention]):
    """The conventions a column may be written in.

    ``is_asked``: a person has to choose. ``proposal`` is the one convention that reads every cell
    that any reads, None where several do or none does; where nothing is asked it is the one to read
    by. ``unreadable`` counts the cells that each convention leaves without a value.
    """

    choices: tuple[Convention, ...]
    proposal: Convention | None
    is_asked: bool
    examples: tuple[ConventionExample[Convention], ...]
    unreadable: Mapping[Convention, int]
    has_short_years: bool = False  # the century of some day is taken to be this one
    has_counted_days: bool = False  # some day is a number as Excel counts days


def amount_question(column: Iterable[tuple[int, CellValue]]) -> ColumnQuestion[AmountConvention]:
    """The conventions of a column of amounts, of (row, cell); number cells decide nothing."""
    typed = _texts(column)
    usual = [AmountConvention.POINT, AmountConvention.COMMA]
    read = _reader(lambda cell, by: read_amount(cell, by).text, (*usual, AmountConvention.ARABIC))
    readings = [read(cell) for _, cell in typed]
    if any(
        values[AmountConvention.ARABIC] not in ("", values[by])
        for values in readings
        for by in usual
    ):
        usual.append(AmountConvention.ARABIC)
    is_open = any(is_ambiguous(cell) for _, cell in typed)
    return _question(typed, readings, usual, is_open=is_open)


def day_question(column: Iterable[tuple[int, CellValue]]) -> ColumnQuestion[DayConvention]:
    """The conventions of a column of days, of (row, cell); real dates decide nothing."""
    cells = list(column)
    counted = [(row, cell) for row, cell in cells if is_counted(cell)]
    typed = [*_texts((row, cell) for row, cell in cells if not is_counted(cell)), *counted]
    read = _reader(read_day, tuple(DayConvention))
    readings = [read(cell) for _, cell in typed]
    choices = [DayConvention.DAY_FIRST, DayConvention.MONTH_FIRST]
    if any(
        len({*values.values()} - {""}) > 1 and values[DayConvention.YEAR_FIRST]
        for values in readings
    ):
        choices.append(DayConvention.YEAR_FIRST)
    is_short_year = any(is_short(cell) for _, cell in typed)
    return _question(
        typed,
        readings,
        choices,
        is_open=is_short_year or bool(counted),
        has_short_years=is_short_year,
        has_counted_days=bool(counted),
    )


def _texts(column: Iterable[tuple[int, CellValue]]) -> list[tuple[int, CellValue]]:
    return [(row, cell) for row, cell in column if isinstance(cell, str) and cell.strip()]


def _reader(
    read: Callable[[CellValue, Convention], str], conventions: Sequence[Convention]
) -> Callable[[CellValue], dict[Convention, str]]:
    """The readings of a cell by convention, "" for none; cells repeat, and are read once."""
    known: dict[CellValue, dict[Convention, str]] = {}

    def readings(cell: CellValue) -> dict[Convention, str]:
        if cell not in known:
            known[cell] = {by: _value(read, cell, by) for by in conventions}
        return known[cell]

    return readings


def _value(read: Callable[[CellValue, Convention], str], cell: CellValue, by: Convention) -> str:
    try:
        return read(cell, by)
    except PortfolioError:
        return ""


def _question(
    column: Sequence[tuple[int, CellValue]],
    readings: Sequence[Mapping[Convention, str]],
    choices: Sequence[Convention],
    *,
    is_open: bool,
    has_short_years: bool = False,
    has_counted_days: bool = False,
) -> ColumnQuestion[Convention]:
    """What to ask, of the readings of each cell."""
    given: list[dict[Convention, str]] = [{by: one[by] for by in choices} for one in readings]
    unreadable = {by: sum(not one[by] for one in given) for by in choices}
    # What no convention reads is a problem of its row and decides nothing.
    least = [any(read.values()) for read in given].count(False)
    whole = [by for by in choices if unreadable[by] == least]
    differs = [len(set(filter(None, read.values()))) > 1 for read in given]
    is_asked = is_open or any(differs) or not whole
    proposal = whole[0] if len(whole) == 1 or (whole and not is_asked) else None
    order = sorted(
        range(len(column)), key=lambda at: (not differs[at], all(given[at].values()), at)
    )
    examples = (
        ConventionExample(column[at][0], str(column[at][1]), given[at])
        for at in sorted(order[:_EXAMPLES])
    )
    return ColumnQuestion(
        tuple(choices),
        proposal,
        is_asked,
        tuple(examples),
        unreadable,
        has_short_years,
        has_counted_days,
    )
