"""Attached files beside the database: named by the SHA-256 of their bytes, written once, never changed."""

import hashlib
import os
import re
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from portfolio.domain.errors import PortfolioError

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_UNFINISHED: Final = ".part"
_UNFINISHED_SECONDS: Final = 24 * 3600.0  # after which nobody is writing it any more


class NoFileFolder(PortfolioError):
    """No folder is set for the files of a database that is no file itself."""


class FileNotWritten(PortfolioError):
    """A file can't be written beside the database (values: reason)."""


class FileLost(PortfolioError):
    """The bytes of a file are gone, or are not those that were recorded (values: sha256)."""


@dataclass(frozen=True, slots=True)
class FileFolder:
    """The folder of attached files; it need not exist before the first."""

    path: Path

    def file(self, sha256: str) -> Path:
        """The place of a file's bytes."""
        if not _DIGEST.fullmatch(sha256):
            raise FileLost(sha256=sha256)
        return self.path / sha256[:2] / sha256

    @contextmanager
    def stage(self, data: bytes) -> Iterator["StagedFile"]:
        """Write bytes under a name of their own, onto the disk; they stay once they are placed."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.file(sha256)
        unfinished = place.with_name(f"{sha256}.{token_hex(8)}{_UNFINISHED}")
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(data)
                opened.flush()
                os.fsync(opened.fileno())
            yield StagedFile(self, sha256, unfinished)
        except OSError as problem:
            raise FileNotWritten(reason=problem.strerror or str(problem)) from problem
        finally:
            unfinished.unlink(missing_ok=True)

    def read(self, sha256: str) -> bytes:
        """The bytes of a digest; raises FileLost where they are gone or are others."""
        try:
            data = self.file(sha256).read_bytes()
        except OSError as problem:
            raise FileLost(sha256=sha256) from problem
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileLost(sha256=sha256)
        return data

    def is_sound(self, sha256: str) -> bool:
        """Whether the bytes are there and are those of the digest."""
        try:
            with self.file(sha256).open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def digests(self) -> frozenset[str]:
        """Digests of every file here, sound or not."""
        return frozenset(file.name for file in self._files() if _DIGEST.fullmatch(file.name))

    def sweep(self, of_rows: Collection[str]) -> int:
        """Delete what was never finished and what no row names; how many files.

        The caller sees to it that nobody records a file meanwhile.
        """
        before, count = time.time() - _UNFINISHED_SECONDS, 0
        for file in list(self._files()):
            if _DIGEST.fullmatch(file.name):
                is_of_nobody = file.name not in of_rows
            else:
                is_of_nobody = file.suffix == _UNFINISHED and file.stat().st_mtime < before
            if is_of_nobody:
                with suppress(OSError):
                    file.unlink()
                    count += 1
        return count

    def _files(self) -> Iterator[Path]:
        if self.path.is_dir():
            yield from (file for file in self.path.glob("[0-9a-f][0-9a-f]/*") if file.is_file())


@dataclass(frozen=True, slots=True)
class StagedFile:
    """Bytes that are on the disk and have no name of their own yet."""

    folder: FileFolder
    sha256: str
    part: Path

    def place(self) -> None:
        """Give the bytes their name; sound ones of that name stay as they are.

        To be called inside the transaction that records them: killed before its end it leaves
        bytes without a row, never a row without bytes.
        """
        place = self.folder.file(self.sha256)
        if self.folder.is_sound(self.sha256):
            return
        os.replace(self.part, place)
        for folder in (place.parent, self.folder.path):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
