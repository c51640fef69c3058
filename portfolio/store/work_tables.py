"""Tables of the daily work: people and sessions, drafts, history, periods, lists of priority projects."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from portfolio.domain.clauses import ListState
from portfolio.domain.drafts import DraftState
from portfolio.domain.flows import Provenance
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportState
from portfolio.domain.params import UserRole
from portfolio.domain.reader import TextSize
from portfolio.store.schema import (
    METADATA,
    Instant,
    code,
    day,
    flag,
    later_flag,
    minor,
    recorded_at,
    row_id,
    texts,
    to,
    valid_time,
    whole,
    wording,
)

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
    Column("digest", Text, nullable=False),  # of the cookie's token, which is stored nowhere
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
# What a person chose for their own pages; read at sign-in and on the page that changes it.
preference = Table(
    "preference",
    METADATA,
    Column("person_id", ForeignKey("person.id"), primary_key=True, autoincrement=False),
    wording("language"),
    to("country_id", "country", nullable=True),
    code("text_size", TextSize),
)
# When a person was last shown what changed, this time and the time before.
visit = Table(
    "visit",
    METADATA,
    Column("person_id", ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("seen_at", Instant, nullable=False),
    Column("known_at", Instant, nullable=False),  # the newest entry of history by then
    Column("previous_seen_at", Instant),
    Column("previous_known_at", Instant),
    CheckConstraint(
        "(previous_seen_at IS NULL) = (previous_known_at IS NULL)", name="previous_visit"
    ),
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
    # No reference: a number names the author, and the chain stores nothing else about anybody.
    Column("person_id", Integer),
    wording("command"),
    wording("subject"),
    wording("identifier"),
    Column("project_id", Integer, index=True),  # no reference: an entry outlives its subject
    wording("before"),
    wording("after"),
    wording("reason"),
    wording("previous"),
    wording("hash"),
    UniqueConstraint("hash"),
)


def _contributors(drafts: str) -> Table:
    """Who typed in a draft of a table of drafts, and when for the first time."""
    return Table(
        f"{drafts}_contributor",
        METADATA,
        Column("draft_id", ForeignKey(f"{drafts}.id"), primary_key=True, autoincrement=False),
        Column("person_id", ForeignKey("person.id"), primary_key=True, autoincrement=False),
        Column("typed_at", Instant, nullable=False),
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
draft_contributor = _contributors("draft")
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
    to("locked_by_id", "person", nullable=True),
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

priority_list = Table(
    "priority_list",
    METADATA,
    row_id(),
    Column("reference", Text, nullable=False),
    Column("clause", SmallInteger, nullable=False),
    code("state", ListState),
    *valid_time(),
    *texts("title"),
    wording("source"),
    code("provenance", Provenance),
    flag("is_example"),
    UniqueConstraint("reference"),
    CheckConstraint("clause IN (2, 8)", name="clause"),
    CheckConstraint("source <> ''", name="source"),
)
priority_list_project = Table(
    "priority_list_project",
    METADATA,
    row_id(),
    to("list_id", "priority_list", index=True),
    whole("position"),
    to("project_id", "project"),
    *texts("reason"),
    UniqueConstraint("list_id", "project_id"),
)
priority_list_need = Table(
    "priority_list_need",
    METADATA,
    row_id(),
    to("list_id", "priority_list", index=True),
    whole("position"),
    to("country_id", "country", nullable=True),
    Column("clause", SmallInteger, nullable=False),
    wording("place"),
    *texts("what"),
    minor("amount", nullable=True),
    to("currency_id", "currency", nullable=True),
    *texts("asked_by"),
    CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
)
# One JSON document of typed text a draft, as of projects; a list that is published is never edited.
list_draft = Table(
    "list_draft",
    METADATA,
    row_id(),
    wording("document"),
    code("state", DraftState),
    Column("version", Integer, nullable=False),
    flag("is_example"),
    to("author_id", "person"),
    to("editor_id", "person"),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    wording("message"),
    Column("token", Text, nullable=False),
    wording("published_as"),
    UniqueConstraint("token"),
)
list_draft_contributor = _contributors("list_draft")

import_job = Table(
    "import_job",
    METADATA,
    row_id(),
    to("person_id", "person", index=True),
    flag("is_example"),
    wording("file_name"),
    wording("digest"),  # SHA-256 of the file
    whole("size"),
    code("state", ImportState),
    wording("answers"),
    whole("done"),
    whole("total"),
    wording("worker"),  # the process at work on it
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("finished_at", Instant),
    wording("reason"),
    wording("report"),
    Column("token", Text, nullable=False),
    UniqueConstraint("token"),
)
# The bytes of a file while they may still be needed; no backup carries them.
import_file = Table(
    "import_file",
    METADATA,
    Column("job_id", ForeignKey("import_job.id"), primary_key=True, autoincrement=False),
    Column("stored_at", Instant, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
# What each row of a file became, and what the record was given of it: a later version of the file
# is compared with that, so that what a person changed since is told from what the file changes.
import_row = Table(
    "import_row",
    METADATA,
    row_id(),
    to("job_id", "import_job", index=True),
    code("kind", ImportedKind),
    wording("sheet"),
    whole("row"),
    Column("key", Text, nullable=False, index=True),
    code("effect", Effect),
    wording("document"),
    to("draft_id", "draft", nullable=True, index=True),
    to("project_id", "project", nullable=True, index=True),
    wording("reference"),
)
