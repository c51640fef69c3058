"""Effects of drafts on the record: the projects they make, and the record with them laid over it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from portfolio.domain import parsing
from portfolio.domain.documents import RELATION
from portfolio.domain.documents import document as document_of
from portfolio.domain.drafts import Draft, merge
from portfolio.domain.errors import AlreadyExists, PortfolioError
from portfolio.domain.flows import Provenance
from portfolio.domain.params import PortfolioChoice
from portfolio.domain.parsing import EntryLookups, EntryReading, FieldError
from portfolio.domain.projects import Project
from portfolio.domain.publishing import as_imported, changed_fields, new_project, revise_project
from portfolio.domain.reference import ReportingPeriod
from portfolio.domain.rules import refuse_broken
from portfolio.ledger.portfolio import Portfolio
from portfolio.services import draft_checks
from portfolio.services.draft_checks import EXCEPTION, PROVENANCE
from portfolio.services.drafts import DraftConflict, DraftIncomplete
from portfolio.services.live import LivePortfolio
from portfolio.store import drafts as store_drafts
from portfolio.store import reading
from portfolio.store.database import Connection
from portfolio.store.projects import number_rows, overlay
from portfolio.store.reference import read_locked, refuse_inside

NOTHING: Final[Mapping[str, Project]] = {}
# Prefixes of identifiers assigned here: of the record, and of the example.
_STARTS: Final = {PortfolioChoice.RECORD: "RD", PortfolioChoice.EXAMPLE: "EX"}


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The record with drafts laid over it; ``identifiers`` by draft, ``projects`` by identifier."""

    portfolio: Portfolio
    identifiers: Mapping[int, str]
    projects: Mapping[str, Project]


def overlaid(
    register: LivePortfolio,
    several: tuple[Draft, ...],
    *,
    others: Mapping[str, Project] = NOTHING,
    portfolio: Portfolio | None = None,
) -> Overlaid:
    """The record as it would be with these drafts published.

    Drafts that could not be published are left out. Nothing is written and no writer waited for:
    each project is computed as publishing would and laid over the columns. ``others`` are
    published projects changed in other ways; ``portfolio`` one that knows more names.
    """
    identifiers: dict[int, str] = {}
    projects: dict[str, Project] = dict(others)
    portfolio = portfolio or register.portfolio()
    names = draft_checks.names_in(portfolio)
    number = int(portfolio.projects.id.max(initial=0))
    with register.database.reading() as connection:
        recorded_at = register.database.moment(connection).recorded_at
        for draft in several:
            try:
                project, before = project_of(
                    register, connection, draft, recorded_at, projects, names
                )
                refuse_broken(project)
            except PortfolioError:
                continue
            if before is None:
                number += 1
                project = number_rows(project, number)
            projects[project.identifier] = project
            identifiers[draft.id] = project.identifier
    if projects:
        portfolio = overlay(portfolio, tuple(projects.values()))
    return Overlaid(portfolio, identifiers, projects)


@dataclass
class RecordAtOnce:
    """What of the record every draft of many is held against, read once for them all.

    Its connection is of one transaction, in which nobody else writes a project.
    """

    connection: Connection
    highest: dict[str, int] = field(default_factory=dict)  # number by start of identifiers

    @cached_property
    def locked_periods(self) -> tuple[ReportingPeriod, ...]:
        """The locked periods, the earliest first."""
        return read_locked(self.connection)

    def next_identifier(self, portfolio: PortfolioChoice, others: Mapping[str, Project]) -> str:
        """The next identifier that is free in the record and among others.

        RD-2026-0001, in the example EX-2026-0001. What joins the others between two calls is
        told by ``join``.
        """
        start = f"{_STARTS[portfolio]}-{datetime.now(UTC).year}-"
        if start not in self.highest:
            taken = [*store_drafts.identifiers_like(self.connection, start), *others]
            self.highest[start] = max((_number(name, start) for name in taken), default=0)
        return f"{start}{self.highest[start] + 1:04d}"

    def join(self, identifier: str) -> None:
        """An identifier is taken by one of the others."""
        for start, number in self.highest.items():
            self.highest[start] = max(number, _number(identifier, start))


def _number(identifier: str, start: str) -> int:
    """The number behind the start of an identifier, 0 where there is none."""
    end = identifier.removeprefix(start) if identifier.startswith(start) else ""
    return int(end) if end.isdigit() else 0


def project_of(
    register: LivePortfolio,
    connection: Connection,
    draft: Draft,
    recorded_at: datetime,
    others: Mapping[str, Project],
    names: EntryLookups | None = None,
) -> tuple[Project, Project | None]:
    """(the project as the draft makes it, as it is now; None where it is new).

    ``others`` are projects, by identifier, in the state that drafts before this one give them.
    """
    names = names or draft_checks.names_of(register)
    found = parsing.read(draft.document, names, is_new=draft.project is None)
    blocking = tuple(
        problem
        for problem in draft_checks.problems(
            register,
            draft.document,
            project=draft.project,
            base=draft.base,
            names=names,
            entry=found,
        )
        if problem.is_blocking
    )
    if blocking:
        raise DraftIncomplete(blocking)
    return project_of_checked(
        register, RecordAtOnce(connection), draft, found, recorded_at, others, names
    )


def project_of_checked(
    register: LivePortfolio,
    record: RecordAtOnce,
    draft: Draft,
    entry: EntryReading,
    recorded_at: datetime,
    others: Mapping[str, Project],
    names: EntryLookups,
) -> tuple[Project, Project | None]:
    """``project_of`` a draft that was read and of which nothing that blocks it was found."""
    if draft.project is None:
        return _new_project(record, draft, entry, names, recorded_at, others), None
    before = others.get(draft.project) or reading.read_project(record.connection, draft.project)
    return _changed_project(register, record, draft, before, entry, recorded_at), before


def _new_project(
    record: RecordAtOnce,
    draft: Draft,
    result: EntryReading,
    names: EntryLookups,
    recorded_at: datetime,
    others: Mapping[str, Project],
) -> Project:
    is_given = bool(result.values.get("identifier"))
    if not is_given:
        result.values["identifier"] = record.next_identifier(draft.portfolio, others)
    identifier = result.values["identifier"]
    if identifier in others or (
        is_given and store_drafts.project_row(record.connection, identifier) is not None
    ):
        taken = AlreadyExists(what="project", identifier=identifier)
        raise DraftIncomplete((FieldError("identifier", taken),))
    exception = str(draft.document.get(EXCEPTION) or "")
    project = new_project(result, names, recorded_at, exception, draft.portfolio)
    if draft.document.get(PROVENANCE) == Provenance.IMPORTED.word:
        project = as_imported(project)
    days = [result.values["status_from"], *(flow.value_date for flow in project.flows)]
    refuse_inside(record.locked_periods, days)
    return project


def _changed_project(
    register: LivePortfolio,
    record: RecordAtOnce,
    draft: Draft,
    before: Project,
    result: EntryReading,
    recorded_at: datetime,
) -> Project:
    present = document_of(before)
    _, clashes = merge(draft.base, present, draft.document)
    if clashes:
        raise DraftConflict(replace(draft, document=present), draft.document, tuple(clashes))
    changed = changed_fields(draft.base, draft.document) - {"effective"}
    effective = result.values.get("effective") or register.default_day
    dated = {
        "clause_shares", "country_shares", "priority_shares", "budgets", "planned_payments",
        "milestones", *RELATION,
    }  # fmt: skip
    if changed & dated:
        refuse_inside(record.locked_periods, [effective])
    exception = str(draft.document.get(EXCEPTION) or before.kind_exception)
    return revise_project(before, changed, result, effective, recorded_at, exception)
