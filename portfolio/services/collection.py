"""Garbage collection that waits while very many values are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

_lock: Final = Lock()
_at_work: Final[list[bool]] = []  # one entry for each that asks for it: whether it collected before


@contextmanager
def collection_waits() -> Iterator[None]:
    """Nothing is collected within: each collection would look through all that the process has.

    What is made within is bounded by the file it is made of, and has no cycles.
    """
    with _lock:
        _at_work.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            # The one that found it enabled hands that on to those still at work.
            enabled = any(_at_work)
            _at_work.pop()
            if _at_work:
                _at_work[0] = enabled
            elif enabled:
                gc.enable()
