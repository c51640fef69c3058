"""What tests of the store share: a database to restore into, and everything that one holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.store.database import Database
from portfolio.store.tables import METADATA
from tests.conftest import BOTH_ENGINES


@pytest.fixture(params=BOTH_ENGINES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that holds nothing at all, on each engine in turn."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'restored.db'}")
        yield opened
        opened.close()
        return
    server = request.getfixturevalue("postgresql_server")
    url = server.create()
    opened = Database(url)
    yield opened
    opened.close()
    server.drop(url)


def everything(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, whatever the order the store returns them in."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in METADATA.sorted_tables
        }
