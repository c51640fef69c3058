"""Security beside human development: the two priorities of the declaration on one scale."""

from portfolio.charts import ladder
from portfolio.charts.drawn import Drawn
from portfolio.charts.reader import Reader
from portfolio.domain.clauses import Priority
from portfolio.measures.figures import Amounts, Line, Split


def build(reader: Reader, split: Split) -> Drawn:
    """Drawn from the split by priority; both always stand, "unallocated" when it holds money."""
    found = {line.key: line for line in split.lines}
    keys = [priority.word for priority in Priority]
    keys += [key for key in found if key not in keys]
    bars = [
        ladder.Bar(key, reader.name("priority", key), line.amounts, line.projects)
        for key in keys
        for line in (found.get(key, Line(key, Amounts(), 0)),)
    ]
    security, development = bars[0].amounts, bars[1].amounts
    takeaway = reader.words(
        "chart.priorities.takeaway",
        security=security.coverage if security.coverage is not None else reader.words.share(None),
        development=(
            development.coverage if development.coverage is not None else reader.words.share(None)
        ),
        security_gap=reader.amount(security.gap),
        development_gap=reader.amount(development.gap),
    )
    heading = reader.words("axis.priority")
    return ladder.drawn(reader, "priorities", heading, bars, split.total, takeaway)
