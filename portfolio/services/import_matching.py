"""Matching of tables that are not ours: their sheets, their columns, and what each may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portfolio.domain.errors import Line, PortfolioError, glimpse
from portfolio.domain.import_jobs import ImportAnswers, ImportJob
from portfolio.domain.imports import CellValue, SourceFile, SourceSheet, SourceTable
from portfolio.domain.params import Principal
from portfolio.exchange.match_suggestions import column_name, suggest
from portfolio.exchange.matching import Question
from portfolio.exchange.source_table import detect_table
from portfolio.exchange.template.amount_columns import amount_questions
from portfolio.exchange.template.cells import text_of
from portfolio.exchange.template.csv_files import read_upload, without_guards
from portfolio.exchange.template.tables import is_template, tables
from portfolio.services import import_reading
from portfolio.services.access import command
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports

SAMPLES: Final = 3  # cells of a column that are shown


@dataclass(frozen=True, slots=True)
class MatchColumn:
    """A column of a table that is not ours: its name, some cells, and what it is taken for."""

    name: str
    samples: tuple[str, ...]
    target: str  # the name of a target of ``exchange.match_targets``, "" for none


@dataclass(frozen=True, slots=True)
class MatchStep:
    """What has to be confirmed of a file that is not our template.

    ``sheets``: name and whether it is hidden, of each with rows in it.
    """

    sheets: tuple[tuple[str, bool], ...]
    table: SourceTable
    columns: tuple[MatchColumn, ...]
    conventions: Mapping[str, str]


@command
def read_match(
    register: LivePortfolio, who: Principal, number: int, sheet: Line = ""
) -> MatchStep | None:
    """The table of a job's file with what each column may be; None for our own template.

    What was confirmed for a table of the same headings is proposed first. Raises UnknownImport,
    FileGone, NotATable, SourceError.
    """
    with register.database.reading() as connection:
        job = store_imports.read_job(connection, number)
        data = store_imports.read_file(connection, number)
        others = store_imports.read_jobs(connection, job.portfolio)
    if data is None:
        raise import_reading.FileGone(file=job.file_name)
    source = without_guards(read_upload(data, job.file_name))
    if is_template(source):
        return None
    chosen = _sheet(source, sheet or job.answers.sheet)
    table = detect_table(chosen)
    if not table.columns:
        raise import_reading.NotATable(file=glimpse(job.file_name))
    names = [column_name(column, table.columns) for column in table.columns]
    answers = job.answers if job.answers.columns else _remembered(others, names)
    lookups = import_reading.lookups(register, job.portfolio)
    proposals = {one.column: one.target for one in suggest(table, lookups)}
    columns = tuple(
        MatchColumn(
            name,
            _samples(table, column.index),
            answers.columns.get(name, "" if answers.columns else proposals.get(name, "")),
        )
        for name, column in zip(names, table.columns, strict=True)
    )
    sheets = tuple((one.name, one.is_hidden) for one in source.sheets if one.rows)
    return MatchStep(sheets, table, columns, answers.conventions)


@command
def read_amount_questions(
    register: LivePortfolio, who: Principal, number: int
) -> Mapping[str, Question]:
    """What is asked about columns of amounts of our own template, by the name of each.

    None where the file is another table, or not kept any more. Raises UnknownImport.
    """
    with register.database.reading() as connection:
        job = store_imports.read_job(connection, number)
        data = store_imports.read_file(connection, number)
    if data is None or job.answers.columns:
        return {}
    source = without_guards(read_upload(data, job.file_name))
    return amount_questions(tables(source)[0]) if is_template(source) else {}


def _sheet(source: SourceFile, name: str) -> SourceSheet:
    """The sheet of a name, else the first that is not hidden."""
    sheets = [one for one in source.sheets if one.rows]
    if not sheets:
        raise import_reading.NotATable(file=glimpse(source.name))
    named = [one for one in sheets if one.name == name]
    return next(iter([*named, *(one for one in sheets if not one.is_hidden), *sheets]))


def _remembered(jobs: tuple[ImportJob, ...], names: list[str]) -> ImportAnswers:
    """The answers of the latest import whose matched columns are all among these."""
    for job in jobs:
        if job.answers.columns and set(job.answers.columns) <= set(names):
            return job.answers
    return ImportAnswers()


def _samples(table: SourceTable, index: int) -> tuple[str, ...]:
    cells = (row.cells[index] for row in table.rows if index < len(row.cells))
    texts = dict.fromkeys(glimpse(text) for cell in cells if (text := _text(cell)))
    return tuple(texts)[:SAMPLES]


def _text(cell: CellValue) -> str:
    try:
        return text_of(cell).strip()
    except PortfolioError:
        return ""
