"""Data quality for the secretariat: findings, their owners, how long they have been open."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from portfolio.domain.errors import Code
from portfolio.domain.params import Filters, Principal, ViewParams
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View, day_number
from portfolio.measures.quality import Finding, Findings, context, findings
from portfolio.measures.quality.context import RuleInputs, Severity
from portfolio.services.access import command
from portfolio.services.live import LivePortfolio, per_revision
from portfolio.services.word_index import word_index
from portfolio.store import snapshot
from portfolio.store.snapshot import read_written


@per_revision
def facts_of(register: LivePortfolio, portfolio: Portfolio, _: object) -> RuleInputs:
    """The facts of a portfolio."""
    with register.database.reading() as connection:
        raw = read_written(connection)
    titles = word_index(register, portfolio).titles
    return context.facts(portfolio, raw, (titles.project, titles.title))


STALE: Final = "stale"  # the rule whose findings the desk shows
NOBODY: Final = "nobody"  # the owner of projects that name none
PAGE: Final = 50
_WITHOUT_CALENDAR: Final = timedelta(days=180)  # how long a record may rest where no period is set
_TO_REPORT: Final = timedelta(days=30)  # how long after its end a period is reported on


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule and how much it finds among the projects of the view."""

    name: str
    severity: Severity
    page: str
    field: str
    findings: int
    projects: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as the page lists it; ``reference`` names the flow it is about."""

    finding: Finding
    owner: str | None  # identifier of the organisation that answers for the record
    reference: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Findings of the rules: each rule in the order of RULES, and the lines of the chosen rule."""

    rules: tuple[RuleLine, ...]
    owners: tuple[tuple[str, int], ...]  # identifier or NOBODY and its findings, the most first
    projects: int  # checked
    projects_with: int  # that anything is found of
    lines: tuple[FindingLine, ...]

    def findings(self, severity: Severity | None = None) -> int:
        """Number of findings, of one severity or in all."""
        return sum(r.findings for r in self.rules if severity in (None, r.severity))


@command
def read_quality(
    register: LivePortfolio,
    who: Principal,
    question: ViewParams,
    *,
    rule: Code = "",
    owner: Code = "",
    first: int = 0,
    limit: int = PAGE,
) -> Quality:
    """Findings in the working version of a view; lines of ``rule``, the oldest first.

    ``owner``: the identifier of an organisation, or NOBODY; counts of owners are of all owners.
    """
    working = replace(question, scope=replace(question.scope, published_only=False))
    view = register.view(working)
    found = _found(register, register.view(replace(working, filters=Filters())))
    seen = found.context
    asked = seen.judged_projects & view.selection
    owned = asked & _owned(view.portfolio, owner) if owner else asked
    by_rule = [(each, np.bincount(f.project, minlength=len(asked))) for each, f in found.results]
    every = np.zeros(len(asked), np.int64)
    for _, count in by_rule:
        every += count
    return Quality(
        rules=tuple(
            RuleLine(each.name, each.severity, each.page, each.field, *_counts(count[owned]))
            for each, count in by_rule
        ),
        owners=_owners(view.portfolio, every * asked),
        projects=int(owned.sum()),
        projects_with=int((every[owned] > 0).sum()),
        lines=_lines(register, found, rule, owned, slice(first, first + limit)) if rule else (),
    )


def stale(
    register: LivePortfolio, who: Principal, question: ViewParams, limit: int = 5
) -> tuple[Finding, ...]:
    """The projects of a view of which nothing was recorded for longest, the longest first."""
    read = read_quality(register, who, question, rule=STALE, limit=limit)
    return tuple(line.finding for line in read.lines)


def _counts(count: Ints) -> tuple[int, int]:
    """Number of findings, and of their projects."""
    return int(count.sum()), int((count > 0).sum())


def _owned(portfolio: Portfolio, owner: str) -> Bools:
    """Projects that an organisation answers for."""
    organisations = portfolio.labels.organisations.values()
    number = next((o.id for o in organisations if o.identifier == owner), None)
    if owner == NOBODY:
        number = -1
    if number is None:
        return np.zeros(portfolio.size, np.bool_)
    return np.asarray(portfolio.projects.owner == number)


def _owners(portfolio: Portfolio, findings: Ints) -> tuple[tuple[str, int], ...]:
    """Findings by owner."""
    owner = portfolio.projects.owner + 1
    sums = np.bincount(owner, findings, minlength=1).astype(np.int64)
    named = {
        NOBODY if place == 0 else portfolio.labels.organisations[place - 1].identifier: count
        for place, count in enumerate(sums.tolist())
        if count
    }
    return tuple(sorted(named.items(), key=lambda item: (-item[1], item[0])))


def _lines(
    register: LivePortfolio, findings: Findings, rule: str, mask: Bools, rows: slice
) -> tuple[FindingLine, ...]:
    portfolio = findings.context.view.portfolio
    order = findings.of(rule).order(portfolio, mask)[rows]
    told = findings.findings_of(rule, order.tolist())
    flows = [finding.flow for finding in told if finding.flow is not None]
    references = {}
    if flows:
        with register.database.reading() as connection:
            references = snapshot.read_references(connection, flows)
    organisations = portfolio.labels.organisations
    owners = portfolio.projects.owner[findings.of(rule).project[order]].tolist()
    return tuple(
        FindingLine(
            finding,
            organisations[owner].identifier if owner in organisations else None,
            references.get(finding.flow, "") if finding.flow is not None else "",
        )
        for finding, owner in zip(told, owners, strict=True)
    )


# -- what is checked --------------------------------------------------------------------------


def _found(register: LivePortfolio, view: View) -> Findings:
    due = report_due(register, view.question.known_on or view.question.as_of)
    return findings(view, facts_of(register, view.portfolio), day_number(due))


def report_due(register: LivePortfolio, day: date) -> date:
    """The day since which a project must have been touched, by the calendar or without one.

    A reporting period is reported on within thirty days of its end: then something must have been
    recorded since.
    """
    with register.database.reading() as connection:
        ended = snapshot.read_last_period(connection, day - _TO_REPORT)
    return day - _WITHOUT_CALENDAR if ended is None else ended + timedelta(days=1)
