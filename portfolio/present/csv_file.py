"""CSV files: a table as a reader's spreadsheet opens it, with nothing in it that runs."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Final

from portfolio.present.data_table import DataColumn, DataTable, data_of
from portfolio.present.table import Table
from portfolio.text import numbers

# What separates values: where a comma is the decimal sign, spreadsheets expect a semicolon.
SEPARATORS: Final[Mapping[str, str]] = {
    language: ";" if decimal == "," else "," for language, (decimal, _) in numbers.SIGNS.items()
}
NUMBER: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
# A spreadsheet runs a cell that begins with one of these: as typed, and as wide forms.
SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b"
# Characters before the sign that are dropped on the way into the cell: blanks of every width,
# control signs, marks that have no width, and quotes.
_BEFORE: Final = (
    "\\s\\x00-\\x20\\x7f-\\xa0\\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\"'"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_FORMULA: Final = re.compile(rf"[{_BEFORE}]*[{SIGNS}\t\r]")
# Inside a text, after whatever some spreadsheet may take for the end of a cell.
_ENDS: Final = ",;|\\t\\r\\n\\x0b\\x0c\\x85\u2028\u2029"
_END: Final = re.compile(rf"[{_ENDS}]")
_GUARDED_END: Final = re.compile(rf"(?<=[{_ENDS}])'")
# All that stands before a sign at once: to look ahead from each end of a cell takes the square of it.
_AHEAD: Final = re.compile(rf"(?<![{_ENDS}{_BEFORE}])[{_ENDS}{_BEFORE}]++(?=[{SIGNS}])")


def safe(value: str) -> str:
    """CSV value that a spreadsheet reads as no formula, whatever the separator of the file.

    An apostrophe precedes what would run as a formula: at the start of the value and behind
    every sign in it that ends a cell somewhere. Numbers stay numbers.
    """
    if NUMBER.fullmatch(value):
        return value
    guarded = _AHEAD.sub(_with_guards, value)
    return f"'{guarded}" if _FORMULA.match(guarded) else guarded


def _with_guards(ahead: re.Match[str]) -> str:
    head, tail = _last_part(ahead[0])
    return head + _END.sub(r"\g<0>'", tail)


def _without_guards(ahead: re.Match[str]) -> str:
    head, tail = _last_part(ahead[0])
    return head + _GUARDED_END.sub("", tail)


def _last_part(ahead: str) -> tuple[str, str]:
    """What stands before a sign, parted before the last end of a cell that is no blank besides."""
    at = max(0, *map(ahead.rfind, ",;|"))
    return ahead[:at], ahead[at:]


def without_guard(value: str) -> str:
    """The value that ``safe`` was given: the apostrophes before formulas are taken off again."""
    if "'" not in value:
        return value
    if value.startswith("'") and _FORMULA.match(value[1:]):
        value = value[1:]
    return _AHEAD.sub(_without_guards, value)


def as_csv(
    table: Table | DataTable, language: str, notes: tuple[tuple[str, str], ...] = ()
) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it for Arabic): exact plain values.

    Commas and decimal points in English; semicolons and decimal commas in French and Arabic, as
    the spreadsheets of those who read them expect. ``notes`` (the date, the filters, the currency)
    follow the table after an empty line.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=SEPARATORS[language])
    columns, sign = data_of(table).readable, numbers.SIGNS[language][0]
    writer.writerow(safe(column.heading) for column in columns)
    writer.writerows(zip(*(_written(column, sign) for column in columns), strict=True))
    if notes:
        writer.writerow(())
        writer.writerows((safe(label), safe(said)) for label, said in notes)
    return buffer.getvalue().encode("utf-8-sig")


def _written(column: DataColumn, sign: str) -> list[str]:
    """The values of a column as a file has them; ``sign`` parts the decimals."""
    if not column.kind.is_number:
        return [safe(column.text(place)) for place in range(len(column.values))]
    return [
        safe(column.words.get(place, ""))
        if value is None
        else column.text(place).replace(".", sign)
        for place, value in enumerate(column.values)
    ]
