"""The table in a sheet: its heading, its rows, and the rows that are none of them with the reason."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from portfolio.domain.imports import (
    CellValue,
    ErrorCell,
    ImportProblem,
    MergedCells,
    SourceColumn,
    SourceRow,
    SourceSheet,
    SourceTable,
)
from portfolio.exchange import cells, source_errors
from portfolio.exchange.table_heading import (
    TableHeading,
    filled_cells,
    find_heading,
    is_numeric,
    repeated_headings,
)
from portfolio.text.numbers import known_currencies
from portfolio.text.typing import fold

_TOTAL_STARTS: Final = frozenset(
    map(
        fold,
        "total totals totaux grand sum subtotal sub sous somme overall مجموع إجمالي المجموع الإجمالي".split(),
    )
)
_TOTAL_WORDS: Final = _TOTAL_STARTS | frozenset(
    map(
        fold,
        "total general général partiel amount amounts montant montants project projects projet projets des "
        "of in en de كلي عام فرعي جزئي مبلغ مبالغ مشاريع مشروع".split(),
    )
)
_NOTE_SIGNS: Final = ("*", "†", "(1)", "¹", "source", "note", "nb", "المصدر", "ملاحظ", "remarque")
_MOST_LETTERS: Final = 80  # of what names a total
_NAMED: Final = 12  # merged cells a warning names


def detect_table(sheet: SourceSheet) -> SourceTable:
    """The table of a sheet: everything below its heading, total rows and notes apart.

    What was passed over, and what may mislead (two columns of one heading, merged cells), is told
    by the table's problems. A sheet without a heading has no columns and a problem that says so.
    """
    heading = find_heading(sheet.rows, sheet.merges)
    if heading is None:
        problem = ImportProblem(source_errors.NoHeading(), sheet.name)
        return SourceTable(sheet.name, 0, (), (), (problem,))
    return _TableReader(sheet, heading).read()


class _TableReader:
    """Rows of a sheet sorted into those of its table and those beside it."""

    def __init__(self, sheet: SourceSheet, heading: TableHeading) -> None:
        self._sheet = sheet
        self._heading = heading
        self._problems: list[ImportProblem] = []
        self._last = heading.rows[-1]
        self._above = [row for row in sheet.rows if row.number < heading.rows[0]]
        self._below = [row for row in sheet.rows if row.number > self._last]

    def read(self) -> SourceTable:
        """The table with its problems."""
        self._tell_above()
        notes = {row.number for row in _notes(self._below, self._heading)}
        ragged = {} if self._sheet.name else self._ragged()
        rows = []
        for row in self._below:
            if row.number in notes:
                continue
            if is_total(row):
                self._warn(source_errors.TotalRow(), row.number)
            elif self._repeats_heading(row):
                self._warn(source_errors.HeadingAgain(), row.number)
            elif row.number in ragged:
                error = source_errors.RowTooWide(cells=len(row.cells), columns=ragged[row.number])
                self._problems.append(ImportProblem(error, self._sheet.name, row.number))
            else:
                rows.append(row)
        if notes:
            self._warn(source_errors.NotesBelow(rows=cells.ranges(notes)), min(notes))
        columns = self._columns(rows)
        self._tell_merges(rows)
        return SourceTable(
            self._sheet.name, self._last, columns, tuple(rows), tuple(self._problems)
        )

    def _tell_above(self) -> None:
        least = max(2, len(self._heading.columns) // 2 + 1)
        for row in self._above:
            if len(filled_cells(row)) >= least and any(map(is_numeric, filled_cells(row))):
                error = source_errors.RowAboveHeading()
                self._problems.append(ImportProblem(error, self._sheet.name, row.number))
        if self._above:
            numbers = cells.ranges(row.number for row in self._above)
            self._warn(source_errors.RowsAboveHeading(rows=numbers), self._above[0].number)
        if len(self._heading.rows) > 1:
            numbers = cells.ranges(self._heading.rows)
            self._warn(source_errors.HeadingOfTwoRows(rows=numbers), self._heading.rows[0])

    def _columns(self, rows: Sequence[SourceRow]) -> tuple[SourceColumn, ...]:
        """Columns with a heading, and those without one that have something in them."""
        columns = {column.index: column for column in self._heading.columns}
        for at in sorted(_used(rows) - columns.keys()):
            columns[at] = SourceColumn(at, "")
            self._warn(source_errors.ColumnWithoutHeading(), column=cells.letters(at))
        for same in repeated_headings(self._heading.columns):
            names = ", ".join(cells.letters(column.index) for column in same)
            error = source_errors.HeadingTwice(heading=same[0].heading, columns=names)
            self._warn(error, self._last, same[0].heading)
        return tuple(columns[at] for at in sorted(columns))

    def _repeats_heading(self, row: SourceRow) -> bool:
        """Whether a row has the heading again, as on each printed page."""
        given = {at: cell for at, cell in enumerate(row.cells) if cell is not None}
        names = {column.index: column.heading for column in self._heading.columns}
        return len(given) > 1 and all(
            isinstance(cell, str) and " ".join(cell.split()) == names.get(at)
            for at, cell in given.items()
        )

    def _ragged(self) -> dict[int, int]:
        """Rows of a text file with more cells than there are headings, and how many there are.

        A sign that parts cells stands in one of their texts: everything behind it is one column on.
        """
        width = max((column.index for column in self._heading.columns), default=-1) + 1
        wide = {row.number: width for row in self._below if len(row.cells) > width}
        # Where most rows have it, it is a column without a heading.
        return wide if len(wide) * 2 < len(self._below) or len(wide) == 1 else {}

    def _tell_merges(self, rows: Sequence[SourceRow]) -> None:
        numbers = {row.number for row in rows}
        covering = [m for m in self._sheet.merges if _covers(m, numbers)]
        if covering:
            names = cells.few(map(_reference, covering), _NAMED)
            self._warn(source_errors.CellsMerged(cells=names), covering[0].first_row)

    def _warn(self, error: source_errors.SourceError, row: int = 0, column: str = "") -> None:
        problem = ImportProblem(error, self._sheet.name, row, column, is_blocking=False)
        self._problems.append(problem)


def is_total(row: SourceRow) -> bool:
    """Whether a row adds up others: it begins with a word for it and has nothing else but numbers."""
    given = filled_cells(row)
    if len(given) < 2 or not isinstance(given[0], str) or len(given[0]) > _MOST_LETTERS:
        return False
    words = fold(given[0]).split()
    if not words or words[0] not in _TOTAL_STARTS:
        return False
    codes = known_currencies()
    if not all(word in _TOTAL_WORDS or word.upper() in codes or word.isdigit() for word in words):
        return False
    return all(_adds_nothing(cell) for cell in given[1:])


def _adds_nothing(cell: CellValue) -> bool:
    """Whether a cell of a total row tells nothing of a project: a number or a currency."""
    if isinstance(cell, str) and cell.strip().upper() in known_currencies():
        return True
    return is_numeric(cell) or isinstance(cell, ErrorCell)


def _notes(rows: Sequence[SourceRow], heading: TableHeading) -> Iterator[SourceRow]:
    """Rows at the end with one text alone, behind a blank row, a total, or with the sign of a note."""
    if len(heading.columns) < 3:
        return
    ends: list[SourceRow] = []
    for row in reversed(rows):
        given = filled_cells(row)
        if len(given) != 1 or not isinstance(given[0], str) or is_numeric(given[0]):
            break
        ends.append(row)
    ends.reverse()
    before = rows[len(rows) - len(ends) - 1] if len(ends) < len(rows) else None
    is_apart = False
    for row in ends:
        text = str(filled_cells(row)[0]).strip().casefold()
        is_behind_gap = before is not None and row.number > before.number + 1
        is_behind_total = before is not None and is_total(before)
        is_apart = is_apart or is_behind_gap or is_behind_total
        if is_apart or text.startswith(_NOTE_SIGNS):
            is_apart = True
            yield row
        before = row


def _used(rows: Sequence[SourceRow]) -> set[int]:
    return {at for row in rows for at, cell in enumerate(row.cells) if cell is not None}


def _covers(merge: MergedCells, numbers: Collection[int]) -> bool:
    return any(row in numbers for row in range(merge.first_row, merge.last_row + 1))


def _reference(merge: MergedCells) -> str:
    first = f"{cells.letters(merge.first_column)}{merge.first_row}"
    return f"{first}:{cells.letters(merge.last_column)}{merge.last_row}"
