"""The template as CSV: one file for each sheet, by itself or packed together; read again as one file."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from portfolio.domain import money
from portfolio.domain.imports import CellValue, SourceFile, SourceRow, SourceSheet
from portfolio.domain.parsing import EntryLookups
from portfolio.exchange import source_errors
from portfolio.exchange.cells import CellRoom
from portfolio.exchange.package import DAMAGE
from portfolio.exchange.source_file import read_source
from portfolio.exchange.template.filling import Row, template_rows
from portfolio.exchange.template.notes import TemplateContent, example_row
from portfolio.exchange.template.sheets import SHEETS, TemplateColumn, TemplateSheet
from portfolio.exchange.template.values import NUMBERS, TemplateValues
from portfolio.present.csv_file import SEPARATORS, safe, without_guard
from portfolio.text import numbers
from portfolio.text.words import Translator

MAX_FILES: Final = 50
MAX_UNPACKED: Final = 160_000_000  # bytes of all files of an archive
_CENTRAL: Final = b"PK\x01\x02"  # begins each entry of the directory of a ZIP file
# A filled file bears the state of the record in its name: the only place that a spreadsheet leaves.
_CSV: Final = re.compile(
    r"(?:.*/)?(?P<name>[^/]+?)(?:\.(?P<record>[0-9]{1,18}-[0-9a-f]{12}))?(?: ?\([0-9]+\))?"
    r"\.(?:csv|txt|tsv)",
    re.IGNORECASE,
)
_CHUNK: Final = 1 << 20
_PLAIN: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MOMENT: Final = (
    2014,
    6,
    30,
    0,
    0,
    0,
)  # of every file in an archive: the same content, the same bytes


def write_tables(
    content: TemplateContent, names: EntryLookups, words: Translator
) -> dict[str, bytes]:
    """One file for each sheet by its name: all with their examples where nothing fills them.

    A filled template has a file for each sheet that has rows.
    """
    rows = template_rows(content.projects, names.organisations, content.lists)
    values = TemplateValues(names, words)
    files = {}
    for sheet in SHEETS:
        own: Sequence[Row] = rows.get(sheet.name, ())
        if own or not (content.projects or content.lists):
            own = own or (example_row(sheet, words, names),)
            name = ".".join(filter(None, (sheet.name, content.written_from, "csv")))
            files[name] = _table(sheet, own, values)
    return files


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Files packed together."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def _table(sheet: TemplateSheet, rows: Iterable[Row], values: TemplateValues) -> bytes:
    """UTF-8 with a byte order mark, separated as the spreadsheets of its readers expect."""
    words = values.words
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=SEPARATORS[words.language])
    writer.writerow(safe(column.heading(words)) for column in sheet.columns)
    for row in rows:
        writer.writerow(
            safe(_cell(column, row.get(column.name, ""), values)) for column in sheet.columns
        )
    return buffer.getvalue().encode("utf-8-sig")


def _cell(column: TemplateColumn, text: str, values: TemplateValues) -> str:
    if not text:
        return ""
    if column.shape in NUMBERS and _PLAIN.fullmatch(text) and not money.readings(text):
        return text.replace(".", numbers.SIGNS[values.words.language][0])
    # An amount that could be read in two ways has its groups: one sign alone might part thousands.
    return values.text(column, text)


def is_archive(data: bytes) -> bool:
    """Whether bytes are a ZIP file of CSV files."""
    return any(_CSV.fullmatch(name) for name in _names(data))


def _names(data: bytes) -> list[str]:
    if not data.startswith(b"PK") or data.count(_CENTRAL) > MAX_FILES:
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except DAMAGE:
        return []


def read_archive(data: bytes, name: str) -> SourceFile:
    """The CSV files packed in one, each a sheet of its own.

    Raises what ``read_source`` raises, and TooManyParts, UnpackedTooLarge, DamagedWorkbook.
    """
    if data.count(_CENTRAL) > MAX_FILES:
        raise source_errors.TooManyParts(file=name, most=MAX_FILES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = dict(_unpacked(archive, name))
    except DAMAGE:
        raise source_errors.DamagedWorkbook(file=name) from None
    return replace(read_files(files, name), name=name, digest=hashlib.sha256(data).hexdigest())


def _unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    room = MAX_UNPACKED
    for entry in archive.infolist():
        if not _CSV.fullmatch(entry.filename):
            continue
        chunks = []
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                room -= len(chunk)
                if room < 0:
                    raise source_errors.UnpackedTooLarge(file=name, most=MAX_UNPACKED // 1_000_000)
                chunks.append(chunk)
        yield entry.filename, b"".join(chunks)


def read_upload(data: bytes, name: str) -> SourceFile:
    """A workbook, a CSV file, or CSV files packed together; raises what reading them raises."""
    if is_archive(data):
        return read_archive(data, name)
    source, found = read_source(data, name), _CSV.fullmatch(name)
    return replace(source, written_from=found["record"] or "") if found else source


def read_files(files: Mapping[str, bytes], together: str = "") -> SourceFile:
    """Several CSV files as one, each a sheet named by its file; ``together`` names them as a whole.

    Raises what ``read_source`` raises, and TooManyCellsTogether.
    """
    sheets: list[SourceSheet] = []
    problems = []
    digest, marks = hashlib.sha256(), list[str]()
    room = CellRoom()
    for name, data in sorted(files.items()):
        found = _CSV.fullmatch(name)
        stem = found["name"] if found else name
        try:
            source = without_guards(read_source(data, name, room))
        except source_errors.TooManyCellsTogether as error:
            values = {**error.values, "sheet": stem, "file": together or name}
            raise type(error)(**values) from None
        sheets += [replace(sheet, name=stem) for sheet in source.sheets]
        problems += [replace(problem, sheet=problem.sheet or stem) for problem in source.problems]
        digest.update(source.digest.encode())
        marks += [found["record"]] if found and found["record"] else []
    first = min(marks, key=lambda mark: int(mark.partition("-")[0]), default="")
    name = next(iter(files), "")
    return SourceFile(name, digest.hexdigest(), tuple(sheets), tuple(problems), first)


def without_guards(source: SourceFile) -> SourceFile:
    """A CSV file without the apostrophes that keep spreadsheets from running its cells.

    A workbook is left as it is: its cells of text are never run.
    """
    if all(sheet.name for sheet in source.sheets):
        return source
    return replace(source, sheets=tuple(map(_bare_sheet, source.sheets)))


def _bare_sheet(sheet: SourceSheet) -> SourceSheet:
    if sheet.name:
        return sheet
    return replace(
        sheet, rows=tuple(SourceRow(row.number, tuple(map(_bare, row.cells))) for row in sheet.rows)
    )


def _bare(cell: CellValue) -> CellValue:
    return without_guard(cell) if isinstance(cell, str) else cell
