"""Preview of an import: what applying a file would do, row by row and on the headline."""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import Final

from portfolio.domain.flows import Provenance
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import (
    Effect,
    ImportAnswers,
    ImportedKind,
    ImportJob,
    ImportState,
)
from portfolio.domain.imports import ImportedFile, ImportProblem
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.ledger.view import View
from portfolio.measures.figures import Amounts
from portfolio.measures.headline import headline
from portfolio.services import import_compare, import_reading
from portfolio.services.draft_checks import names_of
from portfolio.services.import_base import FileOrigin
from portfolio.services.import_compare import Comparison
from portfolio.services.import_lists import ListPreview, accepted_lists
from portfolio.services.import_order import in_file_order
from portfolio.services.import_organisations import OrganisationPreview
from portfolio.services.import_problems import ProjectPreview
from portfolio.services.import_row import ImportContext
from portfolio.services.live import LivePortfolio
from portfolio.store import drafts as store_drafts
from portfolio.store.database import Connection
from portfolio.store.projects import overlay

Tick = Callable[[], None]
NO_ANSWERS: Final = ImportAnswers()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What applying a file would do, nothing written.

    ``before`` and ``after``: the headline of the portfolio now and once everything accepted is
    published.
    """

    job: ImportJob
    revision: int
    projects: tuple[ProjectPreview, ...]
    organisations: tuple[OrganisationPreview, ...]
    lists: tuple[ListPreview, ...]
    problems: tuple[ImportProblem, ...]
    before: Amounts
    after: Amounts

    def count(self, kind: ImportedKind, effect: Effect) -> int:
        """Number of rows of a kind with an effect; what is left out by choice is not counted."""
        return self._counts()[kind, effect]

    def _counts(self) -> Counter[tuple[ImportedKind, Effect]]:
        chosen = [one for one in self.projects if not one.is_left_out]
        return Counter(
            [
                *((ImportedKind.PROJECT, one.effect) for one in chosen),
                *((row.kind, row.effect) for one in chosen for row in one.rows),
                *((ImportedKind.ORGANISATION, one.effect) for one in self.organisations),
                *((ImportedKind.LIST, one.effect) for one in self.lists),
            ]
        )

    @property
    def writes(self) -> bool:
        """Whether applying would write anything."""
        counts = self._counts()
        return any(number and effect.writes for (_, effect), number in counts.items())

    @property
    def rejected_rows(self) -> int:
        """Number of rows of the file that something wrong keeps out."""
        blocking = (problem for problem in self.every_problem if problem.is_blocking)
        return len({(problem.sheet, problem.row) for problem in blocking if problem.row})

    @property
    def every_problem(self) -> tuple[ImportProblem, ...]:
        """Problems of the file, its organisations, projects and rows, and lists, as they stand in it."""
        return in_file_order(
            (
                *self.problems,
                *(problem for one in self.organisations for problem in one.problems),
                *(
                    problem
                    for one in self.projects
                    for problems in (one.problems, *(row.problems for row in one.rows))
                    for problem in problems
                ),
                *(problem for one in self.lists for problem in one.problems),
            )
        )


def preview_of(
    register: LivePortfolio,
    who: Principal,
    job: ImportJob,
    contents: ImportedFile,
    tick: Tick | None = None,
) -> ImportPreview:
    """What applying the contents of a file would do; ``tick`` is called after each project."""
    portfolio = register.portfolio()
    with register.database.long_reading() as (connection, renew):

        def step() -> None:
            renew()
            if tick is not None:
                tick()

        at = register.database.moment(connection).recorded_at
        found = compare_job(register, who, connection, job, contents, at, step)
    question = register.default_question(job.portfolio)
    now = register.view(question)
    if new := found.organisations.new:
        organisations = {**portfolio.labels.organisations, **{one.id: one for one in new}}
        labels = replace(portfolio.labels, organisations=organisations)
        portfolio = replace(portfolio, labels=labels)
    if found.projects:
        portfolio = overlay(portfolio, tuple(found.projects.values()))
    if lists := accepted_lists(found.lists):
        labels = replace(portfolio.labels, lists=(*portfolio.labels.lists, *lists))
        portfolio = replace(portfolio, labels=labels)
    then = View(portfolio, question, register.conference, register.conference_source)
    return ImportPreview(
        job=job,
        revision=portfolio.revision,
        projects=tuple(found.previews),
        organisations=tuple(found.organisations.previews),
        lists=tuple(found.lists),
        problems=contents.problems,
        before=headline(now).amounts,
        after=headline(then).amounts,
    )


_MAX_PROJECTS: Final = 3_000  # of all previews that are stored together, beside the last one
_previews: Final[OrderedDict[tuple[object, ...], ImportPreview]] = OrderedDict()
_lock: Final = Lock()


def find(register: LivePortfolio, who: Principal, job: ImportJob) -> ImportPreview | None:
    """The preview of a job as the record is now, None where it was not worked out yet."""
    with _lock:
        return _previews.get(_key(register, who, job))


def prepare(
    register: LivePortfolio,
    who: Principal,
    job: ImportJob,
    contents: ImportedFile,
    tick: Tick | None = None,
) -> ImportPreview:
    """The preview of a job, which ``find`` finds until the record or the answers change.

    Also while it is worked out: what others wrote meanwhile may be missing in it.
    """
    key = _key(register, who, job)
    preview = preview_of(register, who, job, contents, tick)
    with _lock:
        _previews[key] = preview
        while len(_previews) > 1 and _size() > _MAX_PROJECTS:
            _previews.popitem(last=False)
    return preview


def _size() -> int:
    return sum(len(one.projects) + 100 for one in _previews.values())


def _key(register: LivePortfolio, who: Principal, job: ImportJob) -> tuple[object, ...]:
    database = register.database
    with database.reading() as connection:
        drafts = store_drafts.latest_change(connection)
    answers, today = canonical(job.answers.document()), datetime.now(UTC).date()
    record = (str(database.url), database.revision(), drafts, today)
    return (*record, job.id, answers, who.duty)


def look(
    register: LivePortfolio,
    who: Principal,
    data: bytes,
    file_name: str,
    portfolio: PortfolioChoice,
    begin: Callable[[int], Tick] | None = None,
) -> ImportPreview:
    """What a file would do without any job of it: nothing at all is written.

    ``begin`` is called with the number of its projects, and what it returns after each of them.
    For the command line, whose user may do everything. Raises NotATable, SourceError.
    """
    at = datetime.now(UTC)
    job = ImportJob(
        id=0,
        person=who.login,
        portfolio=portfolio,
        file_name=file_name,
        digest=sha256(data).hexdigest(),
        size=len(data),
        state=ImportState.READY,
        answers=NO_ANSWERS,
        done=0,
        total=0,
        worker="",
        started_at=at,
        seen_at=at,
        finished_at=None,
        reason="",
        report={},
        has_file=False,
    )
    contents = import_reading.read_file(register, data, file_name, NO_ANSWERS, portfolio)
    tick = None if begin is None else begin(len(contents.projects))
    return preview_of(register, who, job, contents, tick)


def compare_job(
    register: LivePortfolio,
    who: Principal,
    connection: Connection,
    job: ImportJob,
    contents: ImportedFile,
    recorded_at: datetime,
    tick: Tick | None = None,
) -> Comparison:
    """The file of a job compared with the record, on a connection and at a moment."""
    day = job.started_at.date().isoformat()
    context = ImportContext(
        register=register,
        who=who,
        connection=connection,
        names=names_of(register),
        recorded_at=recorded_at,
        today=datetime.now(UTC).date(),
        source="" if contents.is_template else f"{job.file_name}, {day}",
        provenance=Provenance.ENTERED if contents.is_template else Provenance.IMPORTED,
    )
    origin = FileOrigin(job.file_name, job.person, contents.written_from)
    return import_compare.compare_file(context, contents, job.answers, job.portfolio, origin, tick)
