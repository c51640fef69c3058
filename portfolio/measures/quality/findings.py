"""Everything the rules find in a view, kept with it, and the lines a reader is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View, day_of
from portfolio.measures.quality.facts import RuleInputs
from portfolio.measures.quality.found import RuleResult
from portfolio.measures.quality.rules import RULES
from portfolio.measures.quality.seen import Rule, RuleContext


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the project, what the sentence of the rule says, how long it has been so."""

    rule: str
    project: str  # identifier
    flow: int | None  # row id, where the finding is about a flow
    since: date
    days: int  # from then to the day ages are judged on, never below 0
    values: Mapping[str, object]


@dataclass(frozen=True)
class Findings:
    """What each rule of RULES finds, in their order."""

    context: RuleContext
    results: tuple[tuple[Rule, RuleResult], ...]

    def of(self, rule: str) -> RuleResult:
        """What one rule finds."""
        return next(found for each, found in self.results if each.name == rule)

    def projects(self, mask: Bools) -> Ints:
        """Codes of the projects among some that anything is found of."""
        hit = np.zeros(len(mask), np.bool_)
        for _, found in self.results:
            hit[found.project] = True
        return np.flatnonzero(hit & mask).astype(np.int64)

    def findings_of(self, rule: str, lines: Iterable[int]) -> tuple[Finding, ...]:
        """Some lines of a rule with their values, in the order given."""
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
    """Equal ones are one, so that a view keeps what was found with these facts."""

    facts: RuleInputs
    report_due: int

    def __call__(self, view: View) -> Findings:
        """Run every rule."""
        seen = RuleContext(view, self.facts, self.report_due)
        return Findings(seen, tuple((rule, rule.find(seen)) for rule in RULES))


def findings(view: View, facts: RuleInputs, report_due: int) -> Findings:
    """What the rules find in a view without filters; worked out once a view."""
    assert view.question.filters.is_empty, "what is found of a project hangs on no filter"
    return view.once(_Look(facts, report_due))
