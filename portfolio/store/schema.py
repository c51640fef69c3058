"""Schema: types of stored columns, the one MetaData, and the tables of reference data."""

from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from portfolio.domain.clauses import DeadlineState, Theme
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import MilestoneState
from portfolio.domain.reference import Region

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


LANGUAGES: Final = ("en", "fr", "ar")
PART_OF_PROJECT: Final = "part of project"  # marks the tables whose rows are part of a project
METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def row_id() -> Column[int]:
    """The number of a row."""
    return Column("id", Integer, primary_key=True)


def wording(name: str) -> Column[str]:
    """A text, empty where there is none."""
    return Column(name, Text, nullable=False, server_default="")


def texts(name: str) -> tuple[Column[str], ...]:
    """One column per language; empty where the language has no words."""
    return tuple(wording(f"{name}_{language}") for language in LANGUAGES)


def to(name: str, table: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    """A reference to a row of another table."""
    return Column(name, ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def flag(name: str) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False)


def later_flag(name: str) -> Column[bool]:
    """Boolean column; false where a row has no value."""
    return Column(name, Boolean, nullable=False, server_default=false())


def whole(name: str) -> Column[int]:
    """A whole number."""
    return Column(name, Integer, nullable=False)


def minor(name: str, *, nullable: bool = False) -> Column[int]:
    """An amount in minor units."""
    return Column(name, Minor, nullable=nullable)


def day(name: str, *, nullable: bool = False) -> Column[Any]:
    """A calendar day."""
    return Column(name, Day, nullable=nullable)


def code(name: str, members: type[Any], *, nullable: bool = False) -> Column[Any]:
    """A member of an enumeration."""
    return Column(name, Code(members), nullable=nullable)


def recorded_at() -> Column[Any]:
    """When a row was recorded."""
    return Column("recorded_at", Instant, nullable=False)


def valid_time() -> tuple[Column[Any], ...]:
    """Valid time and transaction time of a row: first day, and moment of recording."""
    return day("valid_from"), recorded_at()


def of_project(name: str, *parts: Any, index: bool = True) -> Table:
    """A table of rows of one project, read and replaced with it.

    ``index`` is False where a unique constraint that begins with the project serves instead.
    """
    return Table(
        name,
        METADATA,
        row_id(),
        to("project_id", "project", index=index),
        *parts,
        info={PART_OF_PROJECT: True},
    )


def index_where_named(table: Table, *names: str) -> None:
    """Index the rows that name something: deleting what they name would scan the table without."""
    for name in names:
        column = table.c[name]
        named = column.is_not(None)
        Index(f"ix_{table.name}_{name}", column, sqlite_where=named, postgresql_where=named)


portfolio_state = Table(
    "portfolio_state",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
    Column("shared_revision", BigInteger, nullable=False, server_default="0"),
    wording("mode"),
    Column("history_length", BigInteger, nullable=False, server_default="0"),
    wording("history_head"),
    CheckConstraint("id = 1", name="single"),
)
setting = Table("setting", METADATA, Column("key", Text, primary_key=True), wording("value"))

currency = Table(
    "currency",
    METADATA,
    row_id(),
    Column("code", Text, nullable=False),
    UniqueConstraint("code"),
    CheckConstraint("length(code) = 3", name="code"),
)
country = Table(
    "country",
    METADATA,
    row_id(),
    Column("code", Text, nullable=False),
    wording("iso3"),
    code("region", Region),
    flag("is_dac_recipient"),
    *texts("name"),
    UniqueConstraint("code"),
    CheckConstraint("length(code) = 2", name="code"),
)
organisation = Table(
    "organisation",
    METADATA,
    row_id(),
    Column("identifier", Text, nullable=False),
    *texts("name"),
    wording("type"),
    to("country_id", "country", nullable=True),
    wording("office"),
    flag("is_illustrative"),
    day("provisional_since", nullable=True),
    UniqueConstraint("identifier"),
    CheckConstraint("name_en <> '' OR name_fr <> '' OR name_ar <> ''", name="named"),
)
rate = Table(
    "rate",
    METADATA,
    row_id(),
    to("currency_id", "currency"),
    day("day"),
    Column("per_eur", BigInteger, nullable=False),
    recorded_at(),
    wording("source"),
    CheckConstraint("per_eur > 0", name="positive"),
    Index(None, "currency_id", "day"),
)

clause = Table(
    "clause",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    code("theme", Theme),
    wording("verbatim_en"),
    wording("verbatim_fr"),
    wording("working_translation"),
    *texts("label"),
    *texts("plain"),
    *texts("difference"),
    *texts("limit"),
    CheckConstraint("number BETWEEN 1 AND 11", name="number"),
)
preamble = Table(
    "preamble",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    *texts("text"),
)
deliverable = Table(
    "deliverable",
    METADATA,
    row_id(),
    Column("reference", Text, nullable=False),
    Column("clause", ForeignKey("clause.number"), nullable=False),
    whole("position"),
    code("limit_rule", DeadlineState),
    day("limit_date", nullable=True),
    *texts("name"),
    UniqueConstraint("reference"),
)
deliverable_version = Table(
    "deliverable_version",
    METADATA,
    row_id(),
    to("deliverable_id", "deliverable", index=True),
    code("state", MilestoneState),
    day("done_on", nullable=True),
    wording("evidence"),
    *valid_time(),
    code("provenance", Provenance),
)

event = Table(
    "event",
    METADATA,
    row_id(),
    day("day"),
    wording("day_text"),
    *texts("title"),
    wording("source"),
)
pledging_event = Table(
    "pledging_event",
    METADATA,
    row_id(),
    Column("name", Text, nullable=False),
    day("day"),
    minor("total", nullable=True),
    to("currency_id", "currency", nullable=True),
    wording("note"),
    UniqueConstraint("name", "day"),
)
pledging_line = Table(
    "pledging_line",
    METADATA,
    row_id(),
    to("event_id", "pledging_event", index=True),
    wording("funder"),
    minor("amount"),
    to("currency_id", "currency"),
    wording("note"),
)
pledging_source = Table(
    "pledging_source",
    METADATA,
    row_id(),
    to("event_id", "pledging_event", index=True),
    wording("address"),
)
