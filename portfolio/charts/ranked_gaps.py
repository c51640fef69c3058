"""Projects by what they miss, largest gap first."""

from collections.abc import Sequence
from fractions import Fraction

from portfolio.charts import ladder
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import Amounts, ProjectLine

SHOWN = 12


def build(
    reader: Formatter, lines: Sequence[ProjectLine], total: Amounts, limit: int = SHOWN
) -> ChartSpec:
    """Drawn from the ranked project lines; ``total`` is what the gaps add up to in the view."""
    rows = [
        ladder.Bar(line.identifier, reader.words.choose(line.titles), line.amounts, 1)
        for line in lines
    ]
    bars = [row for row in rows if row.amounts.gap][:limit]
    takeaway = reader.words("chart.ladder.nothing_missing")
    if total.gap and bars:
        together = sum(bar.amounts.gap or 0 for bar in bars[:3])
        takeaway = reader.words.count(
            "chart.ranked_gaps.takeaway",
            len(bars[:3]),
            name=bars[0].name,
            gap=reader.amount(together),
            share=Fraction(together, total.gap),
        )
    return ladder.ladder(
        reader,
        "ranked_gaps",
        reader.words("axis.project"),
        bars,
        None,
        takeaway,
        rows=rows,
        name_width=44,
        figures=ladder.PROJECT_COLUMNS,
    )
