"""Ten thousand projects of a workbook brought in: read, compared and written, each beside its floor.

The floors are calamine alone making Python values of every cell, and the store's bulk writer
writing the same rows. Everything is CPU time, each way in turn, in a process of its own.
"""

import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks import stored, world
from benchmarks.lines import Line, at_most, peak_megabytes
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.fields import Shape
from portfolio.domain.import_jobs import Effect, ImportedKind
from portfolio.domain.imports import ImportedFile
from portfolio.domain.params import PUBLIC, PortfolioChoice, Principal, UserRole
from portfolio.exchange.template.sheets import PROJECT, SHEETS, VERSION
from portfolio.exchange.template.values import NUMBERS, as_number
from portfolio.services import import_apply, import_reading
from portfolio.services.import_preview import NO_ANSWERS, compare_job, preview_of
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports
from portfolio.store import people
from portfolio.store.database import Database
from portfolio.store.saving import insert_stored
from portfolio.store.tables import METADATA

PROJECTS: Final = 10_000
FEW: Final = 60
TIMES_CALAMINE, MEGABYTES, PREVIEW_SECONDS = 3, 500, 2
_SYLLABLES: Final = (
    "ba dra fen gol hir jun kas lom mir nat por qal rus sef tum vel wad yar zin ech".split()
)
_RECORD: Final = PortfolioChoice.RECORD
_ROUNDS: Final = 3
_FIRST_DAY: Final = date(2012, 1, 1)
# What an import writes, and so what is written in bulk beside it.
_WRITTEN: Final = ("draft", "draft_contributor", "history", "import_row")
R = TypeVar("R")


def document(number: int, chance: random.Random) -> dict[str, list[dict[str, str]]]:
    """The rows of one project by the sheets of the template."""
    words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(4)]
    start = _FIRST_DAY + timedelta(days=chance.randrange(700))
    end = start + timedelta(days=chance.randrange(310, 360))
    country = chance.choice(world.COUNTRIES)
    funder, agency = chance.choice(world.FUNDERS), chance.choice(world.IMPLEMENTERS)
    amount, currency = chance.randrange(50_000, 9_000_000), chance.choice(world.CURRENCIES)
    clauses = chance.sample((1, 2, 3, 4, 5, 6), 2)
    first = chance.randrange(5, 95)
    cents = "" if currency == "XOF" else f".{chance.randrange(100):02}"
    given = [
        {
            "kind": kind,
            "provider": stored.identifier(funder),
            "amount": f"{amount // share}{cents}",
            "currency": currency,
            "value_date": (start + timedelta(days=chance.randrange(300))).isoformat(),
            "source": f"Letter {number}",
        }
        for kind, share in (("pledge", 1), ("commitment", 2))
    ]
    return {
        "projects": [
            {
                "titles.en": " ".join(words).capitalize(),
                "titles.fr": " ".join(words[::-1]).capitalize(),
                "objective": f"Posts, patrols and training near {words[0]} and {words[1]}.",
                "status": "implementation",
                "status_from": start.isoformat(),
                "start_planned": start.isoformat(),
                "end_planned": end.isoformat(),
                "kind": "bilateral",
                "contact_office": "Border office",
                "place": words[2].capitalize(),
            }
        ],
        "participants": [
            {"role": "beneficiary", "country": country},
            {"role": "provider", "organisation": stored.identifier(funder)},
            {"role": "implementing", "organisation": stored.identifier(agency)},
        ],
        "clause_shares": [
            {"clause": str(clauses[0]), "share": str(first)},
            {"clause": str(clauses[1]), "share": str(100 - first)},
        ],
        "country_shares": [{"country": country, "share": "100"}],
        "priority_shares": [{"priority": "security", "share": "100"}],
        "budgets": [
            {
                "first_day": start.isoformat(),
                "last_day": end.isoformat(),
                "amount": f"{amount}{cents}",
                "currency": currency,
            }
        ],
        "flows": given,
        "milestones": [
            {
                "title": f"{name} near {words[0]}",
                "language": "en",
                "clause": str(clauses[0]),
                "due": (start + timedelta(days=days)).isoformat(),
                "weight": "1",
            }
            for name, days in (("Posts open", 200), ("Staff trained", 300))
        ],
    }


def workbook(size: int, path: Path) -> None:
    """Our template with new projects, as a spreadsheet saves it: real numbers, real days, words."""
    chance = random.Random(20131114)
    rows: dict[str, list[dict[str, str]]] = {sheet.name: [] for sheet in SHEETS}
    for number in range(size):
        for name, several in document(number, chance).items():
            rows[name] += [{PROJECT: f"N{number}", **row} for row in several]
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name)
            page.set_row(0, None, None, {"hidden": True})
            mark = f"{sheet.machine_name(sheet.columns[0])} {VERSION} en"
            names = [sheet.machine_name(column) for column in sheet.columns[1:]]
            page.write_row(0, 0, [mark, *names])
            for place, row in enumerate(rows[sheet.name], start=2):
                for at, column in enumerate(sheet.columns):
                    text = row.get(column.name, "")
                    if column.shape is Shape.DAY and text:
                        page.write_datetime(place, at, date.fromisoformat(text), day)
                    elif column.shape in NUMBERS and text:
                        page.write_number(place, at, as_number(text) or 0)
                    elif text:
                        page.write_string(place, at, text)


def lines(path: Path) -> list[Line]:
    """An import into a store of ten thousand projects, and the preview of sixty, in processes of their own."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        many, few = (_measured(path, size, Path(folder)) for size in (PROJECTS, FEW))
    count = f"import of {many['projects']:,.0f} projects in {many['cells']:,.0f} cells"
    floor = TIMES_CALAMINE * many["calamine"] + many["bulk"]
    carried = many["read"] + many["written"]
    return [
        Line(f"{count}: read, CPU", many["read"], "s"),
        Line("the same workbook by calamine alone, CPU", many["calamine"], "s"),
        Line("read / calamine alone", many["ratio"], "x", at_most(TIMES_CALAMINE)),
        Line("written as submitted drafts with history, CPU", many["written"], "s"),
        Line("the same rows by the store's bulk writer, CPU", many["bulk"], "s"),
        Line("read and written / (3 calamine + bulk write)", carried / floor, "x", at_most(1)),
        Line("compared with the record, each as publishing makes it, CPU", many["compared"], "s"),
        Line(
            "read, compared and written / (3 calamine + bulk write)",
            (carried + many["compared"]) / floor,
            "x",
            at_most(1),
        ),
        Line("memory of the import", many["memory"], "MB", at_most(MEGABYTES)),
        Line(
            f"preview of {few['projects']:,.0f} projects, from the bytes on",
            few["read"] + few["compared"],
            "s",
            at_most(PREVIEW_SECONDS),
        ),
        Line("memory of that preview", few["memory"], "MB", at_most(MEGABYTES)),
    ]


def _measured(path: Path, size: int, folder: Path) -> dict[str, float]:
    """What an import took; the reading beside calamine alone, in turn, each in a process of its own."""
    store, book = folder / f"{size}.db", folder / f"{size}.xlsx"
    shutil.copyfile(path, store)
    workbook(size, book)
    pairs = [(_told("read", store, book), _told("calamine", store, book)) for _ in range(_ROUNDS)]
    return {
        **_told("whole", store, book),
        "read": median(own["seconds"] for own, _ in pairs),
        "calamine": median(alone["seconds"] for _, alone in pairs),
        "ratio": median(own["seconds"] / alone["seconds"] for own, alone in pairs),
        "cells": pairs[0][1]["cells"],
    }


def _told(what: str, store: Path, book: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.importing", what, str(store), str(book)]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(made.stdout)
    return found


def main(what: str, store: Path, book: Path) -> None:
    """Read the workbook, by the product or by calamine, or import it whole; print what it took as JSON."""
    data = book.read_bytes()
    if what == "calamine":
        seconds, cells = _seconds(lambda: _calamine(data))
        print(json.dumps({"seconds": seconds, "cells": cells}))
        return
    database = Database(f"sqlite:///{store}")
    register = LivePortfolio(database, demonstration=False, conference=CONFERENCE_DEFAULT)
    register.view(register.default_question())

    def read() -> ImportedFile:
        return import_reading.read_file(register, data, book.name, NO_ANSWERS, _RECORD)

    if what == "read":
        print(json.dumps({"seconds": _seconds(read)[0]}))
    else:
        print(json.dumps(_whole(register, data, book.name, read())))
    database.close()


def _whole(
    register: LivePortfolio, data: bytes, name: str, contents: ImportedFile
) -> dict[str, float]:
    """Compare and write what a file gives, then the same rows once more in bulk."""
    database = register.database
    who = _importer(database)
    with database.transaction("benchmark") as change:
        number = store_imports.insert_job(
            change,
            person_id=who.person or 0,
            portfolio=_RECORD,
            file_name=name,
            digest="",
            data=data,
            worker="",
            token="benchmark",
        )
    with database.reading() as connection:
        job = store_imports.read_job(connection, number)
    empty = Path(f"{database.url.database}.empty")
    shutil.copyfile(database.url.database or "", empty)
    compared, found = _seconds(lambda: preview_of(register, who, job, contents))
    told = {"compared": compared, "projects": found.count(ImportedKind.PROJECT, Effect.NEW)}
    del found
    with database.new_revision("benchmark", who.person, "apply_import") as change:
        at = change.recorded_at
        comparison = compare_job(register, who, change.connection, job, contents, at)
        begun = time.process_time()
        import_apply.write(who, change, job, comparison, lambda: None)
    told["written"] = time.process_time() - begun
    told["memory"] = peak_megabytes()
    return {**told, "bulk": _bulk(database, Database(f"sqlite:///{empty}"))}


def _calamine(data: bytes) -> int:
    """Every cell as a Python value; how many have one."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return sum(len(row) - row.count("") for row in rows)


def _importer(database: Database) -> Principal:
    with database.transaction("benchmark") as change:
        number = people.insert_person(
            change, login="secretary", name="Secretary", duty=UserRole.SECRETARY, password=""
        )
    return replace(PUBLIC, login="secretary", duty=UserRole.SECRETARY, person=number)


def _bulk(source: Database, empty: Database) -> float:
    """Seconds to write the rows of the import by the store's own bulk writer, whole as they stand."""
    names = {name: tuple(METADATA.tables[name].columns.keys()) for name in _WRITTEN}

    def stored_rows(database: Database, name: str) -> dict[object, tuple[object, ...]]:
        columns = ", ".join(f'"{column}"' for column in names[name])
        with database.reading() as connection:
            found = connection.exec_driver_sql(f"SELECT {columns} FROM {name}")
            return {row[0]: tuple(row) for row in found}

    rows = {}
    for name in _WRITTEN:
        before = stored_rows(empty, name)
        rows[name] = [row for key, row in stored_rows(source, name).items() if key not in before]

    def write() -> None:
        with empty.transaction("benchmark") as change:
            for name, several in rows.items():
                insert_stored(change.connection, name, names[name], several)

    seconds, _ = _seconds(write)
    empty.close()
    return seconds


def _seconds(run: Callable[[], R]) -> tuple[float, R]:
    begun = time.process_time()
    found = run()
    return time.process_time() - begun, found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
