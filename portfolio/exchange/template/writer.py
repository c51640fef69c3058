"""The template as a workbook of XlsxWriter: blank or filled, in one language, to be changed and brought back."""

import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from portfolio.domain import dates
from portfolio.domain.fields import Shape
from portfolio.domain.money import EXPONENTS
from portfolio.domain.parsing import EntryLookups
from portfolio.exchange.template.cells import is_text
from portfolio.exchange.template.filling import Row, template_rows
from portfolio.exchange.template.notes import TemplateContent, about_lines, example_row, note
from portfolio.exchange.template.sheets import (
    LIST_ROW_SHEETS,
    LISTS,
    ORGANISATIONS,
    PROJECT,
    PROJECTS,
    ROW_SHEETS,
    SHEETS,
    VERSION,
    TemplateColumn,
    TemplateSheet,
)
from portfolio.exchange.template.values import NUMBERS, TemplateValues, as_number
from portfolio.text.typing import fold
from portfolio.text.words import Translator

MAX_CELL: Final = 32_767  # characters of one cell
_MAX_LIST: Final = 255  # characters of a list inside its validation
_MAX_TITLE: Final = 32
_NOTE_WIDTH: Final = 38  # characters of a line of a note
_NOTE_LINE: Final = 0.2  # of the usual height of a note
_NOTE_LEAST: Final = 1.2
_MORE_ROWS: Final = 500  # empty rows below the last one that have lists to choose from
_LINE_HEIGHT: Final = 16
_PRINTED: Final = 12  # columns that are still read where they are printed side by side
_LINE_LENGTH: Final = 110  # characters of a line of the first sheet
_FIRST: Final = 2  # the first row of data: machine names and headings precede
_WIDTHS: Final[Mapping[Shape, int]] = {
    Shape.SPOKEN_LINE: 44,
    Shape.SPOKEN_PARAGRAPH: 46,
    Shape.PARAGRAPH: 46,
    Shape.REASON: 46,
    Shape.OFFICE: 30,
    Shape.EMAIL: 28,
    Shape.ORGANISATION: 32,
    Shape.CHOICE: 20,
    Shape.DAY: 15,
    Shape.AMOUNT: 18,
    Shape.CURRENCY: 11,
    Shape.SHARE: 11,
    Shape.NUMBER: 10,
    Shape.CLAUSE: 10,
    Shape.CLAUSES: 16,
    Shape.SWITCH: 11,
}
_USUAL: Final = 22
_PLACES: Final = {0: "#,##0", 2: "#,##0.00", 3: "#,##0.000"}
_INK: Final = "#1b1b1b"
_ACCENT: Final = "#0b4f8a"
_PALE: Final = "#e8eff5"


def write_template(content: TemplateContent, names: EntryLookups, words: Translator) -> bytes:
    """The workbook: a sheet that says how to use it, one for each noun, and one hidden for lists."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    moment = datetime.combine(content.day, time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": words("template.title"), "created": moment})
    _Writer(workbook, content, names, words).write()
    workbook.close()
    return buffer.getvalue()


class _Writer:
    """One workbook while it is written."""

    def __init__(
        self, workbook: Workbook, content: TemplateContent, names: EntryLookups, words: Translator
    ) -> None:
        self.workbook = workbook
        self.content = content
        self.names = names
        self.words = words
        self.is_rtl = words.direction == "rtl"
        self.values = TemplateValues(names, words)
        self.rows = template_rows(content.projects, names.organisations, content.lists)
        self.lists: dict[tuple[str, ...], str] = {}
        self.styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """A format of cells, the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.styles:
            order = {"reading_order": 2} if self.is_rtl else {}
            self.styles[key] = self.workbook.add_format({"valign": "top", **order, **properties})
        return self.styles[key]

    def write(self) -> None:
        """Every sheet."""
        self._about()
        for sheet in SHEETS:
            self._sheet(sheet, self.rows.get(sheet.name, []))
        self._lists()

    def _begin(self, name: str, mark: str) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        if self.is_rtl:
            sheet.right_to_left()
        parts = (mark, str(VERSION), self.words.language, self.content.written_from)
        sheet.write_string(0, 0, " ".join(filter(None, parts)))
        sheet.set_row(0, None, None, {"hidden": True})
        return sheet

    def _about(self) -> None:
        sheet = self._begin(self.words("template.read_me"), "read_me")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34, self.style(text_wrap=True, bold=True))
        sheet.set_column(1, 1, 96, self.style(text_wrap=True))
        title = self.style(bold=True, font_size=16, font_color=_ACCENT)
        head = self.style(bold=True, font_color="#ffffff", bg_color=_ACCENT)
        sheet.write_string(1, 0, self.words("template.title"), title)
        row = 3
        for label, text in about_lines(self.content, self.words):
            if label and not text:
                sheet.write_string(row, 0, label, head)
                sheet.write_blank(row, 1, None, head)
            else:
                sheet.write_string(row, 0, label, self.style(text_wrap=True, bold=True))
                sheet.write_string(row, 1, text[:MAX_CELL], self.style(text_wrap=True))
                sheet.set_row(row, _LINE_HEIGHT * (1 + len(text) // _LINE_LENGTH))
            row += 1
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _sheet(self, one: TemplateSheet, rows: Sequence[Row]) -> None:
        sheet = self._begin(self.words(one.label), one.machine_name(one.columns[0]))
        for place, column in enumerate(one.columns):
            self._column(sheet, one, place, column, len(rows))
        sheet.set_row(1, _LINE_HEIGHT * max(map(self._heading_lines, one.columns)))
        example = example_row(one, self.words, self.names)
        pale: dict[str, Any] = {
            "italic": not self.is_rtl,
            "font_color": "#6b6b6b",
            "bg_color": "#f4f4f4",
        }
        for place, column in enumerate(one.columns):
            style = self._style(column, **pale)
            self._cell(sheet, _FIRST, place, column, example.get(column.name, ""), style)
        columns = [
            (place, column.name, column, self._style(column), is_text(column))
            for place, column in enumerate(one.columns)
        ]
        for number, row in enumerate(rows, start=_FIRST + 1):
            for place, name, column, style, is_plain in columns:
                if not (text := row.get(name)):
                    continue
                if is_plain and len(text) <= MAX_CELL:
                    sheet.write_string(number, place, text, style)
                else:
                    currency = row.get("currency", "")
                    self._cell(sheet, number, place, column, text, style, currency)
        sheet.freeze_panes(_FIRST, 1)
        sheet.autofilter(1, 0, max(_FIRST, _FIRST + len(rows)), len(one.columns) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(1)
        if len(one.columns) <= _PRINTED:
            sheet.fit_to_pages(1, 0)

    def _column(
        self, sheet: Worksheet, one: TemplateSheet, place: int, column: TemplateColumn, rows: int
    ) -> None:
        """Its machine name, its heading with a note, its width and its list."""
        if place:
            sheet.write_string(0, place, one.machine_name(column))
        color = _ACCENT if column.is_needed or column.name == PROJECT else "#4a6b87"
        head = self.style(
            bold=True, font_color="#ffffff", bg_color=color, text_wrap=True, border=1,
            border_color="#ffffff",
        )  # fmt: skip
        sheet.write_string(1, place, self._heading(column), head)
        text = note(column, self.words)
        lines = sum(len(textwrap.wrap(part, _NOTE_WIDTH)) for part in text.splitlines())
        size = {"x_scale": 2, "y_scale": max(_NOTE_LEAST, _NOTE_LINE * (lines + 1))}
        sheet.write_comment(1, place, text, size)
        sheet.set_column(place, place, _width(column), self._style(column))
        named = _named_sheet(one, place, column)
        if named is not None:
            last = _FIRST + 1 + len(self.rows.get(named.name, ())) + _MORE_ROWS
            name = quote_sheetname(self.words(named.label))
            self._validate(sheet, place, f"={name}!$A${_FIRST + 2}:$A${last}", rows)
        elif choices := self._choices(one, column):
            is_short = len(",".join(choices)) <= _MAX_LIST and not any("," in c for c in choices)
            self._validate(sheet, place, choices if is_short else self._range(choices), rows)

    def _heading(self, column: TemplateColumn) -> str:
        heading = column.heading(self.words)
        return self.words("entry.needed", field=heading) if column.is_needed else heading

    def _heading_lines(self, column: TemplateColumn) -> int:
        """How many lines its heading takes in the width of its column."""
        return max(2, len(textwrap.wrap(self._heading(column), _width(column) - 3)))

    def _style(self, column: TemplateColumn, currency: str = "", **look: Any) -> Format:
        """The format of a column's cells, the look of an example beside it."""
        match column.shape:
            case Shape.DAY:
                return self.style(num_format="yyyy-mm-dd", align="left", **look)
            case Shape.AMOUNT:
                return self.style(num_format=_PLACES[EXPONENTS.get(currency, 2)], **look)
            case Shape.SHARE | Shape.NUMBER:
                return self.style(num_format="General", **look)
        return self.style(num_format="@", **look)

    def _cell(
        self, sheet: Worksheet, row: int, place: int, column: TemplateColumn, text: str,
        style: Format, currency: str = "",
    ) -> None:  # fmt: skip
        """One cell: a real day, a real number, else text, never a formula."""
        if not text:
            sheet.write_blank(row, place, None, style)
            return
        if column.shape is Shape.DAY and (day := dates.iso(text)):
            sheet.write_datetime(row, place, datetime.combine(day, time()), style)
        elif column.shape in NUMBERS and (number := as_number(text)) is not None:
            is_amount = currency and column.shape is Shape.AMOUNT
            sheet.write_number(
                row, place, number, self._style(column, currency) if is_amount else style
            )
        else:
            said = self.values.text(column, text)
            if len(said) > MAX_CELL:
                told = self.words("template.too_long", length=self.words.number(len(said)))
                sheet.write_blank(row, place, None, style)
                sheet.write_comment(row, place, told)
            else:
                sheet.write_string(row, place, said, style)

    def _choices(self, one: TemplateSheet, column: TemplateColumn) -> tuple[str, ...]:
        """The list of a column, in the reader's words."""
        match column.shape:
            case Shape.ORGANISATION:
                return _in_order(self.values.organisations.values())
            case Shape.COUNTRY:
                return _in_order(self.values.countries.values())
            case Shape.CURRENCY:
                return tuple(sorted(self.names.currencies))
            case Shape.SWITCH:
                return (self.words("word.yes"), self.words("word.no"))
        if one is ORGANISATIONS and column.name == "identifier":
            return ()
        return tuple(column.choice(value, self.words) for value in column.choices)

    def _validate(
        self, sheet: Worksheet, place: int, source: str | Sequence[str], rows: int
    ) -> None:
        sheet.data_validation(
            _FIRST,
            place,
            _FIRST + rows + _MORE_ROWS,
            place,
            {
                "validate": "list",
                "source": source if isinstance(source, str) else list(source),
                "error_type": "warning",  # an identifier, a code and other languages are read, too
                "error_title": self.words("template.list.title")[:_MAX_TITLE],
                "error_message": self.words("template.list.other"),
            },
        )

    def _range(self, choices: tuple[str, ...]) -> str:
        if choices not in self.lists:
            column = xl_col_to_name(len(self.lists))
            self.lists[choices] = f"=lists!${column}$2:${column}${len(choices) + 1}"
        return self.lists[choices]

    def _lists(self) -> None:
        sheet = self._begin("lists", "lists")
        for place, choices in enumerate(self.lists):
            for row, choice in enumerate(choices, start=1):
                sheet.write_string(row, place, choice)
        sheet.hide()


def _named_sheet(one: TemplateSheet, place: int, column: TemplateColumn) -> TemplateSheet | None:
    """The sheet in whose first column stands what a column of another one names."""
    if column.shape is Shape.PROJECT:
        return PROJECTS
    if place == 0 and one in ROW_SHEETS:
        return PROJECTS
    return LISTS if place == 0 and one in LIST_ROW_SHEETS else None


def _width(column: TemplateColumn) -> int:
    """The width of a column in characters."""
    return _WIDTHS.get(column.shape, _USUAL)


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=fold))
