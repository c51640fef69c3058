"""Rejected rows as a workbook: those of a file that were left out, to be mended and brought back."""

import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import Effect, ImportJob
from portfolio.domain.imports import CellValue, ErrorCell, ImportProblem, SourceRow, SourceSheet
from portfolio.exchange.source_table import detect_table
from portfolio.exchange.template.csv_files import read_upload, without_guards
from portfolio.exchange.template.tables import sheet_mark
from portfolio.services.import_compare import Comparison
from portfolio.services.import_lists import ListPreview
from portfolio.services.import_order import column_place, sheet_named
from portfolio.services.import_problems import ProjectPreview
from portfolio.services.import_reading import FileGone
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports
from portfolio.text.typing import squeeze
from portfolio.text.words import Translator

MAX_DIGITS: Final = 15  # more are changed by a spreadsheet, as text they stay
REJECTED: Final = "rejected_rows"  # of the report of an applied import
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")
_NAME_LENGTH: Final = 31  # in a workbook
_WRONG: Final = "#fbe3dc"
_MOST_NOTE: Final = 2_000  # characters of a note that are read
_HEAD: Final = 2  # rows of a sheet of our template above those of a reader's


def rejected_workbook(
    register: LivePortfolio,
    number: int,
    keys: Collection[str],
    problems: Iterable[ImportProblem],
    words: Translator | None = None,
) -> bytes:
    """The sheets of a job's file with their headings and the rows that were left out.

    ``keys`` are of rejected projects; other rows are those that ``problems`` name. ``words``: cells
    that something is wrong with are marked, with the reason as a note. Raises FileGone.
    """
    with register.database.reading() as connection:
        job = store_imports.read_job(connection, number)
        data = store_imports.read_file(connection, number)
    if data is None:
        raise FileGone(file=job.file_name)
    places = defaultdict[str, dict[int, list[ImportProblem]]](dict)
    for problem in problems:
        if problem.is_blocking:
            places[problem.sheet].setdefault(problem.row, []).append(problem)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats = {
        is_wrong: (book.add_format(fill), book.add_format({**fill, "num_format": "yyyy-mm-dd"}))
        for is_wrong, fill in ((False, {}), (True, {"bg_color": _WRONG}))
    }
    # In a workbook text is never run: an apostrophe of CSV would be part of it.
    source = without_guards(read_upload(data, job.file_name))
    for sheet in source.sheets:
        chosen = _rows(sheet, keys, places[sheet.name])
        page = book.add_worksheet(_sheet_name(sheet.name, [one.name for one in book.worksheets()]))
        if sheet_mark(sheet) is not None:
            page.set_row(0, None, None, {"hidden": True})  # names of columns that nobody reads
        for place, row in enumerate(chosen):
            notes = _notes(sheet, places[sheet.name].get(row.number, ()), words)
            for at in range(max(len(row.cells), *(at + 1 for at in notes), 0)):
                plain, day = formats[at in notes]
                cell = row.cells[at] if at < len(row.cells) else None
                if cell is None and at in notes:
                    page.write_blank(place, at, None, plain)
                _write(page, place, at, cell, plain, day)
                if at in notes:
                    page.write_comment(place, at, notes[at], {"x_scale": 2})
        if sheet.is_hidden:
            page.hide()
    if not source.sheets:
        book.add_worksheet()
    book.close()
    return buffer.getvalue()


def _notes(
    sheet: SourceSheet, problems: Iterable[ImportProblem], words: Translator | None
) -> dict[int, str]:
    """What is wrong in a row, by the place of the cell; of the row as a whole in its first cell."""
    if words is None:
        return {}
    reasons = defaultdict[int, list[str]](list)
    for problem in problems:
        reason = words.error(problem.error)
        several = reasons[_cell_of(sheet, problem.column)]
        if reason not in several:
            several.append(reason)
    return {at: "\n".join(several)[:_MOST_NOTE] for at, several in reasons.items()}


def _cell_of(sheet: SourceSheet, column: str) -> int:
    """The place of a column by its heading, or by the name of what it is; 0 where none has it."""
    template = sheet_named(sheet.name)
    head = max(_HEAD, detect_table(sheet).header_row)
    for row in sheet.rows:
        for at, cell in enumerate(row.cells if column and row.number <= head else ()):
            heading = cell.strip().rstrip("*").strip() if isinstance(cell, str) else ""
            if heading and (
                squeeze(heading) == squeeze(column)
                or (
                    template is not None
                    and column_place(template, heading)
                    == column_place(template, column)
                    < len(template.columns)
                )
            ):
                return at
    return 0


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


def _write(
    page: Worksheet, place: int, at: int, cell: CellValue, plain: Format, day: Format
) -> None:
    match cell:
        case None:
            return
        case bool():
            page.write_boolean(place, at, cell, plain)
        case Decimal() if len(cell.as_tuple().digits) <= MAX_DIGITS:
            page.write_number(place, at, float(cell), plain)
        case date():
            page.write_datetime(place, at, cell, day)
        case ErrorCell():
            page.write_string(place, at, cell.text, plain)
        case _:
            page.write_string(place, at, str(cell), plain)
