"""Ten thousand projects as a workbook, beside XlsxWriter alone writing the same cells."""

import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import xlsxwriter

from benchmarks.lines import Line, at_most
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.present.data_table import DataTable
from portfolio.present.format import Formatter
from portfolio.present.workbook import FrontSheet, as_workbook
from portfolio.services import params
from portfolio.services.live import LivePortfolio
from portfolio.services.project_table import project_table
from portfolio.store.database import Database
from portfolio.text.words import Translator

RATIO: Final = 1.5
MEMORY_MB: Final = 500
_FRONT: Final = FrontSheet("About", "Benchmark", (), (), date(2014, 6, 30))
_ROUNDS: Final = 3
CellValue = str | float | date | None


def lines(path: Path) -> list[Line]:
    """The export of every project of a store, in a process of its own: CPU time and memory."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.exports", str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(made.stdout)
    count = f"{told['projects']:,} projects"
    return [
        Line(f"{count} as a workbook, CPU", 1000 * told["ours"], "ms"),
        Line("the same cells by XlsxWriter alone, CPU", 1000 * told["bare"], "ms"),
        Line("workbook / XlsxWriter alone", told["ours"] / told["bare"], "x", at_most(RATIO)),
        Line("memory of the process that exports", told["memory_mb"], "MB", at_most(MEMORY_MB)),
    ]


def main(path: str) -> None:
    """Measure and print as JSON: each way in turn, the best of its rounds."""
    database = Database(f"sqlite:///{path}")
    register = LivePortfolio(database, demonstration=False, conference=CONFERENCE_DEFAULT)
    table = _table(register)
    as_workbook(_FRONT, (table,), "en")
    # Before the cells of the other way are made.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    cells = _cells(table)
    ours, bare = [], []
    for _ in range(_ROUNDS):
        ours.append(_seconds(lambda: as_workbook(_FRONT, (_table(register),), "en")))
        bare.append(_seconds(lambda: _bare(table, cells)))
    told = {"projects": table.size, "ours": min(ours), "bare": min(bare), "memory_mb": memory}
    print(json.dumps(told))
    database.close()


def _table(register: LivePortfolio) -> DataTable:
    """The projects of a view that nobody has opened yet."""
    question = register.default_question()
    view = View(register.portfolio(), question, CONFERENCE_DEFAULT)
    names = params.record_names(register, view)
    reader = Formatter(Translator("en"), question.currency, names)
    return project_table(register.project_days(), view, reader, lists.everywhere(view), "Projects")


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
    main(sys.argv[1])
