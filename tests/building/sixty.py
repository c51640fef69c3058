"""Sixty projects in the template as it is downloaded, filled as at a desk, with seven usual faults."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineWorkbook

from portfolio.settings import ROOT
from portfolio.text.words import Translator

NUMBER: Final = 60
REQUIREMENT: Final = 1_200_000  # euros of each project
Row = dict[str, Any]
Sheets = dict[str, list[Row]]
_WORKS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Harbour radar", "Desert patrol", "Customs laboratory", "Airport scanners",
           "River boats", "Radio masts"),
    "ar": ("رادار الميناء", "دوريات الصحراء", "مختبر الجمارك", "أجهزة تفتيش المطار",
           "زوارق النهر", "أبراج اللاسلكي"),
}  # fmt: skip
_COUNTRIES: Final = ("MA", "DZ", "TN", "LY", "MR", "ML", "NE", "TD", "SN", "BF")


def key(number: int) -> str:
    """What names a project in every sheet."""
    return f"P{number:02}"


def sixty(words: Translator) -> Sheets:
    """The rows of each sheet by column; choices as the lists of the template word them."""
    sheets: Sheets = defaultdict(list)
    for number in range(1, NUMBER + 1):
        for sheet, row in _project(number, words):
            sheets[sheet].append({"project": key(number), **row})
    return sheets


def _project(number: int, words: Translator) -> Iterator[tuple[str, Row]]:
    place, other = (_country(number + way, words.language) for way in (0, 3))
    partner = _organisation(f"ILLUSTRATIVE-{'ABCDEFGH'[number % 8]}", words.language)
    agency = _organisation(f"ILLUSTRATIVE-AGENCY-{number % 5 + 1}", words.language)
    first, last = date(2014, 1, 1), date(2014, 12, 31)
    works = _WORKS[words.language]
    title = f"{works[(number - 1) // 10]} ({place})"
    yield (
        "projects",
        {
            f"titles.{words.language}": title,
            "objective": title,
            "status": words("status.implementation"),
            "status_from": date(2014, 2, 1),
            "start_planned": first,
            "end_planned": last,
            "kind": words("kind.triangular"),
            "contact_office": agency,
            "relation": words("relation.contributing"),
            f"relation_reasons.{words.language}": title,
            "relation_source": f"https://example.org/minutes/{number}",
        },
    )
    for role, named in (("beneficiary", {"country": place}), ("pivotal", {"country": other}),
                        ("facilitating", {"organisation": partner}),
                        ("implementing", {"organisation": agency})):  # fmt: skip
        yield "participants", {"role": words(f"role.{role}"), **named}
    yield "clause_shares", {"clause": "3", "share": 60}
    yield "clause_shares", {"clause": "6", "share": 40}
    yield "country_shares", {"country": place, "share": 100}
    yield "priority_shares", {"priority": words("priority.security"), "share": 100}
    money = {"currency": "EUR"}
    yield "budgets", {"first_day": first, "last_day": last, "amount": REQUIREMENT, **money}
    yield (
        "flows",
        {
            "kind": words("flow.commitment"),
            "provider": partner,
            "amount": 400_000,
            "value_date": date(2014, 3, 1),
            "source": f"https://example.org/agreement/{number}",
            **money,
        },
    )
    yield (
        "planned_payments",
        {
            "provider": partner,
            "first_day": date(2014, 7, 1),
            "last_day": last,
            "amount": 200_000,
            **money,
        },
    )
    yield "milestones", {"title": title, "clause": "3", "due": date(2014, 11, 1), "weight": 1}


def with_faults(sheets: Sheets) -> Sheets:
    """The same with seven faults that people make, each in another project."""
    wrong = {sheet: [dict(row) for row in rows] for sheet, rows in sheets.items()}
    for sheet, number, column, value in FAULTS:
        row = next(row for row in wrong[sheet] if row["project"] == key(number) and column in row)
        row[column] = value
    return wrong


FAULTS: Final = (
    ("country_shares", 7, "share", 95),
    ("country_shares", 13, "country", "Sahelistan"),
    ("projects", 19, "status_from", "31/02/2014"),
    ("budgets", 25, "amount", "1.200"),
    ("flows", 31, "provider", "Ilustrative partner 8"),
    ("projects", 37, "contact_office", ""),
    ("budgets", 43, "currency", "EURO"),
)


def fill(template: bytes, sheets: Sheets, *, is_mended: bool = False) -> bytes:
    """The workbook with rows below those it has; ``is_mended``: its own rows put right instead.

    Columns are found by the machine names of the first row, as nobody reads them.
    """
    source, buffer = CalamineWorkbook.from_object(io.BytesIO(template)), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name in source.sheet_names:
        cells = source.get_sheet_by_name(name).to_python()
        mark = str(cells[0][0]).partition(" ")[0].partition(".") if cells else ("", "", "")
        rows = sheets.get(mark[0], [])
        names = [mark[2], *(str(cell).partition(".")[2] for cell in cells[0][1:])] if cells else []
        if is_mended:
            cells = [[*row] for row in cells]
            _mend(mark[0], names, cells, rows)
        else:
            cells = [*cells, *([row.get(column, "") for column in names] for row in rows)]
        page = book.add_worksheet(name)
        for at, row in enumerate(cells):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime | date):
                    page.write_datetime(at, place, datetime.combine(cell, time()), day)
                elif cell != "":
                    page.write(at, place, cell)
        if mark[0] == "lists":
            page.hide()
    book.close()
    return buffer.getvalue()


def _mend(sheet: str, names: list[str], cells: list[list[Any]], right: list[Row]) -> None:
    """Put right the cells of the seven faults, wherever their rows stand."""
    for faulty, number, column, value in FAULTS:
        if faulty != sheet:
            continue
        place = names.index(column)
        meant = next(
            row[column] for row in right if row["project"] == key(number) and column in row
        )
        for row in cells:
            if row[0] == key(number) and row[place] == value:
                row[place] = meant


def _country(number: int, language: str) -> str:
    with (ROOT / "data/countries.csv").open(encoding="utf-8") as file:
        lines = csv.DictReader(line for line in file if not line.startswith("#"))
        names = {line["code"]: line[f"name_{language}"] for line in lines}
    return names[_COUNTRIES[number % len(_COUNTRIES)]]


def _organisation(identifier: str, language: str) -> str:
    every = json.loads((ROOT / "data/organisations.json").read_text(encoding="utf-8"))
    every = every if isinstance(every, list) else every["organisations"]
    return next(str(one["names"][language]) for one in every if one["identifier"] == identifier)
