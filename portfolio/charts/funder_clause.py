"""Who funds what: funders down, clauses across."""

from portfolio.charts import heat
from portfolio.charts.drawn import Drawn
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import Crossing, Figure


def build(reader: Formatter, crossing: Crossing, figure: Figure = Figure.SECURED) -> Drawn:
    """Drawn from the crossing of funder and clause; a point stands for "funder|clause"."""
    return heat.drawn(reader, "funder_clause", crossing, ("funder", "clause"), figure)
