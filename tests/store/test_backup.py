"""A backup is one state of the store; a restore proves it equal, on the same engine or another."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.errors import MadeBeforeRelease, MadeByNewerVersion, PortfolioError
from portfolio.domain.params import PortfolioChoice, ViewParams
from portfolio.measures.figures import Figure
from portfolio.measures.headline import headline
from portfolio.services import attachments, drafts, operations, transactions
from portfolio.services.live import LivePortfolio
from portfolio.store import backup as store_backup
from portfolio.store import engines
from portfolio.store.backup import (
    BackupNotWritten,
    BackupTooLarge,
    BackupUnreadable,
    RestoreDiffers,
    StoreNotEmpty,
    TextNotStorable,
    backup,
    restore,
)
from portfolio.store.checks import NAME, BackupDamaged, prove
from portfolio.store.database import Database
from portfolio.store.files import FileFolder, NoFileFolder
from portfolio.store.history import verify
from portfolio.store.projects import read_project
from portfolio.store.tables import METADATA, history, person_session, project
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building import files
from tests.conftest import BOTH_ENGINES
from tests.faults import saver
from tests.services.desk import AS_OF, a_desk, flow
from tests.store.test_history import tamper, tell
from tests.store.test_migrating import SECOND

Edit = Callable[[dict[str, bytes]], None]


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
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in METADATA.sorted_tables
        }


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


# -- the drill --------------------------------------------------------------------------------


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


# -- attached files ---------------------------------------------------------------------------


def with_files(database: Database, folder: Path) -> dict[str, bytes]:
    """A project with three files, one of them withdrawn; digest → bytes."""
    database.files = FileFolder(folder)
    desk = a_desk(database)
    identifier = desk.published()
    every = [files.pdf(), files.png(), files.jpeg()]
    references = [
        attachments.attach_file(
            desk.register, desk.secretary, identifier, "", f"File {n}", "a", data, token=str(n)
        )
        for n, data in enumerate(every)
    ]
    attachments.withdraw_file(desk.register, desk.secretary, references[2], "error", token="w")
    return {hashlib.sha256(data).hexdigest(): data for data in every}


def test_attached_files_come_back_byte_for_byte(
    database: Database, target: Database, tmp_path: Path
) -> None:
    held = with_files(database, tmp_path / "here")
    kept = operations.backup(database, tmp_path / "portfolio.zip")
    assert (kept.manifest.files.count, kept.manifest.files.missing) == (3, 0)
    target.files = None
    with pytest.raises(NoFileFolder):
        restore(target, tmp_path / "portfolio.zip")
    target.files = FileFolder(tmp_path / "there")
    restore(target, tmp_path / "portfolio.zip")
    assert {sha256: target.files.read(sha256) for sha256 in target.files.digests()} == held
    assert operations.verify_files(target).missing == ()
    assert operations.verify_rows(target).differences == ()
    again = operations.backup(target, tmp_path / "again.zip")
    assert again.manifest.files == kept.manifest.files


def test_a_file_that_is_lost_is_told_and_stops_no_backup(
    database: Database, target: Database, tmp_path: Path
) -> None:
    held = with_files(database, tmp_path / "here")
    assert database.files
    for sha256, data in zip(sorted(held), (b"other", None), strict=False):
        if data is None:
            database.files.file(sha256).unlink()
        else:
            database.files.file(sha256).write_bytes(data)
    manifest = backup(database, tmp_path / "portfolio.zip")
    assert (manifest.files.count, manifest.files.missing) == (1, 2)
    target.files = FileFolder(tmp_path / "there")
    assert restore(target, tmp_path / "portfolio.zip") == manifest
    assert len(operations.verify_files(target).missing) == 2


@pytest.mark.parametrize("damage", ["changed", "missing", "more", "renamed"])
def test_a_backup_with_other_files_than_it_names_is_refused(
    database: Database, tmp_path: Path, damage: str
) -> None:
    with_files(database, tmp_path / "here")
    backup(database, tmp_path / "whole.zip")
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in parts if name.startswith("files/"))
    match damage:
        case "changed":
            parts[name] = bytes(reversed(parts[name]))
        case "missing":
            del parts[name]
        case "more":
            parts[f"files/{'0' * 64}"] = b"more"
        case "renamed":
            parts["files/../../../etc/evil"] = parts.pop(name)
    with zipfile.ZipFile(tmp_path / "wrong.zip", "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    target = Database(f"sqlite:///{tmp_path / 'wrong.db'}")
    with pytest.raises(BackupDamaged):
        restore(target, tmp_path / "wrong.zip")
    assert not (tmp_path / "wrong.db.files").exists()
    target.close()


# -- writing ----------------------------------------------------------------------------------


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


# -- what is refused --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup to damage."""
    folder = tmp_path_factory.mktemp("written")
    source = Database(f"sqlite:///{folder / 'source.db'}")
    source.create_or_upgrade()
    saver.prepare(source)
    saver.save(source)
    backup(source, folder / "portfolio.zip")
    source.close()
    return folder / "portfolio.zip"


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def edited(file: Path, folder: Path, edit: Edit) -> Path:
    """A copy of a backup with its parts changed by ``edit``."""
    changed = parts(file)
    edit(changed)
    made = folder / "edited.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in changed.items():
            archive.writestr(name, data)
    return made


def sealed(members: dict[str, bytes], name: str, data: bytes) -> None:
    """Change a member and everything the manifest says of its bytes, as a careful forger does."""
    members[f"{name}.jsonl"] = data
    manifest = json.loads(members[NAME])
    manifest["tables"][name] |= {
        "bytes": len(data),
        "rows": data.count(b"\n"),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    members[NAME] = json.dumps(manifest).encode()


def a_cell(table: str, column: str, value: Any) -> Edit:
    """Another value in the first row of a table."""

    def edit(members: dict[str, bytes]) -> None:
        rows = [json.loads(line) for line in members[f"{table}.jsonl"].splitlines()]
        place = json.loads(members[NAME])["tables"][table]["columns"].index(column)
        assert rows[0][place] != value
        rows[0][place] = value
        sealed(members, table, b"".join(json.dumps(row).encode() + b"\n" for row in rows))

    return edit


def without_the_last_flow(members: dict[str, bytes]) -> None:
    sealed(members, "flow", members["flow.jsonl"].rsplit(b"\n", 2)[0] + b"\n")


def another_reason(members: dict[str, bytes]) -> None:
    sealed(members, "history", members["history.jsonl"].replace(b"save until", b"load until", 1))


def a_manifest(**said: Any) -> Edit:
    def edit(members: dict[str, bytes]) -> None:
        members[NAME] = json.dumps(json.loads(members[NAME]) | said).encode()

    return edit


def a_member(name: str, data: bytes | None) -> Edit:
    def edit(members: dict[str, bytes]) -> None:
        if data is None:
            del members[name]
        else:
            members[name] = data

    return edit


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (a_member("flow.jsonl", b"[]\n"), BackupDamaged),
        (a_member("flow.jsonl", None), BackupDamaged),
        (a_member("../flow.jsonl", b""), BackupDamaged),
        (a_member(NAME, None), BackupDamaged),
        (a_member(NAME, b"not JSON"), BackupDamaged),
        (a_member(NAME, b"[]"), BackupDamaged),
        (a_manifest(format="another/1"), BackupDamaged),
        (a_manifest(proof=None), BackupDamaged),
        (a_manifest(schema=["9999_second"]), MadeByNewerVersion),
        (a_manifest(schema=["0007"]), MadeBeforeRelease),
        (a_member("flow.jsonl", b"0" * (80 << 20)), BackupTooLarge),
        (lambda members: sealed(members, "flow", b"not JSON\n"), BackupDamaged),
        (lambda members: sealed(members, "flow", b"[1]\n"), BackupDamaged),
        (lambda members: sealed(members, "flow", b"[1]"), BackupDamaged),
        (a_cell("flow", "amount", 1), RestoreDiffers),
        (without_the_last_flow, RestoreDiffers),
        (another_reason, RestoreDiffers),
        (a_cell("budget", "project_id", 999), PortfolioError),
        (a_cell("budget", "amount", {"a": 1}), BackupDamaged),
        (a_cell("budget", "amount", 2**70), BackupDamaged),
    ],
)
def test_a_changed_backup_is_refused_and_nothing_is_kept(
    written: Path, tmp_path: Path, target: Database, edit: Edit, refusal: type[PortfolioError]
) -> None:
    with pytest.raises(refusal):
        restore(target, edited(written, tmp_path, edit))
    assert_empty(target)
    restore(target, written)  # and the same store takes the true one


def assert_empty(database: Database) -> None:
    database.create_or_upgrade()
    assert {name: rows for name, rows in everything(database).items() if rows} == {
        "portfolio_state": [(1, 0, 0, "", 0, "")]
    }


def test_a_file_cut_off_or_flipped_anywhere_is_refused(written: Path, tmp_path: Path) -> None:
    whole = written.read_bytes()
    target = Database(f"sqlite:///{tmp_path / 'restored.db'}")
    broken = tmp_path / "broken.zip"
    for part in range(12):
        place = len(whole) * (2 * part + 1) // 24
        for data in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            broken.write_bytes(data)
            try:
                restore(target, broken)
            except PortfolioError:
                assert_empty(target)
            else:  # a bit nobody reads, such as a time in the directory of the zip
                with target.reading() as connection:
                    found = prove(connection)
                target.close()
                (tmp_path / "restored.db").unlink()
                target = Database(f"sqlite:///{tmp_path / 'restored.db'}")
                restore(target, written)
                with target.reading() as connection:
                    assert prove(connection) == found
                target.close()
                (tmp_path / "restored.db").unlink()
                target = Database(f"sqlite:///{tmp_path / 'restored.db'}")
    target.close()


def test_a_sign_postgresql_can_not_store_is_named_and_sqlite_takes_the_backup(
    target: Database, tmp_path: Path
) -> None:
    source = Database(f"sqlite:///{tmp_path / 'source.db'}")
    source.create_or_upgrade()
    with source.new_revision("a NUL \0 in a reason, as an older release let in"):
        pass
    backup(source, tmp_path / "portfolio.zip")
    if target.is_sqlite:
        restore(target, tmp_path / "portfolio.zip")
        assert everything(target)["history"] == everything(source)["history"]
    else:
        with pytest.raises(TextNotStorable) as caught:
            restore(target, tmp_path / "portfolio.zip")
        assert caught.value.values == {"part": "history", "row": 1, "column": "reason"}
        assert all("SQLite" in Translator(language).error(caught.value) for language in LANGUAGES)
        with target.reading() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM history")) == 0
    source.close()


def test_a_file_that_is_no_zip_or_not_there_is_refused(target: Database, tmp_path: Path) -> None:
    (tmp_path / "words.zip").write_text("no zip")
    with pytest.raises(BackupDamaged):
        restore(target, tmp_path / "words.zip")
    with pytest.raises(BackupUnreadable):
        restore(target, tmp_path / "nowhere.zip")


def test_a_store_in_use_is_never_restored_over(database: Database, written: Path) -> None:
    tell(database, "A")
    before = everything(database)
    with pytest.raises(StoreNotEmpty):
        restore(database, written)
    assert everything(database) == before


def test_a_restore_that_dies_leaves_an_empty_store(
    written: Path, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store_backup, "_compare", die)
    with pytest.raises(KeyboardInterrupt):
        restore(target, written)
    monkeypatch.undo()
    assert_empty(target)


def test_a_newer_program_restores_an_older_backup_and_brings_it_up_to_date(
    written: Path, target: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "newer"
    folder.mkdir()
    (folder / "9999_second.py").write_text(SECOND.format(breaks=False))
    restore(target, written, more=[folder])
    with target.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(capital) FROM country")) is not None
        assert connection.scalar(sa.text("SELECT value FROM setting WHERE key = 'second'"))
    # Here a backup of that store is one of a newer program.
    backup(target, tmp_path / "newer.zip")
    other = Database(f"sqlite:///{tmp_path / 'older.db'}")
    with pytest.raises(MadeByNewerVersion):
        restore(other, tmp_path / "newer.zip")
    other.close()


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
