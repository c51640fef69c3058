"""What tables are made of: the one MetaData, and columns as the store writes them."""

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
)

from portfolio.store.types import Code, Day, Instant, Minor

LANGUAGES: Final = ("en", "fr", "ar")
PART_OF_PROJECT: Final = "part of project"  # marks the tables whose rows make up a project
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
    """Yes or no, asked for when there were rows already: no where they do not say."""
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


def code(name: str, members: type[Any]) -> Column[Any]:
    """A member of an enumeration."""
    return Column(name, Code(members), nullable=False)


def recorded_at() -> Column[Any]:
    """When a row was recorded."""
    return Column("recorded_at", Instant, nullable=False)


def valid_time() -> tuple[Column[Any], ...]:
    """From when a row holds, and when it was recorded."""
    return day("valid_from"), recorded_at()


def of_project(name: str, *parts: Any, index: bool = True) -> Table:
    """A table of rows that belong to one project and are read and replaced with it.

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
