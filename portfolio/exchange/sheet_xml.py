"""A sheet's XML looked through before it is read: how far it reaches, and what calamine would not tell.

calamine sets up every cell between the first and the last of a sheet, so that two cells in its
corners take half a terabyte; of errors, formulas without a value and per cents it tells nothing.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from portfolio.domain.imports import ErrorCell, MergedCells
from portfolio.exchange import source_errors
from portfolio.exchange.cells import MAX_COLUMNS, MAX_ROWS, position
from portfolio.exchange.sparse_xml import SparseCells, rewrite

MAX_CELLS: Final = 3_000_000  # of a sheet, with the blank ones between others
MAX_TAGS: Final = 16_000_000
MAX_MERGES: Final = 10_000
_SLICE: Final = 8_000_000
# Inside the rows nothing else begins so; a prefix before the name is allowed and never written.
_CELL: Final = b"<c"
_ROWS: Final = b"sheetData"
_PREFIXED: Final = b":c"
_PREFIXED_CELL: Final = re.compile(rb"<[^\s<>/]*:c[\s/>]")
_CELL_NAMED: Final = b'<c r="'
_ROOM: Final = bytes(32)  # behind the last sign, so that a cell may be looked at whole
# Every pattern passes over a sign once, whatever follows it: no tag reaches over the next one's "<",
# and what was taken is not given back. Else a few kilobytes hold up the server for hours.
# Blank cells at the end of a row: where they name no place, none behind them depends on it.
_BLANKS: Final = re.compile(rb'(?:<c(?:\s+s="[0-9]{1,9}")?\s*/>)++(</row>)?')
_BLANK: Final = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*/>')
_ERROR: Final = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?=[^<>]*\st="e")[^<>]*+>\s*+(?:<f(?:\s[^<>]*)?(?:/>|(?<!/)>[^<]*+</f>)\s*+)?'
    rb"(?:<v>([^<]*)</v>)?"
)
_FORMULA: Final = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"([^<>]*+)>\s*+<f(?:\s[^<>]*)?(?:/>|(?<!/)>[^<]*+</f>)\s*+'
    rb"(?:<v\s*/>|<v(?:\s[^<>]*)?>([^<]*)</v>)?"
)
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*ref="([A-Z]+[0-9]+):([A-Z]+[0-9]+)"')
_ROW_TAG: Final = re.compile(rb"<(?:\w+:)?row\s[^<>]*>")
_COLUMN_TAG: Final = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_NUMBER: Final = re.compile(rb'\sr="([0-9]{1,7})"')
_HIDDEN: Final = re.compile(rb'\shidden="(?:1|true)"')
_HIDES: Final = b'hidden="'
_MIN_MAX: Final = re.compile(rb'\s(min|max)="([0-9]{1,7})"')

Signs = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Position = tuple[int, int]  # row from 1, column from 0


@dataclass(slots=True)
class SheetScan:
    """What a sheet's XML tells: the XML to be read, and what its reader would not tell."""

    xml: bytes
    total: int  # of its cells
    cells: SparseCells | None = None  # where ``xml`` was written anew
    errors: dict[Position, ErrorCell] = field(default_factory=dict)
    per_cents: set[Position] = field(default_factory=set)
    merges: tuple[MergedCells, ...] = ()
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)

    def place(self, at: Position) -> Position:
        """Position in the sheet of a position in ``xml``."""
        if self.cells is None:
            return at
        return self.cells.rows[at[0] - 1], self.cells.columns[at[1]]


def scan(
    sheet: str, xml: bytes, per_cent_styles: Collection[int], *, is_recomputed: bool
) -> SheetScan:
    """What the XML of a sheet tells; written anew where it reaches far or is not as Excel writes it.

    ``is_recomputed``: the formulas of the workbook are computed when it is opened, so that a value
    of 0 was never one. Raises TooManyCells, SheetTooLong, SheetTooWide, DamagedSheet.
    """
    first, last = max(xml.find(_ROWS), 0), xml.rfind(_ROWS)
    total = xml.count(_CELL, first, last)
    too_many = total + xml.count(_PREFIXED, first, last) > MAX_CELLS
    if too_many or xml.count(b"<") > MAX_TAGS:
        raise source_errors.TooManyCells(sheet=sheet, most=MAX_CELLS)
    is_usual = _is_usual(xml, first, last)
    if is_usual and _fits(xml, first, last, total):
        found = SheetScan(xml, total)
    elif is_usual and (short := _without_blanks(xml, first, last, total)):
        found = SheetScan(short, short.count(_CELL))
    else:
        cells = rewrite(sheet, _BLANKS.sub(_but_at_an_end, xml) if is_usual else xml, MAX_CELLS)
        found = SheetScan(cells.xml, cells.xml.count(_CELL), cells)
    _mark_errors(found, is_recomputed=is_recomputed)
    _mark_per_cents(found, per_cent_styles)
    _layout(found, xml)
    return found


def _is_usual(xml: bytes, first: int, last: int) -> bool:
    """Whether tags alone tell the cells: no comments, no instructions, no prefixes."""
    if first >= last or b"<!" in xml or xml.find(b"<?", 2) >= 0:
        return False
    return xml.find(_PREFIXED, first, last) < 0 or not _PREFIXED_CELL.search(xml, first, last)


def _fits(xml: bytes, first: int, last: int, total: int) -> bool:
    """Whether every cell is written as Excel writes it, and those between them can all be set up."""
    extent = _extent(xml, first, last, total)
    if extent is None:
        return False
    top, bottom, left, right = extent
    height, width = bottom - top + 1, right - left + 1
    return bottom <= MAX_ROWS and right < MAX_COLUMNS and height * width <= MAX_CELLS


def _extent(xml: bytes, first: int, last: int, total: int) -> tuple[int, int, int, int] | None:
    """(first row, last row, first column, last column) of the cells, by the place each names.

    None where one of them names none as Excel does. Columns count from 0; of no cells, a place.
    """
    seen, rows, columns = 0, list[int](), list[int]()
    while first < last:
        end = first + _SLICE
        end = last if end >= last else max(xml.rfind(b"<", first + 1, end), first + 1)
        row, column = _places(np.frombuffer(xml[first:end] + _ROOM, np.uint8))
        seen += len(row)
        if len(row):
            rows += (int(row.min()), int(row.max()))
            columns += (int(column.min()), int(column.max()))
        first = end
    if seen != total:
        return None
    return (min(rows), max(rows), min(columns), max(columns)) if rows else (1, 1, 0, 0)


def _places(signs: Signs) -> tuple[Ints, Ints]:
    """(rows, columns) of the cells that begin in some XML and name their place as Excel does."""
    begin = np.flatnonzero(signs == ord("<"))
    for number, wanted in enumerate(_CELL_NAMED[1:], start=1):
        begin = begin[signs[begin + number] == wanted]
    at = begin + len(_CELL_NAMED)
    column = np.zeros(len(at), np.int64)
    for number in range(3):
        sign = signs[at].astype(np.int64)
        is_letter = (sign >= ord("A")) & (sign <= ord("Z"))
        column = np.where(is_letter, column * 26 + sign - 64, column)
        at = at + is_letter
        if not number:  # one letter at least; a sign that is none stops all that follow
            at, column = at[is_letter], column[is_letter]
    row = np.zeros(len(at), np.int64)
    is_open = np.ones(len(at), np.bool_)
    for number in range(7):
        sign = signs[at].astype(np.int64)
        is_open &= (sign >= ord("0") + (not number)) & (sign <= ord("9"))
        row = np.where(is_open, row * 10 + sign - 48, row)
        at = at + is_open
    is_whole = (row > 0) & (signs[at] == ord('"'))
    return row[is_whole], column[is_whole] - 1


def _without_blanks(xml: bytes, first: int, last: int, total: int) -> bytes:
    """The sheet without cells that have a format alone, where that makes it fit; else nothing.

    Rows are often drawn to the last column there is.
    """
    # Where a cell names no place it stands behind the one before it, which has to stay.
    if _extent(xml, first, last, total) is None:
        return b""
    short = xml[:first] + _BLANK.sub(b"", xml[first:last]) + xml[last:]
    last = short.rfind(_ROWS)
    return short if _fits(short, first, last, short.count(_CELL, first, last)) else b""


def _but_at_an_end(blanks: re.Match[bytes]) -> bytes:
    """Blank cells as they are, none at the end of a row."""
    return blanks[1] or blanks[0]


def _mark_errors(result: SheetScan, *, is_recomputed: bool) -> None:
    """Cells with an error of the spreadsheet, and formulas whose value was never saved."""
    if b'"e"' in result.xml:
        for cell in _ERROR.finditer(result.xml):
            text = (cell[2] or b"#").decode("utf-8", "replace")
            _mark(result, cell[1], ErrorCell(text if text.startswith("#") else f"#{text}"))
    if b"<f" not in result.xml:
        return
    for cell in _FORMULA.finditer(result.xml):
        saved = (cell[3] or b"").strip()
        is_text = b't="str"' in cell[2]
        if saved in (b"", b"0") and (is_recomputed or (not saved and not is_text)):
            _mark(result, cell[1], ErrorCell("", is_formula=True))


def _mark(result: SheetScan, reference: bytes, cell: ErrorCell) -> None:
    at = position(reference.decode("ascii"))
    if at is not None:
        result.errors.setdefault(result.place(at), cell)


def _mark_per_cents(result: SheetScan, styles: Collection[int]) -> None:
    used = [style for style in styles if b's="%d"' % style in result.xml]
    if not used:
        return
    either = b"|".join(b"%d" % style for style in used)
    cell = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]*\ss="(?:' + either + rb')"')
    for reference in cell.findall(result.xml):
        at = position(reference.decode("ascii"))
        if at is not None:
            result.per_cents.add(result.place(at))


def _layout(result: SheetScan, xml: bytes) -> None:
    """Merged cells, hidden rows and hidden columns."""
    merges: list[MergedCells] = []
    for merge in _MERGE.finditer(xml, max(xml.rfind(_ROWS), 0)):
        first, last = (position(corner.decode("ascii")) for corner in merge.groups())
        if first and last and len(merges) < MAX_MERGES:
            merges.append(MergedCells(first[0], last[0], first[1], last[1]))
    result.merges = tuple(merges)
    if b"hidden=" not in xml:
        return
    columns = bytearray(MAX_COLUMNS)
    for tag in _hidden_tags(xml):
        if _ROW_TAG.fullmatch(tag):
            if number := _NUMBER.search(tag):
                result.hidden_rows.add(int(number[1]))
        elif _COLUMN_TAG.fullmatch(tag):
            ends = {name: int(number) for name, number in _MIN_MAX.findall(tag)}
            begin, end = ends.get(b"min", 0), ends.get(b"max", 0)
            left, right = max(begin, 1) - 1, min(end, MAX_COLUMNS)
            if left < right:
                columns[left:right] = b"\1" * (right - left)
    result.hidden_columns = [at for at, is_hidden in enumerate(columns) if is_hidden]


def _hidden_tags(xml: bytes) -> Iterator[bytes]:
    """The tags that say of something that it is hidden."""
    at, last = xml.find(_HIDES), 0
    while at >= 0:
        begin, end = xml.rfind(b"<", last, at), xml.find(b">", at)
        if end < 0:
            return
        last = end + 1
        if begin >= 0 and _HIDDEN.search(xml, begin, end):
            yield xml[begin:last]
        at = xml.find(_HIDES, last)
