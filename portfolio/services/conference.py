"""The day of the third conference: fixed by a source, followed by every page at once."""

from datetime import date

from portfolio.domain import limits
from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.domain.dates import TypedDate
from portfolio.domain.limits import Code, Line, Paragraph
from portfolio.domain.people import Principal
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.entered import FieldErrors, day
from portfolio.services.entered import reason as read_reason
from portfolio.services.portfolio import CONFERENCE, CONFERENCE_SOURCE, LivePortfolio
from portfolio.store import once
from portfolio.store.settings import save_setting


@command
def set_conference(
    register: LivePortfolio,
    who: Principal,
    on: TypedDate,
    source: Line,
    reason: Paragraph,
    *,
    token: Code,
) -> bool:
    """Fix the day of the third conference; whether it lies in the declaration's half year.

    ``source``: the document or address that says so; without one no day is fixed (ruling 27).
    A day outside the half year is kept all the same: conferences are put off. Raises
    EntryRefused.
    """
    entered = FieldErrors()
    wanted = entered.read("day", day, on)
    named = entered.read("source", limits.required_text, source)
    why = entered.read("reason", read_reason, reason)
    entered.refuse()
    assert wanted is not None
    assert named is not None
    before = {"day": register.conference.isoformat(), "source": register.conference_source}
    after = {"day": wanted.isoformat(), "source": named}
    with register.database.writing(why or "", who.login, "set_conference") as change:
        if once.stored_answer(change, token) is None:
            save_setting(change, CONFERENCE, after["day"])
            save_setting(change, CONFERENCE_SOURCE, after["source"])
            change.tell("setting", CONFERENCE, before, after)
            once.use(change, token, person_of(who), after["day"])
    return is_in_window(wanted)


def is_in_window(on: date) -> bool:
    """Whether a date lies in the half year the declaration gives the conference."""
    first, last = CONFERENCE_WINDOW
    return first <= on <= last
