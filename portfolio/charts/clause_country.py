"""Where money is missing: clauses down, countries across."""

from portfolio.charts import heat
from portfolio.charts.drawn import Drawn
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import Crossing, Figure


def build(reader: Formatter, crossing: Crossing, figure: Figure = Figure.GAP) -> Drawn:
    """Drawn from the crossing of clause and country; a point stands for "clause|country"."""
    return heat.drawn(reader, "clause_country", crossing, ("clause", "country"), figure)
