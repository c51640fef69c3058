from pathlib import Path

import pytest

from portfolio.domain.errors import BrokenFile
from portfolio.exchange.errors import MissingFile
from portfolio.services.live import load
from portfolio.store.database import Database
from portfolio.store.reading import read_declaration, read_events, read_project


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'portfolio.db'}")
    database.create_or_upgrade()
    return database


def test_a_demonstration_brings_projects_and_an_empty_portfolio_none(
    database: Database, directory: Path
) -> None:
    assert load(database, directory, demonstration=False).additions == ()
    assert set(load(database, directory, demonstration=True).additions) == {"POSTS", "EXAMPLE"}
    with database.reading() as connection:
        assert len(read_declaration(connection).clauses) == 11
        assert read_events(connection)
        posts = read_project(connection, "POSTS")
    assert [flow.amount_minor for flow in posts.flows] == [50000000, 60000000, 40000001, -1]


def test_loading_again_changes_nothing(database: Database, directory: Path) -> None:
    first = load(database, directory, demonstration=True)
    again = load(database, directory, demonstration=True)
    assert again.revision == first.revision == database.revision()
    assert (again.additions, again.updates) == ((), ())


@pytest.mark.parametrize("file", ["projects/illustrative.json", "events.json", "countries.csv"])
def test_a_broken_file_leaves_nothing_half_loaded(
    database: Database, directory: Path, file: str
) -> None:
    before = database.revision()
    path = directory / file
    path.write_text(path.read_text("utf-8") + "}", "utf-8")
    with pytest.raises(BrokenFile):
        load(database, directory, demonstration=True)
    assert database.revision() == before
    with database.reading() as connection:
        assert not read_declaration(connection).clauses
        assert not read_events(connection)


def test_a_missing_file_leaves_what_was_loaded(database: Database, directory: Path) -> None:
    loaded = load(database, directory, demonstration=True)
    (directory / "declaration.json").unlink()
    with pytest.raises(MissingFile):
        load(database, directory, demonstration=True)
    assert database.revision() == loaded.revision
