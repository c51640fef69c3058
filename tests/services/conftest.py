"""What tests of services share."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from portfolio.services import passwords
from tests.building.imports import Files


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
