"""What is asked of every way, and the one shape in which each gives its answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from benchmarks.world import day_number
from portfolio.domain.clauses import ADOPTED
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Status
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import Ints
from portfolio.measures.figures import COVERING_FIGURES, FUNDER_FIGURES, Figure

# The parts of the requirement (domain ruling 25) are worked out besides; no way is asked for them.
PARTS_OF_REQUIREMENT: Final = (*COVERING_FIGURES, Figure.DISBURSED_TOWARD_REQUIREMENT)
FIGURES: Final = tuple(figure for figure in Figure if figure not in PARTS_OF_REQUIREMENT)
PROJECT_FIGURES: Final = tuple(figure for figure in FIGURES if figure not in FUNDER_FIGURES)
TOP: Final = 20
# question → key → whole numbers: the nine figures in euro cents by kind, priority, clause
# number, country id (headline: key 0); three by funder id; (project id, gap) by rank; (secured,
# paid) by month since 1970; weights (done, due, all) by clause number. Lines of zeros are left out.
Answers = dict[str, dict[int, tuple[int, ...]]]
QUESTIONS: Final = (
    "headline", "kind", "priority", "clause", "country", "funder", "gaps", "curve", "progress",
)  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One view of the summary page; an empty filter keeps everything."""

    name: str
    as_of: date
    kinds: frozenset[Kind] = frozenset()
    statuses: frozenset[Status] = frozenset()
    provenances: frozenset[Provenance] = frozenset()

    @property
    def day(self) -> int:
        """The as-of date in days since 1970."""
        return day_number(self.as_of)

    @property
    def counted(self) -> frozenset[Status]:
        """The statuses official totals hold, those of the filter where there is one."""
        official = frozenset(status for status in Status if status.is_official)
        return official & self.statuses if self.statuses else official


_NOW, _THEN = date(2025, 6, 30), date(2017, 6, 17)
ASKS: Final = (
    Ask("now", _NOW),
    Ask("as of", _THEN),
    Ask(
        "now, filtered",
        _NOW,
        frozenset((Kind.REGIONAL,)),
        frozenset((Status.IMPLEMENTATION,)),
        frozenset((Provenance.ENTERED,)),
    ),
    Ask(
        "as of, filtered",
        _THEN,
        kinds=frozenset((Kind.BILATERAL, Kind.REGIONAL)),
        provenances=frozenset((Provenance.ENTERED, Provenance.IMPORTED)),
    ),
)
TARGET_ASK: Final = "as of, filtered"


@dataclass(frozen=True)
class Way:
    """A way to answer: ``answer`` reads and computes everything anew at each call."""

    name: str
    answer: Callable[[Ask], Answers]


def month_of(day: date) -> int:
    """Months since January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


FIRST_MONTH: Final = month_of(ADOPTED) - 1  # the curve starts with the month before the adoption


def months(days: Ints) -> Ints:
    """Months since January 1970 of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def without_zeros(lines: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    """The lines in which something is not zero."""
    return {key: line for key, line in lines.items() if any(line)}


def running(added: dict[int, tuple[int, ...]], ask: Ask) -> dict[int, tuple[int, ...]]:
    """A curve from what each month adds: every month from FIRST_MONTH to the as-of date's."""
    total = (0, 0)
    curve: dict[int, tuple[int, ...]] = {}
    for month in range(min(added, default=FIRST_MONTH), month_of(ask.as_of) + 1):
        secured, paid = added.get(month, (0, 0))
        total = (total[0] + secured, total[1] + paid)
        if month >= FIRST_MONTH:
            curve[month] = total
    return curve


def differences(name: str, given: Answers, expected: Answers) -> Iterator[str]:
    """A sentence for every answer that is not the same to the minor unit."""
    for question in QUESTIONS:
        own, other = given[question], expected[question]
        for key in sorted(own.keys() | other.keys()):
            if own.get(key) != other.get(key):
                yield f"{name}: {question} {key} is {own.get(key)}, not {other.get(key)}"
