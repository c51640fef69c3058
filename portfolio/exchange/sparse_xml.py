"""A sheet's XML written anew with the cells that have something in them, packed close together."""

import re
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from portfolio.exchange import source_errors
from portfolio.exchange.cells import MAX_COLUMNS, MAX_ROWS, letters, position

MAX_OUTSIDE: Final = 20  # cells passed over by name before a sheet counts as too large
MAX_TAGS: Final = (
    4_000_000  # that open or close; a call each, where calamine takes a tenth of the time
)
_SLICE: Final = 1 << 20


@dataclass(slots=True)
class SparseCells:
    """The XML of a sheet with its blank rows and columns left out.

    ``rows`` are the numbers of those that stay, from 1, ``columns`` their places from 0; ``outside``
    names the few cells outside the bounds, which are not in it.
    """

    xml: bytes
    rows: list[int]
    columns: list[int]
    outside: tuple[str, ...]


def rewrite(sheet: str, xml: bytes, most: int) -> SparseCells:
    """The cells of a sheet that have something in them, at most ``most`` with those between them.

    Raises TooManyCells, SheetTooLong, SheetTooWide, DamagedSheet.
    """
    if xml.count(b"<") + xml.count(b"/>") > MAX_TAGS:
        raise source_errors.TooManyCells(sheet=sheet, most=most)
    reader = _CellReader()
    try:
        reader.read(xml)
    except (expat.ExpatError, _WrongPlace):
        raise source_errors.DamagedSheet(sheet=sheet) from None
    inside = [one for one in reader.cells if one.row <= MAX_ROWS and one.column < MAX_COLUMNS]
    outside = [one for one in reader.cells if one.row > MAX_ROWS or one.column >= MAX_COLUMNS]
    if len(outside) > MAX_OUTSIDE:
        columns = max(one.column for one in outside) + 1
        if columns > MAX_COLUMNS:
            raise source_errors.SheetTooWide(sheet=sheet, columns=columns, most=MAX_COLUMNS)
        rows = max(one.row for one in outside)
        raise source_errors.SheetTooLong(sheet=sheet, rows=rows, most=MAX_ROWS)
    rows_used = sorted({one.row for one in inside})
    columns_used = sorted({one.column for one in inside})
    if len(rows_used) * len(columns_used) > most:
        raise source_errors.TooManyCells(sheet=sheet, most=most)
    written = _write(inside, rows_used, columns_used)
    named = tuple(f"{letters(one.column)}{one.row}" for one in outside)
    return SparseCells(written, rows_used, columns_used, named)


class _WrongPlace(Exception):
    """A reference that names no cell of a sheet."""


@dataclass(slots=True)
class _Cell:
    row: int
    column: int
    style: str = ""
    kind: str = ""
    value: str = ""
    is_formula: bool = False


class _CellReader:
    """Cells with something in them, as the parser finds them."""

    def __init__(self) -> None:
        self.cells: list[_Cell] = []
        self._row, self._column = 0, -1
        self._cell: _Cell | None = None
        self._is_text = False
        self._phonetic = 0

    def read(self, xml: bytes) -> None:
        """Read a sheet; raises ExpatError, _WrongPlace."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _SLICE
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for start in range(0, len(xml), _SLICE):
            parser.Parse(xml[start : start + _SLICE], False)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if re.fullmatch("[0-9]{1,7}", number) else self._row + 1
            self._column = -1
        elif name == "c":
            reference = attributes.get("r")
            at = position(reference) if reference else (self._row, self._column + 1)
            if at is None or at[0] < 1:
                raise _WrongPlace
            self._column = at[1]
            self._cell = _Cell(*at, attributes.get("s", ""), attributes.get("t", ""))
        elif self._cell is None:
            return
        elif name == "rPh":
            self._phonetic += 1
        elif name == "f":
            self._cell.is_formula = True
        elif name in ("v", "t"):
            self._is_text = not self._phonetic

    def _end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self._is_text = False
        elif name == "rPh":
            self._phonetic = max(self._phonetic - 1, 0)
        elif name == "c" and self._cell is not None:
            if self._cell.value or self._cell.is_formula:
                self.cells.append(self._cell)
            self._cell = None

    def _text(self, text: str) -> None:
        if self._is_text and self._cell is not None:
            self._cell.value += text


def _write(cells: list[_Cell], rows: list[int], columns: list[int]) -> bytes:
    """A sheet of the cells alone: the nth row and column used become the nth."""
    row_of = {row: place for place, row in enumerate(rows, start=1)}
    name_of = {column: letters(place) for place, column in enumerate(columns)}
    lines: dict[int, list[str]] = {}
    for cell in cells:
        row = row_of[cell.row]
        reference = f'<c r="{name_of[cell.column]}{row}"'
        style = f" s={quoteattr(cell.style)}" if cell.style else ""
        kind = f" t={quoteattr(cell.kind)}" if cell.kind else ""
        formula = "<f></f>" if cell.is_formula else ""
        text = escape(cell.value)
        if cell.kind in ("inlineStr", "is"):
            text = f'<is><t xml:space="preserve">{text}</t></is>'
        else:
            text = f"<v>{text}</v>"
        lines.setdefault(row, []).append(f"{reference}{style}{kind}>{formula}{text}</c>")
    body = "".join(f'<row r="{row}">{"".join(lines[row])}</row>' for row in sorted(lines))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'
    ).encode()
