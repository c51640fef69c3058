"""The schema: every table of the store, with every constraint named."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from portfolio.domain.clauses import Limit, Theme
from portfolio.domain.cooperation import Kind, Role
from portfolio.domain.flows import BudgetType, Confidence, FlowKind, Perspective, Provenance
from portfolio.domain.milestones import MilestoneState
from portfolio.domain.places import Region
from portfolio.domain.projects import Publication, Status
from portfolio.domain.shares import Axis
from portfolio.store.types import Code, Day, Instant, Minor

LANGUAGES: Final = ("en", "fr", "ar")
METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _spoken(name: str) -> tuple[Column[str], ...]:
    """One column per language; empty where the language has no words."""
    return tuple(_text(f"{name}_{language}") for language in LANGUAGES)


def _to(name: str, table: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _minor(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Minor, nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Day, nullable=nullable)


def _code(name: str, members: type[Any]) -> Column[Any]:
    return Column(name, Code(members), nullable=False)


def _recorded() -> Column[Any]:
    return Column("recorded_at", Instant, nullable=False)


def _held() -> tuple[Column[Any], ...]:
    return _day("held_from"), _recorded()


def _of_project(name: str, *parts: Any, indexed: bool = True) -> Table:
    """A table of rows that belong to one project and are read and replaced with it.

    ``indexed`` is False where a unique constraint that begins with the project serves instead.
    """
    return Table(name, METADATA, _id(), _to("project_id", "project", index=indexed), *parts)


def _sometimes(table: Table, *names: str) -> None:
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
    _text("mode"),
    CheckConstraint("id = 1", name="single"),
)
setting = Table("setting", METADATA, Column("key", Text, primary_key=True), _text("value"))

currency = Table(
    "currency",
    METADATA,
    _id(),
    Column("code", Text, nullable=False),
    UniqueConstraint("code"),
    CheckConstraint("length(code) = 3", name="code"),
)
country = Table(
    "country",
    METADATA,
    _id(),
    Column("code", Text, nullable=False),
    _text("iso3"),
    _code("region", Region),
    _flag("is_dac_recipient"),
    *_spoken("name"),
    UniqueConstraint("code"),
    CheckConstraint("length(code) = 2", name="code"),
)
organisation = Table(
    "organisation",
    METADATA,
    _id(),
    Column("identifier", Text, nullable=False),
    *_spoken("name"),
    _text("type"),
    _to("country_id", "country", nullable=True),
    _text("office"),
    _flag("is_illustrative"),
    UniqueConstraint("identifier"),
    CheckConstraint("name_en <> '' OR name_fr <> '' OR name_ar <> ''", name="named"),
)
rate = Table(
    "rate",
    METADATA,
    _id(),
    _to("currency_id", "currency"),
    _day("day"),
    Column("per_eur", BigInteger, nullable=False),
    _recorded(),
    _text("source"),
    CheckConstraint("per_eur > 0", name="positive"),
    Index(None, "currency_id", "day"),
)

clause = Table(
    "clause",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _code("theme", Theme),
    _text("verbatim_en"),
    _text("verbatim_fr"),
    _text("working_translation"),
    *_spoken("label"),
    *_spoken("plain"),
    *_spoken("difference"),
    *_spoken("limit"),
    CheckConstraint("number BETWEEN 1 AND 11", name="number"),
)
preamble = Table(
    "preamble",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    *_spoken("text"),
)
deliverable = Table(
    "deliverable",
    METADATA,
    _id(),
    Column("reference", Text, nullable=False),
    Column("clause", ForeignKey("clause.number"), nullable=False),
    _whole("position"),
    _code("limit_rule", Limit),
    _day("limit_date", nullable=True),
    *_spoken("name"),
    UniqueConstraint("reference"),
)
deliverable_version = Table(
    "deliverable_version",
    METADATA,
    _id(),
    _to("deliverable_id", "deliverable", index=True),
    _code("state", MilestoneState),
    _day("done_on", nullable=True),
    _text("evidence"),
    *_held(),
    _code("provenance", Provenance),
)

event = Table(
    "event",
    METADATA,
    _id(),
    _day("day"),
    _text("day_text"),
    *_spoken("title"),
    _text("source"),
)
pledging_event = Table(
    "pledging_event",
    METADATA,
    _id(),
    Column("name", Text, nullable=False),
    _day("day"),
    _minor("total", nullable=True),
    _to("currency_id", "currency", nullable=True),
    _text("note"),
    UniqueConstraint("name", "day"),
)
pledging_line = Table(
    "pledging_line",
    METADATA,
    _id(),
    _to("event_id", "pledging_event", index=True),
    _text("funder"),
    _minor("amount"),
    _to("currency_id", "currency"),
    _text("note"),
)
pledging_source = Table(
    "pledging_source",
    METADATA,
    _id(),
    _to("event_id", "pledging_event", index=True),
    _text("address"),
)

project = Table(
    "project",
    METADATA,
    _id(),
    Column("identifier", Text, nullable=False),
    _to("owner_id", "organisation", nullable=True),
    _code("declared_kind", Kind),
    _text("kind_exception"),
    _text("kind_reason"),
    _code("provenance", Provenance),
    _text("objective"),
    _text("place"),
    _text("requesting_authority"),
    _text("contact_office"),
    _text("sector"),
    _day("start_planned", nullable=True),
    _day("end_planned", nullable=True),
    _day("start_actual", nullable=True),
    _day("end_actual", nullable=True),
    _text("notes"),
    _text("dates_note"),
    Column("revision", BigInteger, nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("identifier"),
    CheckConstraint("identifier <> ''", name="identifier"),
)
project_text = _of_project(
    "project_text",
    Column("language", Text, nullable=False),
    _text("title"),
    _text("summary"),
    UniqueConstraint("project_id", "language"),
    CheckConstraint("title <> '' OR summary <> ''", name="worded"),
    indexed=False,
)
project_status = _of_project("project_status", _code("status", Status), *_held(), _text("source"))
project_publication = _of_project("project_publication", _code("state", Publication), *_held())
project_participant = _of_project(
    "project_participant",
    _code("role", Role),
    _to("organisation_id", "organisation", nullable=True),
    _to("country_id", "country", nullable=True),
    CheckConstraint("organisation_id IS NOT NULL OR country_id IS NOT NULL", name="named"),
)
project_relevance = _of_project(
    "project_relevance",
    Column("clause", SmallInteger, nullable=False),
    UniqueConstraint("project_id", "clause"),
    CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
    indexed=False,
)
share_set = _of_project("share_set", _code("axis", Axis), *_held(), _text("reason"))
share = _of_project(
    "share",
    _to("set_id", "share_set"),
    _whole("key"),  # clause number, country id or priority, by the axis of the set
    _whole("basis_points"),
    UniqueConstraint("set_id", "key"),
)
budget = _of_project(
    "budget",
    _code("type", BudgetType),
    _day("first_day"),
    _day("last_day"),
    _minor("amount"),
    _to("currency_id", "currency"),
    *_held(),
    _text("source"),
    _flag("date_derived"),
    CheckConstraint("last_day >= first_day", name="days"),
)

flow = _of_project(
    "flow",
    Column("reference", Text, nullable=False),
    _code("kind", FlowKind),
    _to("provider_id", "organisation", nullable=True),
    _to("receiver_id", "organisation", nullable=True),
    _minor("amount"),
    _to("currency_id", "currency"),
    _day("value_date"),
    _recorded(),
    _code("perspective", Perspective),
    _code("confidence", Confidence),
    _code("provenance", Provenance),
    _flag("in_kind"),
    _to("corrects_id", "flow", nullable=True),
    _to("supersedes_id", "flow", nullable=True),
    _to("honours_id", "flow", nullable=True),
    _to("provider_project_id", "project", nullable=True),
    Column("flow_type", SmallInteger),
    Column("earmarking", SmallInteger),
    _text("note"),
    _text("source"),
    _flag("date_derived"),
    UniqueConstraint("project_id", "reference"),
    UniqueConstraint("supersedes_id"),
    CheckConstraint("corrects_id <> id", name="corrects_another"),
    CheckConstraint("supersedes_id <> id", name="supersedes_another"),
    CheckConstraint("honours_id <> id", name="honours_another"),
    indexed=False,
)
_sometimes(flow, "corrects_id", "honours_id", "provider_project_id")
flow_confidence = _of_project(
    "flow_confidence",
    _to("flow_id", "flow", index=True),
    _code("confidence", Confidence),
    *_held(),
)

milestone = _of_project(
    "milestone",
    Column("reference", Text, nullable=False),
    UniqueConstraint("project_id", "reference"),
    indexed=False,
)
milestone_text = _of_project(
    "milestone_text",
    _to("milestone_id", "milestone"),
    Column("language", Text, nullable=False),
    Column("title", Text, nullable=False),
    UniqueConstraint("milestone_id", "language"),
    CheckConstraint("title <> ''", name="title"),
)
milestone_version = _of_project(
    "milestone_version",
    _to("milestone_id", "milestone", index=True),
    Column("clause", SmallInteger),
    _day("due"),
    _whole("weight"),
    _code("state", MilestoneState),
    _day("done_on", nullable=True),
    _text("evidence"),
    *_held(),
    CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
    CheckConstraint("weight >= 0", name="weight"),
)
source = _of_project("source", _text("title"), _text("address"), _flag("is_document"))
listed_line = _of_project(
    "listed_line",
    _text("kind"),
    _minor("amount"),
    _to("currency_id", "currency"),
    _text("reason"),
    _text("note"),
)
