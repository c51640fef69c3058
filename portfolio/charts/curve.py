"""How the gap closes: covered and paid month by month, under the line of what is required."""

from datetime import date, timedelta
from typing import Any

from portfolio.charts import style
from portfolio.charts.style import ChartSpec
from portfolio.measures.figures import Closing, Figure
from portfolio.present.format import Formatter
from portfolio.present.table import Column, Table

HEIGHT = 380
NEAREST = 0.085  # of the axis: labels at the ends of lines keep this distance


def build(reader: Formatter, curve: Closing, conference: date, sure: str = "fixed") -> ChartSpec:
    """Drawn from how the gap closes; the last point is the as-of date."""
    title = reader.words("chart.curve.title")
    is_empty = not curve.days or not curve.requirement
    takeaway = reader.words("chart.curve.empty") if is_empty else _takeaway(reader, curve)
    return ChartSpec(
        name="curve",
        title=title,
        takeaway=takeaway,
        figure={} if is_empty else _figure(reader, curve, conference, sure),
        config=style.config(),
        make_table=lambda: _table(reader, title, curve),
        make_lines=lambda: _spoken(reader, curve),
        is_empty=is_empty,
    )


def _takeaway(reader: Formatter, curve: Closing) -> str:
    return reader.words(
        f"chart.curve.takeaway{_form(curve, -1)}",
        day=curve.days[-1],
        covered=reader.amount(curve.covered[-1]),
        paid=reader.amount(curve.paid[-1]),
        requirement=reader.amount(curve.requirement),
    )


def _form(curve: Closing, at: int) -> str:
    """The end of a phrase key: what is not recorded by a day (ruling 26)."""
    if curve.covered[at] is None:
        return ".unfunded"
    return ".undisbursed" if curve.paid[at] is None else ""


def _spoken(reader: Formatter, curve: Closing) -> list[str]:
    """The ends of years and the last point: what the shape of the lines says."""
    last = len(curve.days) - 1
    picked = [i for i, day in enumerate(curve.days) if day.month == 12 or i == last]
    return [
        reader.words(
            f"chart.curve.spoken{_form(curve, i)}",
            day=curve.days[i],
            covered=reader.amount(curve.covered[i]),
            paid=reader.amount(curve.paid[i]),
        )
        for i in picked
    ]


def _table(reader: Formatter, title: str, curve: Closing) -> Table:
    return Table(
        title,
        (
            Column(reader.words("column.date")),
            Column(reader.words("chart.curve.covered"), True, reader.currency),
            Column(reader.words("chart.curve.paid"), True, reader.currency),
        ),
        tuple(
            (reader.day(day), reader.recorded_at(covered), reader.recorded_at(paid))
            for day, covered, paid in zip(curve.days, curve.covered, curve.paid, strict=True)
        ),
    )


def _figure(reader: Formatter, curve: Closing, conference: date, sure: str) -> dict[str, Any]:
    as_of = curve.days[-1]
    most = max(curve.requirement, 1)
    first = min(curve.days[0], as_of - timedelta(days=180))
    span = max((max(as_of, conference) - first).days, 1)
    last = max(as_of, conference) + timedelta(days=span // 40)
    money = style.money_axis(reader, most, room=1.12)
    lines = [
        (figure, part, values, values[-1])
        for figure, part, values in (
            (Figure.SECURED, "covered", curve.covered),
            (Figure.PAID, "paid", curve.paid),
        )
        if values[-1] is not None  # what is recorded stays so: without an end there is no line
    ]
    ends = _apart({figure: end for figure, *_, end in lines}, int(most * NEAREST))
    return {
        "data": [
            _line(reader, curve, figure, reader.words(f"chart.curve.{part}"), values)
            for figure, part, values, _ in lines
        ],
        "layout": style.layout(
            reader,
            height=HEIGHT,
            margin={"l": 8, "r": 8, "t": 26, "b": 8},
            hovermode="closest",
            xaxis=style.along(reader, style.time_axis(reader, first, last)),
            yaxis={**money, "side": "right" if reader.is_rtl else "left"},
            shapes=[
                style.across(first, last, curve.requirement, style.INK, "dot"),
                style.upright(conference, style.ACCENT, "solid"),
            ],
            annotations=[
                _said(
                    reader,
                    first + timedelta(days=span // 60),
                    curve.requirement,
                    reader.words("chart.curve.required", amount=reader.amount(curve.requirement)),
                ),
                style.above(
                    reader,
                    conference,
                    reader.words(
                        "word.colon",
                        label=reader.words(f"conference.short.{sure}"),
                        value=reader.words.short_day(conference),
                    ),
                    style.ACCENT,
                    inward=True,
                ),
                *(
                    _said(
                        reader,
                        as_of,
                        ends[figure],
                        f"{reader.words(f'chart.curve.{part}')} {reader.amount(end)}",
                        at_end=True,
                    )
                    for figure, part, _, end in lines
                ),
            ],
        ),
    }


def _line(
    reader: Formatter, curve: Closing, figure: Figure, name: str, values: tuple[int | None, ...]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": style.text(reader, name),
        "x": [day.isoformat() for day in curve.days],
        "y": list(values),
        # Money arrives on days: between two ends of months nothing is known to rise evenly.
        "line": {"color": style.MONEY[figure], "width": 3, "shape": "hv"},
        "fill": "tozeroy",
        "fillcolor": "rgba(79,144,191,0.16)"
        if figure is Figure.SECURED
        else "rgba(11,63,110,0.22)",
        "hovertext": [
            ""
            if value is None
            else style.name_and_value(
                reader, reader.words.day(day), f"{name} {reader.exact(value)}"
            )
            for day, value in zip(curve.days, values, strict=True)
        ],
        "hoverinfo": "text",
    }


def _said(
    reader: Formatter, day: date, at: int, words: str, *, at_end: bool = False
) -> dict[str, Any]:
    """Words just above a line, from a day on or, ``at_end``, up to it: inside on any screen."""
    starts, ends = ("right", "left") if reader.is_rtl else ("left", "right")
    return {
        "x": day.isoformat(),
        "y": at,
        "xanchor": ends if at_end else starts,
        "yanchor": "bottom",
        "showarrow": False,
        "text": style.text(reader, words),
        "font": {"size": 13, "color": style.INK},
        "bgcolor": "rgba(255,255,255,0.72)",
        "borderpad": 1,
    }


def _apart(ends: dict[Figure, int], distance: int) -> dict[Figure, int]:
    """Heights of two labels, moved from each other until both can be read."""
    if len(ends) < 2:
        return ends
    high, low = sorted(ends, key=lambda figure: -ends[figure])
    lack = distance - (ends[high] - ends[low])
    if lack <= 0:
        return ends
    return {high: ends[high] + lack, low: ends[low]}
