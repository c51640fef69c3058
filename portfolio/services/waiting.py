"""How much waits on somebody's desk, cheaply enough to be asked at every run of a page."""

from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from portfolio.domain.drafts import DraftState
from portfolio.domain.filters import PortfolioChoice
from portfolio.domain.people import Principal
from portfolio.services import drafts, flows
from portfolio.services.access import command, may
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import drafts as kept

# Revision, and how many rows of money wait, by row id of the person and portfolio.
Counts = dict[tuple[int, PortfolioChoice], int]
_KEPT: Final[WeakKeyDictionary[LivePortfolio, tuple[int, Counts]]] = WeakKeyDictionary()
_COUNTING: Final = Lock()


@command
def count_waiting(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> int:
    """What the desk of a portfolio asks this person to act on.

    Of the secretariat: drafts of projects and lists that came back, begun ones of one's own, what
    awaits review by one's role, and the rows of money that wait for one's own word. Of a funder:
    the rows that wait for its word. What waits for somebody else, such as a row for its funder,
    is not counted.
    """
    if not may(who, "list_drafts"):
        return _money(register, who, portfolio)
    with register.database.reading() as connection:
        counts = [
            kept.count_open(connection, drafts.person_of(who), portfolio, tables)
            for tables in (kept.PROJECTS, kept.LISTS)
        ]
    states = [DraftState.DRAFT, DraftState.RETURNED]
    if may(who, "publish_draft"):
        states.append(DraftState.SUBMITTED)
    number = sum(by_state.get(state, 0) for by_state in counts for state in states)
    return number + _money(register, who, portfolio)


def _money(register: LivePortfolio, who: Principal, portfolio: PortfolioChoice) -> int:
    """Rows of money, counted once a revision: every change of them makes a new one."""
    revision, key = register.portfolio().revision, (drafts.person_of(who), portfolio)
    with _COUNTING:
        of, counted = _KEPT.get(register, (revision, {}))
        if of != revision:
            counted = {}
        if key not in counted:
            counted[key] = flows.count_flows_on_desk(register, who, portfolio)
        _KEPT[register] = (revision, counted)
        return counted[key]
