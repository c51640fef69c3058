"""Charts: frozen results in, a Plotly figure, its sentence, its alternative text and its table out."""

from typing import Final

from portfolio.charts import (
    clause_country,
    clauses,
    countries,
    curve,
    funder_clause,
    funders,
    kinds,
    map,
    priorities,
    progress,
    project_money,
    ranked_gaps,
    three_gaps,
    years,
)
from portfolio.charts.drawn import Chart

# Every chart of the product, in the order the index of the manual gives them.
CHARTS: Final = (
    Chart("kinds", kinds.build),
    Chart("priorities", priorities.build),
    Chart("clauses", clauses.build),
    Chart("curve", curve.build),
    Chart("map", map.build),
    Chart("countries", countries.build),
    Chart("three_gaps", three_gaps.build),
    Chart("ranked_gaps", ranked_gaps.build),
    Chart("clause_country", clause_country.build),
    Chart("funders", funders.build),
    Chart("funder_clause", funder_clause.build),
    Chart("years", years.build),
    Chart("progress", progress.build),
    Chart("project_money", project_money.build),
)
