"""Imports in the store: jobs, their files while they may be needed, and what each row became."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import ImportAnswers, ImportJob, ImportRow, ImportState
from portfolio.domain.params import PortfolioChoice
from portfolio.store.database import Change
from portfolio.store.tables import (
    draft,
    import_file,
    import_job,
    import_row,
    person,
    project,
)

WRITTEN_FROM: Final = "written_from"  # in the report of a job: the mark its file bears
_ANSWERED_BY: Final = "answered_by"  # beside the answers of a job: row ids of who gave any
_BATCH_SIZE: Final = 5_000  # SQLite takes no more than 32,766 values of one query
_JOB = sa.select(
    import_job,
    person.c.login,
    sa.exists().where(import_file.c.job_id == import_job.c.id).label("has_file"),
).join(person, person.c.id == import_job.c.person_id)
# The project a row belongs to: named by it, or the one its draft was published as.
_PROJECT: Final = sa.func.coalesce(import_row.c.project_id, draft.c.project_id)
_ROW = (
    sa.select(
        import_row,
        project.c.identifier,
        import_job.c.file_name,
        import_job.c.report,
        person.c.login,
    )
    .join(import_job, import_job.c.id == import_row.c.job_id)
    .join(person, person.c.id == import_job.c.person_id)
    .outerjoin(draft, draft.c.id == import_row.c.draft_id)
    .outerjoin(project, project.c.id == _PROJECT)
    .order_by(import_row.c.id)
)


class UnknownImport(PortfolioError):
    """No import has this number (values: number)."""


def insert_job(
    change: Change,
    *,
    person_id: int,
    portfolio: PortfolioChoice,
    file_name: str,
    digest: str,
    data: bytes,
    worker: str,
    token: str,
) -> int:
    """A new job with its file; returns its number."""
    new = sa.insert(import_job).values(
        person_id=person_id,
        is_example=portfolio.is_example,
        file_name=file_name,
        digest=digest,
        size=len(data),
        state=ImportState.READING,
        answers="",
        done=0,
        total=0,
        worker=worker,
        started_at=change.recorded_at,
        seen_at=change.recorded_at,
        token=token,
    )
    number: int = change.connection.execute(new.returning(import_job.c.id)).scalar_one()
    stored = {"job_id": number, "stored_at": change.recorded_at, "data": data}
    change.connection.execute(sa.insert(import_file).values(**stored))
    return number


def find_job(connection: sa.Connection, token: str) -> int | None:
    """The number of the job started with a token."""
    number: int | None = connection.scalar(
        sa.select(import_job.c.id).where(import_job.c.token == token)
    )
    return number


def read_job(connection: sa.Connection, number: int) -> ImportJob:
    """The job; raises UnknownImport."""
    row = connection.execute(_JOB.where(import_job.c.id == number)).first()
    if row is None:
        raise UnknownImport(number=number)
    return _job(row)


def read_jobs(connection: sa.Connection, portfolio: PortfolioChoice) -> tuple[ImportJob, ...]:
    """Every job of a portfolio, the latest first."""
    query = _JOB.where(import_job.c.is_example.is_(portfolio.is_example))
    rows = connection.execute(query.order_by(import_job.c.id.desc()))
    return tuple(_job(row) for row in rows)


def update_job(change: Change, number: int, **values: Any) -> None:
    """Change a job; it shows a sign of life with it."""
    for name in ("answers", "report"):
        if name in values:
            values[name] = canonical(values[name])
    same = import_job.c.id == number
    values = {"seen_at": change.recorded_at, **values}
    change.connection.execute(sa.update(import_job).where(same).values(**values))


def claim(change: Change, job: ImportJob, **values: Any) -> bool:
    """Change a job that is as it was seen; whether it was."""
    own = import_job.c
    if "answers" in values:
        values["answers"] = canonical(values["answers"])
    same = (own.id == job.id, own.state == job.state, own.worker == job.worker)
    values = {"seen_at": change.recorded_at, **values}
    return (
        change.connection.execute(sa.update(import_job).where(*same).values(**values)).rowcount > 0
    )


def answers_of(answers: ImportAnswers, answered_by: Collection[int]) -> dict[str, Any]:
    """Answers of a job as they are stored, with who gave them or any before."""
    people = {_ANSWERED_BY: sorted(answered_by)} if answered_by else {}
    return answers.document() | people


def update_own(
    change: Change, number: int, own_worker: str, state_before: ImportState, **values: Any
) -> bool:
    """Change a job that this worker is still at work on in a state; whether it is."""
    own = import_job.c
    same = (own.id == number, own.state == state_before, own.worker == own_worker)
    if "report" in values:
        values["report"] = canonical(values["report"])
    values = {"seen_at": change.recorded_at, **values}
    return (
        change.connection.execute(sa.update(import_job).where(*same).values(**values)).rowcount > 0
    )


def read_file(connection: sa.Connection, number: int) -> bytes | None:
    """The bytes of a job's file, None where they are not kept any more."""
    data: bytes | None = connection.scalar(
        sa.select(import_file.c.data).where(import_file.c.job_id == number)
    )
    return data


def insert_rows(change: Change, rows: Iterable[ImportRow], ids: Mapping[str, int]) -> None:
    """Record what rows became; ``ids``: row ids of the projects they name, by identifier."""
    made = (
        {
            "job_id": row.job,
            "kind": row.kind,
            "sheet": row.sheet,
            "row": row.row,
            "key": row.key,
            "effect": row.effect,
            "document": canonical(row.document),
            "draft_id": row.draft,
            "project_id": ids.get(row.project),
            "reference": row.reference,
        }
        for row in rows
    )
    for some in _batches(made):
        change.connection.execute(sa.insert(import_row), some)


def rows_of(connection: sa.Connection, number: int) -> tuple[ImportRow, ...]:
    """What the rows of one job became, in their order."""
    rows = connection.execute(_ROW.where(import_row.c.job_id == number))
    return tuple(_row(row) for row in rows)


def rows_before(
    connection: sa.Connection, portfolio: PortfolioChoice, keys: Collection[str]
) -> tuple[ImportRow, ...]:
    """What applied imports of a portfolio made of these keys, or of projects of these identifiers.

    In the order in which they were recorded; what was taken back is left out.
    """
    applied = sa.select(import_job.c.id).where(
        import_job.c.state == ImportState.APPLIED,
        import_job.c.is_example.is_(portfolio.is_example),
    )
    found: dict[int, ImportRow] = {}
    for some in _batches(sorted(keys)):
        of_keys = import_row.c.key.in_(some) | project.c.identifier.in_(some)
        query = _ROW.where(import_row.c.job_id.in_(applied), of_keys)
        found |= {row.id: _row(row) for row in connection.execute(query)}
    return tuple(found[number] for number in sorted(found))


def rows_of_projects(
    connection: sa.Connection, portfolio: PortfolioChoice, rows: Sequence[ImportRow]
) -> tuple[ImportRow, ...]:
    """The rows with those of the same projects and drafts under other keys."""
    keys = {row.key for row in rows} | {row.project for row in rows if row.project}
    return rows_before(connection, portfolio, keys)


def contributors(connection: sa.Connection, number: int) -> frozenset[int]:
    """Row ids of who brought the file of a job, and of who answered for it."""
    query = sa.select(import_job.c.person_id, import_job.c.answers).where(import_job.c.id == number)
    row = connection.execute(query).one()
    return frozenset((row.person_id, *_document(row.answers).get(_ANSWERED_BY, ())))


def first_jobs(connection: sa.Connection, number: int) -> Mapping[int, int]:
    """The import that first wrote each draft that a job wrote, by number of the draft."""
    own = sa.select(import_row.c.draft_id).where(import_row.c.job_id == number)
    query = (
        sa.select(import_row.c.draft_id, sa.func.min(import_row.c.job_id))
        .where(import_row.c.draft_id.in_(own))
        .group_by(import_row.c.draft_id)
    )
    return dict(connection.execute(query).all())


def project_version(connection: sa.Connection, identifier: str) -> int:
    """How often the project was written, the first time included."""
    query = sa.select(project.c.version).where(project.c.identifier == identifier)
    return int(connection.scalar(query) or 0)


def job_of_drafts(connection: sa.Connection, numbers: Collection[int]) -> Mapping[int, int]:
    """The latest import that wrote each draft, by number of the draft; no entry for others."""
    found: dict[int, int] = {}
    for some in _batches(sorted(numbers)):
        query = (
            sa.select(import_row.c.draft_id, sa.func.max(import_row.c.job_id))
            .where(import_row.c.draft_id.in_(some))
            .group_by(import_row.c.draft_id)
        )
        found |= dict(connection.execute(query).all())
    return found


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _BATCH_SIZE)):
        yield some


def _document(text: str) -> dict[str, Any]:
    return dict(json.loads(text)) if text else {}


def _job(row: Any) -> ImportJob:
    answers = _document(row.answers)
    answered_by = frozenset(answers.pop(_ANSWERED_BY, ()))
    return ImportJob(
        id=row.id,
        person=row.login,
        portfolio=PortfolioChoice.of(is_example=row.is_example),
        file_name=row.file_name,
        digest=row.digest,
        size=row.size,
        state=row.state,
        answers=ImportAnswers.of(answers),
        done=row.done,
        total=row.total,
        worker=row.worker,
        started_at=row.started_at,
        seen_at=row.seen_at,
        finished_at=row.finished_at,
        reason=row.reason,
        report=json.loads(row.report) if row.report else {},
        has_file=bool(row.has_file),
        answered_by=answered_by,
    )


def _row(row: Any) -> ImportRow:
    return ImportRow(
        id=row.id,
        job=row.job_id,
        kind=row.kind,
        sheet=row.sheet,
        row=row.row,
        key=row.key,
        effect=row.effect,
        document=json.loads(row.document) if row.document else {},
        draft=row.draft_id,
        project=row.identifier or "",
        reference=row.reference,
        file_name=row.file_name,
        person=row.login,
        written_from=_written_from(row.report),
    )


@lru_cache(maxsize=64)
def _written_from(report: str) -> str:
    return str(json.loads(report).get(WRITTEN_FROM) or "") if report else ""
