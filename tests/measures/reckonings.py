"""Two ways to answer one question in one form: the measures, and the slow reckoning beside them."""

from collections import Counter
from typing import Final, Protocol

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import MilestoneState
from portfolio.ledger.portfolio import Portfolio, assemble
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, figures, headline, lists, progress, road, timeline
from portfolio.measures.road import limits
from tests.build import raw_tables
from tests.oracle.accounts import COVERING, FIGURES, FUNDED, Amounts, Missing
from tests.oracle.oracle import Headline, Oracle
from tests.oracle.standing import Text

AXES: Final = ("clause", "kind", "priority", "country", "region", "funder", "provenance", "status")
Lines = dict[str, tuple[Amounts, int]]


class Reckoning(Protocol):
    """Every figure of one question."""

    def headline(self) -> Headline: ...
    def split(self, axis: str) -> Lines: ...
    def crossing(self, rows: str, columns: str) -> dict[tuple[str, str], Amounts]: ...
    def recorded(self, axis: str) -> dict[str, dict[str, int]]: ...
    def by_year(self) -> dict[int, dict[str, int | None]]: ...
    def project_amounts(self, identifier: str) -> Amounts | None: ...
    def progress(self) -> Counter[str]: ...
    def status(self) -> str: ...
    def text(self) -> Text: ...


_last: tuple[Contents, Portfolio] | None = None


def _portfolio(contents: Contents) -> Portfolio:
    """The columns of the contents; many questions about the same are put to one portfolio, as in the product."""
    global _last
    if _last is None or _last[0] is not contents:
        project_tables, shared_tables, labels = raw_tables(contents)
        _last = (contents, assemble(project_tables, shared_tables, labels, revision=1))
    return _last[1]


class Measured:
    """The answer of ``portfolio.measures``."""

    def __init__(self, contents: Contents, question: ViewParams) -> None:
        self.view = View(_portfolio(contents), question, conference=CONFERENCE_DEFAULT)

    def headline(self) -> Headline:
        line = headline.headline(self.view)
        return Headline(
            amounts=plain(line.amounts),
            projects=line.projects,
            bands={band: (plain(own.amounts), own.projects) for band, own in line.bands.items()},
            suspended_projects=line.suspended_projects,
            closed_gap=line.closed_gap,
            without_requirement=frozenset(line.without_requirement),
            secured_without_requirement=line.secured_without_requirement,
            left_out=frozenset(
                Missing(row.project, row.row, row.amount_minor, row.currency, row.wanted_on)
                for row in line.left_out
            ),
        )

    def split(self, axis: str) -> Lines:
        return {
            line.key: (plain(line.amounts), line.projects)
            for line in breakdowns.split(self.view, axis).lines
            if line.projects or any(plain(line.amounts).values())
        }

    def recorded(self, axis: str) -> dict[str, dict[str, int]]:
        lines = breakdowns.split(self.view, axis).lines
        counts = {line.key: line.amounts.records for line in lines}
        return {
            key: {figure.value: number for figure, number in found.by_figure.items()}
            for key, found in counts.items()
            if found is not None
        }

    def crossing(self, rows: str, columns: str) -> dict[tuple[str, str], Amounts]:
        cells = breakdowns.crossing(self.view, rows, columns).cells
        return {
            key: plain(amounts) for key, amounts in cells.items() if any(plain(amounts).values())
        }

    def by_year(self) -> dict[int, dict[str, int | None]]:
        return {
            line.year: {name: getattr(line, name) for name in figures.YEAR_LINES}
            for line in timeline.by_year(self.view)
        }

    def project_amounts(self, identifier: str) -> Amounts | None:
        every = lists.lines(self.view, lists.everywhere(self.view))
        line = next(p for p in every if p.identifier == identifier)
        return plain(line.amounts) if line.convertible else None

    def progress(self) -> Counter[str]:
        sums = progress.overall(self.view)
        return Counter(
            done=sums.done,
            planned=sums.planned,
            total=sums.total,
            milestones=sums.milestones,
            milestones_done=sums.milestones_done,
            milestones_late=sums.milestones_late,
        )

    def status(self) -> str:
        return progress.status_of(self.view, progress.overall(self.view)).word

    def text(self) -> Text:
        found = road.text_standing(self.view)
        lines = limits(self.view, self.view.portfolio.labels.deliverables.values())
        wanted = self.view.question.filters.clauses
        heaps: dict[str, set[str]] = {"done": set(), "due": set(), "none": set()}
        for line in lines:
            if line.is_late or (wanted and line.deliverable.clause not in wanted):
                continue
            is_done = line.state is MilestoneState.DONE
            heap = "done" if is_done else "none" if line.by is None else "due"
            heaps[heap].add(line.deliverable.reference)
        counts = (len(heaps["done"]), len(heaps["due"]), len(heaps["none"]))
        assert (found.done, found.due, found.none) == counts
        assert found.late == len(found.late_lines)
        return Text(
            done=frozenset(heaps["done"]),
            due=frozenset(heaps["due"]),
            late=tuple((line.deliverable.reference, line.by) for line in found.late_lines),
            none=frozenset(heaps["none"]),
            status=found.status.word,
            is_shown=found.is_shown,
        )


def plain(amounts: figures.Amounts) -> Amounts:
    """Figure → minor units; a figure without meaning adds nothing."""
    return {figure: amounts.of(figures.Figure(figure)) or 0 for figure in FIGURES}


def funded(lines: Lines) -> Lines:
    """The figures that have a meaning on a funder's line."""
    return {
        key: ({figure: amounts[figure] for figure in (*FUNDED, *COVERING)}, projects)
        for key, (amounts, projects) in lines.items()
    }


def recorded_of_funders(lines: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """The same of how many projects record each figure."""
    return {
        key: {figure: counts[figure] for figure in (*FUNDED, *COVERING)}
        for key, counts in lines.items()
    }


WAYS: Final[dict[str, type[Measured] | type[Oracle]]] = {"measures": Measured, "oracle": Oracle}
