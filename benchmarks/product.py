"""The product's way: its measures on a fresh view of the portfolio, nothing memoised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.answers import FIGURES, TOP, Answers, Ask, Way, month_of, without_zeros
from benchmarks.world import COUNTRY_ID
from portfolio.domain.clauses import FINANCE_CLAUSE, TRIANGULAR_CLAUSE, Priority
from portfolio.domain.params import Filters, ViewParams
from portfolio.domain.reference import Kind
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, headline, lists, progress, timeline
from portfolio.measures.figures import (
    Amounts,
    Breakdown,
    BreakdownRow,
    Curve,
    Headline,
    Progress,
    ProjectLine,
)

_KEYS: Final = {
    "kind": {kind.word: int(kind) for kind in Kind},
    "priority": {priority.word: int(priority) for priority in Priority},
    "clause": {str(number): number for number in range(1, 12)},
    "country": COUNTRY_ID,
}


@dataclass(frozen=True)
class Measured:
    """The nine results of the measures, as a page is given them."""

    headline: Headline
    splits: Mapping[str, Breakdown]
    gaps: tuple[ProjectLine, ...]
    curve: Curve
    progress: Mapping[int, Progress]


def question(ask: Ask) -> ViewParams:
    """The product's own question."""
    filters = Filters(kinds=ask.kinds, statuses=ask.statuses, provenances=ask.provenances)
    return ViewParams(as_of=ask.as_of, filters=filters)


def measured(view: View) -> Measured:
    """Asks every measure of the summary page."""
    return Measured(
        headline.headline(view),
        {axis: breakdowns.split(view, axis) for axis in (*_KEYS, "funder")},
        lists.ranking(view, limit=TOP),
        timeline.curve(view),
        progress.by_clause(view),
    )


def product_way(portfolio: Portfolio) -> Way:
    """All nine measures on a new view at each call."""
    organisations = portfolio.labels.organisations.values()
    funders = {organisation.identifier: organisation.id for organisation in organisations}
    numbers = {label.identifier: number for number, label in portfolio.labels.projects.items()}

    def answer(ask: Ask) -> Answers:
        page = measured(View(portfolio, question(ask)))
        weights: dict[int, tuple[int, ...]] = {
            clause: (found.done, found.planned, found.total)
            for clause, found in page.progress.items()
            # Views over the milestones of the others (ruling 31); the ask is by their own clause.
            if clause not in (FINANCE_CLAUSE, TRIANGULAR_CLAUSE)
        }
        return {
            "headline": without_zeros({0: _nine(page.headline.amounts)}),
            **{axis: _lines(page.splits[axis], keys) for axis, keys in _KEYS.items()},
            "funder": _funder_lines(page.splits["funder"].lines, funders),
            "gaps": {
                rank: (numbers[line.identifier], line.amounts.gap or 0)
                for rank, line in enumerate(page.gaps)
            },
            "curve": _curve(page.curve),
            "progress": without_zeros(weights),
        }

    return Way("the product", answer)


def _nine(amounts: Amounts) -> tuple[int, ...]:
    return tuple(amounts.of(figure) or 0 for figure in FIGURES)


def _lines(split: Breakdown, keys: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
    return without_zeros({keys[line.key]: _nine(line.amounts) for line in split.lines})


def _funder_lines(
    lines: Iterable[BreakdownRow], ids: Mapping[str, int]
) -> dict[int, tuple[int, ...]]:
    return without_zeros(
        {
            ids[line.key]: (line.amounts.secured, line.amounts.pledged_open, line.amounts.paid)
            for line in lines
        }
    )


def _curve(curve: Curve) -> dict[int, tuple[int, ...]]:
    points = zip(curve.days, curve.secured, curve.paid, strict=True)
    return {month_of(day): (secured, paid) for day, secured, paid in points}
