"""Measure the reading of files that people bring: ``python -m benchmarks read``.

Each file is read by a process of its own, by the product and by calamine alone in turn: processor
time, and the most memory the process had above what it had before.
"""

import argparse
import io
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.lines import Line, at_most, short, write_json
from portfolio.domain.errors import PortfolioError
from portfolio.exchange.cells import letters
from portfolio.exchange.source_file import read_source

ROWS, CHARACTERS = 60_000, 1_000
MANY_ROWS, MANY_COLUMNS = 10_000, 60
TIMES_CALAMINE, MEGABYTES, SECONDS = 3, 500, 5
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz      "
_ARABIC: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي    "
_SHEET: Final = "xl/worksheets/sheet1.xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def main(arguments: Sequence[str]) -> int:
    """Measure; 1 when a figure is short."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks read", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    asked = parser.parse_args(arguments)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        for name, make in FILES.items():
            path = Path(folder) / "file"
            make(path)
            lines += _compared(name, path, asked.rounds)
        for name, data in hostile_files().items():
            path.write_bytes(data)
            cpu, memory = _measured(path, "product")
            lines += [
                _told(Line(f"{name}: refused or read", cpu, "s", at_most(SECONDS))),
                _told(Line(f"{name}: memory", memory, "MB", at_most(MEGABYTES))),
            ]
    if asked.json:
        write_json(asked.json, lines)
    missed = short(lines)
    print(f"{len(lines)} figures, {len(missed)} short")
    return 1 if missed else 0


def _told(line: Line) -> Line:
    print(line, flush=True)
    return line


def _compared(name: str, path: Path, rounds: int) -> list[Line]:
    """Time and memory of the product, and its time beside calamine's where calamine reads it."""
    is_workbook = path.read_bytes()[:2] == b"PK"
    product, alone = [], []
    for _ in range(rounds):
        product.append(_measured(path, "product"))
        if is_workbook:
            alone.append(_measured(path, "calamine"))
    lines = [
        Line(f"{name}: processor time", median(cpu for cpu, _ in product), "s"),
        Line(f"{name}: memory", max(memory for _, memory in product), "MB", at_most(MEGABYTES)),
    ]
    if alone:
        ratio = median(ours / theirs for (ours, _), (theirs, _) in zip(product, alone, strict=True))
        most = max(memory for _, memory in alone)
        lines += [
            Line(f"{name}: time / calamine alone", ratio, "", at_most(TIMES_CALAMINE)),
            Line(f"{name}: memory of calamine alone", most, "MB"),
        ]
    return [_told(line) for line in lines]


def _measured(path: Path, by: str) -> tuple[float, float]:
    """(seconds of processor, megabytes) of a process that reads the file."""
    command = [sys.executable, "-m", "benchmarks.reading", str(path), by]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found["seconds"], found["megabytes"]


def _read(path: Path, by: str) -> None:
    """Read the file once and print what it took."""
    data = path.read_bytes()
    before = _kilobytes("VmRSS")
    start = time.process_time()
    if by == "product":
        try:
            read_source(data, path.name)
        except PortfolioError as error:
            print(error, file=sys.stderr)
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
    seconds = time.process_time() - start
    taken = _kilobytes("VmHWM") - before
    print(json.dumps({"seconds": seconds, "megabytes": taken / 1024}))


def _kilobytes(name: str) -> int:
    """A figure of memory of this process, as Linux counts it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _texts(alphabet: str) -> Callable[[Path], None]:
    """A workbook of ROWS rows with a text of CHARACTERS each, all different."""

    def make(path: Path) -> None:
        chance = random.Random(11)
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        sheet = book.add_worksheet()
        for row in range(ROWS):
            text = "".join(chance.choices(alphabet, k=CHARACTERS))
            sheet.write_row(row, 0, [f"P-{row}", text, row * 1.25])
        book.close()

    return make


def _table(path: Path) -> None:
    chance = random.Random(11)
    with path.open("w", encoding="utf-8") as file:
        for row in range(ROWS):
            file.write(f"P-{row};{''.join(chance.choices(_LATIN, k=CHARACTERS))};{row},25\n")


def _cells(path: Path) -> None:
    """A workbook of MANY_ROWS rows, half numbers and half short texts."""
    chance = random.Random(11)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(MANY_ROWS):
        texts = ("".join(chance.choices(_LATIN, k=20)) for _ in range(MANY_COLUMNS // 2))
        sheet.write_row(row, 0, [cell for text in texts for cell in (text, row * 1.25)])
    book.close()


FILES: Final = {
    f"{ROWS:,} rows of {CHARACTERS:,} letters": _texts(_LATIN),
    f"{ROWS:,} rows of {CHARACTERS:,} Arabic letters": _texts(_ARABIC),
    f"{ROWS:,} rows of {CHARACTERS:,} letters as CSV": _table,
    f"{MANY_ROWS:,} rows of {MANY_COLUMNS} cells": _cells,
}


def hostile_files() -> dict[str, bytes]:
    """Small files that want much."""
    corners = '<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    wide = "<c><v>1</v></c>" * 20_000
    columns = [letters(at) for at in range(16_384)]
    blanks = "".join(
        f'<row r="{n}">{"".join(f"""<c r="{name}{n}" s="1"/>""" for name in columns)}</row>'
        for n in range(1, 181)
    )
    nameless = "<row>" + '<c s="1"/>' * 16_384 + "</row>"
    long = f'<c t="inlineStr"><is><t>{"x" * 5_000_000}</t></is></c>'
    return {
        "a gigabyte of blanks in one part": _workbook(" " * 1_000_000_000),
        "140 MB of tags": _workbook("<row/>" * 23_000_000),
        "two corners of a sheet": _workbook(f'<row r="1">{corners}</row>'),
        "20,000 columns": _workbook(f"<row>{wide}</row>"),
        "180 rows of blank cells to the last column": _workbook(blanks),
        "180 rows of blank cells that name no place": _workbook(nameless * 180),
        "a cell of 5 MB": _workbook(f"<row>{long}</row>"),
    }


def _workbook(rows: str) -> bytes:
    """A workbook whose one sheet has these rows."""
    blank = io.BytesIO()
    book = xlsxwriter.Workbook(blank)
    book.add_worksheet()
    book.close()
    made = io.BytesIO()
    with zipfile.ZipFile(blank) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != _SHEET:
                new.writestr(name, old.read(name))
        with new.open(_SHEET, "w") as sheet:
            sheet.write(
                f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
            )
    return made.getvalue()


if __name__ == "__main__":
    _read(Path(sys.argv[1]), sys.argv[2])
