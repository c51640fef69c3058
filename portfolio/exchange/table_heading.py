"""The heading of a table in a sheet: the row it stands in, or two of them, and its columns."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from portfolio.domain.imports import CellValue, ErrorCell, MergedCells, SourceColumn, SourceRow
from portfolio.text.typing import squeeze

_LOOKED_AT: Final = 40  # rows with something in them, among which the heading is
_PART_FILLED: Final = 0.67  # of the widest row
_NUMERIC: Final = re.compile(r"[^\w]*[\d٠-٩۰-۹][\d٠-٩۰-۹\s.,'’٬٫/:%+\-\u2212\u2010-\u2015()]*")
_YEARS: Final = range(1900, 2101)
_MOST_CHARACTERS: Final = 200  # of a heading; longer texts are notes


@dataclass(frozen=True, slots=True)
class TableHeading:
    """The rows a heading stands in, the last last, and its columns by their place."""

    rows: tuple[int, ...]
    columns: tuple[SourceColumn, ...]


def is_numeric(cell: CellValue) -> bool:
    """Whether a cell is a number, or text that has nothing but digits and their signs."""
    if isinstance(cell, str):
        return _NUMERIC.fullmatch(cell.strip()) is not None
    return isinstance(cell, Decimal | ErrorCell) and not isinstance(cell, bool)


def filled_cells(row: SourceRow) -> list[CellValue]:
    """The cells of a row that have something in them."""
    return [cell for cell in row.cells if cell is not None]


def find_heading(rows: Sequence[SourceRow], merges: Sequence[MergedCells]) -> TableHeading | None:
    """The heading of the rows of a sheet; None where no row looks like one."""
    first = rows[:_LOOKED_AT]
    widest = max((len(filled_cells(row)) for row in first), default=0)
    # One row can be an outlier of a ragged file; the usual width decides as soon as there is one.
    usual = Counter(len(filled_cells(row)) for row in first).most_common(1)
    if usual and usual[0][1] > 2 and usual[0][0] > 1:
        widest = usual[0][0]
    least = max(1, ceil(widest * _PART_FILLED))
    for place, row in enumerate(first):
        if len(filled_cells(row)) >= least and _is_heading(row):
            return _with_neighbours(rows, place, merges)
    return None


def _is_heading(row: SourceRow) -> bool:
    """Whether all that is in a row are names; a year may name a column."""
    given = filled_cells(row)
    names = [cell for cell in given if isinstance(cell, str) and not is_numeric(cell)]
    if any(len(name) > _MOST_CHARACTERS for name in names) or not names:
        return False
    others = [cell for cell in given if not (isinstance(cell, str) and not is_numeric(cell))]
    return all(map(_is_year, others)) and len(names) * 2 >= len(given)


def _is_year(cell: CellValue) -> bool:
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell).strip()
    return text.isascii() and text.isdigit() and int(text) in _YEARS


def _with_neighbours(
    rows: Sequence[SourceRow], place: int, merges: Sequence[MergedCells]
) -> TableHeading:
    """The heading of a row, with the row above or below it where both are one heading."""
    for upper in (place - 1, place):
        if upper < 0 or upper + 1 >= len(rows):
            continue
        above, below = rows[upper], rows[upper + 1]
        if below.number == above.number + 1 and _are_one(rows, upper, merges):
            spread = _spread(above, merges)
            names = {
                at: " ".join(dict.fromkeys(filter(None, (spread.get(at, ""), _name(cell)))))
                for at, cell in enumerate(_wide(below, above))
            }
            return TableHeading((above.number, below.number), _columns(names))
    row = rows[place]
    return TableHeading(
        (row.number,), _columns({at: _name(cell) for at, cell in enumerate(row.cells)})
    )


def _are_one(rows: Sequence[SourceRow], upper: int, merges: Sequence[MergedCells]) -> bool:
    """Whether two rows are one heading: cells merged across both, or groups merged over names."""
    above, below = rows[upper], rows[upper + 1]
    if not (_is_heading(above) and _is_heading(below)):
        return False
    number = above.number
    if any(m.first_row == number and m.last_row == number + 1 for m in merges):
        return True
    groups = [
        m for m in merges if m.first_row == m.last_row == number and m.last_column > m.first_column
    ]
    width = len(filled_cells(below))
    # One cell merged over the whole table is its title.
    if any(m.last_column - m.first_column + 1 < width for m in groups):
        return len(filled_cells(above)) > 1
    # Without merged cells: each name of the upper row stands where the lower one has none.
    names = {at for at, cell in enumerate(above.cells) if cell is not None}
    blanks = {at for at, cell in enumerate(_wide(below, above)) if cell is None}
    used = {
        at for row in rows[upper + 2 :] for at, cell in enumerate(row.cells) if cell is not None
    }
    return len(names & blanks & used) > 0 and len(names) > 1


def _wide(row: SourceRow, other: SourceRow) -> tuple[CellValue, ...]:
    return (*row.cells, *[None] * (len(other.cells) - len(row.cells)))


def _spread(row: SourceRow, merges: Sequence[MergedCells]) -> Mapping[int, str]:
    """Names of a row by column, those of merged cells in each of their columns."""
    names = {at: _name(cell) for at, cell in enumerate(row.cells)}
    for merge in merges:
        if merge.first_row == row.number == merge.last_row:
            for at in range(merge.first_column, min(merge.last_column, len(row.cells)) + 1):
                names[at] = names.get(merge.first_column, "")
    return names


def _name(cell: CellValue) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else " ".join(str(cell).split())


def _columns(names: Mapping[int, str]) -> tuple[SourceColumn, ...]:
    return tuple(SourceColumn(at, name) for at, name in sorted(names.items()) if name)


def repeated_headings(columns: Sequence[SourceColumn]) -> tuple[tuple[SourceColumn, ...], ...]:
    """The columns that share a heading, case, accents and blanks apart."""
    alike: dict[str, list[SourceColumn]] = {}
    for column in columns:
        if column.heading:
            alike.setdefault(squeeze(column.heading) or column.heading, []).append(column)
    return tuple(tuple(same) for same in alike.values() if len(same) > 1)
