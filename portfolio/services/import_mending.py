"""Rejected rows as a workbook: those of a file that were left out, to be mended and brought back."""

import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import Effect, ImportJob
from portfolio.domain.imports import CellValue, ErrorCell, ImportProblem, SourceRow, SourceSheet
from portfolio.exchange.source_table import detect_table
from portfolio.exchange.template.csv_files import read_upload, without_guards
from portfolio.exchange.template.tables import sheet_mark
from portfolio.services.import_compare import Comparison
from portfolio.services.import_lists import ListPreview
from portfolio.services.import_problems import ProjectPreview
from portfolio.services.import_reading import FileGone
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports

MAX_DIGITS: Final = 15  # more are changed by a spreadsheet, as text they stay
REJECTED: Final = "rejected_rows"  # of the report of an applied import
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")
_NAME_LENGTH: Final = 31  # in a workbook
_HEAD: Final = 2  # rows of a sheet of our template above those of a reader's


def rejected_workbook(
    register: LivePortfolio,
    number: int,
    keys: Collection[str],
    problems: Iterable[ImportProblem],
) -> bytes:
    """The sheets of a job's file with their headings and the rows that were left out.

    ``keys`` are of rejected projects; other rows are those that ``problems`` name. Raises FileGone.
    """
    with register.database.reading() as connection:
        job = store_imports.read_job(connection, number)
        data = store_imports.read_file(connection, number)
    if data is None:
        raise FileGone(file=job.file_name)
    places = defaultdict[str, set[int]](set)
    for problem in problems:
        if problem.is_blocking:
            places[problem.sheet].add(problem.row)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    # In a workbook text is never run: an apostrophe of CSV would be part of it.
    source = without_guards(read_upload(data, job.file_name))
    for sheet in source.sheets:
        chosen = _rows(sheet, keys, places[sheet.name])
        page = book.add_worksheet(_sheet_name(sheet.name, [one.name for one in book.worksheets()]))
        if sheet_mark(sheet) is not None:
            page.set_row(0, None, None, {"hidden": True})  # names of columns that nobody reads
        for place, row in enumerate(chosen):
            for at, cell in enumerate(row.cells):
                _write(page, place, at, cell, day)
        if sheet.is_hidden:
            page.hide()
    if not source.sheets:
        book.add_worksheet()
    book.close()
    return buffer.getvalue()


def left_behind(comparison: Comparison, problems: Iterable[ImportProblem]) -> dict[str, Any]:
    """What an applied import says of its rejected rows, so that they can be mended afterwards."""
    found: tuple[ProjectPreview | ListPreview, ...] = (*comparison.previews, *comparison.lists)
    keys = sorted({one.key for one in found if one.effect is Effect.REJECTED})
    every = (
        *problems,
        *(problem for one in found for problem in one.problems),
        *(problem for one in comparison.previews for row in one.rows for problem in row.problems),
    )
    places = sorted({(one.sheet, one.row) for one in every if one.is_blocking and one.row})
    return {REJECTED: {"keys": keys, "places": places}} if keys or places else {}


def rejected_afterwards(register: LivePortfolio, job: ImportJob) -> bytes:
    """The workbook of the rows that an applied import left behind. Raises FileGone."""
    left = job.report[REJECTED]
    places = (ImportProblem(PortfolioError(), sheet, row) for sheet, row in left["places"])
    return rejected_workbook(register, job.id, left["keys"], places)


def _sheet_name(name: str, others: Collection[str]) -> str | None:
    """The name as a workbook takes it, unlike the others: CSV files and odd workbooks name sheets anyhow."""
    legal = _NOT_IN_NAMES.sub("_", name).strip("' ")[:_NAME_LENGTH].strip("' ")
    known, found = {other.lower() for other in others}, legal
    number = 2
    while found.lower() in known:
        end = f" ({number})"
        found, number = legal[: _NAME_LENGTH - len(end)] + end, number + 1
    return found or None


def _rows(sheet: SourceSheet, keys: Collection[str], places: Collection[int]) -> list[SourceRow]:
    """Rows of the heading, of rejected projects, and those a problem names."""
    head = max(_HEAD, detect_table(sheet).header_row)
    return [
        row
        for row in sheet.rows
        if row.number <= head or row.number in places or _text(row) in keys
    ]


def _text(row: SourceRow) -> str:
    """The text of the first cell, which names the project in our template."""
    first = row.cells[0] if row.cells else None
    return first.strip() if isinstance(first, str) else ""


def _write(page: Worksheet, place: int, at: int, cell: CellValue, day: object) -> None:
    match cell:
        case None:
            return
        case bool():
            page.write_boolean(place, at, cell)
        case Decimal() if len(cell.as_tuple().digits) <= MAX_DIGITS:
            page.write_number(place, at, float(cell))
        case date():
            page.write_datetime(place, at, cell, day)
        case ErrorCell():
            page.write_string(place, at, cell.text)
        case _:
            page.write_string(place, at, str(cell))
