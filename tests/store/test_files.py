"""Bytes of attached files: written whole under their digest, found changed or gone, swept by the rows."""

import hashlib
import os
from pathlib import Path

import pytest

from portfolio.store.files import FileFolder, FileLost, FileNotWritten

DATA = b"%PDF-1.4 of some kind"
SHA256 = hashlib.sha256(DATA).hexdigest()


def placed(folder: FileFolder, data: bytes = DATA) -> str:
    with folder.stage(data) as staged:
        staged.place()
        return staged.sha256


@pytest.fixture
def folder(tmp_path: Path) -> FileFolder:
    return FileFolder(tmp_path / "portfolio.db.files")


def test_bytes_read_back_under_their_digest_for_the_owner_alone(folder: FileFolder) -> None:
    assert folder.digests() == frozenset()
    assert placed(folder) == SHA256
    assert folder.read(SHA256) == DATA
    assert folder.digests() == {SHA256}
    assert folder.file(SHA256).stat().st_mode & 0o177 == 0  # nobody else's, and never run


def test_what_is_not_placed_leaves_nothing(folder: FileFolder) -> None:
    with pytest.raises(RuntimeError), folder.stage(DATA):
        raise RuntimeError
    with folder.stage(DATA):
        pass
    assert folder.digests() == frozenset()
    assert list(folder.path.glob("*/*")) == []


def test_the_same_bytes_are_written_once_and_mended_where_they_changed(folder: FileFolder) -> None:
    placed(folder)
    before = folder.file(SHA256).stat()
    placed(folder)
    assert folder.file(SHA256).stat().st_ino == before.st_ino
    folder.file(SHA256).write_bytes(b"others")
    assert not folder.is_sound(SHA256)
    with pytest.raises(FileLost):
        folder.read(SHA256)
    placed(folder)
    assert folder.read(SHA256) == DATA


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, SHA256[:-1], f"{SHA256}/.."])
def test_what_is_no_digest_names_no_file(folder: FileFolder, name: str) -> None:
    assert not SHA256.startswith("A")
    with pytest.raises(FileLost):
        folder.read(name)


def test_bytes_that_are_gone_are_lost_in_words(folder: FileFolder) -> None:
    placed(folder)
    folder.file(SHA256).unlink()
    assert not folder.is_sound(SHA256)
    with pytest.raises(FileLost):
        folder.read(SHA256)


def test_a_sweep_takes_what_no_row_names_and_what_was_never_finished(folder: FileFolder) -> None:
    own, other = placed(folder), placed(folder, b"other bytes")
    fresh, old = (folder.file(own).with_name(f"{own}.{name}.part") for name in ("a", "b"))
    for unfinished in (fresh, old):
        unfinished.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert folder.sweep({own}) == 2
    assert folder.digests() == {own}
    assert other not in folder.digests()
    assert fresh.exists()  # somebody may be writing it
    assert not old.exists()


def test_a_disk_that_refuses_is_said_and_nothing_stays(
    folder: FileFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileNotWritten, match="No space left"), folder.stage(DATA):
        raise AssertionError
    assert list(folder.path.glob("*/*")) == []
