"""The command import: nothing is written without --apply, what is wrong has its exit status."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portfolio import settings
from portfolio.cli.commands import portfolio
from portfolio.services import live
from portfolio.store.database import Database
from tests.building.import_workbook import workbook
from tests.services.desk import Desk, a_desk, entry

Run = Callable[..., Result]


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command line on the desk of a test."""
    url = desk.register.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", url)
    settings.current.cache_clear()
    live.register.cache_clear()
    yield lambda *words: CliRunner().invoke(portfolio, words)
    live.register().database.close()
    settings.current.cache_clear()
    live.register.cache_clear()


def test_a_file_is_looked_at_and_applied_as_somebody(desk: Desk, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "projects.xlsx"
    file.write_bytes(workbook([("N1", entry())]))
    revision = desk.register.database.revision()
    looked = run("import", str(file), "--json")
    assert looked.exit_code == 0, looked.output
    document = json.loads(looked.stdout)
    assert document["counts"] == {"project": {"new": 1}}
    assert document["applied"] is None
    assert desk.register.database.revision() == revision
    applied = run("import", str(file), "--apply", "--as", "secretary")
    assert applied.exit_code == 0, applied.output
    assert desk.register.database.revision() == revision + 1
    again = json.loads(run("import", str(file), "--json", "--dry-run").stdout)
    assert again["counts"] == {"project": {"unchanged": 1}}


def test_what_is_wrong_and_wrong_options_have_their_exit_status(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "projects.xlsx"
    file.write_bytes(workbook([("N1", {**entry(), "objective": ""})]))
    assert run("import", str(file)).exit_code == 1
    assert run("import", str(file), "--apply").exit_code == 2
    assert run("import", str(file), "--apply", "--dry-run", "--as", "secretary").exit_code == 2
    assert run("import", str(tmp_path / "none.xlsx")).exit_code == 2
    (tmp_path / "a.csv").write_text("a;b\n1;2\n")
    assert run("import", str(tmp_path / "a.csv")).exit_code == 1
    assert run("import", str(file), "--apply", "--as", "nobody").exit_code == 1
