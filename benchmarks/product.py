"""The product's way: its measures on a fresh view of the portfolio, nothing memoised."""

from collections.abc import Iterable

from benchmarks.answers import FIGURES, TOP, Answers, Ask, Way, month_of, without_zeros
from benchmarks.stored import project_identifier
from benchmarks.world import COUNTRY_ID
from portfolio.domain.clauses import Priority
from portfolio.domain.cooperation import Kind
from portfolio.domain.filters import Filters, Question
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View
from portfolio.measures import progress, projects, splits, timeline, totals
from portfolio.measures.figures import Amounts, Curve, Line, ProjectLine, Split

_KEYS = {
    "kind": {kind.word: int(kind) for kind in Kind},
    "priority": {priority.word: int(priority) for priority in Priority},
    "clause": {str(number): number for number in range(1, 12)},
    "country": COUNTRY_ID,
}


def question(ask: Ask) -> Question:
    """The product's own question."""
    filters = Filters(kinds=ask.kinds, statuses=ask.statuses, provenances=ask.provenances)
    return Question(as_of=ask.as_of, filters=filters)


def product_way(portfolio: Portfolio) -> Way:
    """All nine measures on a new view at each call."""
    funders = {
        organisation.identifier: organisation.id
        for organisation in portfolio.labels.organisations.values()
    }

    def answer(ask: Ask) -> Answers:
        view = View(portfolio, question(ask))
        parts = {
            axis: splits.split(view, axis) for axis in ("kind", "priority", "clause", "country")
        }
        return {
            "headline": without_zeros({0: _nine(totals.headline(view).amounts)}),
            **{axis: _lines(part, _KEYS[axis]) for axis, part in parts.items()},
            "funder": _funder_lines(splits.split(view, "funder").lines, funders),
            "gaps": _gaps(projects.ranked(view, limit=TOP)),
            "curve": _curve(timeline.curve(view)),
            "progress": without_zeros(
                {
                    clause: (found.done, found.planned, found.total)
                    for clause, found in progress.by_clause(view).items()
                }
            ),
        }

    return Way("the product", answer)


def _nine(amounts: Amounts) -> tuple[int, ...]:
    return tuple(amounts.of(figure) or 0 for figure in FIGURES)


def _lines(split: Split, keys: dict[str, int]) -> dict[int, tuple[int, ...]]:
    return without_zeros({keys[line.key]: _nine(line.amounts) for line in split.lines})


def _funder_lines(lines: Iterable[Line], ids: dict[str, int]) -> dict[int, tuple[int, ...]]:
    return without_zeros(
        {
            ids[line.key]: (line.amounts.secured, line.amounts.pledged_open, line.amounts.paid)
            for line in lines
        }
    )


def _gaps(lines: Iterable[ProjectLine]) -> dict[int, tuple[int, ...]]:
    found = {}
    for rank, line in enumerate(lines):
        project = int(line.identifier.removeprefix(project_identifier(0).rstrip("0")))
        found[rank] = (project, line.amounts.gap or 0)
    return found


def _curve(curve: Curve) -> dict[int, tuple[int, ...]]:
    points = zip(curve.days, curve.secured, curve.paid, strict=True)
    return {month_of(day): (secured, paid) for day, secured, paid in points}
