"""Where money is missing: clauses down, countries across."""

from portfolio.charts import heat
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import CrossTab, Figure


def build(reader: Formatter, crossing: CrossTab, figure: Figure = Figure.GAP) -> ChartSpec:
    """Drawn from the crossing of clause and country; a point stands for "clause|country"."""
    return heat.heat_table(reader, "clause_country", crossing, ("clause", "country"), figure)
