"""Turns: threads of one process write in the order they came, since SQLite's own wait is unfair."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class FairLock:
    """A lock that is handed over first come, first served."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    @contextmanager
    def turn(self, *, waits: bool = True) -> Iterator[None]:
        """Wait for one's turn and hold it; raises BlockingIOError where it ``waits`` for nobody."""
        with self._guard:
            if self._taken and not waits:
                raise BlockingIOError
            mine = Lock()
            if self._taken:
                mine.acquire()
                self._waiting.append(mine)
            self._taken = True
        mine.acquire()  # blocks until the one before hands over
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._taken = False
