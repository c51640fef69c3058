"""Cells as a clipboard has them: lines of text parted by tabs, as spreadsheets write and read them."""

import re
from collections.abc import Sequence
from typing import Final

from portfolio.domain import errors
from portfolio.domain.errors import TooLong
from portfolio.domain.parsing import TooManyRows

MAX_CHARACTERS: Final = 60_000  # of one paste: the rows of one table of a form at their longest
_MAX_LINES: Final = 2 * errors.ROWS  # with headings, totals and blank lines
Cells = tuple[str, ...]
# Spreadsheets put a cell with a line break or a tab in quotation marks and double those inside it. A
# cell that only begins with one is itself. Each run is read once, whatever follows it.
_CELLS: Final = {
    sign: re.compile(rf'"((?:[^"]++|"")*+)"(?={sign}|\n|\Z)|([^{sign}\n]*)') for sign in "\t;"
}


def read_cells(text: str) -> tuple[Cells, ...]:
    """The cells of each line, blank lines too; raises TooLong, TooManyRows.

    Without a tab a line is one cell, unless semicolons part all of them alike.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLong(most=MAX_CHARACTERS, length=len(text))
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    sign = ";" if "\t" not in text and _is_parted(text) else "\t"
    rows: list[Cells] = []
    cells: list[str] = []
    at = 0
    while (found := _CELLS[sign].match(text, at)) is not None:
        inside, plain = found.groups()
        cells.append(plain if inside is None else inside.replace('""', '"'))
        at = found.end() + 1
        is_last = found.end() >= len(text)
        if is_last or text[found.end()] == "\n":
            rows.append(tuple(cells))
            cells = []
            if len(rows) > _MAX_LINES:
                raise TooManyRows(most=errors.ROWS)
        if is_last:
            break
    return tuple(rows)


def _is_parted(text: str) -> bool:
    counts = {line.count(";") for line in text.split("\n") if line.strip()}
    return len(counts) == 1 and counts != {0}


def write_cells(rows: Sequence[Sequence[str]]) -> str:
    """Lines of cells as spreadsheets copy them; they read back as the same."""
    return "\n".join("\t".join(map(_written, cells)) for cells in rows)


def _written(cell: str) -> str:
    is_quoted = cell.startswith('"') or any(sign in cell for sign in "\t\n\r")
    return '"' + cell.replace('"', '""') + '"' if is_quoted else cell
