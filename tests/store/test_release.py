"""A store of a release is brought up to date with all it holds, and comes back from a backup."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from portfolio.domain.errors import MadeByNewerVersion
from portfolio.services import operations
from portfolio.store import engines
from portfolio.store.backup import restore
from portfolio.store.database import Database
from portfolio.store.history import verify
from portfolio.store.tables import METADATA
from tests.servers import Server
from tests.store.release import RELEASES, facts, stored
from tests.store.test_migrating import SECOND, described, writer

VERSIONS = sorted(folder.name for folder in RELEASES.iterdir())


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def held(version: str, engine_name: str) -> dict[str, Any]:
    """What the store of a release held when it was written."""
    text = (RELEASES / version / "facts.json").read_text(encoding="utf-8")
    return dict(json.loads(text)[engine_name])


@pytest.fixture
def released(blank_url: str, version: str, engine_name: str, request: Any) -> Iterator[Database]:
    """The store of a release, as it was left."""
    statements = stored(version, engine_name)
    if engine_name == "sqlite":
        with closing(sqlite3.connect(blank_url.removeprefix("sqlite:///"))) as connection:
            connection.executescript(statements)
    else:
        server: Server = request.getfixturevalue("postgresql_server")
        psql = [server.program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", blank_url]
        subprocess.run(psql, input=statements, check=True, text=True, stdout=subprocess.DEVNULL)
    database = Database(blank_url)
    yield database
    database.close()


def test_a_stored_release_is_brought_up_to_date_and_holds_what_it_held(
    released: Database, held: dict[str, Any], database: Database
) -> None:
    released.create_or_upgrade()
    assert facts(released, held["rows"]) == held
    assert described(released.engine) == described(database.engine)
    with released.reading() as connection:
        assert verify(connection).is_sound
    assert operations.verify_rows(released).differences == ()


def test_what_came_since_can_be_taken_back_to_the_schema_of_the_release(
    released: Database, held: dict[str, Any]
) -> None:
    before = described(released.engine)
    released.create_or_upgrade()
    since = {"preference", "visit", "import_job", "import_file", "import_row", "attachment"}
    assert set(described(released.engine)) - set(before) == since
    config = engines.migrations()
    with writer(released).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001_first")
    assert described(released.engine) == before
    released.create_or_upgrade()
    assert facts(released, held["rows"]) == held


def test_some_of_everything_is_in_the_stored_release(held: dict[str, Any]) -> None:
    assert [name for name, rows in held["rows"].items() if not rows] == []
    assert any(int(amount) for name, amount in held["figures"].items() if amount != "None")


def test_the_backup_of_a_release_is_restored_on_either_engine(
    blank_url: str, version: str, tmp_path: Path
) -> None:
    text = (RELEASES / version / "facts.json").read_text(encoding="utf-8")
    written = json.loads(text)["sqlite"]
    database = Database(blank_url)
    restore(database, RELEASES / version / "backup.zip")
    assert facts(database, written["rows"]) == written
    database.close()


def test_a_later_migration_keeps_the_release_and_a_backup_is_the_way_back(
    released: Database, held: dict[str, Any], new_store: Any, tmp_path: Path
) -> None:
    released.create_or_upgrade()
    operations.backup(released, tmp_path / "before.zip")
    (tmp_path / "9999_second.py").write_text(SECOND.format(breaks=False))
    engines.upgrade(writer(released), more=[tmp_path])
    with released.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(capital) FROM country"))
    with pytest.raises(MadeByNewerVersion):  # the program of before does not open it any more
        released.create_or_upgrade()
    back = Database(new_store(migrated=False))
    restore(back, tmp_path / "before.zip")
    assert facts(back, held["rows"]) == held
    assert set(sa.inspect(back.engine).get_table_names()) == {*METADATA.tables, "alembic_version"}
    back.close()
