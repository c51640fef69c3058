"""Workbooks of projects as a person fills the template: headings of a language, a row each."""

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from portfolio.domain.fields import BY_NAME, Shape
from portfolio.domain.imports import CellValue
from portfolio.exchange.source_file import read_source
from portfolio.exchange.template.sheets import PROJECT, SHEETS
from portfolio.text.words import Translator

_ROWS_ABOVE: Final = 3  # machine names, headings and the example


def workbook(
    projects: Iterable[tuple[str, Mapping[str, Any]]],
    language: str = "en",
    more: Mapping[str, list[Mapping[str, str]]] = {},
) -> bytes:
    """The projects, each a key and its document; ``more``: further rows by the name of a sheet."""
    rows: dict[str, list[Mapping[str, str]]] = {sheet.name: [] for sheet in SHEETS}
    for key, document in projects:
        own = {PROJECT: key}
        for name, value in document.items():
            shape = BY_NAME[name].shape
            if shape is Shape.ROWS:
                rows[name] += [{PROJECT: key, **row} for row in value]
            elif isinstance(value, Mapping):
                own |= {f"{name}.{spoken}": text for spoken, text in value.items()}
            elif isinstance(value, list):
                own[name] = ", ".join(value)
            else:
                own[name] = value
        rows["projects"].append(own)
    for name, several in more.items():
        rows[name] += several
    words, buffer = Translator(language), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    for sheet in SHEETS:
        page = book.add_worksheet(words(sheet.label)[:31])
        places = {column.name: at for at, column in enumerate(sheet.columns)}
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.heading(words))
        for number, row in enumerate(rows[sheet.name], start=1):
            for name, text in row.items():
                if name in places and text:
                    page.write_string(number, places[name], str(text))
    book.close()
    return buffer.getvalue()


Change = Callable[[int, list[CellValue]], list[CellValue] | None]


def rewritten(data: bytes, change: Change) -> bytes:
    """A workbook saved again by another program, each row as it was changed; None leaves it out.

    ``change``: number of the row and its cells → its cells.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in read_source(data, "a.xlsx").sheets:
        page = book.add_worksheet(sheet.name)
        for row in sheet.rows:
            for place, cell in enumerate(change(row.number, [*row.cells]) or ()):
                if isinstance(cell, Decimal):
                    page.write_number(row.number - 1, place, float(cell))
                elif isinstance(cell, date):
                    page.write_datetime(row.number - 1, place, datetime.combine(cell, time()), day)
                elif cell is not None:
                    page.write_string(row.number - 1, place, str(cell))
    book.close()
    return buffer.getvalue()


def with_cells(data: bytes, cells: Mapping[str, CellValue]) -> bytes:
    """A filled template with other cells in its rows of projects, by machine name."""
    names: list[CellValue] = []

    def change(number: int, row: list[CellValue]) -> list[CellValue]:
        if number == 1:
            names[:] = row
        elif number > _ROWS_ABOVE:
            row += [None] * (len(names) - len(row))
            row = [cells.get(str(name), cell) for name, cell in zip(names, row, strict=False)]
        return row

    return rewritten(data, change)
