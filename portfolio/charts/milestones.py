"""Milestones on the way to the conference: due dates, what was done when, what is late."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from portfolio.charts import style
from portfolio.charts.drawn import Drawn
from portfolio.charts.reader import Reader
from portfolio.charts.table import Cell, Column, Table
from portfolio.domain.milestones import MilestoneState
from portfolio.measures.progress import MilestoneLine

SHOWN: Final = 20
LATE_COLOUR: Final = "#a33b20"
# State of the dot: its phrase and its marker. Shapes differ as well, for eyes and printers without colour.
DOTS: Final = {
    "done": {"symbol": "circle", "color": style.ACCENT, "size": 12},
    "planned": {"symbol": "circle-open", "color": style.ACCENT, "size": 12, "line": {"width": 2}},
    "overdue": {"symbol": "diamond", "color": LATE_COLOUR, "size": 13},
    "missed": {"symbol": "x", "color": LATE_COLOUR, "size": 11},
}


def build(
    reader: Reader,
    lines: Sequence[MilestoneLine],
    as_of: date,
    conference: date,
    limit: int = SHOWN,
) -> Drawn:
    """Drawn from milestone lines, late ones first, then by due date; a point stands for its project."""
    ordered = sorted(
        lines,
        key=lambda m: (
            -m.days_late,
            m.state is MilestoneState.DONE,
            m.due,
            m.project,
            m.reference,
        ),
    )
    title = reader.words("chart.milestones.title")
    takeaway = reader.words("chart.milestones.empty")
    late = sum(1 for m in lines if m.days_late)
    if lines:
        takeaway = reader.words.count(
            "chart.milestones.takeaway",
            late,
            done=reader.words.number(sum(1 for m in lines if m.state is MilestoneState.DONE)),
            total=reader.words.number(len(lines)),
            distance=reader.words.distance(conference, as_of),
        )
    shown = ordered[:limit]
    return Drawn(
        name="milestones",
        title=title,
        takeaway=takeaway,
        figure=_figure(reader, shown, as_of, conference) if shown else {},
        config=style.config(),
        tabled=lambda: _table(reader, title, ordered),
        listed=lambda: [_spoken(reader, line) for line in shown],
        is_empty=not lines,
    )


def state_of(line: MilestoneLine) -> str:
    """Which of DOTS a milestone is: overdue is planned and past its day."""
    if line.state is MilestoneState.PLANNED and line.days_late:
        return "overdue"
    return line.state.name.lower()


def _name(reader: Reader, line: MilestoneLine) -> str:
    return reader.words.choose(line.titles) or line.reference


def _spoken(reader: Reader, line: MilestoneLine) -> str:
    return reader.words(
        "chart.milestones.spoken",
        name=_name(reader, line),
        day=line.due,
        state=reader.words(f"milestone.{state_of(line)}"),
    )


def _table(reader: Reader, title: str, lines: Sequence[MilestoneLine]) -> Table:
    return Table(
        title,
        (
            Column(reader.words("column.title")),
            Column(reader.words("column.project")),
            Column(reader.words("axis.clause")),
            Column(reader.words("column.due")),
            Column(reader.words("column.done_on")),
            Column(reader.words("column.standing")),
            Column(reader.words("column.weight"), True),
        ),
        tuple(
            (
                Cell(_name(reader, line)),
                Cell(line.project),
                Cell("" if line.clause is None else reader.name("clause", str(line.clause))),
                reader.day(line.due),
                reader.day(line.done_on),
                Cell(reader.words(f"milestone.{state_of(line)}")),
                reader.number(line.weight),
            )
            for line in lines
        ),
    )


def _figure(
    reader: Reader, lines: Sequence[MilestoneLine], as_of: date, conference: date
) -> dict[str, Any]:
    keys = [f"{line.project}/{line.reference}" for line in lines]
    days = [day for line in lines for day in (line.due, line.done_on) if day]
    margin = timedelta(days=max((max(days) - min(days)).days // 12, 20))
    first, last = min(*days, as_of) - margin, max(*days, as_of, conference) + margin
    return {
        "data": [
            _delays(lines, keys, as_of),
            *(
                _dots(reader, lines, keys, state)
                for state in DOTS
                if any(state_of(line) == state for line in lines)
            ),
        ],
        "layout": style.layout(
            reader,
            height=96 + 30 * len(lines),
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 52, "b": 8},
            legend={**style.legend(reader), "y": 1.0, "yref": "container", "yanchor": "top"},
            xaxis=style.along(reader, style.time_axis(reader, first, last)),
            yaxis=style.names_axis(
                reader, keys, [_shortened(_name(reader, line)) for line in lines], 60
            ),
            shapes=[
                style.upright(conference, style.ACCENT, "solid"),
                style.upright(as_of, style.MUTED, "dot"),
            ],
            annotations=[
                style.above(
                    reader,
                    conference,
                    reader.words("chart.curve.conference", day=reader.words.short_day(conference)),
                    style.ACCENT,
                ),
                style.above(
                    reader,
                    as_of,
                    reader.words("as_of.on", day=reader.words.short_day(as_of)),
                    style.MUTED,
                ),
            ],
        ),
    }


def _dots(
    reader: Reader, lines: Sequence[MilestoneLine], keys: Sequence[str], state: str
) -> dict[str, Any]:
    chosen = [(line, key) for line, key in zip(lines, keys, strict=True) if state_of(line) == state]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": style.text(reader, reader.words(f"milestone.{state}")),
        "x": [(line.done_on or line.due).isoformat() for line, _ in chosen],
        "y": [key for _, key in chosen],
        "marker": DOTS[state],
        "customdata": [line.project for line, _ in chosen],
        "hovertext": [style.text(reader, _spoken(reader, line)) for line, _ in chosen],
        "hoverinfo": "text",
    }


def _delays(lines: Sequence[MilestoneLine], keys: Sequence[str], as_of: date) -> dict[str, Any]:
    """Thin lines from the day something was due to the day it was done, or to today while it is late."""
    x: list[str | None] = []
    y: list[str | None] = []
    for line, key in zip(lines, keys, strict=True):
        end = line.done_on or (as_of if line.days_late else None)
        if end is not None and end != line.due:
            x += [line.due.isoformat(), end.isoformat(), None]
            y += [key, key, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": style.HATCH, "width": 2},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _shortened(name: str, letters: int = 58) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
