"""The schema of the first release: tables, rules and indexes, and the guards of history.

Written as it was on that day, apart from the tables of today. Constraints and indexes without a
name get it by the convention of the schema.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None
branch_labels = None
depends_on = None


def row_id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def key(name: str, kind: Any, *reference: sa.ForeignKey) -> sa.Column[Any]:
    return sa.Column(name, kind, *reference, primary_key=True, autoincrement=False)


def to(
    name: str, table: str, *, column: str = "id", nullable: bool = False, index: bool = False
) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.{column}")
    return sa.Column(name, sa.Integer(), target, nullable=nullable, index=index)


def small(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=nullable)


def whole(
    name: str,
    *,
    nullable: bool = False,
    index: bool = False,
    server_default: str | None = None,
) -> sa.Column[int]:
    return sa.Column(
        name, sa.Integer(), nullable=nullable, index=index, server_default=server_default
    )


def big(
    name: str,
    *,
    nullable: bool = False,
    index: bool = False,
    server_default: str | None = None,
) -> sa.Column[int]:
    return sa.Column(
        name, sa.BigInteger(), nullable=nullable, index=index, server_default=server_default
    )


def flag(name: str, *, server_default: Any = None) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=server_default)


def mandatory(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def texts(name: str) -> tuple[sa.Column[str], ...]:
    return tuple(text(f"{name}_{language}") for language in ("en", "fr", "ar"))


def index_where(
    condition: str, name: str, table: str, column: str, *, unique: bool = False
) -> None:
    where = sa.text(condition)
    op.create_index(
        name, table, [column], unique=unique, sqlite_where=where, postgresql_where=where
    )


def upgrade() -> None:
    op.create_table(
        "attempt",
        row_id(),
        mandatory("subject"),
        big("at"),
    )
    op.create_index(None, "attempt", ["subject", "at"])
    op.create_table(
        "clause",
        key("number", sa.Integer()),
        small("theme"),
        text("verbatim_en"),
        text("verbatim_fr"),
        text("working_translation"),
        *texts("label"),
        *texts("plain"),
        *texts("difference"),
        *texts("limit"),
        sa.CheckConstraint("number BETWEEN 1 AND 11", name="number"),
    )
    op.create_table(
        "country",
        row_id(),
        mandatory("code"),
        text("iso3"),
        small("region"),
        flag("is_dac_recipient"),
        *texts("name"),
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("length(code) = 2", name="code"),
    )
    op.create_table(
        "currency",
        row_id(),
        mandatory("code"),
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("length(code) = 3", name="code"),
    )
    op.create_table(
        "event",
        row_id(),
        whole("day"),
        text("day_text"),
        *texts("title"),
        text("source"),
    )
    op.create_table(
        "history",
        key("number", sa.BigInteger()),
        big("recorded_at"),
        big("revision"),
        whole("person_id", nullable=True),
        text("command"),
        text("subject"),
        text("identifier"),
        whole("project_id", nullable=True, index=True),
        text("before"),
        text("after"),
        text("reason"),
        text("previous"),
        text("hash"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "portfolio_state",
        key("id", sa.Integer()),
        big("revision"),
        big("shared_revision", server_default="0"),
        text("mode"),
        big("history_length", server_default="0"),
        text("history_head"),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.create_table(
        "preamble",
        key("position", sa.Integer()),
        *texts("text"),
    )
    op.create_table(
        "priority_list",
        row_id(),
        mandatory("reference"),
        small("clause"),
        small("state"),
        whole("valid_from"),
        big("recorded_at"),
        *texts("title"),
        text("source"),
        small("provenance"),
        flag("is_example"),
        sa.UniqueConstraint("reference"),
        sa.CheckConstraint("clause IN (2, 8)", name="clause"),
        sa.CheckConstraint("source <> ''", name="source"),
    )
    op.create_table(
        "setting",
        key("key", sa.Text()),
        text("value"),
    )
    op.create_table(
        "deliverable",
        row_id(),
        mandatory("reference"),
        to("clause", "clause", column="number"),
        whole("position"),
        small("limit_rule"),
        whole("limit_date", nullable=True),
        *texts("name"),
        sa.UniqueConstraint("reference"),
    )
    op.create_table(
        "organisation",
        row_id(),
        mandatory("identifier"),
        *texts("name"),
        text("type"),
        to("country_id", "country", nullable=True),
        text("office"),
        flag("is_illustrative"),
        whole("provisional_since", nullable=True),
        sa.UniqueConstraint("identifier"),
        sa.CheckConstraint("name_en <> '' OR name_fr <> '' OR name_ar <> ''", name="named"),
    )
    op.create_table(
        "pledging_event",
        row_id(),
        mandatory("name"),
        whole("day"),
        big("total", nullable=True),
        to("currency_id", "currency", nullable=True),
        text("note"),
        sa.UniqueConstraint("name", "day"),
    )
    op.create_table(
        "priority_list_need",
        row_id(),
        to("list_id", "priority_list", index=True),
        whole("position"),
        to("country_id", "country", nullable=True),
        small("clause"),
        text("place"),
        *texts("what"),
        big("amount", nullable=True),
        to("currency_id", "currency", nullable=True),
        *texts("asked_by"),
        sa.CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
    )
    op.create_table(
        "rate",
        row_id(),
        to("currency_id", "currency"),
        whole("day"),
        big("per_eur"),
        big("recorded_at"),
        text("source"),
        sa.CheckConstraint("per_eur > 0", name="positive"),
    )
    op.create_index(None, "rate", ["currency_id", "day"])
    op.create_table(
        "deliverable_version",
        row_id(),
        to("deliverable_id", "deliverable", index=True),
        small("state"),
        whole("done_on", nullable=True),
        text("evidence"),
        whole("valid_from"),
        big("recorded_at"),
        small("provenance"),
    )
    op.create_table(
        "organisation_merge",
        key("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id")),
        to("into_id", "organisation", index=True),
        sa.CheckConstraint("organisation_id <> into_id", name="another"),
    )
    op.create_table(
        "person",
        row_id(),
        mandatory("login"),
        text("name"),
        small("duty"),
        to("organisation_id", "organisation", nullable=True),
        text("password"),
        flag("is_disabled"),
        flag("is_demonstration"),
        big("created_at"),
        sa.UniqueConstraint("login"),
        sa.CheckConstraint("login <> ''", name="login"),
    )
    op.create_table(
        "pledging_line",
        row_id(),
        to("event_id", "pledging_event", index=True),
        text("funder"),
        big("amount"),
        to("currency_id", "currency"),
        text("note"),
    )
    op.create_table(
        "pledging_source",
        row_id(),
        to("event_id", "pledging_event", index=True),
        text("address"),
    )
    op.create_table(
        "project",
        row_id(),
        mandatory("identifier"),
        to("owner_id", "organisation", nullable=True),
        small("declared_kind"),
        text("kind_exception"),
        text("kind_reason"),
        small("provenance"),
        text("objective"),
        text("place"),
        text("requesting_authority"),
        text("contact_office"),
        text("contact_address"),
        text("contact_email"),
        text("sector"),
        whole("start_planned", nullable=True),
        whole("end_planned", nullable=True),
        whole("start_actual", nullable=True),
        whole("end_actual", nullable=True),
        text("notes"),
        text("dates_note"),
        flag("is_example", server_default=sa.false()),
        big("revision", index=True),
        whole("version", server_default="1"),
        sa.UniqueConstraint("identifier"),
        sa.CheckConstraint("identifier <> ''", name="identifier"),
    )
    op.create_table(
        "budget",
        row_id(),
        to("project_id", "project", index=True),
        small("type"),
        whole("first_day"),
        whole("last_day"),
        big("amount"),
        to("currency_id", "currency"),
        whole("valid_from"),
        big("recorded_at"),
        text("source"),
        flag("date_derived"),
        text("source_word"),
        sa.CheckConstraint("last_day >= first_day", name="days"),
    )
    op.create_table(
        "draft",
        row_id(),
        to("project_id", "project", nullable=True),
        text("document"),
        text("base"),
        text("noted"),
        small("state"),
        whole("version", server_default="1"),
        to("author_id", "person", index=True),
        to("editor_id", "person", index=True),
        big("created_at"),
        big("updated_at"),
        text("message"),
        text("copied_from"),
        mandatory("token"),
        flag("is_example", server_default=sa.false()),
        sa.UniqueConstraint("token"),
    )
    index_where(
        "project_id IS NOT NULL AND state <= 3",
        "ix_draft_one_open",
        "draft",
        "project_id",
        unique=True,
    )
    op.create_table(
        "flow",
        row_id(),
        to("project_id", "project"),
        mandatory("reference"),
        small("kind"),
        to("provider_id", "organisation", nullable=True),
        to("receiver_id", "organisation", nullable=True),
        big("amount"),
        to("currency_id", "currency"),
        whole("value_date"),
        big("recorded_at"),
        small("perspective"),
        small("confidence"),
        small("provenance"),
        flag("in_kind"),
        to("corrects_id", "flow", nullable=True),
        to("supersedes_id", "flow", nullable=True),
        to("honours_id", "flow", nullable=True),
        to("provider_project_id", "project", nullable=True),
        small("flow_type", nullable=True),
        small("earmarking", nullable=True),
        small("finance_type", nullable=True),
        small("announcement", nullable=True),
        text("note"),
        text("source"),
        text("source_word"),
        flag("date_derived"),
        sa.UniqueConstraint("project_id", "reference"),
        sa.UniqueConstraint("supersedes_id"),
        sa.CheckConstraint("corrects_id <> id", name="corrects_another"),
        sa.CheckConstraint("supersedes_id <> id", name="supersedes_another"),
        sa.CheckConstraint("honours_id <> id", name="honours_another"),
    )
    index_where("corrects_id IS NOT NULL", "ix_flow_corrects_id", "flow", "corrects_id")
    index_where("honours_id IS NOT NULL", "ix_flow_honours_id", "flow", "honours_id")
    index_where(
        "provider_project_id IS NOT NULL",
        "ix_flow_provider_project_id",
        "flow",
        "provider_project_id",
    )
    op.create_table(
        "invitation",
        row_id(),
        mandatory("digest"),
        to("person_id", "person", nullable=True, index=True),
        big("created_at"),
        big("expires_at"),
        big("used_at", nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "list_draft",
        row_id(),
        text("document"),
        small("state"),
        whole("version"),
        flag("is_example"),
        to("author_id", "person"),
        to("editor_id", "person"),
        big("created_at"),
        big("updated_at"),
        text("message"),
        mandatory("token"),
        text("published_as"),
        sa.UniqueConstraint("token"),
    )
    op.create_table(
        "listed_line",
        row_id(),
        to("project_id", "project", index=True),
        text("kind"),
        big("amount"),
        to("currency_id", "currency"),
        text("reason"),
        text("note"),
        text("source"),
        text("source_word"),
        whole("stated_on", nullable=True),
    )
    op.create_table(
        "milestone",
        row_id(),
        to("project_id", "project"),
        mandatory("reference"),
        sa.UniqueConstraint("project_id", "reference"),
    )
    op.create_table(
        "person_session",
        row_id(),
        mandatory("digest"),
        to("person_id", "person", index=True),
        big("created_at"),
        big("seen_at"),
        big("ended_at", nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "planned_payment",
        row_id(),
        to("project_id", "project", index=True),
        small("type"),
        to("provider_id", "organisation"),
        whole("first_day"),
        whole("last_day"),
        big("amount"),
        to("currency_id", "currency"),
        whole("valid_from"),
        big("recorded_at"),
        text("source"),
        sa.CheckConstraint("last_day >= first_day", name="days"),
        sa.CheckConstraint("amount >= 0", name="amount"),
    )
    op.create_table(
        "priority_list_project",
        row_id(),
        to("list_id", "priority_list", index=True),
        whole("position"),
        to("project_id", "project"),
        *texts("reason"),
        sa.UniqueConstraint("list_id", "project_id"),
    )
    op.create_table(
        "project_participant",
        row_id(),
        to("project_id", "project", index=True),
        small("role"),
        to("organisation_id", "organisation", nullable=True),
        to("country_id", "country", nullable=True),
        sa.CheckConstraint("organisation_id IS NOT NULL OR country_id IS NOT NULL", name="named"),
    )
    op.create_table(
        "project_publication",
        row_id(),
        to("project_id", "project", index=True),
        small("state"),
        whole("valid_from"),
        big("recorded_at"),
    )
    op.create_table(
        "project_relation",
        row_id(),
        to("project_id", "project", index=True),
        small("relation"),
        whole("valid_from"),
        big("recorded_at"),
        *texts("reason"),
        text("source"),
        sa.CheckConstraint("relation IN (1, 2)", name="recorded"),
    )
    op.create_table(
        "project_relevance",
        row_id(),
        to("project_id", "project"),
        small("clause"),
        sa.UniqueConstraint("project_id", "clause"),
        sa.CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
    )
    op.create_table(
        "project_status",
        row_id(),
        to("project_id", "project", index=True),
        small("status"),
        whole("valid_from"),
        big("recorded_at"),
        text("source"),
    )
    op.create_table(
        "project_text",
        row_id(),
        to("project_id", "project"),
        mandatory("language"),
        text("title"),
        text("summary"),
        sa.UniqueConstraint("project_id", "language"),
        sa.CheckConstraint("title <> '' OR summary <> ''", name="worded"),
    )
    op.create_table(
        "reporting_period",
        row_id(),
        mandatory("name"),
        whole("first_day"),
        whole("last_day"),
        big("locked_at", nullable=True),
        to("locked_by_id", "person", nullable=True),
        sa.UniqueConstraint("name"),
        sa.CheckConstraint("last_day >= first_day", name="days"),
    )
    op.create_table(
        "share_set",
        row_id(),
        to("project_id", "project", index=True),
        small("axis"),
        whole("valid_from"),
        big("recorded_at"),
        text("reason"),
    )
    op.create_table(
        "source",
        row_id(),
        to("project_id", "project", index=True),
        text("title"),
        text("address"),
        flag("is_document"),
    )
    op.create_table(
        "submission",
        key("token", sa.Text()),
        to("person_id", "person", index=True),
        text("command"),
        text("result"),
        big("recorded_at"),
    )
    op.create_table(
        "unsaved",
        key("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        key("form", sa.Text()),
        text("document"),
        big("typed_at"),
    )
    op.create_table(
        "draft_contributor",
        key("draft_id", sa.Integer(), sa.ForeignKey("draft.id")),
        key("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        big("typed_at"),
    )
    op.create_table(
        "flow_confidence",
        row_id(),
        to("project_id", "project", index=True),
        to("flow_id", "flow", index=True),
        small("confidence"),
        whole("valid_from"),
        big("recorded_at"),
    )
    op.create_table(
        "flow_dispute",
        row_id(),
        to("flow_id", "flow", index=True),
        to("person_id", "person", index=True),
        text("reason"),
        big("opened_at"),
        big("settled_at", nullable=True),
        text("settlement"),
    )
    op.create_table(
        "list_draft_contributor",
        key("draft_id", sa.Integer(), sa.ForeignKey("list_draft.id")),
        key("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        big("typed_at"),
    )
    op.create_table(
        "milestone_text",
        row_id(),
        to("project_id", "project", index=True),
        to("milestone_id", "milestone"),
        mandatory("language"),
        mandatory("title"),
        sa.UniqueConstraint("milestone_id", "language"),
        sa.CheckConstraint("title <> ''", name="title"),
    )
    op.create_table(
        "milestone_version",
        row_id(),
        to("project_id", "project", index=True),
        to("milestone_id", "milestone", index=True),
        small("clause", nullable=True),
        whole("due"),
        whole("weight"),
        small("state"),
        whole("done_on", nullable=True),
        text("evidence"),
        whole("valid_from"),
        big("recorded_at"),
        sa.CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
        sa.CheckConstraint("weight >= 0", name="weight"),
    )
    op.create_table(
        "second_look",
        row_id(),
        to("flow_id", "flow", index=True),
        to("recorder_id", "person"),
        small("duty"),
        big("asked_at"),
        to("looker_id", "person", nullable=True),
        big("looked_at", nullable=True),
        sa.CheckConstraint("looker_id <> recorder_id", name="another"),
        sa.CheckConstraint("(looker_id IS NULL) = (looked_at IS NULL)", name="given"),
    )
    index_where("looked_at IS NULL", "ix_second_look_open", "second_look", "flow_id")
    op.create_table(
        "share",
        row_id(),
        to("project_id", "project", index=True),
        to("set_id", "share_set"),
        whole("key"),
        whole("basis_points"),
        sa.UniqueConstraint("set_id", "key"),
    )
    op.execute("INSERT INTO portfolio_state (id, revision, mode) VALUES (1, 0, '')")
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


# What is told stays told: the database itself refuses to change or delete an entry of history.
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history"
        " BEGIN SELECT RAISE(ABORT, 'history is never changed'); END",
        "CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history"
        " BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END",
        # REPLACE deletes what is in its way without asking the trigger above.
        "CREATE TRIGGER history_is_never_replaced BEFORE INSERT ON history WHEN EXISTS"
        " (SELECT 1 FROM history WHERE number = NEW.number OR hash = NEW.hash)"
        " BEGIN SELECT RAISE(ABORT, 'history is never changed'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION history_stands() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'history is never changed or deleted'; END $$",
        "CREATE TRIGGER history_is_never_changed BEFORE UPDATE OR DELETE ON history"
        " FOR EACH ROW EXECUTE FUNCTION history_stands()",
        "CREATE TRIGGER history_is_never_emptied BEFORE TRUNCATE ON history"
        " FOR EACH STATEMENT EXECUTE FUNCTION history_stands()",
    ),
}
