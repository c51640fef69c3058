"""Funders by what they have secured: paid, committed and still only pledged."""

from fractions import Fraction

from portfolio.charts import ladder
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import Breakdown, Figure

SHOWN = 15


def build(reader: Formatter, split: Breakdown, limit: int = SHOWN) -> ChartSpec:
    """Drawn from the split by funder; the first ``limit`` as bars, all of them in the table."""
    lines = sorted(
        split.lines, key=lambda line: (-line.amounts.secured, -line.amounts.pledged_open, line.key)
    )
    rows = [
        ladder.Bar(line.key, reader.name("funder", line.key), line.amounts, line.projects)
        for line in lines
    ]
    total = split.total
    is_recorded = total.recorded_amount(Figure.SECURED) is not None
    takeaway = reader.words(f"chart.funders.{'none_secured' if is_recorded else 'unrecorded'}")
    if total.secured:
        first = rows[0]
        takeaway = reader.words.count(
            "chart.funders.takeaway",
            sum(1 for row in rows if row.amounts.secured),
            name=first.name,
            secured=reader.amount(first.amounts.secured),
            share=Fraction(first.amounts.secured, total.secured),
            paid=reader.state_text(total, Figure.PAID),
            pledged=reader.state_text(total, Figure.PLEDGED_OPEN),
        )
    return ladder.ladder(
        reader,
        "funders",
        reader.words("axis.funder"),
        rows[:limit],
        total,
        takeaway,
        rows=rows,
        with_gap=False,
        figures=ladder.FUNDER_COLUMNS,
    )
