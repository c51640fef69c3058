"""The three gaps side by side: not committed, not committed after pledges, not paid."""

from portfolio.charts import bars, style
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import Amounts, Figure

THREE = (Figure.GAP, Figure.GAP_AFTER_PLEDGES, Figure.GAP_UNPAID)


def build(reader: Formatter, amounts: Amounts) -> ChartSpec:
    """Drawn from the amounts of a headline; the first is the official gap."""
    names = [reader.words(f"figure.{figure}.label") for figure in THREE]
    is_empty = not amounts.requirement
    title = reader.words("chart.three_gaps.title")
    takeaway = (
        reader.words("chart.three_gaps.empty")
        if is_empty
        else reader.words(
            "chart.three_gaps.takeaway",
            gap=reader.amount(amounts.gap),
            after=reader.amount(amounts.gap_after_pledges),
            unpaid=reader.amount(amounts.gap_unpaid),
        )
    )
    return ChartSpec(
        name="three_gaps",
        title=title,
        takeaway=takeaway,
        figure=bars.figure(reader, amounts, THREE, names),
        config=style.config(),
        make_table=lambda: bars.table(reader, title, amounts, THREE, names),
        is_empty=is_empty,
    )
