"""How much waits on somebody's desk, cheaply enough to be asked at every run of a page."""

from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from portfolio.domain.drafts import DraftState
from portfolio.domain.people import Principal
from portfolio.services import drafts, flows
from portfolio.services.access import command, may
from portfolio.services.portfolio import Register
from portfolio.store import drafts as kept

# Revision, and how many rows of money wait, by row id of the person.
_KEPT: Final[WeakKeyDictionary[Register, tuple[int, dict[int, int]]]] = WeakKeyDictionary()
_COUNTING: Final = Lock()


@command
def count_waiting(register: Register, who: Principal) -> int:
    """What the desk asks this person to act on.

    Of the secretariat: drafts that came back, begun drafts of one's own, what awaits review by one's
    role, and the rows of money that wait for one's own word. Of a funder: the rows that wait for
    its word. What waits for somebody else, such as a row for its funder, is not counted.
    """
    if not may(who, "list_drafts"):
        return _money(register, who)
    with register.database.reading() as connection:
        by_state = kept.count_open(connection, drafts.person_of(who))
    states = [DraftState.DRAFT, DraftState.RETURNED]
    if may(who, "publish_draft"):
        states.append(DraftState.SUBMITTED)
    return sum(by_state.get(state, 0) for state in states) + _money(register, who)


def _money(register: Register, who: Principal) -> int:
    """Rows of money, counted once a revision: every change of them makes a new one."""
    revision, person = register.portfolio().revision, drafts.person_of(who)
    with _COUNTING:
        of, counted = _KEPT.get(register, (revision, {}))
        if of != revision:
            counted = {}
        if person not in counted:
            counted[person] = flows.count_flows_on_desk(register, who)
        _KEPT[register] = (revision, counted)
        return counted[person]
