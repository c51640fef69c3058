"""Workbooks of projects as a person fills the template: headings of a language, a row each."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

from portfolio.domain.fields import BY_NAME, Shape
from portfolio.exchange.template.sheets import PROJECT, SHEETS
from portfolio.text.words import Translator


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
