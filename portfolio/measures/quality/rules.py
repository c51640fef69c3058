"""RULES: everything that is looked for, in the order of domain.md; words stand under each name."""

from typing import Final

from portfolio.domain.shares import Dimension
from portfolio.measures.quality import (
    money,
    naming,
    organisations,
    pledges,
    references,
    schedule,
    sharing,
    sizes,
)
from portfolio.measures.quality.seen import Rule, Severity

_WRONG, _LOOK = Severity.WRONG, Severity.LOOK

RULES: Final = (
    # figures that are wrong or missing until it is mended
    Rule("flow_without_rate", _WRONG, money.flow_without_rate, "rates"),
    Rule("period_without_rate", _WRONG, money.period_without_rate, "rates"),
    Rule("periods_overlap", _WRONG, sharing.periods_overlap, "entry", "budgets"),
    Rule("corrects_elsewhere", _WRONG, references.corrects_elsewhere, "record", "flows"),
    Rule("negative_unnamed", _WRONG, references.negative_unnamed, "record", "flows"),
    Rule("supersedes_elsewhere", _WRONG, references.supersedes_elsewhere, "record", "flows"),
    Rule("honours_elsewhere", _WRONG, references.honours_elsewhere, "record", "flows"),
    Rule("clauses_not_whole", _WRONG, sharing.shares_not_whole(Dimension.CLAUSE), "entry", "clause_shares"),
    Rule("countries_not_whole", _WRONG, sharing.shares_not_whole(Dimension.COUNTRY), "entry", "country_shares"),
    Rule("priorities_not_whole", _WRONG, sharing.shares_not_whole(Dimension.PRIORITY), "entry", "priority_shares"),
    Rule("kind_contradicts", _WRONG, naming.kind_contradicts, "entry", "kind"),
    Rule("done_without_evidence", _WRONG, schedule.done_without_evidence, "record", "milestones"),
    Rule("ends_before_it_starts", _WRONG, schedule.ends_before_it_starts, "entry", "end_planned"),
    # what somebody should have a look at
    Rule("paid_above_committed", _LOOK, money.paid_above_committed, "record", "flows"),
    Rule("flow_size", _LOOK, sizes.flow_size, "record", "flows"),
    Rule("period_size", _LOOK, sizes.period_size, "entry", "budgets"),
    Rule("flow_rate_off", _LOOK, sizes.flow_rate_off, "rates"),
    Rule("period_rate_off", _LOOK, sizes.period_rate_off, "rates"),
    Rule("entered_twice", _LOOK, money.entered_twice, "record", "flows"),
    Rule("two_sides_differ", _LOOK, references.two_sides_differ, "record", "flows"),
    Rule("corrected_below_nothing", _LOOK, references.corrected_below_nothing, "record", "flows"),
    Rule("correction_ahead", _LOOK, references.correction_ahead, "record", "flows"),
    Rule("honoured_beyond", _LOOK, pledges.honoured_beyond, "record", "flows"),
    Rule("old_pledge", _LOOK, pledges.old_pledge, "record", "flows"),
    Rule("proposed_waiting", _LOOK, money.proposed_waiting, "record", "flows"),
    Rule("unknown_funder", _LOOK, money.unknown_funder, "record", "flows"),
    Rule("paid_ahead", _LOOK, money.paid_ahead, "record", "flows"),
    Rule("date_derived", _LOOK, money.date_derived, "record", "flows"),
    Rule("no_requirement", _LOOK, sharing.no_requirement, "entry", "budgets"),
    Rule("context_without_reason", _LOOK, sharing.context_without_reason, "entry", "relation"),
    Rule("clauses_missing", _LOOK, sharing.shares_missing(Dimension.CLAUSE), "entry", "clause_shares"),
    Rule("countries_missing", _LOOK, sharing.shares_missing(Dimension.COUNTRY), "entry", "country_shares"),
    Rule("priorities_missing", _LOOK, sharing.shares_missing(Dimension.PRIORITY), "entry", "priority_shares"),
    Rule("unclassified", _LOOK, naming.without_type, "entry", "kind"),
    Rule("past_its_end", _LOOK, schedule.past_its_end, "record", "status"),
    Rule("milestone_overdue", _LOOK, schedule.milestone_overdue, "record", "milestones"),
    Rule("stale", _LOOK, schedule.stale, "record", "status"),
    Rule("title_twice", _LOOK, naming.title_twice, "entry", "titles"),
    Rule("no_beneficiary", _LOOK, naming.no_beneficiary, "entry", "participants"),
    Rule("no_implementer", _LOOK, naming.no_implementer, "entry", "participants"),
    Rule("no_office", _LOOK, naming.no_office, "entry", "contact_office"),
    Rule("provisional_organisation", _LOOK, organisations.provisional_organisation, "organisations"),
    Rule("organisation_twice", _LOOK, organisations.organisation_twice, "organisations"),
)  # fmt: skip
BY_NAME: Final = {rule.name: rule for rule in RULES}
