"""How days, instants, amounts and codes are stored: always as whole numbers."""

from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Final, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL: Final = EPOCH.toordinal()
MICROSECOND: Final = timedelta(microseconds=1)
Member = TypeVar("Member", bound=IntEnum)


def day_number(day: date) -> int:
    """Whole days since 1970-01-01."""
    return day.toordinal() - EPOCH_ORDINAL


def micros(instant: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exact; refuses an instant without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone can't be stored")
    return (instant - EPOCH) // MICROSECOND


class Day(TypeDecorator[date]):
    """A calendar day as an INTEGER: text dates group several times slower on SQLite."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Days since 1970-01-01."""
        return None if value is None else day_number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """The calendar day."""
        return None if value is None else date.fromordinal(value + EPOCH_ORDINAL)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC as a BIGINT of microseconds, the same on every engine."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Microseconds since 1970-01-01 UTC."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment, aware and in UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


class Minor(TypeDecorator[int]):
    """An amount in minor units as a BIGINT: NUMERIC on SQLite loses cents at 16 digits."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """The whole number itself; anything but an int is refused."""
        if value is not None and type(value) is not int:
            raise TypeError(f"an amount is a whole number of minor units, not {value!r}")
        return value


class Code(TypeDecorator[Member], Generic[Member]):
    """A member of an IntEnum as a SMALLINT, so that a new member needs no migration."""

    impl = sa.SmallInteger
    cache_ok = True

    def __init__(self, members: type[Member]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: Member | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """The member's number; a number that is no member is refused."""
        return None if value is None else int(self.members(value))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Member | None:  # noqa: ARG002
        """The member."""
        return None if value is None else self.members(value)
