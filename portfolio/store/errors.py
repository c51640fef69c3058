"""Errors of the database in the domain's words, and rules no constraint can hold, checked at saving."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Final

from psycopg.errors import DiskFull, LockNotAvailable, UndefinedTable
from sqlalchemy import exc

from portfolio.domain.clauses import MONEY_CLAUSES
from portfolio.domain.errors import (
    AlreadyExists,
    BudgetOverlaps,
    BudgetTooLong,
    ClauseTakesNoMoney,
    CorrectionWithoutTarget,
    DatabaseUnavailable,
    PortfolioError,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.flows import BudgetPeriod, Flow, Provenance
from portfolio.domain.money import Dimension, is_whole
from portfolio.domain.projects import Project, ShareSet
from portfolio.domain.reference import is_too_long
from portfolio.store.tables import METADATA


class StoreBusy(DatabaseUnavailable):
    """Another write has held the store for too long; nothing was saved (values: reason)."""


class StoreFull(DatabaseUnavailable):
    """The disk of the database is full or takes no writes; nothing was saved (values: reason)."""


class ConstraintBroken(PortfolioError):
    """The database refuses an entry that no rule words more closely (values: constraint)."""


class UnknownReference(PortfolioError):
    """A record names something the store does not hold (values: what, identifier)."""


class TitleMissing(PortfolioError):
    """A project needs a title in at least one language (values: identifier)."""


class NamesItself(PortfolioError):
    """A row can't replace or correct itself, nor a row that leads back to it (values: reference)."""


_WORDED: Final[dict[str, tuple[type[PortfolioError], dict[str, object]]]] = {
    "uq_project_identifier": (AlreadyExists, {"what": "project", "identifier": ""}),
    "uq_organisation_identifier": (AlreadyExists, {"what": "organisation", "identifier": ""}),
    "uq_deliverable_reference": (AlreadyExists, {"what": "deliverable", "identifier": ""}),
    "uq_flow_project_id_reference": (AlreadyExists, {"what": "flow", "identifier": ""}),
    "uq_milestone_project_id_reference": (AlreadyExists, {"what": "milestone", "identifier": ""}),
    "uq_flow_supersedes_id": (SecondSuccessor, {"reference": ""}),
    "uq_share_set_id_key": (SharesIncomplete, {"axis": "", "total": None}),
    "ck_flow_corrects_another": (NamesItself, {"reference": ""}),
    "ck_flow_supersedes_another": (NamesItself, {"reference": ""}),
    "ck_flow_honours_another": (NamesItself, {"reference": ""}),
    "ck_budget_days": (BudgetTooLong, {"first": None, "last": None}),
}
# SQLite names the columns of a broken UNIQUE, not the constraint.
_BY_COLUMNS: Final = {
    ", ".join(f"{table.name}.{column.name}" for column in constraint.columns): str(constraint.name)
    for table in METADATA.tables.values()
    for constraint in table.constraints
    if hasattr(constraint, "columns") and str(constraint.name).startswith(("uq_", "pk_"))
}


def constraint_of(refusal: exc.IntegrityError) -> str:
    """The name of the constraint that was broken; SQLite does not tell which foreign key it was."""
    diagnosis = getattr(refusal.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or diagnosis.column_name or "")
    said = str(refusal.orig)
    found = re.match(r"(UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed:? ?(.*)", said)
    if found is None:
        return said
    sort, name = found.groups()
    if sort == "FOREIGN KEY":
        return "foreign_key"
    return _BY_COLUMNS.get(name, name) if sort == "UNIQUE" else name


def portfolio_error(refusal: exc.IntegrityError, **details: object) -> PortfolioError:
    """The domain's error for a refusal; ``details`` fills in what the caller knows about the entry."""
    name = constraint_of(refusal)
    sort, values = _WORDED.get(name, (ConstraintBroken, {"constraint": name}))
    return sort(**{key: details.get(key, value) for key, value in values.items()})


@contextmanager
def translate_errors(**details: object) -> Iterator[None]:
    """Turn what the database raises inside into errors of the domain."""
    try:
        yield
    except exc.IntegrityError as refusal:
        raise portfolio_error(refusal, **details) from refusal
    except exc.DataError as refusal:  # a character or number the engine can't hold
        raise ConstraintBroken(constraint=str(refusal.orig).strip()) from refusal
    except exc.ProgrammingError as problem:
        if not isinstance(problem.orig, UndefinedTable):
            raise
        raise DatabaseUnavailable(reason=str(problem.orig).strip()) from problem
    except (exc.OperationalError, exc.InterfaceError) as problem:
        raise unavailable(problem.orig) from problem
    except exc.DatabaseError as problem:  # a file that is damaged, or none of SQLite's
        raise unavailable(problem.orig) from problem


_FULL: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)


def unavailable(problem: BaseException | None) -> DatabaseUnavailable:
    """Why the database did not do what it was asked: busy, full, or not to be reached."""
    reason = str(problem).strip()
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if isinstance(problem, LockNotAvailable) or code in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    ):
        return StoreBusy(reason=reason)
    if isinstance(problem, DiskFull) or code in _FULL:
        return StoreFull(reason=reason)
    return DatabaseUnavailable(reason=reason)


def check(project: Project) -> None:
    """Raise the first rule the project breaks.

    What others reported is kept as it came: incomplete shares and overlapping budgets of imported
    projects are findings (domain rulings 10 and 15), not refusals. Budgets read from published
    documents often span years; only people's own entries are held to twelve months.
    """
    if project.provenance is not Provenance.IMPORTED:
        if not any(project.titles.values()):
            raise TitleMissing(identifier=project.identifier)
        for shares in project.share_sets:
            _check_shares(shares)
    if project.provenance is Provenance.ENTERED:
        _check_budgets(project.budgets)
    _check_flows(project.flows)


def _check_shares(shares: ShareSet) -> None:
    points = [part for _, part in shares.parts]
    if not is_whole(points):
        raise SharesIncomplete(axis=shares.axis.name.lower(), total=sum(points))
    if shares.axis is Dimension.CLAUSE:
        for clause, _ in shares.parts:
            if int(clause) not in MONEY_CLAUSES:
                raise ClauseTakesNoMoney(clause=clause)


def _check_budgets(budgets: Iterable[BudgetPeriod]) -> None:
    periods = sorted({(budget.first_day, budget.last_day) for budget in budgets})
    for first, last in periods:
        if is_too_long(first, last):
            raise BudgetTooLong(first=first, last=last)
    for (_, earlier_last), (later_first, later_last) in combinations(periods, 2):
        if later_first <= earlier_last:
            raise BudgetOverlaps(first=later_first, last=later_last)


def _check_flows(flows: Iterable[Flow]) -> None:
    by_id: dict[int, Flow] = {}
    references: set[str] = set()
    replaced: set[int] = set()
    for flow in flows:
        if flow.reference in references:
            raise AlreadyExists(what="flow", identifier=flow.reference)
        references.add(flow.reference)
        by_id[flow.id] = flow
    for flow in by_id.values():
        if flow.amount_minor < 0 and flow.corrects_id is None:
            if flow.provenance is not Provenance.IMPORTED:
                raise CorrectionWithoutTarget(reference=flow.reference)
        elif flow.corrects_id is not None and flow.corrects_id not in by_id:
            raise CorrectionWithoutTarget(reference=flow.reference)
        for named in (flow.supersedes_id, flow.honours_id):
            if named is not None and named not in by_id:
                raise UnknownReference(what="flow", identifier=str(named))
        if flow.supersedes_id is not None:
            if flow.supersedes_id in replaced:
                raise SecondSuccessor(reference=by_id[flow.supersedes_id].reference)
            replaced.add(flow.supersedes_id)
    successors = {flow.id: flow.supersedes_id for flow in by_id.values()}
    corrections = {flow.id: flow.corrects_id for flow in by_id.values()}
    for flow in by_id.values():
        _check_no_circle(flow, successors)
        _check_no_circle(flow, corrections)
        if flow.honours_id == flow.id:
            raise NamesItself(reference=flow.reference)


def _check_no_circle(flow: Flow, names: dict[int, int | None]) -> None:
    seen, at = {flow.id}, names[flow.id]
    while at is not None and at not in seen:
        seen.add(at)
        at = names[at]
    if at is not None:
        raise NamesItself(reference=flow.reference)
