"""Tables as text: CSV with commas, semicolons, tabs or bars, in whichever encoding."""

import codecs
import csv
import io
import re
from typing import Final

from portfolio.domain.imports import CellValue, ImportProblem, SourceRow, SourceSheet
from portfolio.exchange import cells, source_errors

MAX_CELLS: Final = 3_000_000
_SEPARATORS: Final = ";\t|,"  # a comma stands in texts and numbers more often than the others
_SAMPLE: Final = 60  # rows that decide on the separator
_NAMED_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's own first line
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODING_NAMES: Final = {
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "cp1256": "Windows-1256",
}
_HEAD: Final = 1 << 16
_LETTERS: Final = re.compile(rb"[\xc0-\xff]{2,}")
_HIGH: Final = re.compile(rb"[\x80-\xff]")


def read_text_table(
    data: bytes, room: cells.CellRoom | None = None
) -> tuple[tuple[SourceSheet, ...], tuple[ImportProblem, ...]]:
    """The one sheet of a text table, and what to know of it; ``room`` is of files read together.

    Raises EmptyFile, UnknownContent, TextNotWhole, QuotationLeftOpen, SheetTooLong, SheetTooWide,
    TooManyCells, TooManyCellsTogether, CellTooLong.
    """
    encoding, mark = _encoding(data)
    text = data[mark:]
    try:
        head = text[:_HEAD].decode(encoding, "ignore")
        named = _NAMED_SEPARATOR.match(head)
        separator = named[1] if named else _separator(head)
        rows = _rows(text, encoding, separator, 1 if named else 0, room)
    except UnicodeDecodeError:
        raise source_errors.TextNotWhole(encoding=_ENCODING_NAMES.get(encoding, "UTF-8")) from None
    if not rows:
        raise source_errors.EmptyFile
    problems = []
    if encoding in _ENCODING_NAMES:
        told = source_errors.EncodingTaken(encoding=_ENCODING_NAMES[encoding])
        problems.append(ImportProblem(told, is_blocking=False))
    return (SourceSheet("", False, rows),), tuple(problems)


def _encoding(data: bytes) -> tuple[str, int]:
    """(encoding, length of its mark) of a text; raises UnknownContent."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    head = data[:_HEAD]
    if b"\0" in data:
        return _wide(head), 0
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, True)
    except UnicodeDecodeError:
        return _one_byte(data), 0
    return "utf-8", 0


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of a table's signs is NUL."""
    half = len(head) // 2
    if half > 1 and head[1::2].count(0) > half * 0.3 and not head[0::2].count(0):
        return "utf-16-le"
    if half > 1 and head[0::2].count(0) > half * 0.3 and not head[1::2].count(0):
        return "utf-16-be"
    raise source_errors.UnknownContent


def _one_byte(data: bytes) -> str:
    """Windows-1252 of western Excel, or Windows-1256 of Arabic Excel.

    Latin letters with accents stand one by one, Arabic letters make words of such bytes. ISO 8859-1
    is never taken: it reads dashes and quotation marks as control characters.
    """
    sample = data[: 1 << 20]
    high = len(_HIGH.findall(sample))
    in_words = sum(map(len, _LETTERS.findall(sample)))
    order = ("cp1256", "cp1252") if in_words * 2 > high else ("cp1252", "cp1256")
    for encoding in order:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise source_errors.UnknownContent


def _separator(head: str) -> str:
    """The sign that parts most of the rows into the same number of cells, and into many."""
    scores = {sign: _score(head, sign) for sign in _SEPARATORS if sign in head}
    commas = head.count(",")
    if len(_DECIMAL_COMMA.findall(head)) * 2 > commas:
        # Most commas stand in numbers: another sign that parts anything at all is meant.
        scores[","] /= 100
    return max(scores, key=scores.__getitem__, default=",")


def _score(head: str, sign: str) -> float:
    """How many of the rows have the usual number of cells, and less so how many these are."""
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=sign):
            if any(cell.strip() for cell in row):
                widths.append(len(row))
            if len(widths) >= _SAMPLE:
                break
    except csv.Error:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    # A wrong sign breaks long texts into more rows than there are, few of them alike.
    return widths.count(usual) / len(widths) * (1 - 1 / usual) if widths else 0.0


def _rows(
    text: bytes, encoding: str, separator: str, skip: int, room: cells.CellRoom | None
) -> tuple[SourceRow, ...]:
    lines = io.TextIOWrapper(io.BytesIO(text), encoding, newline="")
    for _ in range(skip):
        lines.readline()
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[SourceRow] = []
    number, total = skip, 0
    try:
        for raw in reader:
            number += 1
            total += len(raw)
            row = _row(number, raw, total)
            if row is None:
                continue
            if room is not None:
                room.take(len(row.cells), "")
            rows.append(row)
    except csv.Error as error:
        if "field larger" in str(error):
            cell = str(number + 1)
            raise source_errors.CellTooLong(
                sheet="", cell=cell, most=cells.MAX_CHARACTERS
            ) from None
        raise source_errors.QuotationLeftOpen(row=number + 1) from None
    return tuple(rows)


def _row(number: int, raw: list[str], total: int) -> SourceRow | None:
    """A row as values, None for a blank one; raises what passes the bounds."""
    values: list[CellValue] = [cell if cell and not cell.isspace() else None for cell in raw]
    while values and values[-1] is None:
        values.pop()
    if not values:
        return None
    if number > cells.MAX_ROWS:
        raise source_errors.SheetTooLong(sheet="", rows=number, most=cells.MAX_ROWS)
    if len(values) > cells.MAX_COLUMNS:
        raise source_errors.SheetTooWide(sheet="", columns=len(values), most=cells.MAX_COLUMNS)
    if total > MAX_CELLS:
        raise source_errors.TooManyCells(sheet="", most=MAX_CELLS)
    for at, cell in enumerate(raw):
        if len(cell) > cells.MAX_CHARACTERS:
            name = f"{cells.letters(at)}{number}"
            raise source_errors.CellTooLong(sheet="", cell=name, most=cells.MAX_CHARACTERS)
    return SourceRow(number, tuple(values))
