"""Year by year: required, committed, paid and pledged as separate bars, never netted."""

from collections.abc import Callable, Sequence
from typing import Any

from portfolio.charts import style
from portfolio.charts.drawn import Drawn
from portfolio.charts.reader import Reader
from portfolio.charts.table import Cell, Column, Table
from portfolio.measures.figures import Figure, YearLine

LINES: tuple[tuple[str, Figure, Callable[[YearLine], int | None]], ...] = (
    ("figure.requirement", Figure.REQUIREMENT, lambda line: line.requirement),
    ("flows.pledge", Figure.PLEDGED_OPEN, lambda line: line.pledges),
    ("flows.commitment", Figure.SECURED, lambda line: line.commitments),
    ("flows.disbursement", Figure.PAID, lambda line: line.disbursements),
    ("flows.expenditure", Figure.SPENT, lambda line: line.expenditure),
)


def build(reader: Reader, lines: Sequence[YearLine]) -> Drawn:
    """Drawn from the year lines; a year may be negative where corrections outweigh it."""
    drawn = [line for line in lines if any(value(line) for _, _, value in LINES)]
    title = reader.words("chart.years.title")
    takeaway = reader.words("chart.years.empty")
    if drawn:
        top = max(drawn, key=lambda line: line.commitments)
        takeaway = reader.words(
            "chart.years.takeaway",
            year=str(top.year),
            commitments=reader.amount(top.commitments),
            disbursements=reader.amount(top.disbursements),
        )
        if top.commitments <= 0:
            takeaway = reader.words("chart.years.none_committed")
    return Drawn(
        name="years",
        title=title,
        takeaway=takeaway,
        figure=_figure(reader, drawn) if drawn else {},
        config=style.config(),
        tabled=lambda: _table(reader, title, drawn),
        listed=lambda: [_spoken(reader, line) for line in drawn],
        is_empty=not drawn,
    )


def _spoken(reader: Reader, line: YearLine) -> str:
    return reader.words(
        "chart.years.spoken",
        year=str(line.year),
        requirement=reader.amount(line.requirement),
        commitments=reader.amount(line.commitments),
        disbursements=reader.amount(line.disbursements),
    )


def _table(reader: Reader, title: str, lines: Sequence[YearLine]) -> Table:
    return Table(
        title,
        (
            Column(reader.words("axis.year")),
            *(Column(reader.words(key), True, reader.currency) for key, _, _ in LINES),
        ),
        tuple(
            (Cell(str(line.year)), *(reader.money(value(line)) for _, _, value in LINES))
            for line in lines
        ),
    )


def _figure(reader: Reader, lines: Sequence[YearLine]) -> dict[str, Any]:
    values = [value(line) or 0 for line in lines for _, _, value in LINES]
    most, least = max(*values, 0), min(*values, 0)
    axis = style.money_axis(reader, max(most, 1))
    axis["range"] = [least * 1.05, max(most, 1) * 1.05]
    years = [str(line.year) for line in lines]
    return {
        "data": [
            {
                "type": "bar",
                "name": style.text(reader, reader.words(key)),
                "x": years,
                "y": [value(line) for line in lines],
                "marker": style.marker(figure),
                "customdata": years,
                "hovertext": [
                    style.named(
                        reader,
                        reader.listed([str(line.year), reader.words(key)]),
                        reader.exact(value(line)),
                    )
                    for line in lines
                ],
                "hoverinfo": "text",
            }
            for key, figure, value in LINES
            if any(value(line) for line in lines)
        ],
        "layout": style.layout(
            reader,
            height=360,
            barmode="group",
            bargap=0.25,
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 30, "b": 8},
            xaxis={
                "type": "category",
                "categoryorder": "array",
                "categoryarray": years,
                "autorange": "reversed" if reader.is_rtl else True,
                "showgrid": False,
            },
            yaxis={**axis, "side": "right" if reader.is_rtl else "left"},
        ),
    }
