"""Tables of the template found in a file: which sheet each is, which column is what, and its rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portfolio.domain.imports import (
    CellValue,
    ImportProblem,
    SourceFile,
    SourceRow,
    SourceSheet,
)
from portfolio.exchange.source_errors import HiddenRows
from portfolio.exchange.template import errors as template_errors
from portfolio.exchange.template.cells import CellText, is_blank
from portfolio.exchange.template.notes import is_example
from portfolio.exchange.template.sheets import (
    BY_NAME,
    SHEETS,
    VERSION,
    TemplateColumn,
    TemplateSheet,
    headings,
    is_example_mark,
)
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import squeeze

BESIDE: Final = ("read_me", "lists")  # sheets of the template that have nothing to read
_FIRST_ROWS: Final = 20  # among which the headings are looked for
_ENOUGH: Final = 2  # headings that a table has to share with a sheet, half of its own at least
_MARK: Final = re.compile(
    r"(?P<name>\w+)(\.[\w.]+)? (?P<version>\d+) (?P<language>\w+)"
    r"( (?P<record>[0-9]{1,18}-[0-9a-f]{12}))?"
)


@dataclass(frozen=True, slots=True)
class TemplateTable:
    """A sheet of a file that is one of the template's: its columns by place, its rows of data."""

    sheet: TemplateSheet
    name: str  # of the sheet in the file
    language: str
    columns: tuple[tuple[int, TemplateColumn, str], ...]  # place, column, heading as written
    rows: tuple[SourceRow, ...]
    # Of a table of somebody else: what its columns imply, readers of cells by machine name, the
    # places of cells without which a row is none, and whether a project may have several rows.
    constants: Mapping[str, str] = field(default_factory=dict)
    readers: Mapping[str, CellText] = field(default_factory=dict)
    driving: tuple[int, ...] = ()
    has_repeats: bool = False

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each column by its machine name."""
        return {column.name: heading for _, column, heading in self.columns}

    def heading_at(self, place: int) -> str:
        """The heading of a column as written, "" where there is none."""
        return next((heading for at, _, heading in self.columns if at == place), "")

    @property
    def filled_places(self) -> frozenset[int]:
        """The places of columns in which some row has something."""
        places, width = frozenset[int](), max((len(row.cells) for row in self.rows), default=0)
        cells = [row.cells for row in self.rows]
        for place in range(width):
            if any(place < len(row) and row[place] is not None for row in cells):
                places |= {place}
        return places

    @property
    def key_place(self) -> int:
        """The place of the column that says which project a row belongs to, -1 without one."""
        first = self.sheet.columns[0]
        return next((at for at, column, _ in self.columns if column is first), -1)


@dataclass(frozen=True, slots=True)
class _Head:
    """The headings found: the sheet they are of, the columns, and the first row below them."""

    sheet: TemplateSheet
    language: str
    columns: dict[int, TemplateColumn]
    names: tuple[CellValue, ...]  # as written, above the columns
    below: int
    has_machine_names: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the headings are those of the template and can be nobody else's."""
        found = set(self.columns.values())
        if self.has_machine_names or any(column.language for column in found):
            return True
        needed = {column for column in self.sheet.columns if column.is_needed}
        return self.sheet.field is not None and needed <= found


def tables(source: SourceFile) -> tuple[list[TemplateTable], list[ImportProblem]]:
    """The tables of the template in a file, and what is told of the rest of it."""
    found: list[TemplateTable] = []
    problems: list[ImportProblem] = []
    for sheet in source.sheets:
        name = sheet_mark(sheet)
        if name is not None and name["name"] in BESIDE:
            continue
        if name is not None and int(name["version"]) > VERSION:
            newer = template_errors.NewerTemplate(version=name["version"])
            problems.append(ImportProblem(newer, sheet.name, sheet.rows[0].number))
            continue
        head = _head(sheet)
        if head is None:
            if sheet.rows:
                passed = template_errors.SheetPassedOver(sheet=sheet.name)
                problems.append(ImportProblem(passed, sheet.name, is_blocking=False))
            continue
        if sheet.is_hidden:
            hidden = template_errors.HiddenSheetRead(sheet=sheet.name)
            problems.append(ImportProblem(hidden, sheet.name, is_blocking=False))
        found.append(_table(sheet, head, problems))
    return found, problems


def source_problems(source: SourceFile) -> Iterator[ImportProblem]:
    """What is told of a file, without the machine names that the product itself hides."""
    own = {sheet.name for sheet in source.sheets if sheet_mark(sheet) is not None}
    for problem in source.problems:
        is_hidden = isinstance(problem.error, HiddenRows)
        if not (is_hidden and problem.sheet in own and problem.error.values.get("rows") == "1"):
            yield problem


def is_template(source: SourceFile) -> bool:
    """Whether a file is our template, and no table of somebody else with a few of its headings.

    Machine names are ours for certain; else a sheet has every heading that its rows need, or a
    heading with a language, as no other table has.
    """
    return any(head.is_ours for sheet in source.sheets if (head := _head(sheet)))


def written_from(source: SourceFile) -> str:
    """The mark of the state of the record that a file was filled from, "" where it bears none.

    Of sheets from several files the earliest, so that nothing changed since is overlooked.
    """
    found = [mark["record"] for sheet in source.sheets if (mark := sheet_mark(sheet))]
    return min(filter(None, (*found, source.written_from)), key=_entry, default="")


def _entry(mark: str) -> int:
    return int(mark.partition("-")[0])


def sheet_mark(sheet: SourceSheet) -> re.Match[str] | None:
    """The mark of a sheet that the product wrote."""
    for row in sheet.rows[:_FIRST_ROWS]:
        for cell in row.cells:
            mark = _MARK.fullmatch(cell.strip()) if isinstance(cell, str) else None
            if mark is not None and mark["name"] in (*BY_NAME, *BESIDE):
                return mark
    return None


def _head(sheet: SourceSheet) -> _Head | None:
    rows = sheet.rows[:_FIRST_ROWS]
    for at, row in enumerate(rows):
        if head := _machine_head(rows, at, row):
            return head
    best: tuple[int, _Head] | None = None
    for at, row in enumerate(rows):
        for one in SHEETS:
            for language in LANGUAGES:
                found = _matched(row.cells, one, language)
                given = sum(bool(_heading(cell)) for cell in row.cells)
                enough = len(found) >= _ENOUGH and 2 * len(found) >= given
                has_key = one.columns[0] in found.values()
                # Of two sheets with as many of these headings it is the one with fewer others.
                score = 1_000 * len(found) - len(one.columns)
                if enough and has_key and (best is None or score > best[0]):
                    best = score, _Head(one, language, found, row.cells, at + 1)
    return best[1] if best else None


def _machine_head(rows: Sequence[SourceRow], at: int, row: SourceRow) -> _Head | None:
    """The headings of a row of machine names; the row in the reader's words below it may be gone."""
    marks = [
        mark
        for cell in row.cells
        if isinstance(cell, str)
        if (mark := _MARK.fullmatch(cell.strip()))
    ]
    mark = next((mark for mark in marks if mark["name"] in BY_NAME), None)
    if mark is None:
        return None
    one = BY_NAME[mark["name"]]
    language = mark["language"] if mark["language"] in LANGUAGES else LANGUAGES[0]
    by_name = {one.machine_name(column): column for column in one.columns}
    columns = {
        place: column
        for place, cell in enumerate(row.cells)
        if isinstance(cell, str) and (column := by_name.get(cell.strip().split(" ")[0]))
    }
    below = rows[at + 1].cells if at + 1 < len(rows) else ()
    if not any(_matched(below, one, each) for each in LANGUAGES):
        return _Head(one, language, columns, row.cells, at + 1, has_machine_names=True)
    for each in (language, *LANGUAGES):
        for place, column in _matched(below, one, each).items():
            if place not in columns and column not in columns.values():
                columns[place] = column
    return _Head(one, language, columns, below, at + 2, has_machine_names=True)


def _matched(
    cells: Sequence[CellValue], sheet: TemplateSheet, language: str
) -> dict[int, TemplateColumn]:
    known = headings(sheet, language)
    found: dict[int, TemplateColumn] = {}
    for place, cell in enumerate(cells):
        column = known.get(squeeze(_heading(cell)))
        if column is not None and column not in found.values():
            found[place] = column
    return found


def _heading(cell: CellValue) -> str:
    return cell.strip().rstrip("*").strip() if isinstance(cell, str) else ""


def _table(sheet: SourceSheet, head: _Head, problems: list[ImportProblem]) -> TemplateTable:
    columns = tuple(
        (place, column, _heading(cell_at(head.names, place)) or column.name)
        for place, column in sorted(head.columns.items())
    )
    row = sheet.rows[head.below - 1].number
    for place, cell in enumerate(head.names):
        heading = _heading(cell)
        if not heading or place in head.columns:
            continue
        is_known = any(squeeze(heading) in headings(head.sheet, each) for each in LANGUAGES)
        kind = template_errors.ColumnTwice if is_known else template_errors.ColumnPassedOver
        error = kind(heading=heading)
        problems.append(ImportProblem(error, sheet.name, row, heading, is_blocking=False))
    rows = tuple(_data(sheet, head, problems))
    return TemplateTable(head.sheet, sheet.name, head.language, columns, rows)


def _data(sheet: SourceSheet, head: _Head, problems: list[ImportProblem]) -> Iterator[SourceRow]:
    """The rows below the headings without examples, wherever these were moved.

    Where somebody wrote something else into an example and left its mark, that is told.
    """
    first = head.sheet.columns[0]
    key = next((place for place, column in head.columns.items() if column is first), -1)
    for row in sheet.rows[head.below :]:
        cell = cell_at(row.cells, key) if key >= 0 else None
        if not (isinstance(cell, str) and is_example_mark(cell)):
            yield row
        elif not all(
            is_example(column, cell_at(row.cells, place))
            for place, column in head.columns.items()
            if place != key
        ):
            changed = template_errors.ExampleChanged()
            problems.append(ImportProblem(changed, sheet.name, row.number, is_blocking=False))


def cell_at(cells: Sequence[CellValue], place: int) -> CellValue:
    """The cell of a place, None where its row has none there."""
    return cells[place] if 0 <= place < len(cells) else None


_NO_ENTRY: Final = ("0", "-", "–", "—", "n/a", "N/A")


def makes_row(table: TemplateTable, row: SourceRow, place: int) -> bool:
    """Whether a cell makes a row; of amounts by stage, a nought is no entry."""
    cell = cell_at(row.cells, place)
    is_none = cell == 0 or (isinstance(cell, str) and cell.strip() in _NO_ENTRY)
    return not is_blank(cell) and not (table.constants and is_none)
