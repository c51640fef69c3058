"""Workbooks: tables as sheets of an XLSX file, behind a first sheet that says what they show."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portfolio.present.table import PLAIN, Cell, Column, Table
from portfolio.text.languages import direction

MAX_DIGITS: Final = 15  # that a spreadsheet keeps of a number: more go out as text
MAX_LETTERS: Final = 32_767  # of one cell, in units of UTF-16
MAX_NAME: Final = 31  # letters of the name of a sheet
SHARE: Final = "%"  # unit of a column of shares
_UNNAMEABLE: Final = re.compile(r"[\[\]:*?/\\\s\x00-\x1f]+")
_ESCAPE: Final = re.compile(r"(?<=_)(?=x[0-9a-fA-F]{4}_)")  # inside what reads as one sign
_FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets disagree on the number of a day before
_WIDTHS: Final = (8, 48)
_MEASURED: Final = 200  # rows whose texts set the widths of the columns
_HEAD_LETTERS: Final = 18  # of a heading on one line

Value = str | Decimal | date | None


@dataclass(frozen=True, slots=True)
class FrontSheet:
    """What the first sheet says: name, title, marks, facts as label and value, tables below them."""

    name: str
    title: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]
    made_on: date
    tables: tuple[Table, ...] = ()


def as_workbook(
    front: FrontSheet, tables: Iterable[Table], language: str, names: Sequence[str] = ()
) -> bytes:
    """XLSX file: the front sheet, then one sheet a table, from right to left in Arabic.

    ``names`` of the sheets, by default the captions of the tables. Rows are written as they come,
    and none stays in memory. The same content gives the same bytes.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "use_zip64": True}
    with Workbook(buffer, options) as book:
        made_at = datetime.combine(front.made_on, datetime.min.time())
        book.set_properties({"title": front.title, "created": made_at})
        writer = _SheetWriter(book, is_rtl=direction(language) == "rtl")
        writer.front(front)
        for at, table in enumerate(tables):
            writer.table(table, names[at] if at < len(names) else table.caption)
    return buffer.getvalue()


def value_of(cell: Cell, column: Column) -> Value:
    """What a cell holds in a workbook: an exact number, a day, a text, or None for nothing.

    A share is a part of one. Numbers that a spreadsheet can't hold exactly are texts.
    """
    if isinstance(cell.value, date):
        return cell.value if cell.value >= _FIRST_DAY else cell.file_value
    plain = cell.file_value
    if not (column.is_number and PLAIN.fullmatch(plain)):
        return plain or None
    number = Decimal(plain)
    if len(number.normalize().as_tuple().digits) > MAX_DIGITS:
        return plain
    return number.scaleb(-2) if column.unit == SHARE else number


class _SheetWriter:
    """Writes the sheets of one workbook, each from its first row to its last."""

    def __init__(self, book: Workbook, *, is_rtl: bool) -> None:
        self.book, self.is_rtl = book, is_rtl
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()
        # Digits stand under each other in every language; texts begin where the language does.
        self._end = {"align": "right", "indent": 1}
        self._start = {"align": "right" if is_rtl else "left"}

    def front(self, front: FrontSheet) -> None:
        """The first sheet: a title, marks, facts, and tables below each other."""
        sheet = self._sheet(front.name)
        for at, width in enumerate(_FRONT_WIDTHS):
            sheet.set_column(at, at, width)
        own: dict[str, Any] = {**self._start, "reading_order": 2 if self.is_rtl else 1}
        sheet.set_row(0, 2 * _LINE)
        _write_text(sheet, 0, 0, front.title, self._format(bold=True, font_size=16, **own))
        row = 1
        for mark in front.marks:
            look = self._format(bold=True, font_color=_RED, **own)
            _write_text(sheet, row, 0, mark, look)
            row += 1
        row += 1
        look = {"valign": "top", "text_wrap": True, **own}
        for name, value in front.facts:
            if isinstance(value, str):
                # Not every program makes a row as high as its text.
                sheet.set_row(row, _LINE * (1 + len(value) // _FRONT_WIDTHS[1]))
            _write_text(sheet, row, 0, name, self._format(bold=True, **look))
            self._write(sheet, row, 1, value, _FACT, **look)
            row += 1
        for table in front.tables:
            row += 1
            _write_text(sheet, row, 0, table.caption, self._format(bold=True, font_size=13, **own))
            row = self._rows(sheet, table, row + 1)
        _set_page(sheet)

    def table(self, table: Table, name: str) -> None:
        """A sheet of one table: headings in the first row, which stays in sight and filters."""
        sheet = self._sheet(name)
        for at, width in enumerate(_widths(table)):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(1, 1)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        sheet.repeat_rows(0)
        _set_page(sheet)
        end = self._rows(sheet, table, 0)
        # Exact amounts as texts, and years in names, are meant.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{max(end, 1)}"})

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(self._free_name(name))
        if self.is_rtl:
            sheet.right_to_left()
        return sheet

    def _rows(self, sheet: Worksheet, table: Table, row: int) -> int:
        """Headings, rows and total from a row on; the row behind them."""
        for at, column in enumerate(table.columns):
            look = self._end if column.is_number else self._start
            if self.is_rtl:
                look = {**look, "reading_order": 2}
            head = self._format(
                bold=True, bg_color=_HEAD, bottom=1, text_wrap=True, valign="top", **look
            )
            _write_text(sheet, row, at, _heading(column), head)
        columns = tuple(enumerate(table.columns))
        for cells in table.rows:
            row += 1
            for at, column in columns:
                self._write(sheet, row, at, value_of(cells[at], column), column)
        if table.total:
            row += 1
            for at, column in columns:
                value = value_of(table.total[at], column)
                self._write(sheet, row, at, value, column, bold=True, top=1)
        return row + 1

    def _write(
        self, sheet: Worksheet, row: int, at: int, value: Value, column: Column, **look: Any
    ) -> None:
        """One cell: a real number or day, else a text, which is never read as anything else."""
        look = {**(self._end if column.is_number else self._start), **look}
        match value:
            case Decimal():
                made = self._format(num_format=_number_format(value, column), **look)
                sheet.write_number(row, at, float(value), made)
            case date():
                sheet.write_datetime(row, at, value, self._format(num_format="yyyy-mm-dd", **look))
            case str() if column.is_number and not PLAIN.fullmatch(value):
                # Not recorded, not applicable, no rate: a word that sums pass over (ruling 26).
                made = self._format(italic=True, font_color=_GREY, **look)
                _write_text(sheet, row, at, value, made)
            case str():
                _write_text(sheet, row, at, value, self._format(**look))
            case None if "top" in look:
                sheet.write_blank(row, at, None, self._format(**look))

    def _format(self, **look: Any) -> Format | None:
        """The format of a look, one for all cells that have it; None for a plain cell."""
        if not look:
            return None
        key = tuple(look.items())
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def _free_name(self, name: str) -> str:
        """A name a sheet may have and none has yet."""
        clean = _UNNAMEABLE.sub(" ", name).strip(" '") or "–"
        wanted, number = _shorten(clean, MAX_NAME), 1
        while wanted.casefold() in self._names or wanted.casefold() == "history":
            number += 1
            end = f" {number}"
            wanted = _shorten(clean, MAX_NAME - len(end)) + end
        self._names.add(wanted.casefold())
        return wanted


_HEAD: Final = "#E8EEF2"
_GREY: Final = "#595959"
_RED: Final = "#8A1C1C"
_A4: Final = 9
_FACT: Final = Column("")
_FRONT_WIDTHS: Final = (30, 60, 18, 40)
_LINE: Final = 15  # points


def _set_page(sheet: Worksheet) -> None:
    """On paper every column is on one page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _heading(column: Column) -> str:
    unit = "" if column.unit == SHARE else column.unit
    return f"{column.label} ({unit})" if unit else column.label


def _number_format(value: Decimal, column: Column) -> str:
    if column.unit == SHARE:
        return "0.00%"
    places = -int(value.as_tuple().exponent)
    return f"#,##0.{'0' * places}" if places > 0 else "#,##0"


def _write_text(sheet: Worksheet, row: int, at: int, text: str, look: Format | None) -> None:
    """A text cell, whatever it begins with; never longer than a cell may be."""
    text = _shorten(text, MAX_LETTERS)
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would take it for markup of its own: runs of one look are the way around.
        runs = [text[:1], text[1:2], *_ESCAPE.split(text[2:])]
        sheet.write_rich_string(row, at, *runs, *((look,) if look else ()))
    else:
        sheet.write_string(row, at, text, look)


def _shorten(text: str, most: int) -> str:
    """The text in at most so many units of UTF-16, its end replaced by an ellipsis."""
    written = text.encode("utf-16-le")
    if len(written) <= 2 * most:
        return text
    return written[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def _widths(table: Table) -> list[int]:
    """Widths of the columns in letters: of their values, and of headings on up to three lines."""
    few, most = _WIDTHS
    widths = []
    for at, column in enumerate(table.columns):
        head = _heading(column)
        words = max((len(word) for word in head.split()), default=0)
        longest = max(words, min(len(head), _HEAD_LETTERS)) + 3  # with the sign of the filter
        cells = [row[at] for row in table.rows[:_MEASURED]]
        cells += [table.total[at]] if table.total else []
        for cell in cells:
            longest = max(longest, _letters(cell, column))
        widths.append(max(few, min(longest, most)))
    return widths


def _letters(cell: Cell, column: Column) -> int:
    """Letters a cell needs; an amount has signs between its thousands."""
    letters = len(cell.file_value)
    return letters * 4 // 3 + 2 if column.is_number else letters + 2
