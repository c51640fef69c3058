"""CSV files of the template, packed together, are imported as one file."""

import pytest

from portfolio.exchange.source_file import read_source
from portfolio.exchange.template.csv_files import write_archive
from portfolio.services import imports
from portfolio.services.import_mending import rejected_workbook
from portfolio.store.database import Database
from tests.services.desk import a_desk


def test_csv_files_packed_together_are_one_file(database: Database) -> None:
    desk = a_desk(database)
    files = {
        "projects.csv": "Project,Title – English\nA,Posts\n".encode(),
        "budgets.csv": b"Project,First day,Last day,Amount,Currency\nA,2014-01-01,2014-12-31,5,EUR\n",
    }
    number = imports.start_import(
        desk.register, desk.secretary, write_archive(files), "all.zip", token="t"
    )
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert [one.document["budgets"][0]["amount"] for one in found.projects] == ["5.00"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x" * 60, "x" * 31),
        ("a[1]*?:b", "a_1____b"),
        ("'quoted'", "quoted"),
        ("other/PROJECTS", "projects (2)"),
        ("'", "Sheet1"),
    ],
)
def test_rejected_rows_come_back_whatever_their_file_is_called(
    database: Database, name: str, told: str
) -> None:
    desk = a_desk(database)
    table = "Project,Title – English,Status\nA,Posts,nearly\n".encode()
    data = write_archive({"projects.csv": table, f"{name}.csv": table})
    number = imports.start_import(desk.register, desk.secretary, data, "all.zip", token="t")
    sheets = read_source(rejected_workbook(desk.register, number, ("A",), ()), "a.xlsx").sheets
    assert told in [sheet.name for sheet in sheets]
    assert [len(sheet.rows) for sheet in sheets] == [2, 2]


def test_rejected_rows_of_csv_come_back_without_the_apostrophe_of_csv(database: Database) -> None:
    desk = a_desk(database)
    text = "Project,Title – English,Status\nA,'=1+1,nearly\n"
    number = imports.start_import(
        desk.register, desk.secretary, text.encode(), "projects.csv", token="t"
    )
    found = imports.preview_import(desk.register, desk.secretary, number)
    mended = rejected_workbook(desk.register, number, (), found.every_problem)
    rows = [row for sheet in read_source(mended, "a.xlsx").sheets for row in sheet.rows]
    cells = [cell for row in rows for cell in row.cells]
    assert "=1+1" in cells
