"""A backup is one state of the store; a restore proves it equal, on the same engine or another."""

import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import PortfolioChoice, ViewParams
from portfolio.measures.figures import Figure
from portfolio.measures.headline import headline
from portfolio.services import drafts, operations, transactions
from portfolio.services.live import LivePortfolio
from portfolio.store import engines
from portfolio.store.backup import (
    BackupNotWritten,
    backup,
    restore,
)
from portfolio.store.database import Database
from portfolio.store.history import verify
from portfolio.store.projects import read_project
from portfolio.store.tables import history, person_session, project
from tests.faults import saver
from tests.services.desk import AS_OF, a_desk, flow
from tests.store.conftest import everything
from tests.store.test_history import tamper, tell


def worked_on(database: Database) -> None:
    """People, sessions, a published project with a pledge, an open draft, history."""
    desk = a_desk(database)
    identifier = desk.published()
    transactions.propose_pledge(desk.register, desk.donor, identifier, flow(), token="t1")
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="t2")
    drafts.save_draft(
        desk.register,
        desk.secretary,
        draft.id,
        {**draft.document, "place": "Ghat — غات"},
        draft_seen=draft,
    )
    with database.transaction("a session") as change:
        change.connection.execute(
            sa.insert(person_session).values(
                digest="d",
                person_id=desk.secretary.person,
                created_at=change.recorded_at,
                seen_at=change.recorded_at,
            )
        )


def test_what_is_restored_is_what_was_there_but_for_open_doors(
    database: Database, target: Database, tmp_path: Path
) -> None:
    worked_on(database)
    kept = operations.backup(database, tmp_path / "portfolio.zip")
    assert operations.restore(target, tmp_path / "portfolio.zip") == kept
    before, after = everything(database), everything(target)
    assert before.pop("person_session")
    assert after.pop("person_session") == []
    assert before == after
    with target.reading() as connection:
        found = verify(connection)
        assert (found.is_sound, found.head) == (True, kept.manifest.proof.head)
    registers = [
        LivePortfolio(opened, demonstration=True, conference=CONFERENCE_DEFAULT)
        for opened in (database, target)
    ]
    first, second = (
        operations.everything(register, PortfolioChoice.RECORD) for register in registers
    )
    assert first == second
    heads = [headline(register.view(ViewParams(as_of=AS_OF))).amounts for register in registers]
    assert heads[0] == heads[1]
    assert heads[0].of(Figure.REQUIREMENT)


def test_work_goes_on_in_a_restored_store(target: Database, tmp_path: Path) -> None:
    source = Database(f"sqlite:///{tmp_path / 'source.db'}")
    source.create_or_upgrade()
    saver.prepare(source)
    backup(source, tmp_path / "portfolio.zip")
    restore(target, tmp_path / "portfolio.zip")
    assert saver.save(target) == 2  # new rows get numbers nobody has
    with target.reading() as connection:
        assert verify(connection).entries == 4
    source.close()


def test_a_backup_under_writes_is_one_state_and_keeps_nobody_waiting(
    database: Database, target: Database, tmp_path: Path
) -> None:
    saver.prepare(database)
    done, failures = threading.Event(), list[BaseException]()

    def write() -> None:
        try:
            while not done.is_set():
                saver.save(database)
        except BaseException as failure:
            failures.append(failure)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        revision = 0
        for number in range(3):
            manifest = backup(database, tmp_path / f"{number}.zip")
            assert manifest.proof.revision >= revision
            revision = manifest.proof.revision
    finally:
        done.set()
        for writer in writers:
            writer.join()
    assert failures == []
    assert database.revision() > 3
    restore(target, tmp_path / "2.zip")
    with target.reading() as connection:
        shared = read_project(connection, saver.SHARED)
        assert shared.notes == saver.written(saver.SHARED, revision).notes
        assert str(sum(flow.amount_minor for flow in shared.flows)) == shared.notes
        named = connection.scalars(sa.select(project.c.identifier)).all()
        assert set(named) == {saver.SHARED, *(f"Post {n}" for n in range(2, revision + 1))}
        assert verify(connection).entries == 2 * revision


def test_a_history_that_is_broken_is_carried_and_said(
    database: Database, target: Database, tmp_path: Path
) -> None:
    tell(database, "A", "B", "C")
    tamper(database, sa.update(history).where(history.c.number == 2).values(reason="another"))
    assert backup(database, tmp_path / "portfolio.zip").proof.broken_at == 2
    assert restore(target, tmp_path / "portfolio.zip").proof.broken_at == 2


def test_a_backup_that_fails_leaves_the_one_before(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(database, "A")
    file = tmp_path / "kept" / "portfolio.zip"
    with pytest.raises(BackupNotWritten):
        backup(database, file)  # no such folder
    file.parent.mkdir()
    backup(database, file)
    before = file.read_bytes()
    tell(database, "B")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portfolio.store.backup._keep", full)
    with pytest.raises(BackupNotWritten, match="No space left"):
        backup(database, file)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_nobody_else_on_the_machine_may_read_a_backup(database: Database, tmp_path: Path) -> None:
    backup(database, tmp_path / "portfolio.zip")
    assert (tmp_path / "portfolio.zip").stat().st_mode & 0o077 == 0


def test_a_journal_left_by_a_killed_writer_is_rolled_back_first(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'portfolio.db'}")
    database.create_or_upgrade()
    tell(database, "A")
    writer = database.engine.execution_options(**{engines.WRITES: True})
    with writer.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("PRAGMA cache_size = 1")
        connection.exec_driver_sql("PRAGMA cache_spill = 1")
        connection.exec_driver_sql(
            "INSERT INTO setting WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 2000) SELECT i, hex(randomblob(100)) FROM n"
        )
        copied = tmp_path / "killed"
        copied.mkdir()
        for file in tmp_path.glob("portfolio.db*"):
            (copied / file.name).write_bytes(file.read_bytes())
        transaction.rollback()
    assert (copied / "portfolio.db-journal").stat().st_size > 0
    killed = Database(f"sqlite:///{copied / 'portfolio.db'}")
    assert killed.revision() == 1  # the question asked before all others
    assert backup(killed, tmp_path / "portfolio.zip").proof.rows["setting"] == 0
    killed.close()
    database.close()
