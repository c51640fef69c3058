"""Backup and restore of a whole portfolio, for whoever runs the installation."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from portfolio.store import backup as store
from portfolio.store import restoring
from portfolio.store.database import Database
from portfolio.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class BackupFiles:
    """A backup as it was written or restored, with what to note down beside it."""

    manifest: Manifest
    bytes: int
    sha256: str  # of the file: noted elsewhere, it shows later that the file is still the same


def backup(database: Database, file: Path) -> BackupFiles:
    """Write a consistent copy while others go on working; raises BackupNotWritten."""
    return _kept(store.backup(database, file), file)


def restore(database: Database, file: Path) -> BackupFiles:
    """Fill an empty database and prove it equal to the backup, or leave it empty."""
    return _kept(restoring.restore(database, file), file)


def _kept(manifest: Manifest, file: Path) -> BackupFiles:
    with file.open("rb") as opened:
        said = hashlib.file_digest(opened, "sha256").hexdigest()
    return BackupFiles(manifest, file.stat().st_size, said)
