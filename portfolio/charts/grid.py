"""Grids of two dimensions: clauses by country, funders by clause, and what a click selects."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from portfolio.charts import style
from portfolio.charts.style import ChartSpec
from portfolio.domain.params import RecordedState
from portfolio.measures.figures import CrossTab, Figure
from portfolio.present.format import ABSENT, Formatter
from portfolio.present.html import strong, without_marks
from portfolio.present.table import Cell, Column, Table
from portfolio.text import numbers

LABELLED = 160  # cells; beyond that the amounts would not be read
SEPARATOR = "|"  # between row and column in the key of a selected cell
MAX_COLUMNS: Final = 14
# From nothing to much, in the accent's own hue, under the numbers.
_SCALE: Final = [[0.0, "#e8eff5"], [0.35, "#a9c8df"], [0.7, "#4f90bf"], [1.0, "#0b3f6e"]]


def heat_table(
    reader: Formatter,
    name: str,
    crossing: CrossTab,
    axes: tuple[str, str],
    figure: Figure,
) -> ChartSpec:
    """Heat table of ``figure`` over ``axes`` (row axis, column axis) of a cross-tabulation.

    The columns with most come first; those beyond ``MAX_COLUMNS`` are in the table only.
    """
    states = {key: amounts.state(figure) for key, amounts in crossing.cells.items()}
    # No cell for what is not recorded (ruling 26): a zero means that rows add up to nothing.
    values = {
        key: known
        for key, amounts in crossing.cells.items()
        if (known := amounts.recorded_amount(figure)) is not None
    }
    by_column = {
        column: sum(values.get((row, column), 0) for row in crossing.rows)
        for column in crossing.columns
    }
    columns = sorted((c for c in by_column if by_column[c]), key=lambda c: (-by_column[c], c))
    rows = [r for r in crossing.rows if any(values.get((r, c)) for c in columns)]
    names = {
        **{("row", row): reader.name(axes[0], row) for row in rows},
        **{("column", column): reader.name(axes[1], column) for column in columns},
    }
    title = reader.words(f"chart.{name}.title")
    cells = sorted(((values[key], key) for key in values if values[key]), reverse=True)
    is_empty = not cells
    takeaway = reader.words(f"chart.{name}.empty")
    if cells:
        top, (row, column) = cells[0]
        takeaway = reader.words(
            f"chart.{name}.takeaway",
            row=strong(reader.name(axes[0], row)),
            column=strong(reader.name(axes[1], column)),
            amount=reader.amount(top),
            total=reader.amount(sum(by_column.values())),
        )
    return ChartSpec(
        name=name,
        title=title,
        takeaway=without_marks(takeaway),
        sentence=takeaway,
        subjects=tuple(zip(axes, cells[0][1], strict=True)) if cells else (),
        figure={} if is_empty else _figure(reader, values, rows, columns[:MAX_COLUMNS], names),
        config=style.config(),
        make_table=lambda: _table(reader, title, (values, states), axes, rows, columns, names),
        make_lines=lambda: [
            reader.words(
                "chart.heat.spoken",
                row=reader.name(axes[0], row),
                column=reader.name(axes[1], column),
                amount=reader.amount(value),
            )
            for value, (row, column) in cells[:10]
        ],
        is_empty=is_empty,
        classes=((style.PAPER, reader.words("chart.heat.unrecorded")),) if cells else (),
        names_clauses="clause" in axes,
    )


def _figure(
    reader: Formatter,
    values: dict[tuple[str, str], int],
    rows: Sequence[str],
    columns: Sequence[str],
    names: dict[tuple[str, str], str],
) -> dict[str, Any]:
    grid = [[values.get((row, column)) for column in columns] for row in rows]
    most = max((value for line in grid for value in line if value), default=1)
    said = [[("" if v is None else _bare(reader, v)) for v in line] for line in grid]
    is_labelled = len(rows) * len(columns) <= LABELLED
    return {
        "data": [
            {
                "type": "heatmap",
                "x": list(columns),
                "y": list(rows),
                "z": grid,
                "zmin": 0,
                "zmax": most,
                "xgap": 2,
                "ygap": 2,
                "colorscale": _SCALE,
                "showscale": False,
                "customdata": [[f"{r}{SEPARATOR}{c}" for c in columns] for r in rows],
                "hovertext": [
                    [
                        style.text(
                            reader,
                            f"{names['row', r]} · {names['column', c]}: "
                            f"{_told(reader, values.get((r, c)))}",
                        )
                        for c in columns
                    ]
                    for r in rows
                ],
                "hoverinfo": "text",
                "hoverongaps": False,
                **(
                    {
                        "text": [
                            [style.text(reader, s) if s else "" for s in line] for line in said
                        ],
                        "texttemplate": "%{text}",
                        "textfont": {"size": 12},
                    }
                    if is_labelled
                    else {}
                ),
            }
        ],
        "layout": style.layout(
            reader,
            height=style.rows_height(
                reader, [names["row", row] for row in rows], 40, 34, around=110
            ),
            xaxis={
                "type": "category",
                "categoryorder": "array",
                "categoryarray": list(columns),
                "side": "top",
                "autorange": "reversed" if reader.is_rtl else True,
                "tickmode": "array",
                "tickvals": list(columns),
                "ticktext": [style.wrap(reader, names["column", c], 12) for c in columns],
                "tickfont": {"size": 12},
                "tickangle": 0,
                "showgrid": False,
            },
            yaxis=style.names_axis(reader, rows, [names["row", row] for row in rows], 34),
        ),
    }


def _bare(reader: Formatter, amount_minor: int) -> str:
    """An amount without its currency: a cell is narrow, and the sentence above names it."""
    named = numbers.symbol(reader.currency, reader.words.language)
    return reader.amount(amount_minor).replace(named, "").strip()


def _told(reader: Formatter, amount_minor: int | None) -> str:
    return reader.words(f"state.{ABSENT}") if amount_minor is None else reader.amount(amount_minor)


def _table(
    reader: Formatter,
    title: str,
    cells: tuple[dict[tuple[str, str], int], dict[tuple[str, str], RecordedState]],
    axes: tuple[str, str],
    rows: Sequence[str],
    columns: Sequence[str],
    names: dict[tuple[str, str], str],
) -> Table:
    values, states = cells
    return Table(
        title,
        (
            Column(reader.words(f"axis.{axes[0]}"), key="name"),
            *(
                Column(names["column", column], True, reader.currency, key=column)
                for column in columns
            ),
        ),
        tuple(
            (
                Cell(names["row", row]),
                *(
                    reader.recorded_at(values.get((row, column)), states.get((row, column), ABSENT))
                    for column in columns
                ),
            )
            for row in rows
        ),
    )


SIZE: Final = 34  # pixels: nearly the height of a row, and Plotly reaches 20 pixels beyond
UNSEEN: Final = {"marker": {"opacity": 0}}


def selectable(spec: ChartSpec) -> ChartSpec:
    """Heat table with an invisible point on every filled cell, which bears the cell's key.

    Plotly selects points and bars on a click, and never a cell of a heat map.
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
    # The cell itself must ignore the pointer, or it takes the click from its point.
    data = [{**grid, "hoverinfo": "skip"}, *spec.figure["data"][1:], points]
    return replace(spec, figure={**spec.figure, "data": data})


def clause_country(reader: Formatter, crossing: CrossTab, figure: Figure = Figure.GAP) -> ChartSpec:
    """Heat table of clauses by countries; a point's key is "clause|country"."""
    return heat_table(reader, "clause_country", crossing, ("clause", "country"), figure)


def funder_clause(
    reader: Formatter, crossing: CrossTab, figure: Figure = Figure.SECURED
) -> ChartSpec:
    """Heat table of funders by clauses; a point's key is "funder|clause"."""
    return heat_table(reader, "funder_clause", crossing, ("funder", "clause"), figure)
