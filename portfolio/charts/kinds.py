"""The four kinds of cooperation: what is secured, paid, pledged and missing in each."""

from portfolio.charts import ladder
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.domain.cooperation import Kind
from portfolio.measures.figures import Breakdown, BreakdownRow

FOUR = (Kind.BILATERAL, Kind.REGIONAL, Kind.INTER_REGIONAL, Kind.TRIANGULAR)
FOUR_WORDS = frozenset(kind.word for kind in FOUR)


def build(reader: Formatter, split: Breakdown) -> ChartSpec:
    """Drawn from the split by kind; the four kinds always stand, "unclassified" when it holds money."""
    keys = [kind.word for kind in FOUR]
    keys += [line.key for line in split.lines if line.key not in FOUR_WORDS]
    lines = [split.line(key) for key in keys]
    shown = [line.key in FOUR_WORDS or _holds_money(line) for line in lines]
    bars = [
        ladder.Bar(line.key, reader.name("kind", line.key), line.amounts, line.projects)
        for line in lines
    ]
    return ladder.ladder(
        reader,
        "kinds",
        reader.words("axis.kind"),
        [bar for bar, is_shown in zip(bars, shown, strict=True) if is_shown],
        split.total,
        ladder.most_missing(reader, "kinds", bars, split.total),
        rows=bars,
    )


def _holds_money(line: BreakdownRow) -> bool:
    return bool(line.amounts.requirement or line.amounts.secured or line.amounts.pledged_open)
