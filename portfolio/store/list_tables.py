"""Tables of the lists of priority projects and of their drafts."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from portfolio.domain.drafts import DraftState
from portfolio.domain.flows import Provenance
from portfolio.domain.priority_lists import ListState
from portfolio.store.schema import (
    METADATA,
    code,
    flag,
    minor,
    row_id,
    texts,
    to,
    valid_time,
    whole,
    wording,
)
from portfolio.store.types import Instant

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
list_draft_contributor = Table(
    "list_draft_contributor",
    METADATA,
    Column("draft_id", ForeignKey("list_draft.id"), primary_key=True, autoincrement=False),
    Column("person_id", ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("typed_at", Instant, nullable=False),  # for the first time
)
