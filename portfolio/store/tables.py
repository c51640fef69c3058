"""Tables of projects and their money, every constraint named; with them the whole schema."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from portfolio.domain.flows import (
    Announcement,
    BudgetType,
    FlowKind,
    Provenance,
    ReportedBy,
    Verification,
)
from portfolio.domain.money import Dimension
from portfolio.domain.projects import MilestoneState, Publication, Relation, Status
from portfolio.domain.reference import Kind, ParticipantRole
from portfolio.store.schema import (
    LANGUAGES,
    METADATA,
    PART_OF_PROJECT,
    clause,
    code,
    country,
    currency,
    day,
    deliverable,
    deliverable_version,
    event,
    flag,
    index_where_named,
    later_flag,
    minor,
    of_project,
    organisation,
    pledging_event,
    pledging_line,
    pledging_source,
    portfolio_state,
    preamble,
    rate,
    recorded_at,
    row_id,
    setting,
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
    list_draft,
    list_draft_contributor,
    organisation_merge,
    person,
    person_session,
    priority_list,
    priority_list_need,
    priority_list_project,
    reporting_period,
    second_look,
    submission,
    unsaved,
)

__all__ = [
    "LANGUAGES",
    "METADATA",
    "PART_OF_PROJECT",
    "WHETHER_WRITTEN",
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

# What the sources name is computed from a text that the ledger has no use for.
WHETHER_WRITTEN: Final = {
    "has_exception": "kind_exception",
    "has_evidence": "evidence",
    "has_office": "contact_office",
}

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
    code("announcement", Announcement, nullable=True),
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
