"""The schema as it first was."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clause",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme", sa.SmallInteger(), nullable=False),
        sa.Column("verbatim_en", sa.Text(), server_default="", nullable=False),
        sa.Column("verbatim_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("working_translation", sa.Text(), server_default="", nullable=False),
        sa.Column("label_en", sa.Text(), server_default="", nullable=False),
        sa.Column("label_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("label_ar", sa.Text(), server_default="", nullable=False),
        sa.Column("plain_en", sa.Text(), server_default="", nullable=False),
        sa.Column("plain_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("plain_ar", sa.Text(), server_default="", nullable=False),
        sa.Column("difference_en", sa.Text(), server_default="", nullable=False),
        sa.Column("difference_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("difference_ar", sa.Text(), server_default="", nullable=False),
        sa.Column("limit_en", sa.Text(), server_default="", nullable=False),
        sa.Column("limit_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("limit_ar", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 11", name=op.f("ck_clause_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_clause")),
    )
    op.create_table(
        "country",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("iso3", sa.Text(), server_default="", nullable=False),
        sa.Column("region", sa.SmallInteger(), nullable=False),
        sa.Column("is_dac_recipient", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("name_ar", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("length(code) = 2", name=op.f("ck_country_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country")),
        sa.UniqueConstraint("code", name=op.f("uq_country_code")),
    )
    op.create_table(
        "currency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.CheckConstraint("length(code) = 3", name=op.f("ck_currency_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currency")),
        sa.UniqueConstraint("code", name=op.f("uq_currency_code")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("day_text", sa.Text(), server_default="", nullable=False),
        sa.Column("title_en", sa.Text(), server_default="", nullable=False),
        sa.Column("title_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("title_ar", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_table(
        "portfolio_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("shared_revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mode", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_portfolio_state_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_state")),
    )
    op.create_table(
        "preamble",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_en", sa.Text(), server_default="", nullable=False),
        sa.Column("text_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("text_ar", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_preamble")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("limit_rule", sa.SmallInteger(), nullable=False),
        sa.Column("limit_date", sa.Integer(), nullable=True),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("name_ar", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["clause"], ["clause.number"], name=op.f("fk_deliverable_clause")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable")),
        sa.UniqueConstraint("reference", name=op.f("uq_deliverable_reference")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_fr", sa.Text(), server_default="", nullable=False),
        sa.Column("name_ar", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("country_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.Text(), server_default="", nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "name_en <> '' OR name_fr <> '' OR name_ar <> ''", name=op.f("ck_organisation_named")
        ),
        sa.ForeignKeyConstraint(
            ["country_id"], ["country.id"], name=op.f("fk_organisation_country_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("identifier", name=op.f("uq_organisation_identifier")),
    )
    op.create_table(
        "pledging_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("currency_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currency.id"], name=op.f("fk_pledging_event_currency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledging_event")),
        sa.UniqueConstraint("name", "day", name=op.f("uq_pledging_event_name_day")),
    )
    op.create_table(
        "rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("currency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("per_eur", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("per_eur > 0", name=op.f("ck_rate_positive")),
        sa.ForeignKeyConstraint(["currency_id"], ["currency.id"], name=op.f("fk_rate_currency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
    )
    op.create_index(op.f("ix_rate_currency_id_day"), "rate", ["currency_id", "day"], unique=False)
    op.create_table(
        "deliverable_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("provenance", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deliverable_id"],
            ["deliverable.id"],
            name=op.f("fk_deliverable_version_deliverable_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable_version")),
    )
    op.create_index(
        op.f("ix_deliverable_version_deliverable_id"),
        "deliverable_version",
        ["deliverable_id"],
        unique=False,
    )
    op.create_table(
        "pledging_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("funder", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currency.id"], name=op.f("fk_pledging_line_currency_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["pledging_event.id"], name=op.f("fk_pledging_line_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledging_line")),
    )
    op.create_index(op.f("ix_pledging_line_event_id"), "pledging_line", ["event_id"], unique=False)
    op.create_table(
        "pledging_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["pledging_event.id"], name=op.f("fk_pledging_source_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledging_source")),
    )
    op.create_index(
        op.f("ix_pledging_source_event_id"), "pledging_source", ["event_id"], unique=False
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("declared_kind", sa.SmallInteger(), nullable=False),
        sa.Column("kind_exception", sa.Text(), server_default="", nullable=False),
        sa.Column("kind_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("provenance", sa.SmallInteger(), nullable=False),
        sa.Column("objective", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("requesting_authority", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_office", sa.Text(), server_default="", nullable=False),
        sa.Column("sector", sa.Text(), server_default="", nullable=False),
        sa.Column("start_planned", sa.Integer(), nullable=True),
        sa.Column("end_planned", sa.Integer(), nullable=True),
        sa.Column("start_actual", sa.Integer(), nullable=True),
        sa.Column("end_actual", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("dates_note", sa.Text(), server_default="", nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("identifier <> ''", name=op.f("ck_project_identifier")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name=op.f("fk_project_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("identifier", name=op.f("uq_project_identifier")),
    )
    op.create_index(op.f("ix_project_revision"), "project", ["revision"], unique=False)
    op.create_table(
        "budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.SmallInteger(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("date_derived", sa.Boolean(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_budget_days")),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currency.id"], name=op.f("fk_budget_currency_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_budget_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
    )
    op.create_index(op.f("ix_budget_project_id"), "budget", ["project_id"], unique=False)
    op.create_table(
        "flow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency_id", sa.Integer(), nullable=False),
        sa.Column("value_date", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("perspective", sa.SmallInteger(), nullable=False),
        sa.Column("confidence", sa.SmallInteger(), nullable=False),
        sa.Column("provenance", sa.SmallInteger(), nullable=False),
        sa.Column("in_kind", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("honours_id", sa.Integer(), nullable=True),
        sa.Column("provider_project_id", sa.Integer(), nullable=True),
        sa.Column("flow_type", sa.SmallInteger(), nullable=True),
        sa.Column("earmarking", sa.SmallInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("date_derived", sa.Boolean(), nullable=False),
        sa.CheckConstraint("corrects_id <> id", name=op.f("ck_flow_corrects_another")),
        sa.CheckConstraint("honours_id <> id", name=op.f("ck_flow_honours_another")),
        sa.CheckConstraint("supersedes_id <> id", name=op.f("ck_flow_supersedes_another")),
        sa.ForeignKeyConstraint(["corrects_id"], ["flow.id"], name=op.f("fk_flow_corrects_id")),
        sa.ForeignKeyConstraint(["currency_id"], ["currency.id"], name=op.f("fk_flow_currency_id")),
        sa.ForeignKeyConstraint(["honours_id"], ["flow.id"], name=op.f("fk_flow_honours_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_flow_project_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_flow_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_project_id"], ["project.id"], name=op.f("fk_flow_provider_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["organisation.id"], name=op.f("fk_flow_receiver_id")
        ),
        sa.ForeignKeyConstraint(["supersedes_id"], ["flow.id"], name=op.f("fk_flow_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow")),
        sa.UniqueConstraint("project_id", "reference", name=op.f("uq_flow_project_id_reference")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_flow_supersedes_id")),
    )
    op.create_index(
        "ix_flow_corrects_id",
        "flow",
        ["corrects_id"],
        unique=False,
        sqlite_where=sa.text("corrects_id IS NOT NULL"),
        postgresql_where=sa.text("corrects_id IS NOT NULL"),
    )
    op.create_index(
        "ix_flow_honours_id",
        "flow",
        ["honours_id"],
        unique=False,
        sqlite_where=sa.text("honours_id IS NOT NULL"),
        postgresql_where=sa.text("honours_id IS NOT NULL"),
    )
    op.create_index(
        "ix_flow_provider_project_id",
        "flow",
        ["provider_project_id"],
        unique=False,
        sqlite_where=sa.text("provider_project_id IS NOT NULL"),
        postgresql_where=sa.text("provider_project_id IS NOT NULL"),
    )
    op.create_table(
        "listed_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currency.id"], name=op.f("fk_listed_line_currency_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_listed_line_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_line")),
    )
    op.create_index(op.f("ix_listed_line_project_id"), "listed_line", ["project_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_milestone_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint(
            "project_id", "reference", name=op.f("uq_milestone_project_id_reference")
        ),
    )
    op.create_table(
        "project_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("country_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR country_id IS NOT NULL",
            name=op.f("ck_project_participant_named"),
        ),
        sa.ForeignKeyConstraint(
            ["country_id"], ["country.id"], name=op.f("fk_project_participant_country_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_project_participant_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_participant_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_participant")),
    )
    op.create_index(
        op.f("ix_project_participant_project_id"),
        "project_participant",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "project_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_publication_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_publication")),
    )
    op.create_index(
        op.f("ix_project_publication_project_id"),
        "project_publication",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "project_relevance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("clause BETWEEN 1 AND 11", name=op.f("ck_project_relevance_clause")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_relevance_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_relevance")),
        sa.UniqueConstraint(
            "project_id", "clause", name=op.f("uq_project_relevance_project_id_clause")
        ),
    )
    op.create_table(
        "project_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_status_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_status")),
    )
    op.create_index(
        op.f("ix_project_status_project_id"), "project_status", ["project_id"], unique=False
    )
    op.create_table(
        "project_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("title <> '' OR summary <> ''", name=op.f("ck_project_text_worded")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_text_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_text")),
        sa.UniqueConstraint(
            "project_id", "language", name=op.f("uq_project_text_project_id_language")
        ),
    )
    op.create_table(
        "share_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("axis", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_share_set_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_set")),
    )
    op.create_index(op.f("ix_share_set_project_id"), "share_set", ["project_id"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("is_document", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_source_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_index(op.f("ix_source_project_id"), "source", ["project_id"], unique=False)
    op.create_table(
        "flow_confidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_flow_confidence_flow_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_flow_confidence_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_confidence")),
    )
    op.create_index(
        op.f("ix_flow_confidence_flow_id"), "flow_confidence", ["flow_id"], unique=False
    )
    op.create_index(
        op.f("ix_flow_confidence_project_id"), "flow_confidence", ["project_id"], unique=False
    )
    op.create_table(
        "milestone_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_milestone_text_title")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_text_milestone_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_milestone_text_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_text")),
        sa.UniqueConstraint(
            "milestone_id", "language", name=op.f("uq_milestone_text_milestone_id_language")
        ),
    )
    op.create_index(
        op.f("ix_milestone_text_project_id"), "milestone_text", ["project_id"], unique=False
    )
    op.create_table(
        "milestone_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.SmallInteger(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("clause BETWEEN 1 AND 11", name=op.f("ck_milestone_version_clause")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_milestone_version_weight")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_version_milestone_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_milestone_version_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_version")),
    )
    op.create_index(
        op.f("ix_milestone_version_milestone_id"),
        "milestone_version",
        ["milestone_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_milestone_version_project_id"), "milestone_version", ["project_id"], unique=False
    )
    op.create_table(
        "share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_share_project_id")),
        sa.ForeignKeyConstraint(["set_id"], ["share_set.id"], name=op.f("fk_share_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("set_id", "key", name=op.f("uq_share_set_id_key")),
    )
    op.create_index(op.f("ix_share_project_id"), "share", ["project_id"], unique=False)
    op.execute("INSERT INTO portfolio_state (id, revision, mode) VALUES (1, 0, '')")


def downgrade() -> None:
    op.drop_index(op.f("ix_share_project_id"), table_name="share")
    op.drop_table("share")
    op.drop_index(op.f("ix_milestone_version_project_id"), table_name="milestone_version")
    op.drop_index(op.f("ix_milestone_version_milestone_id"), table_name="milestone_version")
    op.drop_table("milestone_version")
    op.drop_index(op.f("ix_milestone_text_project_id"), table_name="milestone_text")
    op.drop_table("milestone_text")
    op.drop_index(op.f("ix_flow_confidence_project_id"), table_name="flow_confidence")
    op.drop_index(op.f("ix_flow_confidence_flow_id"), table_name="flow_confidence")
    op.drop_table("flow_confidence")
    op.drop_index(op.f("ix_source_project_id"), table_name="source")
    op.drop_table("source")
    op.drop_index(op.f("ix_share_set_project_id"), table_name="share_set")
    op.drop_table("share_set")
    op.drop_table("project_text")
    op.drop_index(op.f("ix_project_status_project_id"), table_name="project_status")
    op.drop_table("project_status")
    op.drop_table("project_relevance")
    op.drop_index(op.f("ix_project_publication_project_id"), table_name="project_publication")
    op.drop_table("project_publication")
    op.drop_index(op.f("ix_project_participant_project_id"), table_name="project_participant")
    op.drop_table("project_participant")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_listed_line_project_id"), table_name="listed_line")
    op.drop_table("listed_line")
    op.drop_index(
        "ix_flow_provider_project_id",
        table_name="flow",
        sqlite_where=sa.text("provider_project_id IS NOT NULL"),
        postgresql_where=sa.text("provider_project_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_flow_honours_id",
        table_name="flow",
        sqlite_where=sa.text("honours_id IS NOT NULL"),
        postgresql_where=sa.text("honours_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_flow_corrects_id",
        table_name="flow",
        sqlite_where=sa.text("corrects_id IS NOT NULL"),
        postgresql_where=sa.text("corrects_id IS NOT NULL"),
    )
    op.drop_table("flow")
    op.drop_index(op.f("ix_budget_project_id"), table_name="budget")
    op.drop_table("budget")
    op.drop_index(op.f("ix_project_revision"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_pledging_source_event_id"), table_name="pledging_source")
    op.drop_table("pledging_source")
    op.drop_index(op.f("ix_pledging_line_event_id"), table_name="pledging_line")
    op.drop_table("pledging_line")
    op.drop_index(op.f("ix_deliverable_version_deliverable_id"), table_name="deliverable_version")
    op.drop_table("deliverable_version")
    op.drop_index(op.f("ix_rate_currency_id_day"), table_name="rate")
    op.drop_table("rate")
    op.drop_table("pledging_event")
    op.drop_table("organisation")
    op.drop_table("deliverable")
    op.drop_table("setting")
    op.drop_table("preamble")
    op.drop_table("portfolio_state")
    op.drop_table("event")
    op.drop_table("currency")
    op.drop_table("country")
    op.drop_table("clause")
