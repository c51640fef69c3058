"""A table as a CSV file that spreadsheets open as data, never as formulas."""

import csv
import io
import re
from typing import Final

from portfolio.charts.table import Table

NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
# A spreadsheet runs a cell that begins with one of these.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def safe(value: str) -> str:
    """The value as a spreadsheet may hold it: text that would run as a formula is quoted."""
    if value.startswith(FORMULA) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def as_csv(table: Table, notes: tuple[tuple[str, str], ...] = ()) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it for Arabic): exact plain values.

    ``notes`` (the date, the filters, the currency) follow the table after an empty line.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(
        safe(f"{column.label} ({column.unit})" if column.unit else column.label)
        for column in table.columns
    )
    for row in (*table.rows, *((table.total,) if table.total else ())):
        writer.writerow(safe(cell.filed) for cell in row)
    if notes:
        writer.writerow(())
        writer.writerows((safe(label), safe(said)) for label, said in notes)
    return buffer.getvalue().encode("utf-8-sig")
