"""A few single amounts as bars side by side, each in its own colour and with its amount on it."""

from collections.abc import Sequence
from typing import Any

from portfolio.charts import style
from portfolio.charts.reader import Formatter
from portfolio.charts.table import Cell, Column, Table
from portfolio.measures.figures import Amounts, Figure


def figure(
    reader: Formatter, amounts: Amounts, figures: Sequence[Figure], names: Sequence[str]
) -> dict[str, Any]:
    """Horizontal bars of several figures of one line on one scale, first at the top."""
    values = [amounts.of(entry) or 0 for entry in figures]
    keys = [entry.value for entry in figures]
    labels = [reader.figure_text(amounts, entry) for entry in figures]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [key],
                "x": [value],
                "width": 0.6,
                "marker": style.marker(entry),
                "customdata": [key],
                "text": [style.text(reader, f"\u00a0{label}\u00a0")],
                "textposition": "outside",
                "textfont": {"size": 13, "color": style.INK},
                "cliponaxis": False,
                "hovertext": [style.name_and_value(reader, name, reader.exact_of(amounts, entry))],
                "hoverinfo": "text",
            }
            for key, value, entry, name, label in zip(
                keys, values, figures, names, labels, strict=True
            )
        ],
        "layout": style.layout(
            reader,
            height=46 + 48 * len(keys),
            barmode="overlay",
            margin=style.beside(reader, values, labels),
            xaxis=style.along(
                reader, style.money_axis(reader, max(values, default=0), room=1.02, about=2)
            ),
            yaxis=style.names_axis(reader, keys, names, 34),
        ),
    }


def table(
    reader: Formatter, title: str, amounts: Amounts, figures: Sequence[Figure], names: Sequence[str]
) -> Table:
    """The same amounts as a table of two columns."""
    return Table(
        title,
        (
            Column(reader.words("filter.figure")),
            Column(reader.words("column.amount"), True, reader.currency),
        ),
        tuple(
            (Cell(name), reader.figure(amounts, entry))
            for name, entry in zip(names, figures, strict=True)
        ),
    )
