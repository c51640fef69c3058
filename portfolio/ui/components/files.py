"""A table as a CSV file that spreadsheets open as data, never as formulas, in the reader's own way."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Final

from portfolio.charts.table import Cell, Table
from portfolio.text import numbers

# What separates values: where a comma is the decimal sign, spreadsheets expect a semicolon.
SEPARATORS: Final[Mapping[str, str]] = {
    language: ";" if decimal == "," else "," for language, (decimal, _) in numbers.SIGNS.items()
}
NUMBER: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_PLAIN: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# A spreadsheet runs a cell that begins with one of these: as typed, and as wide forms.
SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b"
# What may stand before the sign and is dropped on the way into the cell: blanks of every width,
# control signs, marks that have no width, and quotes.
_BEFORE: Final = (
    "\\s\\x00-\\x20\\x7f-\\xa0\\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\"'"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_FORMULA: Final = re.compile(rf"[{_BEFORE}]*[{SIGNS}\t\r]")
# Inside a text, behind whatever some spreadsheet may take for the end of a cell.
_INSIDE: Final = re.compile(
    rf"(?<=[,;|\t\r\n\x0b\x0c\x85\u2028\u2029])(?=[{_BEFORE}]*[{SIGNS}])",
)


def safe(value: str) -> str:
    """The value as a spreadsheet may hold it, whatever it takes for the separator of a file.

    An apostrophe stands before what would run as a formula: at the start of the value and behind
    every sign in it that ends a cell somewhere. Numbers stay numbers.
    """
    if NUMBER.fullmatch(value):
        return value
    guarded = _INSIDE.sub("'", value)
    return f"'{guarded}" if _FORMULA.match(guarded) else guarded


def as_csv(table: Table, language: str, notes: tuple[tuple[str, str], ...] = ()) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it for Arabic): exact plain values.

    Commas and decimal points in English; semicolons and decimal commas in French and Arabic, as
    the spreadsheets of those who read them expect. ``notes`` (the date, the filters, the currency)
    follow the table after an empty line.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=SEPARATORS[language])
    writer.writerow(
        safe(f"{column.label} ({column.unit})" if column.unit else column.label)
        for column in table.columns
    )
    numeric = [column.is_number for column in table.columns]
    for row in (*table.rows, *((table.total,) if table.total else ())):
        writer.writerow(
            _written(cell, language) if is_number else safe(cell.file_value)
            for cell, is_number in zip(row, numeric, strict=True)
        )
    if notes:
        writer.writerow(())
        writer.writerows((safe(label), safe(said)) for label, said in notes)
    return buffer.getvalue().encode("utf-8-sig")


def _written(cell: Cell, language: str) -> str:
    """A cell of a column of numbers: a plain decimal with the language's decimal sign."""
    if _PLAIN.fullmatch(cell.file_value):
        return cell.file_value.replace(".", numbers.SIGNS[language][0])
    return safe(cell.file_value)
