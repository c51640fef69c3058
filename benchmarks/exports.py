"""Ten thousand projects and their ledger as files; workbooks beside XlsxWriter alone with the same cells."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Final

import xlsxwriter

from benchmarks.lines import Line, at_most, peak_megabytes
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import PUBLIC
from portfolio.exchange import PARQUET, TABLE
from portfolio.exchange import WORKBOOK as WORKBOOK_FORMAT
from portfolio.exchange.parquet import as_parquet
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.present.csv_file import as_csv
from portfolio.present.data_table import DataTable
from portfolio.present.format import Formatter
from portfolio.present.workbook import FrontSheet, as_workbook
from portfolio.services import params
from portfolio.services.ledger_table import ledger_table
from portfolio.services.live import LivePortfolio
from portfolio.services.project_table import project_table
from portfolio.store.database import Database
from portfolio.text.words import Translator

RATIO: Final = 1.5
WORKBOOK: Final = WORKBOOK_FORMAT.extension
MEMORY_MB: Final = 500
_FRONT: Final = FrontSheet("About", "Benchmark", (), (), date(2014, 6, 30))
_ROUNDS: Final = {"projects": 3, "ledger": 1}  # the ledger has two million cells
CellValue = str | float | date | None


def lines(path: Path) -> list[Line]:
    """Files of every project of a store and of its ledger, each made in a process of its own."""
    found = []
    for what in CONTENTS:
        told = _measured(path, what, WORKBOOK)
        count = f"{told['rows']:,.0f} {'projects' if what == 'projects' else 'rows of the ledger'}"
        found += [
            Line(f"{count} as a workbook, CPU", told["ours"], "s"),
            Line("the same cells by XlsxWriter alone, CPU", told["bare"], "s"),
            Line(f"{count}: workbook / XlsxWriter alone", told["ratio"], "x", at_most(RATIO)),
            Line(f"{count} as a workbook: memory", told["memory"], "MB", at_most(MEMORY_MB)),
        ]
        for extension in (TABLE.extension, PARQUET.extension):
            told = _measured(path, what, extension)
            name = f"{count} as {extension}"
            found += [
                Line(f"{name}, CPU", told["ours"], "s"),
                Line(f"{name}: memory", told["memory"], "MB", at_most(MEMORY_MB)),
            ]
    return found


def _measured(path: Path, what: str, extension: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.exports", str(path), what, extension]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(made.stdout)
    return found


def main(path: str, what: str, extension: str) -> None:
    """Make the file of a view that nobody has opened, and print as JSON what it took.

    A workbook beside XlsxWriter alone, in turn: the ratio is the median of the rounds. The memory
    is that of the process with the portfolio in it.
    """
    database = Database(f"sqlite:///{path}")
    register = LivePortfolio(database, demonstration=False, conference=CONFERENCE_DEFAULT)
    register.portfolio()
    make, write = CONTENTS[what], FORMATS[extension]
    ours = [_seconds(lambda: write(make(register)))]
    told = {"memory": peak_megabytes()}
    table = make(register)
    told["rows"] = table.size
    if extension == WORKBOOK:
        cells, bare = _cells(table), []
        for number in range(_ROUNDS[what]):
            if number:
                ours.append(_seconds(lambda: write(make(register))))
            bare.append(_seconds(lambda: _bare(table, cells)))
        told["bare"] = median(bare)
        told["ratio"] = median(own / alone for own, alone in zip(ours, bare, strict=True))
    print(json.dumps({**told, "ours": median(ours)}))
    database.close()


def _projects(register: LivePortfolio) -> DataTable:
    view, reader = _fresh(register)
    return project_table(register.project_days(), view, reader, lists.everywhere(view), "Projects")


def _ledger(register: LivePortfolio) -> DataTable:
    return ledger_table(*_fresh(register), PUBLIC, "Ledger")


def _fresh(register: LivePortfolio) -> tuple[View, Formatter]:
    """A view that nobody has opened yet, and its reader."""
    question = register.default_question()
    view = View(register.portfolio(), question, CONFERENCE_DEFAULT)
    names = params.record_names(register, view)
    return view, Formatter(Translator("en"), question.currency, names)


CONTENTS: Final[Mapping[str, Callable[[LivePortfolio], DataTable]]] = {
    "projects": _projects,
    "ledger": _ledger,
}
FORMATS: Final[Mapping[str, Callable[[DataTable], bytes]]] = {
    WORKBOOK: lambda table: as_workbook(_FRONT, (table,), "en"),
    TABLE.extension: lambda table: as_csv(table, "en"),
    PARQUET.extension: lambda table: as_parquet(table, "en"),
}


def _cells(table: DataTable) -> list[list[CellValue]]:
    """The values as XlsxWriter takes them."""
    columns: list[list[CellValue]] = []
    for column in table.readable:
        texts = [column.text(place) for place in range(table.size)]
        if column.kind.is_number:
            columns.append([float(text) if _is_number(text) else text for text in texts])
        else:
            columns.append(list(column.values))
    return [list(row) for row in zip(*columns, strict=True)]


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except ArithmeticError:
        return False
    return True


def _bare(table: DataTable, cells: list[list[CellValue]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        amount = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"align": "left"})
        for at, column in enumerate(table.readable):
            sheet.write_string(0, at, column.heading)
        for row, values in enumerate(cells, 1):
            for at, value in enumerate(values):
                match value:
                    case str():
                        sheet.write_string(row, at, value, text)
                    case float():
                        sheet.write_number(row, at, value, amount)
                    case date():
                        sheet.write_datetime(row, at, value, day)
    return buffer.getvalue()


def _seconds(run: Callable[[], bytes]) -> float:
    begun = time.process_time()
    run()
    return time.process_time() - begun


if __name__ == "__main__":
    main(*sys.argv[1:])
