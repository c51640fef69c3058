"""The clauses that may hold money, in the order of the declaration."""

from portfolio.charts import ladder
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import UNALLOCATED, Formatter
from portfolio.domain.clauses import MONEY_CLAUSES
from portfolio.measures.figures import Breakdown


def build(reader: Formatter, split: Breakdown) -> ChartSpec:
    """Drawn from the split by clause; "unallocated" stands last when it holds money."""
    keys = [str(number) for number in MONEY_CLAUSES]
    keys += [line.key for line in split.lines if line.key == UNALLOCATED]
    bars = [
        ladder.Bar(key, reader.name("clause", key), line.amounts, line.projects, True)
        for key in keys
        for line in (split.line(key),)
    ]
    return ladder.ladder(
        reader,
        "clauses",
        reader.words("axis.clause"),
        bars,
        split.total,
        ladder.most_missing(reader, "clauses", bars, split.total),
        name_width=34,
    )
