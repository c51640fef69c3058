"""The rules of the domain that no constraint of the database can hold, checked at saving."""

from collections.abc import Iterable
from itertools import combinations

from portfolio.domain.clauses import MONEY_CLAUSES
from portfolio.domain.errors import (
    AlreadyExists,
    BudgetOverlaps,
    BudgetTooLong,
    ClauseTakesNoMoney,
    CorrectionWithoutTarget,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.flows import BudgetPeriod, Flow, Provenance
from portfolio.domain.periods import is_too_long
from portfolio.domain.projects import Project, ShareSet
from portfolio.domain.shares import Dimension, is_whole
from portfolio.store.errors import NamesItself, TitleMissing, UnknownReference


def check(project: Project) -> None:
    """Raise the first rule the project breaks.

    What others reported is kept as it came: incomplete shares and overlapping budgets of imported
    projects are findings (domain rulings 10 and 15), not refusals. Budgets read from published
    documents often span years; only people's own entries are held to twelve months.
    """
    if project.provenance is not Provenance.IMPORTED:
        if not any(project.titles.values()):
            raise TitleMissing(identifier=project.identifier)
        for shares in project.share_sets:
            _check_shares(shares)
    if project.provenance is Provenance.ENTERED:
        _check_budgets(project.budgets)
    _check_flows(project.flows)


def _check_shares(shares: ShareSet) -> None:
    points = [part for _, part in shares.parts]
    if not is_whole(points):
        raise SharesIncomplete(axis=shares.axis.name.lower(), total=sum(points))
    if shares.axis is Dimension.CLAUSE:
        for clause, _ in shares.parts:
            if int(clause) not in MONEY_CLAUSES:
                raise ClauseTakesNoMoney(clause=clause)


def _check_budgets(budgets: Iterable[BudgetPeriod]) -> None:
    periods = sorted({(budget.first_day, budget.last_day) for budget in budgets})
    for first, last in periods:
        if is_too_long(first, last):
            raise BudgetTooLong(first=first, last=last)
    for (_, earlier_last), (later_first, later_last) in combinations(periods, 2):
        if later_first <= earlier_last:
            raise BudgetOverlaps(first=later_first, last=later_last)


def _check_flows(flows: Iterable[Flow]) -> None:
    by_id: dict[int, Flow] = {}
    references: set[str] = set()
    replaced: set[int] = set()
    for flow in flows:
        if flow.reference in references:
            raise AlreadyExists(what="flow", identifier=flow.reference)
        references.add(flow.reference)
        by_id[flow.id] = flow
    for flow in by_id.values():
        if flow.amount_minor < 0 and flow.corrects_id is None:
            if flow.provenance is not Provenance.IMPORTED:
                raise CorrectionWithoutTarget(reference=flow.reference)
        elif flow.corrects_id is not None and flow.corrects_id not in by_id:
            raise CorrectionWithoutTarget(reference=flow.reference)
        for named in (flow.supersedes_id, flow.honours_id):
            if named is not None and named not in by_id:
                raise UnknownReference(what="flow", identifier=str(named))
        if flow.supersedes_id is not None:
            if flow.supersedes_id in replaced:
                raise SecondSuccessor(reference=by_id[flow.supersedes_id].reference)
            replaced.add(flow.supersedes_id)
    successors = {flow.id: flow.supersedes_id for flow in by_id.values()}
    corrections = {flow.id: flow.corrects_id for flow in by_id.values()}
    for flow in by_id.values():
        _check_no_circle(flow, successors)
        _check_no_circle(flow, corrections)
        if flow.honours_id == flow.id:
            raise NamesItself(reference=flow.reference)


def _check_no_circle(flow: Flow, names: dict[int, int | None]) -> None:
    seen, at = {flow.id}, names[flow.id]
    while at is not None and at not in seen:
        seen.add(at)
        at = names[at]
    if at is not None:
        raise NamesItself(reference=flow.reference)
