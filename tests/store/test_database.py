"""Transactions, the revision counter, and several writers at once."""

import inspect
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from portfolio.domain.errors import DatabaseUnavailable
from portfolio.store import engines, reading, tables
from portfolio.store.database import Database
from portfolio.store.engines import ConstraintBroken


def remember(database: Database, key: str) -> None:
    with database.new_revision("remember") as change:
        change.connection.execute(sa.insert(tables.setting).values(key=key, value="kept"))


def fail_after_writing(database: Database) -> None:
    with database.new_revision("fails") as change:
        change.connection.execute(sa.insert(tables.setting).values(key="second", value=""))
        raise ZeroDivisionError


def test_every_write_raises_the_revision_by_one(database: Database) -> None:
    assert database.revision() == 0
    for expected in (1, 2, 3):
        with database.new_revision("nothing in particular") as change:
            assert change.revision == expected
            assert change.recorded_at.tzinfo is UTC
            assert abs((datetime.now(UTC) - change.recorded_at).total_seconds()) < 60
        assert database.revision() == expected


def test_a_write_that_fails_leaves_neither_rows_nor_revision(database: Database) -> None:
    remember(database, "first")
    with pytest.raises(ConstraintBroken):
        remember(database, "first")
    with pytest.raises(ZeroDivisionError):
        fail_after_writing(database)
    assert database.revision() == 1
    with database.reading() as connection:
        assert reading.read_settings(connection) == {"first": "kept"}
        assert reading.read_revision(connection) == 1
    remember(database, "third")
    assert database.revision() == 2


def test_an_abandoned_write_leaves_neither_rows_nor_revision(database: Database) -> None:
    with database.new_revision("finds nothing to do") as change:
        change.connection.execute(sa.insert(tables.setting).values(key="second", value=""))
        change.abandon()
    assert database.revision() == 0
    with database.reading() as connection:
        assert reading.read_settings(connection) == {}


def test_another_process_sees_the_revision_and_the_rows_together(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    assert other.revision() == 0
    remember(database, "first")
    assert other.revision() == 1
    with other.reading() as connection:
        assert reading.read_settings(connection) == {"first": "kept"}
    other.close()


def test_a_reader_sees_one_state_from_its_first_read_to_its_end(database: Database) -> None:
    meanwhile = Thread(target=remember, args=(database, "meanwhile"))
    with database.reading() as connection:
        assert reading.read_revision(connection) == 0
        meanwhile.start()
        meanwhile.join(0.5)  # PostgreSQL writes beside readers; SQLite waits for them
        assert reading.read_revision(connection) == 0
        assert reading.read_settings(connection) == {}
    meanwhile.join()
    with database.reading() as connection:
        assert reading.read_settings(connection) == {"meanwhile": "kept"}


def test_a_write_larger_than_any_cache_keeps_no_reader_waiting(database: Database) -> None:
    before, at = database.revision(), datetime(2014, 1, 1, tzinfo=UTC)
    rows = [{"subject": f"{number:0200d}", "at": at} for number in range(40_000)]
    with database.new_revision("eight megabytes") as change:
        change.connection.execute(sa.insert(tables.attempt), rows)
        assert (
            Database(str(database.url.render_as_string(hide_password=False))).revision() == before
        )
        with database.reading() as connection:
            query = sa.select(sa.func.count()).select_from(tables.attempt)
            assert connection.scalar(query) == 0


def test_readers_cannot_leave_anything_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.reading():
        raise ZeroDivisionError
    with database.reading() as connection:
        assert reading.read_revision(connection) == 0


def test_no_write_of_many_threads_and_processes_is_lost(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))

    def write_ten(writer: int) -> None:
        for n in range(10):
            remember(database if writer % 2 else other, f"{writer}-{n}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_ten, range(4)))
    assert database.revision() == other.revision() == 40
    with database.reading() as connection:
        assert len(reading.read_settings(connection)) == 40
    other.close()


def test_a_counter_that_lost_its_connection_opens_another(database: Database) -> None:
    assert database.revision() == 0
    database._counter._connection.close()
    remember(database, "first")
    assert database.revision() == 1


def test_a_database_without_tables_is_unavailable_and_not_a_crash(blank_url: str) -> None:
    database = Database(blank_url)
    with pytest.raises(DatabaseUnavailable):
        database.revision()
    with pytest.raises(DatabaseUnavailable), database.new_revision("too early"):
        pytest.fail("nothing can be written")
    database.close()


@pytest.mark.parametrize(
    "url", ["", "no address", "mysql://somewhere/else", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_this_program_cannot_use_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnavailable):
        Database(url)


def test_a_server_that_does_not_answer_is_unavailable_and_keeps_the_password() -> None:
    database = Database("postgresql://someone:secret@127.0.0.1:9/none")
    for ask in (database.revision, database.create_or_upgrade):
        with pytest.raises(DatabaseUnavailable) as refusal:
            ask()
        assert "secret" not in str(refusal.value)


def test_sqlite_keeps_the_rollback_journal_full_syncs_and_references(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = inspect.unwrap(vars(engines)["_prepare_sqlite"])  # without the haste of the tests
    monkeypatch.setattr(engines, "_prepare_sqlite", product)
    database = Database(f"sqlite:///{tmp_path}/made/on/the/way.db")
    database.create_or_upgrade()
    with database.reading() as connection:
        said = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert said == ["delete", 2, 1]
    database.close()
