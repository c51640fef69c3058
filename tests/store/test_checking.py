"""The rules of the domain that no constraint holds bar a save."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portfolio.domain.errors import (
    AlreadyExists,
    BudgetOverlaps,
    BudgetTooLong,
    ClauseTakesNoMoney,
    CorrectionWithoutTarget,
    PortfolioError,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.flows import BudgetPeriod, BudgetType, Provenance
from portfolio.domain.money import Dimension
from portfolio.domain.projects import Project, ShareSet
from portfolio.domain.rules import NamesItself, TitleMissing, UnknownReference, project_errors
from tests.store.test_seeding import flow, project

NOON = datetime(2014, 1, 1, 12, tzinfo=UTC)
ENTERED = Provenance.ENTERED


def budget(first: str, last: str, kind: BudgetType = BudgetType.ORIGINAL) -> BudgetPeriod:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return BudgetPeriod(0, 0, kind, *days, 100, "EUR", days[0], NOON)


def shares(axis: Dimension, **parts: int) -> ShareSet:
    named = tuple((key.removeprefix("c"), points) for key, points in parts.items())
    return ShareSet(axis, date(2014, 1, 1), NOON, named)


def needing(*budgets: BudgetPeriod, **changes: Any) -> Project:
    return project(budgets=budgets, provenance=ENTERED, **changes)


ALLOWED = [
    needing(budget("2014-01-01", "2014-12-31"), budget("2015-01-01", "2015-12-31")),
    needing(budget("2012-02-29", "2013-02-28")),
    needing(
        budget("2014-01-01", "2014-12-31"),
        budget("2014-01-01", "2014-12-31", BudgetType.REVISED),
    ),
    project(budgets=(budget("2006-01-01", "2011-12-31"), budget("2011-01-01", "2012-12-31"))),
    project(share_sets=(shares(Dimension.CLAUSE, c3=6_000, c8=4_000),)),
    project(share_sets=(shares(Dimension.CLAUSE, c3=6_000),), provenance=Provenance.IMPORTED),
    project(flow(1), flow(2, supersedes_id=1), flow(3, supersedes_id=2)),
    project(flow(1), flow(2, corrects_id=1, amount_minor=-100)),
    project(
        flow(1, amount_minor=-100, provenance=Provenance.IMPORTED), provenance=Provenance.IMPORTED
    ),
]
REFUSED: list[tuple[Project, type[PortfolioError]]] = [
    (needing(budget("2014-01-01", "2015-01-01")), BudgetTooLong),
    (needing(budget("2014-02-01", "2014-01-01")), BudgetTooLong),
    (
        needing(budget("2014-01-01", "2014-12-31"), budget("2014-12-31", "2015-06-30")),
        BudgetOverlaps,
    ),
    (
        needing(budget("2014-01-01", "2014-12-31"), budget("2014-03-01", "2014-03-31")),
        BudgetOverlaps,
    ),
    (project(share_sets=(shares(Dimension.CLAUSE, c3=6_000, c8=3_999),)), SharesIncomplete),
    (project(share_sets=(shares(Dimension.COUNTRY, LY=11_000, TN=-1_000),)), SharesIncomplete),
    (project(share_sets=(shares(Dimension.CLAUSE, c9=10_000),)), ClauseTakesNoMoney),
    (project(titles={}), TitleMissing),
    (project(flow(1), flow(2, reference="F-1")), AlreadyExists),
    (project(flow(1), flow(2, supersedes_id=1), flow(3, supersedes_id=1)), SecondSuccessor),
    (project(flow(1, supersedes_id=2), flow(2, supersedes_id=1)), NamesItself),
    (project(flow(1, corrects_id=1)), NamesItself),
    (project(flow(1, honours_id=1)), NamesItself),
    (project(flow(1), flow(2, amount_minor=-1)), CorrectionWithoutTarget),
    (project(flow(1), flow(2, amount_minor=-1, corrects_id=7)), CorrectionWithoutTarget),
    (project(flow(1, honours_id=7)), UnknownReference),
]


def blocking(project: Project) -> list[type[PortfolioError]]:
    return [type(found.error) for found in project_errors(project) if found.is_blocking]


@pytest.mark.parametrize("allowed", ALLOWED)
def test_what_the_rules_allow_is_saved(allowed: Project) -> None:
    assert not blocking(allowed)


@pytest.mark.parametrize(("broken", "refusal"), REFUSED)
def test_what_breaks_a_rule_is_refused(broken: Project, refusal: type[PortfolioError]) -> None:
    assert refusal in blocking(broken)
