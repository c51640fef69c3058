"""History for people: what was changed in a project or in the whole record, and whether it stands."""

from typing import Final

from portfolio.domain.errors import UnknownProject
from portfolio.domain.history import HistoryEntry
from portfolio.domain.limits import Code
from portfolio.domain.people import Principal, UserRole
from portfolio.services.access import command
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import reconciliation, telling
from portfolio.store.database import Database
from portfolio.store.drafts import project_row
from portfolio.store.reconciliation import Reconciliation
from portfolio.store.telling import ChainCheck

NEWEST: Final = 200
_PEOPLES: Final = "person"  # accounts are told to those who keep them


@command
def read_history(
    register: LivePortfolio,
    who: Principal,
    *,
    project: Code | None = None,
    subject: Code | None = None,
    newest: int = NEWEST,
) -> tuple[HistoryEntry, ...]:
    """Entries, the newest first: of one project, of one kind of subject, or all.

    Entries about accounts are for administrators alone. Raises UnknownProject.
    """
    without = None if who.duty is UserRole.ADMINISTRATOR else _PEOPLES
    with register.database.reading() as connection:
        number = None if project is None else project_row(connection, project)
        if project is not None and number is None:
            raise UnknownProject(identifier=project)
        return telling.read_entries(
            connection, project_id=number, subject=subject, without=without, newest=newest
        )


def verify(database: Database) -> ChainCheck:
    """Walk the whole chain; what was found is worded by the verdict's phrase and ``chain_values``."""
    with database.reading() as connection:
        return telling.verify(connection)


def verify_rows(database: Database) -> Reconciliation:
    """Replay history over the rows that make figures; what was never vouched for is told now.

    A store of an older release has no baseline of what files brought: it gets one, dated today,
    and what changed before that day by other ways than history's can't be found.
    """
    with database.reading() as connection:
        found = reconciliation.compare(connection)
    if found.unknown:
        with database.writing(
            "rows that no entry told of before", command="tell_baseline"
        ) as change:
            reconciliation.tell_unknown(change)
    return found


def chain_values(verdict: ChainCheck) -> dict[str, object]:
    """The values of a verdict's phrase."""
    return {
        "entries": verdict.entries,
        "head": verdict.head or "–",
        "number": verdict.broken_at or 0,
    }
