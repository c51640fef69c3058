"""Whichever statement of a save fails, the store stays exactly as it was."""

from typing import Any, Final

import sqlalchemy as sa

from portfolio.store.database import Database
from portfolio.store.history import verify
from portfolio.store.tables import METADATA
from tests.faults import saver

MOST_STATEMENTS: Final = 500


class Broken(Exception):
    """A statement that fails for no reason of its own."""


def everything(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in METADATA.sorted_tables
        }


class FailsAt:
    """Lets the statements before one pass, and that one not."""

    def __init__(self, database: Database, number: int) -> None:
        self.engine, self.number, self.seen = database.engine, number, 0

    def __enter__(self) -> "FailsAt":
        sa.event.listen(self.engine, "before_cursor_execute", self._count)
        sa.event.listen(self.engine, "commit", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.engine, "before_cursor_execute", self._count)
        sa.event.remove(self.engine, "commit", self._count)

    def _count(self, *_: Any) -> None:
        self.seen += 1
        if self.seen == self.number:
            raise Broken


def test_a_save_that_fails_at_any_statement_leaves_the_store_as_it_was(database: Database) -> None:
    saver.prepare(database)
    before = everything(database)
    for number in range(1, MOST_STATEMENTS):
        with FailsAt(database, number):
            try:
                saver.save(database)
            except Broken:
                pass
            else:
                break
        assert everything(database) == before
    assert number > 40
    assert everything(database) != before
    with database.reading() as connection:
        assert verify(connection).is_sound
