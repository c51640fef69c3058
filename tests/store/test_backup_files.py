"""Attached files are in a backup, byte for byte, or named as lost."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from portfolio.services import attachments, operations
from portfolio.store.backup import (
    backup,
    restore,
)
from portfolio.store.checks import BackupDamaged
from portfolio.store.database import Database
from portfolio.store.files import FileFolder, NoFileFolder
from tests.building import files
from tests.services.desk import a_desk


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
