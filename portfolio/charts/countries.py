"""Countries by what is missing, largest first: what the map shows, without needing borders."""

from fractions import Fraction

from portfolio.charts import ladder
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import UNALLOCATED, Formatter
from portfolio.measures.figures import Breakdown

SHOWN = 10


def build(reader: Formatter, split: Breakdown, limit: int = SHOWN) -> ChartSpec:
    """Drawn from the split by country; the first ``limit`` as bars, all of them in the table."""
    lines = sorted(
        split.lines, key=lambda line: (-(line.amounts.gap or 0), -line.amounts.secured, line.key)
    )
    rows = [
        ladder.Bar(line.key, reader.name("country", line.key), line.amounts, line.projects, True)
        for line in lines
    ]
    return ladder.ladder(
        reader,
        "countries",
        reader.words("axis.country"),
        rows[:limit],
        split.total,
        _takeaway(reader, rows, split),
        rows=rows,
        height=36 + 38 * max(len(rows[:limit]), 1),
        name_width=22,
    )


def _takeaway(reader: Formatter, rows: list[ladder.Bar], split: Breakdown) -> str:
    if not split.total.gap:
        return ladder.nothing_missing(reader, split.total)
    first = [row for row in rows if row.amounts.gap and row.key != UNALLOCATED][:3]
    if not first:
        return reader.words("chart.countries.unallocated", gap=reader.amount(split.total.gap))
    together = sum(row.amounts.gap or 0 for row in first)
    return reader.words(
        "chart.countries.takeaway",
        names=reader.join_names([row.name for row in first]),
        gap=reader.amount(together),
        share=Fraction(together, split.total.gap),
    )
