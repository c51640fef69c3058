"""Charts: frozen results in, a Plotly figure, its sentence, its alternative text and its table out."""

from typing import Final

from portfolio.charts import bars, breakdowns, grid, map, progress
from portfolio.charts.style import Chart

# Every chart of the product in the order of the pages; the tests draw each of them.
CHARTS: Final = (
    Chart("kinds", breakdowns.kinds),
    Chart("priorities", breakdowns.priorities),
    Chart("clauses", breakdowns.clauses),
    Chart("curve", progress.closing),
    Chart("map", map.build),
    Chart("countries", breakdowns.countries),
    Chart("clause_country", grid.clause_country),
    Chart("funders", breakdowns.funders),
    Chart("funder_clause", grid.funder_clause),
    Chart("years", bars.years),
    Chart("progress", progress.build),
    Chart("project_money", bars.project_money),
)
