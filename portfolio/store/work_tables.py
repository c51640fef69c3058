"""Tables of the daily work: people and their sessions, drafts, history, reporting periods."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from portfolio.domain.drafts import DraftState
from portfolio.domain.people import UserRole
from portfolio.store.schema import (
    METADATA,
    code,
    day,
    flag,
    later_flag,
    recorded_at,
    row_id,
    to,
    wording,
)
from portfolio.store.types import Instant

person = Table(
    "person",
    METADATA,
    row_id(),
    Column("login", Text, nullable=False),
    wording("name"),
    code("duty", UserRole),
    to("organisation_id", "organisation", nullable=True),
    wording("password"),  # argon2id; empty where none was chosen yet
    flag("is_disabled"),
    flag("is_demonstration"),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("login"),
    CheckConstraint("login <> ''", name="login"),
)
person_session = Table(
    "person_session",
    METADATA,
    row_id(),
    Column("digest", Text, nullable=False),  # of the cookie's token, which is kept nowhere
    to("person_id", "person", index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("digest"),
)
invitation = Table(
    "invitation",
    METADATA,
    row_id(),
    Column("digest", Text, nullable=False),
    to("person_id", "person", nullable=True, index=True),  # None: the first administrator
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    UniqueConstraint("digest"),
)
attempt = Table(
    "attempt",
    METADATA,
    row_id(),
    Column("subject", Text, nullable=False),  # a digest: what was typed may be a password
    Column("at", Instant, nullable=False),
    Index(None, "subject", "at"),
)
history = Table(
    "history",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    recorded_at(),
    Column("revision", BigInteger, nullable=False),
    wording("login"),
    wording("command"),
    wording("subject"),
    wording("identifier"),
    Column("project_id", Integer, index=True),  # no reference: what is told outlives its subject
    wording("before"),
    wording("after"),
    wording("reason"),
    wording("previous"),
    wording("hash"),
    UniqueConstraint("hash"),
)
draft = Table(
    "draft",
    METADATA,
    row_id(),
    to("project_id", "project", nullable=True),
    wording("document"),
    wording("base"),
    wording("noted"),  # the document at the last entry of history
    code("state", DraftState),
    Column("version", Integer, nullable=False, server_default="1"),
    to("author_id", "person", index=True),
    to("editor_id", "person", index=True),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    wording("message"),
    wording("copied_from"),  # identifier of a project, or "#" and the number of a draft
    Column("token", Text, nullable=False),
    later_flag("is_example"),
    UniqueConstraint("token"),
)
draft_contributor = Table(
    "draft_contributor",
    METADATA,
    Column("draft_id", ForeignKey("draft.id"), primary_key=True, autoincrement=False),
    Column("person_id", ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("typed_at", Instant, nullable=False),  # for the first time
)
Index(
    "ix_draft_one_open",
    draft.c.project_id,
    unique=True,
    sqlite_where=sql("project_id IS NOT NULL AND state <= 3"),
    postgresql_where=sql("project_id IS NOT NULL AND state <= 3"),
)
submission = Table(
    "submission",
    METADATA,
    Column("token", Text, primary_key=True),
    to("person_id", "person", index=True),
    wording("command"),
    wording("result"),
    recorded_at(),
)
unsaved = Table(
    "unsaved",
    METADATA,
    Column("person_id", ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("form", Text, primary_key=True),
    wording("document"),
    Column("typed_at", Instant, nullable=False),
)
flow_dispute = Table(
    "flow_dispute",
    METADATA,
    row_id(),
    to("flow_id", "flow", index=True),
    to("person_id", "person", index=True),
    wording("reason"),
    Column("opened_at", Instant, nullable=False),
    Column("settled_at", Instant),
    wording("settlement"),
)
second_look = Table(
    "second_look",
    METADATA,
    row_id(),
    to("flow_id", "flow", index=True),
    to("recorder_id", "person"),
    code("duty", UserRole),
    Column("asked_at", Instant, nullable=False),
    to("looker_id", "person", nullable=True),
    Column("looked_at", Instant),
    CheckConstraint("looker_id <> recorder_id", name="another"),
    CheckConstraint("(looker_id IS NULL) = (looked_at IS NULL)", name="given"),
)
Index(
    "ix_second_look_open",
    second_look.c.flow_id,
    sqlite_where=sql("looked_at IS NULL"),
    postgresql_where=sql("looked_at IS NULL"),
)
reporting_period = Table(
    "reporting_period",
    METADATA,
    row_id(),
    Column("name", Text, nullable=False),
    day("first_day"),
    day("last_day"),
    Column("locked_at", Instant),
    wording("locked_by"),
    UniqueConstraint("name"),
    CheckConstraint("last_day >= first_day", name="days"),
)
organisation_merge = Table(
    "organisation_merge",
    METADATA,
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True, autoincrement=False),
    to("into_id", "organisation", index=True),
    CheckConstraint("organisation_id <> into_id", name="another"),
)
