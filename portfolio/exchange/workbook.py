"""Workbooks of Excel (.xlsx, .xlsm): their sheets read by python-calamine, under bounds."""

import io
import os
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice, pairwise
from typing import IO, Any, Final, NoReturn
from xml.sax.saxutils import quoteattr

from python_calamine import CalamineSheet, CalamineWorkbook

from portfolio.domain.errors import PortfolioError
from portfolio.domain.imports import CellValue, ImportProblem, SourceRow, SourceSheet
from portfolio.exchange import cells, package, source_errors
from portfolio.exchange.sheet_xml import SheetScan, scan
from portfolio.exchange.workbook_names import WorkbookNames, read_names

MAX_TEXT: Final = 150_000_000  # bytes of all text cells, a text that repeats counted each time
_MIDNIGHT: Final = time()
_AT_ONCE: Final = 2_000  # rows read and worked out at once
_TEXT: Final = re.compile(rb"<(?:\w+:)?si[\s/>]")
_INDEX: Final = re.compile(rb"<v[^<>]*>\s*([0-9]{1,9})\s*<")
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OWN_FILES: Final = "/proc/self/fd"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def read_workbook(data: bytes) -> tuple[tuple[SourceSheet, ...], tuple[ImportProblem, ...]]:
    """The sheets of a workbook, and what to know of them.

    Raises the errors of ``package.unpack``, ``workbook_names.read_names`` and ``sheet_xml.scan``,
    CellTooLong, UnpackedTooLarge, TooManyCellsTogether, DamagedWorkbook, DamagedSheet.
    """
    parts = package.unpack(data)
    names = read_names(parts)
    scans = []
    for sheet in names.sheets:
        if sheet.part not in parts:
            raise source_errors.DamagedSheet(sheet=sheet.name)
        scans.append(
            scan(
                sheet.name,
                parts.pop(sheet.part),
                names.per_cent_styles,
                is_recomputed=names.is_recomputed,
            )
        )
    _bound_texts(parts.get(names.texts, b""), scans)
    workbook = _open(parts, names, scans)
    problems: list[ImportProblem] = []
    sheets = []
    room, blank_room = cells.CellRoom(), cells.CellRoom()
    for place, (sheet, found) in enumerate(zip(names.sheets, scans, strict=True)):
        calamine_sheet = _sheet(workbook, place, sheet.name)
        if place == len(scans) - 1:
            workbook.close()  # its file and its texts take as much memory again as the rows
        blank_room.take(calamine_sheet.height * calamine_sheet.width, sheet.name)
        rows = _SheetReader(sheet.name, found, problems, room).read(calamine_sheet)
        sheets.append(SourceSheet(sheet.name, sheet.is_hidden, rows, found.merges))
    return tuple(sheets), tuple(problems)


def _bound_texts(texts: bytes, scans: Sequence[SheetScan]) -> None:
    """Raise UnpackedTooLarge where cells repeat long texts: each repetition takes its own memory."""
    starts = [found.start() for found in _TEXT.finditer(texts)]
    lengths = [end - start for start, end in pairwise([*starts, len(texts)])]
    if max(lengths, default=0) * sum(found.total for found in scans) <= MAX_TEXT:
        return
    total = 0
    for found in scans:
        uses = Counter(int(index[1]) for index in _INDEX.finditer(found.xml))
        total += sum(lengths[at] * n for at, n in uses.items() if at < len(lengths))
    if total > MAX_TEXT:
        raise source_errors.UnpackedTooLarge(most=MAX_TEXT // 1_000_000)


def _pack(
    file: IO[bytes], parts: dict[str, bytes], names: WorkbookNames, scans: Sequence[SheetScan]
) -> None:
    """Write a workbook of nothing but the cells that were looked through, their texts and their styles.

    However the file was packed and whatever else is in it, the library sees this alone. What is
    packed is taken out of the parts and the scans: a workbook takes its size in memory a few times.
    """
    numbers = range(1, len(scans) + 1)
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:

        def add(name: str, content: str | bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name), content)

        for part, kind, name in (
            (names.texts, "sharedStrings", "sharedStrings.xml"),
            (names.styles, "styles", "styles.xml"),
        ):
            if part:
                add(f"xl/{name}", parts.pop(part))
                links.append((kind, kind, name))
        for n, found in zip(numbers, scans, strict=True):
            add(f"xl/worksheets/sheet{n}.xml", found.xml)
            found.xml = b""
        add("[Content_Types].xml", f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"/>')
        add("_rels/.rels", _links([("r1", "officeDocument", "xl/workbook.xml")]))
        add("xl/_rels/workbook.xml.rels", _links(links))
        add(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f'<workbookPr date1904="{names.is_1904:d}"/><sheets>{sheets}</sheets></workbook>',
        )


def _links(links: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>'
        for name, kind, target in links
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _open(
    parts: dict[str, bytes], names: WorkbookNames, scans: Sequence[SheetScan]
) -> CalamineWorkbook:
    try:
        if sys.platform == "linux" and os.path.exists(_OWN_FILES):
            return _open_in_memory(parts, names, scans)
        content = io.BytesIO()
        _pack(content, parts, names, scans)
        return CalamineWorkbook.from_filelike(content)
    except BaseException as error:
        _refuse_other(error)
        raise source_errors.DamagedWorkbook from None


def _open_in_memory(
    parts: dict[str, bytes], names: WorkbookNames, scans: Sequence[SheetScan]
) -> CalamineWorkbook:
    """The workbook by a file that has no name and is in memory alone.

    Bytes that are handed over are copied three times; a file is read where it is.
    """
    assert sys.platform == "linux"
    descriptor = os.memfd_create("workbook")
    try:
        with os.fdopen(descriptor, "w+b", closefd=False) as file:
            _pack(file, parts, names, scans)
        return CalamineWorkbook.from_path(f"{_OWN_FILES}/{descriptor}")
    finally:
        os.close(descriptor)


def _sheet(workbook: CalamineWorkbook, place: int, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_index(place)
    except BaseException as error:
        _refuse_other(error)
        raise source_errors.DamagedSheet(sheet=name) from None


def _refuse_other(error: BaseException) -> None:
    """Raise what is no failure of the library; its panics are no ``Exception``."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error


class _Numbers(dict[float, CellValue]):
    """The exact value of each number cell: few numbers fill most sheets."""

    def __missing__(self, raw: float) -> CellValue:
        known = self[raw] = cells.number(raw)
        return known


class _TooLong(Exception):
    """A cell has more characters than a spreadsheet takes."""


class _SheetReader:
    """Rows of one sheet as values, and what to know of them."""

    def __init__(
        self, sheet: str, scan: SheetScan, problems: list[ImportProblem], room: cells.CellRoom
    ) -> None:
        self._sheet = sheet
        self._room = room
        self._scan = scan
        self._problems = problems
        self._numbers = _Numbers()
        self._has_time = False  # some day of the row that is read has a time of day
        self._with_time: list[tuple[int, int]] = []  # (row, column as the library counts it)

    def read(self, sheet: CalamineSheet) -> tuple[SourceRow, ...]:
        """The rows that have something in them.

        Raises CellTooLong, DamagedSheet, TooManyCellsTogether.
        """
        rows, taken = {}, 0
        for number, row in self._rows(sheet):
            rows[number] = row
            taken += len(row)  # from column A on, which may be blank
            self._room.take(len(row), self._sheet)
        for (number, column), error in self._scan.errors.items():
            if number <= cells.MAX_ROWS and column < cells.MAX_COLUMNS:
                wide = [*rows.get(number, ())]
                wide.extend([None] * (column + 1 - len(wide)))
                wide[column] = error
                rows[number] = tuple(wide)
        for number, column in self._scan.per_cents:
            known = rows.get(number, ())
            if column < len(known) and isinstance(cell := known[column], Decimal):
                rows[number] = (*known[:column], cells.per_cent(cell), *known[column + 1 :])
        self._tell()
        width = max(map(len, rows.values()), default=0)
        self._room.take(width * len(rows) - taken, self._sheet)
        return tuple(
            SourceRow(number, row if len(row) == width else (*row, *[None] * (width - len(row))))
            for number, row in sorted(rows.items())
        )

    def _rows(self, sheet: CalamineSheet) -> Iterator[tuple[int, tuple[CellValue, ...]]]:
        """(number, cells from column A) of each row that has something in it."""
        if sheet.start is None:
            return
        sparse = self._scan.cells
        first = sheet.start[1]
        before, raw, place = (None,) * first, self._raw_rows(sheet), 0
        while several := [*islice(raw, _AT_ONCE)]:
            for values in self._values(several, place, first):
                number, place = self._number(place), place + 1
                if values.count(None) == len(values):
                    continue
                if sparse:
                    row: list[CellValue] = [None] * (sparse.columns[-1] + 1)
                    for at, cell in enumerate(values, start=first):
                        row[sparse.columns[at]] = cell
                    yield number, tuple(row)
                else:
                    yield number, before + values if first else values

    def _number(self, place: int) -> int:
        """Number of a row by its place among those that the library reads."""
        return self._scan.cells.rows[place] if self._scan.cells else place + 1

    def _raw_rows(self, sheet: CalamineSheet) -> Iterator[list[Any]]:
        try:
            yield from sheet.iter_rows()
        except BaseException as error:
            _refuse_other(error)
            if isinstance(error, PortfolioError | GeneratorExit):
                raise
            raise source_errors.DamagedSheet(sheet=self._sheet) from None

    def _values(
        self, several: list[list[Any]], place: int, first: int
    ) -> Iterator[tuple[CellValue, ...]]:
        """The cells of some rows as values, worked out column by column."""
        columns: list[Sequence[CellValue]] = []
        for at, column in enumerate(zip(*several, strict=True), start=first):
            try:
                columns.append(self._column(column))
            except _TooLong:
                self._refuse_long(several, place, first)
            if self._has_time:
                self._has_time = False
                self._with_time += [
                    (self._number(place + row), at)
                    for row, cell in enumerate(column)
                    if _is_timed(cell)
                ]
        return zip(*columns, strict=True)

    def _column(self, column: Sequence[Any]) -> Sequence[CellValue]:
        """The cells of a column as values; the one loop over every cell."""
        kinds = set(map(type, column))
        texts = column if kinds == {str} else [cell for cell in column if type(cell) is str]
        if texts is column and column.count("") == len(column):
            return (None,) * len(column)
        numbers, other = self._numbers, self._other
        if any(map(str.isspace, texts)) or max(map(len, texts), default=0) > cells.MAX_CHARACTERS:
            return [numbers[cell] if type(cell) is float else other(cell) for cell in column]
        return [
            (cell or None)
            if type(cell) is str
            else numbers[cell]
            if type(cell) is float
            else cell
            if type(cell) is date
            else other(cell)
            for cell in column
        ]

    def _other(self, raw: Any) -> CellValue:
        """The value of a cell that is looked at by itself."""
        self._has_time = self._has_time or _is_timed(raw)
        if type(raw) is str and len(raw) > cells.MAX_CHARACTERS and not raw.isspace():
            raise _TooLong
        return cells.value(raw)

    def _refuse_long(self, several: list[list[Any]], place: int, first: int) -> NoReturn:
        """Raise CellTooLong for the first cell that is, row by row."""
        name = next(
            self._name(self._number(place + row), at)
            for row, raw in enumerate(several)
            for at, cell in enumerate(raw, start=first)
            if isinstance(cell, str) and len(cell) > cells.MAX_CHARACTERS and not cell.isspace()
        )
        most = cells.MAX_CHARACTERS
        raise source_errors.CellTooLong(sheet=self._sheet, cell=name, most=most) from None

    def _name(self, number: int, column: int) -> str:
        if self._scan.cells is not None:
            column = self._scan.cells.columns[column]
        return f"{cells.letters(column)}{number}"

    def _tell(self) -> None:
        """Warnings of what was passed over, and of what the sheet does not show."""
        found = self._scan
        if found.cells is not None and found.cells.outside:
            self._warn(source_errors.CellsFarOutside(cells=cells.few(found.cells.outside)))
        if found.hidden_rows:
            self._warn(source_errors.HiddenRows(rows=cells.ranges(found.hidden_rows)))
        if found.hidden_columns:
            names = [cells.letters(column) for column in found.hidden_columns]
            self._warn(source_errors.HiddenColumns(columns=cells.few(names)))
        formulas = sorted(at for at, cell in found.errors.items() if cell.is_formula)
        if formulas:
            names = [f"{cells.letters(column)}{row}" for row, column in formulas]
            self._warn(source_errors.FormulasWithoutValue(cells=cells.few(names)))
        if self._with_time:
            timed = [self._name(row, column) for row, column in sorted(self._with_time)]
            self._warn(source_errors.TimesLeftOut(cells=cells.few(timed)))

    def _warn(self, error: PortfolioError) -> None:
        self._problems.append(ImportProblem(error, self._sheet, is_blocking=False))


def _is_timed(raw: Any) -> bool:
    return type(raw) is datetime and raw.time() != _MIDNIGHT
