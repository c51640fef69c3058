"""Garbage collection waits while a file is read, and goes on afterwards."""

import gc

import pytest

from portfolio.services.collection import collection_waits


def test_collection_goes_on_once_nobody_is_at_work() -> None:
    assert gc.isenabled()
    with collection_waits():
        with pytest.raises(ValueError, match="broken"), collection_waits():
            raise ValueError("broken")
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collection_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collection_waits():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
