"""Data quality: the rules in their order, and what all of them find in a view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from portfolio.domain.money import Dimension
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.view import View, day_of
from portfolio.measures.quality import flows, money, projects
from portfolio.measures.quality.context import Rule, RuleContext, RuleInputs, Severity
from portfolio.measures.quality.results import RuleResult

_WRONG, _LOOK = Severity.WRONG, Severity.LOOK

RULES: Final = (
    # figures that are wrong or missing until it is mended
    Rule("flow_without_rate", _WRONG, money.flow_without_rate, "rates"),
    Rule("period_without_rate", _WRONG, money.period_without_rate, "rates"),
    Rule("periods_overlap", _WRONG, projects.periods_overlap, "entry", "budgets"),
    Rule("corrects_elsewhere", _WRONG, flows.corrects_elsewhere, "record", "flows"),
    Rule("negative_unnamed", _WRONG, flows.negative_unnamed, "record", "flows"),
    Rule("supersedes_elsewhere", _WRONG, flows.supersedes_elsewhere, "record", "flows"),
    Rule("honours_elsewhere", _WRONG, flows.honours_elsewhere, "record", "flows"),
    Rule("clauses_not_whole", _WRONG, projects.shares_not_whole(Dimension.CLAUSE), "entry", "clause_shares"),
    Rule("countries_not_whole", _WRONG, projects.shares_not_whole(Dimension.COUNTRY), "entry", "country_shares"),
    Rule("priorities_not_whole", _WRONG, projects.shares_not_whole(Dimension.PRIORITY), "entry",
         "priority_shares"),
    Rule("kind_contradicts", _WRONG, projects.kind_contradicts, "entry", "kind"),
    Rule("done_without_evidence", _WRONG, projects.done_without_evidence, "record", "milestones"),
    Rule("ends_before_it_starts", _WRONG, projects.ends_before_it_starts, "entry", "end_planned"),
    # what a person should check
    Rule("paid_above_committed", _LOOK, money.paid_above_committed, "record", "flows"),
    Rule("flow_size", _LOOK, money.flow_size, "record", "flows"),
    Rule("period_size", _LOOK, money.period_size, "entry", "budgets"),
    Rule("flow_rate_off", _LOOK, money.flow_rate_off, "rates"),
    Rule("period_rate_off", _LOOK, money.period_rate_off, "rates"),
    Rule("entered_twice", _LOOK, money.entered_twice, "record", "flows"),
    Rule("two_sides_differ", _LOOK, flows.two_sides_differ, "record", "flows"),
    Rule("corrected_below_nothing", _LOOK, flows.corrected_below_nothing, "record", "flows"),
    Rule("correction_ahead", _LOOK, flows.correction_ahead, "record", "flows"),
    Rule("honoured_beyond", _LOOK, flows.honoured_beyond, "record", "flows"),
    Rule("old_pledge", _LOOK, flows.old_pledge, "record", "flows"),
    Rule("proposed_waiting", _LOOK, money.proposed_waiting, "record", "flows"),
    Rule("unknown_funder", _LOOK, money.unknown_funder, "record", "flows"),
    Rule("paid_ahead", _LOOK, money.paid_ahead, "record", "flows"),
    Rule("date_derived", _LOOK, money.date_derived, "record", "flows"),
    Rule("no_requirement", _LOOK, projects.no_requirement, "entry", "budgets"),
    Rule("context_without_reason", _LOOK, projects.context_without_reason, "entry", "relation"),
    Rule("clauses_missing", _LOOK, projects.shares_missing(Dimension.CLAUSE), "entry", "clause_shares"),
    Rule("countries_missing", _LOOK, projects.shares_missing(Dimension.COUNTRY), "entry", "country_shares"),
    Rule("priorities_missing", _LOOK, projects.shares_missing(Dimension.PRIORITY), "entry", "priority_shares"),
    Rule("unclassified", _LOOK, projects.without_type, "entry", "kind"),
    Rule("past_its_end", _LOOK, projects.past_its_end, "record", "status"),
    Rule("milestone_overdue", _LOOK, projects.milestone_overdue, "record", "milestones"),
    Rule("stale", _LOOK, projects.stale, "record", "status"),
    Rule("title_twice", _LOOK, projects.title_twice, "entry", "titles"),
    Rule("no_beneficiary", _LOOK, projects.no_beneficiary, "entry", "participants"),
    Rule("no_implementer", _LOOK, projects.no_implementer, "entry", "participants"),
    Rule("no_office", _LOOK, projects.no_office, "entry", "contact_office"),
    Rule("provisional_organisation", _LOOK, projects.provisional_organisation, "organisations"),
    Rule("organisation_twice", _LOOK, projects.organisation_twice, "organisations"),
)  # fmt: skip
BY_NAME: Final = {rule.name: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Finding:
    """Finding: one thing to mend in a project, the values of its sentence, and its age."""

    rule: str
    project: str  # identifier
    flow: int | None  # row id, where the finding is about a flow
    since: date
    days: int  # from then to the day ages are judged on, never below 0
    values: Mapping[str, object]


@dataclass(frozen=True)
class Findings:
    """Findings of each rule of RULES, in their order."""

    context: RuleContext
    results: tuple[tuple[Rule, RuleResult], ...]

    def of(self, rule: str) -> RuleResult:
        """Findings of one rule."""
        return next(found for each, found in self.results if each.name == rule)

    def projects(self, mask: Bools) -> Ints:
        """Codes of the projects among some that anything is found of."""
        hit = np.zeros(len(mask), np.bool_)
        for _, found in self.results:
            hit[found.project] = True
        return np.flatnonzero(hit & mask).astype(np.int64)

    def findings_of(self, rule: str, lines: Iterable[int]) -> tuple[Finding, ...]:
        """Lines of a rule with their values, in the order of ``lines``."""
        view, found = self.context.view, self.of(rule)
        flows = view.portfolio.flows.flows
        return tuple(
            Finding(
                rule=rule,
                project=view.portfolio.identifier(int(found.project[line])),
                flow=None if found.flow is None else int(flows.id[found.flow[line]]),
                since=day_of(int(found.since[line])),
                days=max(0, self.context.day - int(found.since[line])),
                values={name: said.at(view, line) for name, said in found.values.items()},
            )
            for line in lines
        )


@dataclass(frozen=True)
class _Look:
    """Quality rules run over a view; equal ones are equal keys, so that a view caches findings."""

    facts: RuleInputs
    report_due: int

    def __call__(self, view: View) -> Findings:
        """Run every rule."""
        seen = RuleContext(view, self.facts, self.report_due)
        return Findings(seen, tuple((rule, rule.find(seen)) for rule in RULES))


def findings(view: View, facts: RuleInputs, report_due: int) -> Findings:
    """Findings of the rules in a view without filters; computed once a view."""
    assert view.question.filters.is_empty, "what is found of a project hangs on no filter"
    return view.once(_Look(facts, report_due))
