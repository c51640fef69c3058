"""Security beside human development: the two priorities of the declaration on one scale."""

from portfolio.charts import ladder
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.domain.clauses import Priority
from portfolio.measures.figures import Amounts, Breakdown


def build(reader: Formatter, split: Breakdown) -> ChartSpec:
    """Drawn from the split by priority; both always stand, "unallocated" when it holds money."""
    keys = [priority.word for priority in Priority]
    keys += [line.key for line in split.lines if line.key not in keys]
    bars = [
        ladder.Bar(key, reader.name("priority", key), line.amounts, line.projects, True)
        for key in keys
        for line in (split.line(key),)
    ]
    takeaway = _takeaway(reader, bars[0], bars[1], split.total)
    heading = reader.words("axis.priority")
    return ladder.ladder(reader, "priorities", heading, bars, split.total, takeaway)


def _takeaway(
    reader: Formatter, security: ladder.Bar, development: ladder.Bar, total: Amounts
) -> str:
    """Coverage and gap of both; of one alone where the other has no requirement."""
    shares = [bar.amounts.coverage for bar in (security, development)]
    if shares[0] is None and shares[1] is None:
        return ladder.nothing_missing(reader, total)
    if shares[0] is None or shares[1] is None:
        one, other = (security, development) if shares[1] is None else (development, security)
        return reader.words(
            "chart.priorities.one",
            name=one.name,
            share=one.amounts.coverage,
            gap=reader.amount(one.amounts.gap),
            other=other.name,
        )
    return reader.words(
        "chart.priorities.takeaway",
        security=shares[0],
        development=shares[1],
        security_gap=reader.amount(security.amounts.gap),
        development_gap=reader.amount(development.amounts.gap),
    )
