"""Points over the cells of a grid: what a click can select."""

from dataclasses import replace
from typing import Any, Final

from portfolio.charts.drawn import ChartSpec

SIZE: Final = 34  # pixels: nearly the height of a row, and Plotly reaches 20 pixels beyond
UNSEEN: Final = {"marker": {"opacity": 0}}


def selectable(spec: ChartSpec) -> ChartSpec:
    """The grid with an unseen point on every filled cell, which stands for what the cell does.

    Plotly selects points and bars at a click, and never a cell of a heat map.
    """
    if spec.is_empty:
        return spec
    grid: dict[str, Any] = spec.figure["data"][0]
    filled = [
        (across, down)
        for down, line in enumerate(grid["z"])
        for across, value in enumerate(line)
        if value is not None
    ]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [grid["x"][across] for across, _ in filled],
        "y": [grid["y"][down] for _, down in filled],
        "customdata": [grid["customdata"][down][across] for across, down in filled],
        "hovertext": [grid["hovertext"][down][across] for across, down in filled],
        "hoverinfo": "text",
        "marker": {"symbol": "square", "size": SIZE, "opacity": 0},
        "selected": UNSEEN,
        "unselected": UNSEEN,
        "showlegend": False,
    }
    # The cell itself must not answer the pointer, or it takes the click from its point.
    data = [{**grid, "hoverinfo": "skip"}, *spec.figure["data"][1:], points]
    return replace(spec, figure={**spec.figure, "data": data})
