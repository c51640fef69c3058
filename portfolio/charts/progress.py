"""Progress: the gap closing day by day, and milestones done compared with what was planned."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from portfolio.charts import style
from portfolio.charts.style import ChartSpec
from portfolio.domain.projects import ScheduleStatus
from portfolio.measures.figures import Closing, Figure, Progress
from portfolio.present.format import Formatter
from portfolio.present.table import Column, Table, number, table_of

CLOSING_HEIGHT = 380
NEAREST = 0.085  # of the axis: labels at the ends of lines stay this far apart


def closing(reader: Formatter, curve: Closing, conference: date, sure: str = "fixed") -> ChartSpec:
    """Chart of how the gap closes; the last point is the as-of date."""
    title = reader.words("chart.curve.title")
    is_empty = not curve.days or not curve.requirement
    takeaway = reader.words("chart.curve.empty") if is_empty else _closing_takeaway(reader, curve)
    return ChartSpec(
        name="curve",
        title=title,
        takeaway=takeaway,
        figure={} if is_empty else _closing_figure(reader, curve, conference, sure),
        config=style.config(),
        make_table=lambda: _closing_table(reader, title, curve),
        make_lines=lambda: _closing_spoken(reader, curve),
        is_empty=is_empty,
    )


def _closing_takeaway(reader: Formatter, curve: Closing) -> str:
    return reader.words(
        f"chart.curve.takeaway{_closing_form(curve, -1)}",
        day=curve.days[-1],
        covered=reader.amount(curve.covered[-1]),
        paid=reader.amount(curve.paid[-1]),
        requirement=reader.amount(curve.requirement),
    )


def _closing_form(curve: Closing, at: int) -> str:
    """The end of a phrase key: what is not recorded by a day (ruling 26)."""
    if curve.covered[at] is None:
        return ".unfunded"
    return ".undisbursed" if curve.paid[at] is None else ""


def _closing_spoken(reader: Formatter, curve: Closing) -> list[str]:
    """Spoken lines of the curve: the ends of years and the last point."""
    last = len(curve.days) - 1
    picked = [i for i, day in enumerate(curve.days) if day.month == 12 or i == last]
    return [
        reader.words(
            f"chart.curve.spoken{_closing_form(curve, i)}",
            day=curve.days[i],
            covered=reader.amount(curve.covered[i]),
            paid=reader.amount(curve.paid[i]),
        )
        for i in picked
    ]


def _closing_table(reader: Formatter, title: str, curve: Closing) -> Table:
    return Table(
        title,
        (
            Column(reader.words("column.date"), key="date"),
            Column(reader.words("chart.curve.covered"), True, reader.currency, key="covered"),
            Column(reader.words("chart.curve.paid"), True, reader.currency, key="paid"),
        ),
        tuple(
            (reader.day(day), reader.recorded_at(covered), reader.recorded_at(paid))
            for day, covered, paid in zip(curve.days, curve.covered, curve.paid, strict=True)
        ),
    )


def _closing_figure(
    reader: Formatter, curve: Closing, conference: date, sure: str
) -> dict[str, Any]:
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
    ends = _closing_apart({figure: end for figure, *_, end in lines}, int(most * NEAREST))
    return {
        "data": [
            _closing_line(reader, curve, figure, reader.words(f"chart.curve.{part}"), values)
            for figure, part, values, _ in lines
        ],
        "layout": style.layout(
            reader,
            height=CLOSING_HEIGHT,
            margin={"l": 8, "r": 8, "t": 26, "b": 8},
            hovermode="closest",
            xaxis=style.along(reader, style.time_axis(reader, first, last)),
            yaxis={**money, "side": "right" if reader.is_rtl else "left"},
            shapes=[
                style.across(first, last, curve.requirement, style.INK, "dot"),
                style.upright(conference, style.ACCENT, "solid"),
            ],
            annotations=[
                _closing_said(
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
                    _closing_said(
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


def _closing_line(
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


def _closing_said(
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


def _closing_apart(ends: dict[Figure, int], distance: int) -> dict[Figure, int]:
    """Heights of two labels, moved from each other until both can be read."""
    if len(ends) < 2:
        return ends
    high, low = sorted(ends, key=lambda figure: -ends[figure])
    lack = distance - (ends[high] - ends[low])
    if lack <= 0:
        return ends
    return {high: ends[high] + lack, low: ends[low]}


WORK_DONE: Final = "#6b7280"
SYMBOLS: Final = {"●": "circle", "▲": "triangle-up", "■": "square", "○": "circle-open"}
COLOURS: Final = {
    ScheduleStatus.NO_MILESTONES: "#565d66",
    ScheduleStatus.NOTHING_DUE: "#565d66",
    ScheduleStatus.ON_TRACK: "#1b7f5c",
    ScheduleStatus.AT_RISK: "#7a3e8e",
    ScheduleStatus.LATE: "#a33b20",
    ScheduleStatus.DONE: "#1b7f5c",
    ScheduleStatus.NOT_DONE: "#a33b20",
}


def build(
    reader: Formatter,
    by_clause: Mapping[int, Progress],
    overall: Progress,
    statuses: Mapping[int, ScheduleStatus],
) -> ChartSpec:
    """Chart of progress and schedule status by clause; a clause without milestones has no bar."""
    rows = [(str(n), progress) for n, progress in sorted(by_clause.items()) if progress.total]
    title = reader.words("chart.progress.title")
    takeaway = reader.words("chart.progress.empty")
    if overall.total:
        takeaway = reader.words.count(
            "chart.progress.takeaway",
            overall.milestones_late,
            done=overall.share_done,
            planned=overall.share_planned,
        )
    return ChartSpec(
        name="progress",
        title=title,
        takeaway=takeaway,
        figure=_figure(reader, rows, statuses) if rows else {},
        config=style.config(),
        make_table=lambda: _table(reader, title, rows, statuses),
        make_lines=lambda: [
            reader.words(
                "chart.progress.spoken",
                name=reader.name("clause", key),
                done=progress.share_done,
                planned=progress.share_planned,
            )
            for key, progress in rows
        ],
        is_empty=not rows,
        names_clauses=True,
    )


def _figure(
    reader: Formatter, rows: list[tuple[str, Progress]], statuses: Mapping[int, ScheduleStatus]
) -> dict[str, Any]:
    keys = [key for key, _ in rows]
    names = [reader.name("clause", key) for key in keys]
    planned = reader.words("chart.progress.planned")
    done = reader.words("chart.progress.done")
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": style.text(reader, name),
                "y": keys,
                "x": [_per_cent(share(progress)) for _, progress in rows],
                "width": width,
                "marker": marker,
                "customdata": keys,
                "hovertext": [
                    style.name_and_value(
                        reader, label, f"{name} {reader.words.share(share(progress))}"
                    )
                    for label, (_, progress) in zip(names, rows, strict=True)
                ],
                "hoverinfo": "text",
            }
            for name, width, marker, share in (
                (
                    planned,
                    0.66,
                    {"color": style.NO_VALUE, "line": {"width": 1, "color": style.HATCH}},
                    _planned,
                ),
                (done, 0.3, {"color": WORK_DONE}, _done),
            )
        ]
        + [_marks(reader, names, rows, statuses)],
        "layout": style.layout(
            reader,
            height=style.rows_height(reader, names, 42, 34, around=74),
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 30, "b": 8},
            xaxis=style.along(
                reader,
                {
                    "range": [0, 108],
                    "tickmode": "array",
                    "tickvals": [0, 50, 100],
                    "ticktext": [
                        style.text(reader, reader.words.share(Fraction(n, 2))) for n in range(3)
                    ],
                    "tickfont": {"size": 12, "color": style.MUTED},
                },
            ),
            yaxis=style.names_axis(reader, keys, names, 34),
        ),
    }


def _planned(progress: Progress) -> Fraction | None:
    return progress.share_planned


def _done(progress: Progress) -> Fraction | None:
    return progress.share_done


def _per_cent(share: Fraction | None) -> float:
    return float((share or 0) * 100)


def _marks(
    reader: Formatter,
    names: list[str],
    rows: list[tuple[str, Progress]],
    statuses: Mapping[int, ScheduleStatus],
) -> dict[str, Any]:
    """Schedule status of each clause next to its bars: a shape and a colour that money has not."""
    marks = [statuses[int(key)] for key, _ in rows]
    said = [_standing(reader, status) for status in marks]
    return {
        "type": "scatter",
        "mode": "markers",
        "y": [key for key, _ in rows],
        "x": [104] * len(rows),
        "marker": {
            "symbol": [SYMBOLS[status.shape] for status in marks],
            "color": [COLOURS[status] for status in marks],
            "size": 12,
            "line": {"width": 0},
        },
        "customdata": [key for key, _ in rows],
        "hovertext": [
            style.name_and_value(reader, name, standing)
            for name, standing in zip(names, said, strict=True)
        ],
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
    }


def _standing(reader: Formatter, status: ScheduleStatus) -> str:
    return reader.words(
        "standing.signed", shape=status.shape, status=reader.words(f"standing.{status.word}")
    )


def _table(
    reader: Formatter,
    title: str,
    rows: list[tuple[str, Progress]],
    statuses: Mapping[int, ScheduleStatus],
) -> Table:
    return table_of(
        reader.words,
        title,
        rows,
        ("axis.clause", lambda row: reader.name("clause", row[0])),
        (number("chart.progress.done", "%"), lambda row: reader.share(row[1].share_done)),
        (number("chart.progress.planned", "%"), lambda row: reader.share(row[1].share_planned)),
        (number("chart.progress.milestones"), lambda row: reader.number(row[1].milestones)),
        (
            number("chart.progress.milestones_done"),
            lambda row: reader.number(row[1].milestones_done),
        ),
        (
            number("chart.progress.milestones_late"),
            lambda row: reader.number(row[1].milestones_late),
        ),
        ("column.standing", lambda row: _standing(reader, statuses[int(row[0])])),
    )
