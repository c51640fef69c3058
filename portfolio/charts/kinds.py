"""The four kinds of cooperation: what is secured, paid, pledged and missing in each."""

from portfolio.charts import ladder
from portfolio.charts.drawn import Drawn
from portfolio.charts.reader import Reader
from portfolio.domain.cooperation import Kind
from portfolio.measures.figures import Amounts, Line, Split

FOUR = (Kind.BILATERAL, Kind.REGIONAL, Kind.INTER_REGIONAL, Kind.TRIANGULAR)


def build(reader: Reader, split: Split) -> Drawn:
    """Drawn from the split by kind; the four kinds always stand, "unclassified" when it holds money."""
    found = {line.key: line for line in split.lines}
    keys = [kind.word for kind in FOUR]
    keys += [key for key in found if key not in keys]
    lines = [found.get(key, Line(key, Amounts(), 0)) for key in keys]
    bars = [
        ladder.Bar(line.key, reader.name("kind", line.key), line.amounts, line.projects)
        for line in lines
    ]
    return ladder.drawn(
        reader,
        "kinds",
        reader.words("axis.kind"),
        bars,
        split.total,
        ladder.most_missing(reader, "kinds", bars, split.total),
    )
