"""The schema: every table of the store, with every constraint named."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from portfolio.domain.clauses import DeadlineState, Theme
from portfolio.domain.cooperation import Kind, ParticipantRole
from portfolio.domain.flows import BudgetType, FlowKind, Provenance, ReportedBy, Verification
from portfolio.domain.milestones import MilestoneState
from portfolio.domain.places import Region
from portfolio.domain.projects import Publication, Status
from portfolio.domain.relations import Relation
from portfolio.domain.shares import Dimension
from portfolio.store.list_tables import (
    list_draft,
    list_draft_contributor,
    priority_list,
    priority_list_need,
    priority_list_project,
)
from portfolio.store.schema import (
    LANGUAGES,
    METADATA,
    PART_OF_PROJECT,
    code,
    day,
    flag,
    index_where_named,
    later_flag,
    minor,
    of_project,
    recorded_at,
    row_id,
    texts,
    to,
    valid_time,
    whole,
    wording,
)
from portfolio.store.work_tables import (
    attempt,
    draft,
    draft_contributor,
    flow_dispute,
    history,
    invitation,
    organisation_merge,
    person,
    person_session,
    reporting_period,
    second_look,
    submission,
    unsaved,
)

__all__ = [
    "LANGUAGES",
    "METADATA",
    "PART_OF_PROJECT",
    "attempt",
    "budget",
    "clause",
    "country",
    "currency",
    "deliverable",
    "deliverable_version",
    "draft",
    "draft_contributor",
    "event",
    "flow",
    "flow_confidence",
    "flow_dispute",
    "history",
    "invitation",
    "list_draft",
    "list_draft_contributor",
    "listed_line",
    "milestone",
    "milestone_text",
    "milestone_version",
    "organisation",
    "organisation_merge",
    "person",
    "person_session",
    "planned_payment",
    "pledging_event",
    "pledging_line",
    "pledging_source",
    "portfolio_state",
    "preamble",
    "priority_list",
    "priority_list_need",
    "priority_list_project",
    "project",
    "project_participant",
    "project_publication",
    "project_relation",
    "project_relevance",
    "project_status",
    "project_text",
    "rate",
    "reporting_period",
    "second_look",
    "setting",
    "share",
    "share_set",
    "source",
    "submission",
    "unsaved",
]

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

project = Table(
    "project",
    METADATA,
    row_id(),
    Column("identifier", Text, nullable=False),
    to("owner_id", "organisation", nullable=True),
    code("declared_kind", Kind),
    wording("kind_exception"),
    wording("kind_reason"),
    code("provenance", Provenance),
    wording("objective"),
    wording("place"),
    wording("requesting_authority"),
    wording("contact_office"),
    wording("contact_address"),
    wording("contact_email"),
    wording("sector"),
    day("start_planned", nullable=True),
    day("end_planned", nullable=True),
    day("start_actual", nullable=True),
    day("end_actual", nullable=True),
    wording("notes"),
    wording("dates_note"),
    later_flag("is_example"),
    Column("revision", BigInteger, nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("identifier"),
    CheckConstraint("identifier <> ''", name="identifier"),
)
project_text = of_project(
    "project_text",
    Column("language", Text, nullable=False),
    wording("title"),
    wording("summary"),
    UniqueConstraint("project_id", "language"),
    CheckConstraint("title <> '' OR summary <> ''", name="worded"),
    index=False,
)
project_status = of_project(
    "project_status", code("status", Status), *valid_time(), wording("source")
)
project_relation = of_project(
    "project_relation",
    code("relation", Relation),
    *valid_time(),
    *texts("reason"),
    wording("source"),
    CheckConstraint("relation IN (1, 2)", name="recorded"),  # listed follows from the lists
)
project_publication = of_project("project_publication", code("state", Publication), *valid_time())
project_participant = of_project(
    "project_participant",
    code("role", ParticipantRole),
    to("organisation_id", "organisation", nullable=True),
    to("country_id", "country", nullable=True),
    CheckConstraint("organisation_id IS NOT NULL OR country_id IS NOT NULL", name="named"),
)
project_relevance = of_project(
    "project_relevance",
    Column("clause", SmallInteger, nullable=False),
    UniqueConstraint("project_id", "clause"),
    CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
    index=False,
)
share_set = of_project("share_set", code("axis", Dimension), *valid_time(), wording("reason"))
share = of_project(
    "share",
    to("set_id", "share_set"),
    whole("key"),  # clause number, country id or priority, by the axis of the set
    whole("basis_points"),
    UniqueConstraint("set_id", "key"),
)
budget = of_project(
    "budget",
    code("type", BudgetType),
    day("first_day"),
    day("last_day"),
    minor("amount"),
    to("currency_id", "currency"),
    *valid_time(),
    wording("source"),
    flag("date_derived"),
    wording("source_word"),
    CheckConstraint("last_day >= first_day", name="days"),
)

flow = of_project(
    "flow",
    Column("reference", Text, nullable=False),
    code("kind", FlowKind),
    to("provider_id", "organisation", nullable=True),
    to("receiver_id", "organisation", nullable=True),
    minor("amount"),
    to("currency_id", "currency"),
    day("value_date"),
    recorded_at(),
    code("perspective", ReportedBy),
    code("confidence", Verification),
    code("provenance", Provenance),
    flag("in_kind"),
    to("corrects_id", "flow", nullable=True),
    to("supersedes_id", "flow", nullable=True),
    to("honours_id", "flow", nullable=True),
    to("provider_project_id", "project", nullable=True),
    Column("flow_type", SmallInteger),
    Column("earmarking", SmallInteger),
    Column("finance_type", SmallInteger),
    Column("announcement", SmallInteger),
    wording("note"),
    wording("source"),
    wording("source_word"),
    flag("date_derived"),
    UniqueConstraint("project_id", "reference"),
    UniqueConstraint("supersedes_id"),
    CheckConstraint("corrects_id <> id", name="corrects_another"),
    CheckConstraint("supersedes_id <> id", name="supersedes_another"),
    CheckConstraint("honours_id <> id", name="honours_another"),
    index=False,
)
index_where_named(flow, "corrects_id", "honours_id", "provider_project_id")
flow_confidence = of_project(
    "flow_confidence",
    to("flow_id", "flow", index=True),
    code("confidence", Verification),
    *valid_time(),
)

planned_payment = of_project(
    "planned_payment",
    code("type", BudgetType),
    to("provider_id", "organisation"),
    day("first_day"),
    day("last_day"),
    minor("amount"),
    to("currency_id", "currency"),
    *valid_time(),
    wording("source"),
    CheckConstraint("last_day >= first_day", name="days"),
    CheckConstraint("amount >= 0", name="amount"),
)

milestone = of_project(
    "milestone",
    Column("reference", Text, nullable=False),
    UniqueConstraint("project_id", "reference"),
    index=False,
)
milestone_text = of_project(
    "milestone_text",
    to("milestone_id", "milestone"),
    Column("language", Text, nullable=False),
    Column("title", Text, nullable=False),
    UniqueConstraint("milestone_id", "language"),
    CheckConstraint("title <> ''", name="title"),
)
milestone_version = of_project(
    "milestone_version",
    to("milestone_id", "milestone", index=True),
    Column("clause", SmallInteger),
    day("due"),
    whole("weight"),
    code("state", MilestoneState),
    day("done_on", nullable=True),
    wording("evidence"),
    *valid_time(),
    CheckConstraint("clause BETWEEN 1 AND 11", name="clause"),
    CheckConstraint("weight >= 0", name="weight"),
)
source = of_project("source", wording("title"), wording("address"), flag("is_document"))
listed_line = of_project(
    "listed_line",
    wording("kind"),
    minor("amount"),
    to("currency_id", "currency"),
    wording("reason"),
    wording("note"),
    wording("source"),
    wording("source_word"),
    day("stated_on", nullable=True),
)
