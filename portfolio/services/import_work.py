"""Work on imports: by one thread of one process, whose progress and end everybody can see."""

import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from secrets import token_hex
from threading import BoundedSemaphore, Event, Thread
from time import monotonic
from typing import Final

from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import PATIENCE, ImportJob, ImportState
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports
from portfolio.store.database import Database
from portfolio.store.engines import StoreBusy

PROCESS: Final = f"{socket.gethostname()} {os.getpid()} {token_hex(4)}"
WHOLE: Final = 1_000  # in which progress is counted
_BEAT_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 10.0  # for a comparison to come to its next step
_logger = logging.getLogger(__name__)
_places: Final = BoundedSemaphore(2)  # who imports much leaves a place to who imports little
Tick = Callable[[], None]


class ImportNotReady(PortfolioError):
    """An import in this state does not allow this (values: state)."""


class ImportStopped(PortfolioError):
    """The work on an import failed for a reason that only the log of the server tells."""


class ImportCancelled(Exception):
    """Somebody cancelled the work under way."""


@dataclass(slots=True)
class ImportProgress:
    """Work of this process on one job, in thousandths; ``state`` is the job's meanwhile."""

    database: Database
    number: int
    state: ImportState
    done: int = 0
    is_cancelled: Event = field(default_factory=Event)
    has_ended: Event = field(default_factory=Event)
    beat_at: float = field(default_factory=lambda: monotonic() + _BEAT_SECONDS)

    def part(self, until: int, steps: int) -> Tick:
        """What counts the steps of the next part of the work, which ends at ``until``."""
        first, taken = self.done, count(1)

        def tick() -> None:
            self.done = first + (until - first) * min(next(taken), steps) // max(steps, 1)
            self.look()

        return tick

    def look(self) -> None:
        """Tell other processes how far it is; raises ImportCancelled once somebody cancelled."""
        if monotonic() >= self.beat_at:
            self._beat()
        if self.is_cancelled.is_set():
            raise ImportCancelled

    def _beat(self) -> None:
        self.beat_at = monotonic() + _BEAT_SECONDS
        if not self.state.is_working:
            return  # a comparison is this process's own
        # Where the engine has one writer, and that is this work, nobody could be told.
        with (
            suppress(StoreBusy),
            self.database.transaction("", waits=False, is_beside=True) as change,
        ):
            values = {"done": self.done, "total": WHOLE}
            if not store_imports.update_own(change, self.number, PROCESS, self.state, **values):
                self.is_cancelled.set()


_at_work: Final[dict[tuple[str, int], ImportProgress]] = {}  # by address of the store and number


def progress_of(register: LivePortfolio, number: int) -> ImportProgress | None:
    """Work of this process on a job; None where there is none."""
    return _at_work.get((str(register.database.url), number))


def wait(register: LivePortfolio, number: int, seconds: float) -> None:
    """Wait for the end of the work of this process on a job, no longer than ``seconds``."""
    progress = progress_of(register, number)
    if progress is not None:
        progress.has_ended.wait(seconds)


def run(
    register: LivePortfolio,
    number: int,
    state: ImportState,
    begin: Callable[[], None],
    work: Callable[[ImportProgress], None],
    *,
    in_background: bool,
) -> None:
    """Be at work on a job alone: ``begin`` at once, then ``work``, here or in a thread of its own.

    A comparison for somebody who looks gives way. Raises ImportNotReady where this process is at
    work on it already.
    """
    place = str(register.database.url), number
    progress = ImportProgress(register.database, number, state)
    standing = _at_work.setdefault(place, progress)
    if standing is not progress and state.is_working and not standing.state.is_working:
        standing.is_cancelled.set()
        standing.has_ended.wait(_PATIENCE_SECONDS)
        standing = _at_work.setdefault(place, progress)
    if standing is not progress:
        raise ImportNotReady(state=standing.state.word)

    def whole() -> None:
        try:
            with _places:
                work(progress)
        finally:
            _at_work.pop(place, None)
            progress.has_ended.set()

    def logged() -> None:
        try:
            whole()
        except PortfolioError as error:  # the job says so
            _logger.info("import %d: %s", number, error)
        except Exception:
            _logger.exception("import %d", number)

    try:
        begin()
    except BaseException:
        _at_work.pop(place, None)
        progress.has_ended.set()
        raise
    if in_background:
        Thread(target=logged, name=f"import {number}", daemon=True).start()
    else:
        whole()


def as_now(register: LivePortfolio, job: ImportJob) -> ImportJob:
    """The job with the progress of this process; interrupted where nobody is at work on it."""
    progress = progress_of(register, job.id)
    if progress is not None:
        return replace(job, done=progress.done, total=WHOLE)
    return as_left(job)


def as_left(job: ImportJob) -> ImportJob:
    """The job where this process is not at work on it: interrupted where no other is, either."""
    if job.state.is_working and not _is_alive(job):
        return job.as_of(ImportState.INTERRUPTED)
    return job


def _is_alive(job: ImportJob) -> bool:
    """Whether the process at work on a job may still be: another one of this machine, or unseen."""
    host, number, _ = (*job.worker.split(" "), "", "", "")[:3]
    if job.worker == PROCESS:
        return False  # this process knows what it is at work on
    if host == socket.gethostname() and number.isdigit():
        if int(number) == os.getpid():
            return False
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
    return datetime.now(UTC) - job.seen_at < PATIENCE
