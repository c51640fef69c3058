"""Milestones by clause: what should be done by now beside what is done."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from portfolio.charts import style
from portfolio.charts.drawn import Drawn
from portfolio.charts.reader import Reader
from portfolio.charts.table import Cell, Column, Table
from portfolio.measures.figures import Progress


def build(reader: Reader, by_clause: Mapping[int, Progress], overall: Progress) -> Drawn:
    """Drawn from progress by clause; a clause without milestones stands in no bar."""
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
    return Drawn(
        name="progress",
        title=title,
        takeaway=takeaway,
        figure=_figure(reader, rows) if rows else {},
        config=style.config(),
        tabled=lambda: _table(reader, title, rows),
        listed=lambda: [
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


def _figure(reader: Reader, rows: list[tuple[str, Progress]]) -> dict[str, Any]:
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
                    style.text(reader, f"{label}: {name} {reader.words.share(share(progress))}")
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
                (done, 0.3, {"color": style.ACCENT}, _done),
            )
        ],
        "layout": style.layout(
            reader,
            height=74 + 42 * len(rows),
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 30, "b": 8},
            xaxis=style.along(
                reader,
                {
                    "range": [0, 102],
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


def _table(reader: Reader, title: str, rows: list[tuple[str, Progress]]) -> Table:
    return Table(
        title,
        (
            Column(reader.words("axis.clause")),
            Column(reader.words("chart.progress.done"), True, "%"),
            Column(reader.words("chart.progress.planned"), True, "%"),
            Column(reader.words("chart.progress.milestones"), True),
            Column(reader.words("chart.progress.milestones_done"), True),
            Column(reader.words("chart.progress.milestones_late"), True),
        ),
        tuple(
            (
                Cell(reader.name("clause", key)),
                reader.share(progress.share_done),
                reader.share(progress.share_planned),
                reader.number(progress.milestones),
                reader.number(progress.milestones_done),
                reader.number(progress.milestones_late),
            )
            for key, progress in rows
        ),
    )
