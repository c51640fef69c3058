"""Nobody waits for ever: a hung writer is refused in words, and reading goes on without a disk."""

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from portfolio.domain import params
from portfolio.domain.params import UserRole
from portfolio.services import sessions
from portfolio.store import engines, tables
from portfolio.store.database import Database
from portfolio.store.engines import StoreBusy, StoreFull, unavailable
from portfolio.text.words import Translator


@contextmanager
def hung(database: Database) -> Iterator[None]:
    """Another program that took the lock of a write and says nothing more."""
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as other:
        other.execute("UPDATE portfolio_state SET revision = revision")
        other.execute("UPDATE person_session SET seen_at = seen_at")
        yield
        other.rollback()


@pytest.fixture
def hasty(new_store: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 1)
    opened = Database(new_store())
    yield opened
    opened.close()


def save(database: Database, key: str) -> None:
    with database.new_revision("a change") as change:
        change.connection.execute(sa.insert(tables.setting).values(key=key, value=""))


def test_a_save_behind_a_hung_writer_is_refused_in_words(hasty: Database) -> None:
    save(hasty, "first")
    with hung(hasty):
        began = time.monotonic()
        with pytest.raises(StoreBusy) as caught:
            save(hasty, "second")
        assert time.monotonic() - began < 10
        with hasty.reading() as connection:  # and everybody goes on reading
            assert connection.scalar(sa.select(sa.func.count()).select_from(tables.setting)) == 1
    for language in ("en", "fr", "ar"):
        assert Translator(language).error(caught.value)
    save(hasty, "third")


def test_the_lock_of_a_hung_writer_is_taken_away(
    new_store: Any, engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine_name == "sqlite":
        return  # the lock of a SQLite file ends with its process
    monkeypatch.setattr(engines, "IDLE_SECONDS", 1)
    url = new_store()
    stuck, others, done = Database(url), Database(url), Event()

    def hang() -> None:
        with pytest.raises(Exception), stuck.new_revision("hangs") as _:  # noqa: B017, PT011
            done.wait(20)

    thread = Thread(target=hang)
    thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    save(others, "after it")
    assert time.monotonic() - began < 10
    done.set()
    thread.join()
    for opened in (stuck, others):
        opened.close()


def test_an_address_may_say_its_own_timeouts() -> None:
    url = engines.address("postgresql://h/d?tcp_user_timeout=5&options=-c%20lock_timeout%3D7")
    said = engines.timeouts(url)
    assert "tcp_user_timeout" not in said
    assert said["options"].endswith("-c lock_timeout=7")


@pytest.fixture
def signed_in(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """The digest of a session that was last in use so long ago that it has to be noted anew."""
    monkeypatch.setattr(sessions, "_SEEN_EVERY", timedelta(0))
    return params.digest(sessions.demonstrate(database, UserRole.MINISTER).token)


def test_a_signed_in_reader_goes_on_reading_while_another_holds_the_lock(
    database: Database, signed_in: str
) -> None:
    with hung(database):
        for _ in range(3):
            began = time.monotonic()
            who = sessions.resume(database, signed_in)
            assert who is not None
            assert who.duty is UserRole.MINISTER
            assert time.monotonic() - began < 5
    assert sessions.resume(database, signed_in) is not None


def test_a_signed_in_reader_waits_for_no_writer_of_the_same_process(
    database: Database, signed_in: str
) -> None:
    with database.new_revision("takes its time"):
        assert sessions.resume(database, signed_in) is not None


def test_a_session_in_use_is_noted_again_once_there_is_room(
    database: Database, signed_in: str
) -> None:
    def seen() -> Any:
        with database.reading() as connection:
            return connection.scalar(sa.select(tables.person_session.c.seen_at))

    before = seen()
    with hung(database):
        sessions.resume(database, signed_in)
    assert seen() == before
    sessions.resume(database, signed_in)
    assert seen() > before


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process may grow: the system refuses every write as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_signed_in_reader_goes_on_reading_on_a_disk_without_room(
    database: Database, signed_in: str
) -> None:
    if not database.is_sqlite:
        return  # a server has a disk of its own
    with no_room():
        who = [sessions.resume(database, signed_in) for _ in range(3)]
        with pytest.raises(StoreFull):
            save(database, "more")
        with database.reading() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(tables.setting)) == 0
    assert all(one is not None and one.duty is UserRole.MINISTER for one in who)
    save(database, "more")


def test_what_is_wrong_with_a_file_is_told_apart() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (v TEXT)")
        connection.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("INSERT INTO t VALUES (?)", ("x" * 100_000,))
    assert isinstance(unavailable(caught.value), StoreFull)
