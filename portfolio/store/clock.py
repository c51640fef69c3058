"""The clock of the record: a write is dated now, and never earlier than the newest entry."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.store.tables import history, portfolio_state, setting

TOLERANCE: Final = timedelta(minutes=5)
# A setting: the newest entry an administrator knows to lie ahead of a clock that is right.
CONFIRMED: Final = "clock_confirmed"


class ClockBehind(PortfolioError):
    """The newest entry lies far ahead of the clock: nothing is saved (values: clock, newest)."""

    phrase = "error.clock_behind"


@dataclass(frozen=True, slots=True)
class Moment:
    """What the clock shows and when the newest entry was recorded; None where there is none."""

    clock: datetime
    newest: datetime | None

    @property
    def recorded_at(self) -> datetime:
        """When a write of this moment is recorded: entries never run backwards."""
        return self.clock if self.newest is None else max(self.clock, self.newest)

    @property
    def is_behind(self) -> bool:
        """Whether the newest entry lies further ahead of the clock than clocks differ."""
        return self.newest is not None and self.newest - self.clock > TOLERANCE


def now() -> datetime:
    """What the clock of this machine shows, in UTC."""
    return datetime.now(UTC)


def latest(connection: sa.Connection) -> datetime | None:
    """The latest instant in the whole history, also where older entries ran backwards."""
    found: datetime | None = connection.scalar(sa.select(sa.func.max(history.c.recorded_at)))
    return found


def newest(connection: sa.Connection) -> datetime | None:
    """When the last entry was recorded."""
    length = sa.select(portfolio_state.c.history_length).scalar_subquery()
    query = sa.select(history.c.recorded_at).where(history.c.number == length)
    found: datetime | None = connection.scalar(query)
    return found


def is_confirmed(connection: sa.Connection, moment: Moment) -> bool:
    """Whether an administrator has said that the clock is right and the newest entry is not."""
    query = sa.select(setting.c.value).where(setting.c.key == CONFIRMED)
    said: str | None = connection.scalar(query)
    return (
        bool(said)
        and moment.newest is not None
        and moment.newest <= datetime.fromisoformat(said or "")
    )


def refuse_behind(connection: sa.Connection, moment: Moment) -> None:
    """Raise ClockBehind, unless the clock was confirmed since."""
    if moment.is_behind and not is_confirmed(connection, moment):
        raise ClockBehind(clock=moment_text(moment.clock), newest=moment_text(moment.recorded_at))


def moment_text(instant: datetime) -> str:
    """An instant as a sentence gives it: to the second, its zone named."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def of_the_server(connection: sa.Connection) -> datetime | None:
    """What the clock of a database server shows; None where the database is a file."""
    if connection.dialect.name != "postgresql":
        return None
    found: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    return found
