"""Who funds what: funders down, clauses across."""

from portfolio.charts import heat
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import CrossTab, Figure


def build(reader: Formatter, crossing: CrossTab, figure: Figure = Figure.SECURED) -> ChartSpec:
    """Drawn from the crossing of funder and clause; a point stands for "funder|clause"."""
    return heat.heat_table(reader, "funder_clause", crossing, ("funder", "clause"), figure)
