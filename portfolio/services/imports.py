"""Imports of files, each a job: started, answered, previewed, applied as a whole, or cancelled."""

from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import Any, Final

from portfolio.domain.errors import Code, Line, PortfolioError
from portfolio.domain.import_jobs import (
    Effect,
    ImportAnswers,
    ImportJob,
    ImportState,
)
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.exchange.source_errors import FileTooLarge
from portfolio.exchange.source_file import MAX_BYTES
from portfolio.services import (
    import_apply,
    import_mending,
    import_preview,
    import_reading,
    import_work,
)
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.import_preview import ImportPreview, compare_job
from portfolio.services.import_work import (
    PROCESS,
    WHOLE,
    ImportCancelled,
    ImportNotReady,
    ImportProgress,
    ImportStopped,
    as_left,
    as_now,
)
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports
from portfolio.store import work

# Parts of the work, in thousandths: a file is read, its projects compared, and written.
_READ: Final = 100
_COMPARED: Final = 500
# States in which the file may be read again, with the answers given by then.
_OPEN: Final = (
    ImportState.READY, ImportState.FAILED, ImportState.INTERRUPTED, ImportState.CANCELLED
)  # fmt: skip


class NothingToApply(PortfolioError):
    """Nothing of the file would change anything."""


@command
def start_import(
    register: LivePortfolio,
    who: Principal,
    data: bytes,
    file_name: Line,
    *,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
    token: Code,
    in_background: bool = False,
) -> int:
    """Begin an import of a file into the portfolio shown; returns its number.

    The file is read and compared with the record before this returns, or ``in_background``.
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
            worker=PROCESS,
            token=key,
        )
    _start_reading(register, who, number, None, in_background=in_background)
    return number


def _start_reading(
    register: LivePortfolio,
    who: Principal,
    number: int,
    answers: ImportAnswers | None,
    *,
    in_background: bool,
) -> None:
    def begin() -> None:
        if answers is None:
            return
        with register.database.transaction("", who.person, "answer_import") as change:
            stored = store_imports.read_job(change.connection, number)
            people = stored.answered_by
            if answers != stored.answers:
                people |= {person_of(who)}
            document = store_imports.answers_of(answers, people)
            values: dict[str, Any] = {"answers": document, "finished_at": None}
            values |= {"state": ImportState.READING, "worker": PROCESS, "done": 0, "reason": ""}
            is_open = as_left(stored).state in _OPEN
            if not is_open or not store_imports.claim(change, stored, **values):
                raise ImportNotReady(state=stored.state.word)

    reading = partial(_read, register, who, number)
    import_work.run(
        register, number, ImportState.READING, begin, reading, in_background=in_background
    )


def _read(register: LivePortfolio, who: Principal, number: int, progress: ImportProgress) -> None:
    """Read the file of a job with the answers given so far; the job says how that went."""
    values: dict[str, Any] = {"state": ImportState.READY, "reason": "", "report": {}}
    try:
        job = _stored(register, number)
        contents = import_reading.read_job_file(register, job)
        progress.done = _READ
        tick = progress.part(WHOLE, len(contents.projects))
        import_preview.prepare(register, who, job, contents, tick)
    except ImportCancelled:
        values = {"state": ImportState.CANCELLED}
    except PortfolioError as error:
        values = {"state": ImportState.FAILED, **_told(error)}
    except Exception:
        values = {"state": ImportState.FAILED, **_told(ImportStopped())}
        raise
    finally:
        with register.database.transaction("", who.person, "start_import") as change:
            # Whoever cancelled it meanwhile has said so already.
            store_imports.update_own(change, number, PROCESS, ImportState.READING, **values)


def _told(error: PortfolioError) -> dict[str, Any]:
    """What a job says of an error."""
    report = {name: str(value) for name, value in error.values.items()}
    return {"reason": error.phrase, "report": report}


@command
def read_import(register: LivePortfolio, who: Principal, number: int) -> ImportJob:
    """The job in its present state, with how far its work is; raises UnknownImport."""
    return as_now(register, _stored(register, number))


@command
def list_imports(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[ImportJob, ...]:
    """Every import of a portfolio, the latest first."""
    with register.database.reading() as connection:
        jobs = store_imports.read_jobs(connection, portfolio)
    return tuple(as_now(register, job) for job in jobs)


@command
def answer_import(
    register: LivePortfolio,
    who: Principal,
    number: int,
    answers: ImportAnswers,
    *,
    in_background: bool = False,
) -> ImportJob:
    """Answer what a file leaves open and read it again, also where it was interrupted or cancelled.

    The answers replace those given before; who gave any contributes to what is applied.
    Raises ImportNotReady.
    """
    _start_reading(register, who, number, answers, in_background=in_background)
    return read_import(register, who, number)


@command
def preview_import(register: LivePortfolio, who: Principal, number: int) -> ImportPreview:
    """Effect of applying an import, row by row and on the headline; nothing is written."""
    job = as_now(register, _stored(register, number))
    found = import_preview.find(register, who, job)
    if found is None:
        contents = import_reading.read_job_file(register, job)
        found = import_preview.prepare(register, who, job, contents)
    return found


# Why a comparison in the background failed, by address of the store and number.
_failed: Final[dict[tuple[str, int], PortfolioError]] = {}


@command
def find_preview(
    register: LivePortfolio, who: Principal, number: int, *, seconds: int = 2
) -> ImportPreview | None:
    """The preview of an import; None where that takes longer, and goes on in the background."""
    job = as_now(register, _stored(register, number))
    found, place = import_preview.find(register, who, job), (str(register.database.url), number)
    if found is not None:
        return found

    def compare(progress: ImportProgress) -> None:
        try:
            contents = import_reading.read_job_file(register, job)
            progress.done = _READ
            tick = progress.part(WHOLE, len(contents.projects))
            import_preview.prepare(register, who, job, contents, tick)
        except ImportCancelled:
            return
        except Exception as error:
            _failed[place] = error if isinstance(error, PortfolioError) else ImportStopped()
            raise

    if import_work.progress_of(register, number) is None:
        if (error := _failed.pop(place, None)) is not None:
            raise error
        with suppress(ImportNotReady):  # somebody was faster
            import_work.run(register, number, job.state, lambda: None, compare, in_background=True)
    import_work.wait(register, number, seconds)
    if (error := _failed.pop(place, None)) is not None:
        raise error
    return import_preview.find(register, who, job)


@command
def drafts_of_import(register: LivePortfolio, who: Principal, number: int) -> frozenset[int]:
    """Numbers of the drafts that an import wrote; none for an import there is not."""
    with register.database.reading() as connection:
        rows = store_imports.rows_of(connection, number)
    return frozenset(row.draft for row in rows if row.draft is not None)


@command
def apply_import(
    register: LivePortfolio,
    who: Principal,
    number: int,
    *,
    token: Code,
    in_background: bool = False,
) -> ImportJob:
    """Apply everything accepted of an import in one transaction, or nothing of it.

    Projects and their changes become submitted drafts of this person; flows and milestones of
    published projects are recorded. Raises ImportNotReady, NothingToApply, FileGone; of work
    ``in_background`` the job says why it failed.
    """
    job = as_now(register, _stored(register, number))
    if job.state is ImportState.APPLIED or (in_background and job.state is ImportState.APPLYING):
        return job
    if not job.state.can_be_applied:
        raise ImportNotReady(state=job.state.word)

    def begin() -> None:
        with register.database.transaction("", who.person, "apply_import") as change:
            stored = store_imports.read_job(change.connection, number)
            values: dict[str, Any] = {"state": ImportState.APPLYING, "worker": PROCESS, "done": 0}
            can_be = as_left(stored).state.can_be_applied
            if not can_be or not store_imports.claim(change, stored, reason="", **values):
                raise ImportNotReady(state=stored.state.word)

    applying = partial(_apply_whole, register, who, job, token)
    import_work.run(
        register, number, ImportState.APPLYING, begin, applying, in_background=in_background
    )
    return read_import(register, who, number)


def _apply_whole(
    register: LivePortfolio, who: Principal, job: ImportJob, token: str, progress: ImportProgress
) -> None:
    """Apply a job; of one that was not applied the job says why, and stays as it was."""
    values: dict[str, Any] = {}
    try:
        _apply(register, who, job, progress, token)
    except ImportCancelled:
        values = {"state": ImportState.CANCELLED}
    except PortfolioError as error:
        values = {"state": ImportState.READY, **_told(error)}
        raise
    except BaseException:
        values = {"state": ImportState.READY, **_told(ImportStopped())}
        raise
    finally:
        if values:
            with register.database.transaction("", who.person, "apply_import") as change:
                store_imports.update_own(change, job.id, PROCESS, ImportState.APPLYING, **values)


def _apply(
    register: LivePortfolio, who: Principal, job: ImportJob, progress: ImportProgress, token: str
) -> None:
    contents = import_reading.read_job_file(register, job)
    progress.done = _READ
    progress.look()
    with register.database.new_revision("", who.person, "apply_import") as change:
        if work.stored_answer(change, token) is not None:
            change.abandon()
            return
        tick = progress.part(_COMPARED, len(contents.projects))
        found = compare_job(
            register, who, change.connection, job, contents, change.recorded_at, tick
        )
        tick = progress.part(WHOLE, len(found.previews) + len(found.additions))
        report = import_apply.write(who, change, job, found, tick)
        if not any(Effect[e.upper()].writes for k in report.values() for e in k if e != "left_out"):
            raise NothingToApply
        progress.look()
        left = import_mending.left_behind(found, contents.problems)
        if contents.written_from:
            left = {**left, store_imports.WRITTEN_FROM: contents.written_from}
        values: dict[str, Any] = {"finished_at": change.recorded_at, "report": report | left}
        values |= {"state": ImportState.APPLIED, "done": WHOLE, "total": WHOLE}
        if not store_imports.update_own(change, job.id, PROCESS, ImportState.APPLYING, **values):
            raise ImportCancelled  # somebody did, by another process
        was, is_now = {"state": job.state.word}, {"state": ImportState.APPLIED.word, **report}
        change.record("import", str(job.id), was, {"file": job.file_name, **is_now})
        work.use(change, token, person_of(who), str(job.id))


@command
def cancel_import(register: LivePortfolio, who: Principal, number: int) -> ImportJob:
    """Cancel an import that was not applied; work under way ends at its next row.

    Raises ImportNotReady where it was applied meanwhile.
    """
    progress = import_work.progress_of(register, number)
    if progress is not None:
        progress.is_cancelled.set()
        if progress.state is ImportState.APPLYING:  # it goes back, and says so
            return read_import(register, who, number)
    with register.database.transaction("", who.person, "apply_import") as change:
        job = store_imports.read_job(change.connection, number)
        values = {"state": ImportState.CANCELLED, "finished_at": change.recorded_at}
        is_over = job.state in (ImportState.APPLIED, ImportState.TAKEN_BACK)
        if is_over or not store_imports.claim(change, job, **values):
            raise ImportNotReady(state=job.state.word)
    return read_import(register, who, number)


def _stored(register: LivePortfolio, number: int) -> ImportJob:
    with register.database.reading() as connection:
        return store_imports.read_job(connection, number)
