"""What no restore accepts: a backup that is damaged, forged, newer or too large, and a store in use."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.errors import MadeBeforeRelease, MadeByNewerVersion, PortfolioError
from portfolio.store import backup as store_backup
from portfolio.store.backup import (
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
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.faults import saver
from tests.store.conftest import everything
from tests.store.test_history import tell
from tests.store.test_migrating import SECOND

Edit = Callable[[dict[str, bytes]], None]


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
