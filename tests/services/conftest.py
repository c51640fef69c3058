"""What tests of services share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from portfolio.services import passwords
from portfolio.store.database import Database
from tests.building.imports import Files
from tests.services.desk import Desk, a_desk


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashing that costs a millisecond: where it is not tested how long it takes."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 64, 1))
    passwords.nobodys.cache_clear()
    yield
    passwords.nobodys.cache_clear()


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """Files of imports as values: what reads them finds each as it was made."""
    return Files(monkeypatch)


@pytest.fixture
def sqlite_desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """No engine decides what is a table."""
    shutil.copy(sqlite_template, tmp_path / "rates.db")
    opened = Database(f"sqlite:///{tmp_path / 'rates.db'}")
    yield a_desk(opened)
    opened.close()
