"""The date of the third conference: set for a reason, followed by every page at once."""

from datetime import date

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.domain.dates import TypedDate
from portfolio.domain.limits import Code, Paragraph
from portfolio.domain.people import Principal
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.entered import Entered, day
from portfolio.services.entered import reason as read_reason
from portfolio.services.portfolio import CONFERENCE, Register
from portfolio.store import once
from portfolio.store.settings import save_setting


@command
def set_conference(
    register: Register, who: Principal, on: TypedDate, reason: Paragraph, *, token: Code
) -> bool:
    """Set the date of the third conference; whether it lies in the declaration's half year.

    A date outside it is kept all the same: conferences are put off. Raises EntryRefused.
    """
    entered = Entered()
    wanted = entered.read("day", day, on)
    said = entered.read("reason", read_reason, reason)
    entered.refuse()
    assert wanted is not None
    before = register.conference.isoformat()
    with register.database.writing(said or "", who.login, "set_conference") as change:
        if once.used(change, token) is None:
            before = save_setting(change, CONFERENCE, wanted.isoformat()) or before
            change.tell("setting", CONFERENCE, {"day": before}, {"day": wanted.isoformat()})
            once.use(change, token, person_of(who), wanted.isoformat())
    return is_in_window(wanted)


def is_in_window(on: date) -> bool:
    """Whether a date lies in the half year the declaration gives the conference."""
    first, last = CONFERENCE_WINDOW
    return first <= on <= last
