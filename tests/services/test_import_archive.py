"""CSV files of the template, packed together, are imported as one file."""

from portfolio.exchange.template_csv import write_archive
from portfolio.services import imports
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
