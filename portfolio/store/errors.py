"""Errors of the database in the domain's words."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from psycopg.errors import DiskFull, LockNotAvailable, UndefinedTable
from sqlalchemy import exc

from portfolio.domain.errors import (
    AlreadyExists,
    BudgetTooLong,
    DatabaseUnavailable,
    PortfolioError,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.rules import NamesItself
from portfolio.store.tables import METADATA


class StoreBusy(DatabaseUnavailable):
    """Another write has held the store for too long; nothing was saved (values: reason)."""


class StoreFull(DatabaseUnavailable):
    """The disk of the database is full or takes no writes; nothing was saved (values: reason)."""


class ConstraintBroken(PortfolioError):
    """The database refuses an entry that no rule words more closely (values: constraint)."""


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
