"""The clock: an administrator says that it is right though the newest entry lies ahead of it."""

from portfolio.domain.errors import PortfolioError
from portfolio.domain.limits import Paragraph
from portfolio.domain.people import Principal
from portfolio.services.access import command
from portfolio.services.entered import FieldErrors
from portfolio.services.entered import reason as read_reason
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import clock
from portfolio.store.settings import save_setting


class ClockNotBehind(PortfolioError):
    """The clock agrees with history: there is nothing to confirm (values: clock)."""

    phrase = "error.clock_not_behind"


@command
def confirm_clock(register: LivePortfolio, who: Principal, reason: Paragraph) -> None:
    """Go on saving though the newest entry lies ahead; later entries bear its instant until it is past.

    Raises EntryRefused without a reason, ClockNotBehind.
    """
    entered = FieldErrors()
    why = entered.read("reason", read_reason, reason)
    entered.refuse()
    database = register.database
    with database.writing(why or "", who.login, "confirm_clock", confirms_clock=True) as change:
        moment = database.moment(change.connection)
        if not moment.is_behind or clock.is_confirmed(change.connection, moment):
            raise ClockNotBehind(clock=clock.moment_text(moment.clock))
        before = save_setting(change, clock.CONFIRMED, moment.recorded_at.isoformat())
        after = {"clock": moment.clock.isoformat(), "newest": moment.recorded_at.isoformat()}
        change.tell("clock", "", {"newest": before} if before else {}, after)
