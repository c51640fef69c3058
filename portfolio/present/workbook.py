"""Workbooks: tables as sheets of an XLSX file, behind a first sheet that says what they show."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portfolio.domain.money import Money, exponent
from portfolio.present.data_table import DataColumn, DataTable, ValueKind, data_of
from portfolio.present.table import Table
from portfolio.text.languages import direction

MAX_DIGITS: Final = 15  # that a spreadsheet keeps of a number: more go out as text
MAX_LETTERS: Final = 32_767  # of one cell, in units of UTF-16
MAX_NAME: Final = 31  # letters of the name of a sheet
_UNNAMEABLE: Final = re.compile(r"[\[\]:*?/\\\s\x00-\x1f]+")
_ESCAPE: Final = re.compile(r"(?<=_)(?=x[0-9a-fA-F]{4}_)")  # inside what reads as one sign
_FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets disagree on the number of a day before
_WIDTHS: Final = (8, 48)
_MEASURED: Final = 200  # rows whose texts set the widths of the columns
_HEAD_LETTERS: Final = 18  # of a heading on one line

Value = str | date
Write = Callable[[int, Any], None]  # of a value into a row of one column


@dataclass(frozen=True, slots=True)
class FrontSheet:
    """What the first sheet says: name, title, marks, facts as label and value, tables below them."""

    name: str
    title: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]
    made_on: date
    tables: tuple[Table | DataTable, ...] = ()


def as_workbook(
    front: FrontSheet, tables: Iterable[Table | DataTable], language: str, names: Sequence[str] = ()
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
        for at, table in enumerate(map(data_of, tables)):
            writer.table(table, names[at] if at < len(names) else table.caption)
    return buffer.getvalue()


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
            if isinstance(value, str):
                _write_text(sheet, row, 1, value, self._format(**look))
            else:
                sheet.write_datetime(row, 1, value, self._format(num_format=_DAY, **look))
            row += 1
        for table in map(data_of, front.tables):
            row += 1
            _write_text(sheet, row, 0, table.caption, self._format(bold=True, font_size=13, **own))
            row = self._rows(sheet, table, row + 1)
        _set_page(sheet)

    def table(self, table: DataTable, name: str) -> None:
        """A sheet of one table: headings in the first row, which stays in sight and filters."""
        sheet = self._sheet(name)
        for at, column in enumerate(table.readable):
            sheet.set_column(at, at, _width(column))
        sheet.freeze_panes(1, 1)
        if table.size:
            sheet.autofilter(0, 0, table.size, len(table.readable) - 1)
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

    def _rows(self, sheet: Worksheet, table: DataTable, row: int) -> int:
        """Headings, rows and total from a row on; the row behind them."""
        columns = table.readable
        lines = max((_head_lines(column) for column in columns), default=1)
        sheet.set_row(row, _LINE * lines)  # not every program makes it as high as its headings
        for at, column in enumerate(columns):
            look = self._look(column)
            if self.is_rtl:
                look = {**look, "reading_order": 2}
            head = self._format(
                bold=True, bg_color=_HEAD, bottom=1, text_wrap=True, valign="top", **look
            )
            _write_text(sheet, row, at, _heading(column), head)
        writers = [self._writer(sheet, at, column) for at, column in enumerate(columns)]
        words = [
            (column.words, self._format(italic=True, font_color=_GREY, **self._look(column)))
            for column in columns
        ]
        for place, values in enumerate(zip(*(column.values for column in columns), strict=True)):
            row += 1
            if place == table.size:  # the total
                writers = [
                    self._writer(sheet, at, column, bold=True, top=1)
                    for at, column in enumerate(columns)
                ]
            for at, value in enumerate(values):
                if value is not None:
                    writers[at](row, value)
                elif word := words[at][0].get(place):
                    # Not recorded, not applicable, no rate: a word that sums pass over (ruling 26).
                    _write_text(sheet, row, at, word, words[at][1])
        return row + 1

    def _look(self, column: DataColumn) -> dict[str, Any]:
        return self._end if column.kind.is_number else self._start

    def _writer(self, sheet: Worksheet, at: int, column: DataColumn, **look: Any) -> Write:
        """How the values of a column are written: as real numbers and days, else as texts."""
        look = {**self._look(column), **look}
        plain = self._format(**look)
        write_number = sheet.write_number
        match column.kind:
            case ValueKind.AMOUNT:
                places = exponent(column.unit)
                scale, made = 10**places, self._format(num_format=_number_format(places), **look)

                def write_amount(row: int, minor: int) -> None:
                    if -_EXACT < minor < _EXACT:
                        write_number(row, at, minor / scale, made)
                        return
                    text = f"{Money(minor, column.unit).decimal():f}"
                    if len(str(abs(minor)).rstrip("0")) > MAX_DIGITS:
                        sheet.write_string(row, at, text, plain)
                    else:
                        write_number(row, at, float(text), made)

                return write_amount
            case ValueKind.SHARE:
                made = self._format(num_format="0.00%", **look)
                return lambda row, value: write_number(row, at, float(value.scaleb(-2)), made)
            case ValueKind.NUMBER:

                def write_decimal(row: int, value: Decimal) -> None:
                    if len(value.normalize().as_tuple().digits) > MAX_DIGITS:
                        sheet.write_string(row, at, f"{value:f}", plain)
                        return
                    places = max(0, -int(value.as_tuple().exponent))
                    look_of = self._format(num_format=_number_format(places), **look)
                    write_number(row, at, float(value), look_of)

                return write_decimal
            case ValueKind.DAY:
                made = self._format(num_format=_DAY, **look)

                def write_day(row: int, day: date) -> None:
                    if day < _FIRST_DAY:
                        sheet.write_string(row, at, day.isoformat(), plain)
                    else:
                        sheet.write_datetime(row, at, day, made)

                return write_day
        return lambda row, text: _write_text(sheet, row, at, text, plain)

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
_DAY: Final = "yyyy-mm-dd"
_EXACT: Final = 10**MAX_DIGITS
_FRONT_WIDTHS: Final = (30, 60, 18, 40)
_LINE: Final = 15  # points


def _set_page(sheet: Worksheet) -> None:
    """On paper every column is on one page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _heading(column: DataColumn) -> str:
    return column.label if column.kind is ValueKind.SHARE else column.heading


def _number_format(places: int) -> str:
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _write_text(sheet: Worksheet, row: int, at: int, text: str, look: Format | None) -> None:
    """A text cell, whatever it begins with; never longer than a cell may be."""
    if len(text) > MAX_LETTERS // 2:
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


def _head_lines(column: DataColumn) -> int:
    """Lines of a heading in its column."""
    return -(-len(_heading(column)) // (_width(column) - 3))


def _width(column: DataColumn) -> int:
    """Width of a column in letters: of its values, and of a heading on up to three lines."""
    few, most = _WIDTHS
    head = _heading(column)
    words = max((len(word) for word in head.split()), default=0)
    longest = max(words, min(len(head), _HEAD_LETTERS)) + 3  # with the sign of the filter
    places = [*range(min(len(column.values), _MEASURED)), *range(len(column.values))[-1:]]
    for place in places:
        letters = len(column.text(place))
        # An amount has signs between its thousands.
        longest = max(longest, letters * 4 // 3 + 2 if column.kind.is_number else letters + 2)
    return max(few, min(longest, most))
