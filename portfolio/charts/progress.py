"""Milestones by clause: what should be done by now beside what is done."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from portfolio.charts import style
from portfolio.charts.style import ChartSpec
from portfolio.domain.projects import ScheduleStatus
from portfolio.measures.figures import Progress
from portfolio.present.format import Formatter
from portfolio.present.table import Table, number, table_of

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
    """Drawn from progress and standing by clause; a clause without milestones has no bar."""
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
            height=74 + 42 * len(rows),
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 30, "b": 8},
            xaxis=style.along(
                reader,
                {
                    "range": [0, 108],
                    "tickmode": "array",
                    "tickvals": [0, 25, 50, 75, 100],
                    "ticktext": [
                        style.text(reader, reader.words.share(Fraction(n, 4))) for n in range(5)
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
    """The standing of each clause beside its bars: a shape and a colour that money has not."""
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
