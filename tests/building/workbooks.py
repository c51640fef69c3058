"""Workbooks made in the test: good ones by XlsxWriter, odd ones by changing the parts of a good one."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

SHEET: Final = "xl/worksheets/sheet1.xml"
STRINGS: Final = "xl/sharedStrings.xml"
BOOK: Final = "xl/workbook.xml"
Part = str | bytes | Callable[[str], str] | None


def a_workbook(*sheets: Sequence[Sequence[Any]], **named: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these rows, a sheet each; strings, numbers, days, True and None as cells."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for name, rows in [*((None, rows) for rows in sheets), *named.items()]:
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(row, column, value)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)
    book.close()
    return content.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, str | bytes]) -> bytes:
    """A workbook of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, part, how)
    return data.getvalue()


def with_parts(data: bytes, changes: Mapping[str, Part]) -> bytes:
    """A workbook with parts changed, added, or left out for None."""
    content: dict[str, str | bytes] = dict(parts(data))
    for name, part in changes.items():
        if part is None:
            content.pop(name)
        elif callable(part):
            content[name] = part(_text(content[name]))
        else:
            content[name] = part
    return packed(content)


def _text(part: str | bytes) -> str:
    return part if isinstance(part, str) else part.decode()


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """The XML of a sheet around its rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def with_rows(rows: str, *, before: str = "", after: str = "") -> bytes:
    """A workbook whose one sheet has these rows in XML."""
    return with_parts(a_workbook([["x"]]), {SHEET: sheet_xml(rows, before=before, after=after)})
