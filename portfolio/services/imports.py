"""Imports of files, each a job: started, answered, previewed, applied as a whole, or cancelled."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from threading import Event
from typing import Any, Final

from portfolio.domain.errors import Code, Line, PortfolioError
from portfolio.domain.import_jobs import (
    PATIENCE,
    Effect,
    ImportAnswers,
    ImportJob,
    ImportState,
)
from portfolio.domain.imports import ImportedFile
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.exchange.source_errors import FileTooLarge
from portfolio.exchange.source_file import MAX_BYTES
from portfolio.services import import_apply, import_reading
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.import_preview import ImportPreview, compare_job, preview_of
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports
from portfolio.store import work

_PROCESS: Final = f"{socket.gethostname()} {os.getpid()} {token_hex(4)}"


class ImportNotReady(PortfolioError):
    """An import in this state does not allow this (values: state)."""


class NothingToApply(PortfolioError):
    """Nothing of the file would change anything."""


class ImportCancelled(Exception):
    """Somebody cancelled the work under way."""


@dataclass(slots=True)
class ImportProgress:
    """Work of this process on one job."""

    done: int = 0
    total: int = 0
    is_cancelled: Event = field(default_factory=Event)

    def tick(self) -> None:
        """One step more; raises ImportCancelled once somebody cancelled."""
        self.done += 1
        if self.is_cancelled.is_set():
            raise ImportCancelled


_AT_WORK: Final[dict[tuple[str, int], ImportProgress]] = {}  # by address of the store and number


@contextmanager
def _at_work(register: LivePortfolio, number: int, total: int) -> Iterator[ImportProgress]:
    """Be at work on a job alone; raises ImportNotReady where this process is already."""
    progress, place = ImportProgress(total=total), (str(register.database.url), number)
    if _AT_WORK.setdefault(place, progress) is not progress:
        raise ImportNotReady(state=ImportState.APPLYING.word)
    try:
        yield progress
    finally:
        _AT_WORK.pop(place, None)


@command
def start_import(
    register: LivePortfolio,
    who: Principal,
    data: bytes,
    file_name: Line,
    *,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
    token: Code,
) -> int:
    """Begin an import of a file into the portfolio shown; returns its number.

    Raises FileTooLarge. What is wrong with the file is on the job.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(file=file_name, most=MAX_BYTES // 1_000_000)
    with register.database.transaction("", who.person, "start_import") as change:
        key = work.bound_token(change, token)
        number = store_imports.find_job(change.connection, key)
        if number is not None:
            change.abandon()
            return number
        number = store_imports.insert_job(
            change,
            person_id=person_of(who),
            portfolio=portfolio,
            file_name=file_name,
            digest=sha256(data).hexdigest(),
            data=data,
            worker=_PROCESS,
            token=key,
        )
    with _at_work(register, number, 1):
        _read(register, who, number)
    return number


def _read(register: LivePortfolio, who: Principal, number: int) -> None:
    """Read the file of a job with the answers given so far; the job says how that went."""
    job = _stored(register, number)
    values: dict[str, Any] = {"state": ImportState.READY, "reason": "", "report": {}}
    try:
        import_reading.read_job_file(register, job)
    except PortfolioError as error:
        values = {
            "state": ImportState.FAILED,
            "reason": error.phrase,
            "report": {name: str(value) for name, value in error.values.items()},
        }
    with register.database.transaction("", who.person, "start_import") as change:
        store_imports.update_job(change, number, **values)


@command
def read_import(register: LivePortfolio, who: Principal, number: int) -> ImportJob:
    """The job in its present state, with how far its work is; raises UnknownImport."""
    return _as_now(register, _stored(register, number))


@command
def list_imports(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[ImportJob, ...]:
    """Every import of a portfolio, the latest first."""
    with register.database.reading() as connection:
        jobs = store_imports.read_jobs(connection, portfolio)
    return tuple(_as_now(register, job) for job in jobs)


@command
def answer_import(
    register: LivePortfolio, who: Principal, number: int, answers: ImportAnswers
) -> ImportJob:
    """Answer what a file leaves open; the answers replace those given before."""
    with register.database.transaction("", who.person, "answer_import") as change:
        job = _as_now(register, store_imports.read_job(change.connection, number))
        if job.state not in (ImportState.READY, ImportState.FAILED, ImportState.INTERRUPTED):
            raise ImportNotReady(state=job.state.word)
        store_imports.update_job(change, number, answers=answers.document())
    with _at_work(register, number, 1):
        _read(register, who, number)
    return read_import(register, who, number)


@command
def preview_import(register: LivePortfolio, who: Principal, number: int) -> ImportPreview:
    """Effect of applying an import, row by row and on the headline; nothing is written."""
    job = _as_now(register, _stored(register, number))
    return preview_of(register, who, job, import_reading.read_job_file(register, job))


@command
def drafts_of_import(register: LivePortfolio, who: Principal, number: int) -> frozenset[int]:
    """Numbers of the drafts that an import wrote; none for an import there is not."""
    with register.database.reading() as connection:
        rows = store_imports.rows_of(connection, number)
    return frozenset(row.draft for row in rows if row.draft is not None)


@command
def apply_import(register: LivePortfolio, who: Principal, number: int, *, token: Code) -> ImportJob:
    """Apply everything accepted of an import in one transaction, or nothing of it.

    Projects and their changes become submitted drafts of this person; flows and milestones of
    published projects are recorded. Raises ImportNotReady, NothingToApply, FileGone.
    """
    job = _as_now(register, _stored(register, number))
    if job.state is ImportState.APPLIED:
        return job
    if not job.state.can_be_applied:
        raise ImportNotReady(state=job.state.word)
    contents = import_reading.read_job_file(register, job)
    with _at_work(register, number, 2 * len(contents.projects)) as progress:
        _mark(register, who, number, ImportState.APPLYING)
        try:
            _apply(register, who, job, contents, progress, token)
        except ImportCancelled:
            _mark(register, who, number, ImportState.CANCELLED)
        except Exception:
            _mark(register, who, number, ImportState.READY)
            raise
    return read_import(register, who, number)


def _apply(
    register: LivePortfolio,
    who: Principal,
    job: ImportJob,
    contents: ImportedFile,
    progress: ImportProgress,
    token: str,
) -> None:
    with register.database.new_revision("", who.person, "apply_import") as change:
        if work.stored_answer(change, token) is not None:
            return
        stored = store_imports.read_job(change.connection, job.id)
        if stored.state is not ImportState.APPLYING:  # another process was faster
            raise ImportNotReady(state=stored.state.word)
        found = compare_job(
            register, who, change.connection, job, contents, change.recorded_at, progress.tick
        )
        report = import_apply.write(who, change, job, found, progress.tick)
        if not any(Effect[e.upper()].writes for k in report.values() for e in k if e != "left_out"):
            raise NothingToApply
        store_imports.update_job(
            change,
            job.id,
            state=ImportState.APPLIED,
            finished_at=change.recorded_at,
            report=report,
            done=progress.total,
            total=progress.total,
        )
        was, is_now = {"state": job.state.word}, {"state": ImportState.APPLIED.word, **report}
        change.record("import", str(job.id), was, {"file": job.file_name, **is_now})
        work.use(change, token, person_of(who), str(job.id))


@command
def cancel_import(register: LivePortfolio, who: Principal, number: int) -> ImportJob:
    """Cancel an import that was not applied; work under way ends at its next row."""
    progress = _AT_WORK.get((str(register.database.url), number))
    if progress is not None:
        progress.is_cancelled.set()
        return read_import(register, who, number)
    job = _as_now(register, _stored(register, number))
    if job.state in (ImportState.APPLIED, ImportState.TAKEN_BACK, ImportState.APPLYING):
        raise ImportNotReady(state=job.state.word)
    _mark(register, who, number, ImportState.CANCELLED)
    return read_import(register, who, number)


def _mark(register: LivePortfolio, who: Principal, number: int, state: ImportState) -> None:
    with register.database.transaction("", who.person, "apply_import") as change:
        finished = (
            None if state in (ImportState.APPLYING, ImportState.READY) else change.recorded_at
        )
        store_imports.update_job(change, number, state=state, worker=_PROCESS, finished_at=finished)


def _stored(register: LivePortfolio, number: int) -> ImportJob:
    with register.database.reading() as connection:
        return store_imports.read_job(connection, number)


def _as_now(register: LivePortfolio, job: ImportJob) -> ImportJob:
    """The job with the progress of this process; interrupted where nobody is at work on it."""
    progress = _AT_WORK.get((str(register.database.url), job.id))
    if progress is not None:
        return replace(job, done=progress.done, total=progress.total)
    if job.state.is_working and not _is_alive(job):
        return job.as_of(ImportState.INTERRUPTED)
    return job


def _is_alive(job: ImportJob) -> bool:
    """Whether the process at work on a job may still be: another one of this machine, or unseen."""
    host, number, _ = (*job.worker.split(" "), "", "", "")[:3]
    if job.worker == _PROCESS:
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
