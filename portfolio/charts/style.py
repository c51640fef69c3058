"""Style and specification of a chart: colours, template, sentence, alternative text, table."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from portfolio.charts.bar_lines import BarLine
from portfolio.measures.figures import Figure
from portfolio.measures.figures import Figure as Money
from portfolio.present.format import Formatter
from portfolio.present.table import Table
from portfolio.text import numbers

if TYPE_CHECKING:
    from plotly.basedatatypes import BaseFigure


SPOKEN_LINES: Final = 12  # lines a screen reader reads out; the table has the rest


def _nothing() -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class ChartSpec:
    """One chart of one view, ready to be shown; ``figure`` is a Plotly specification.

    ``takeaway`` says what it shows, or where ``is_empty`` that there is nothing to draw;
    ``sentence`` is the same with the names of ``subjects`` (axis, key) marked by ``strong``.
    ``legend``: the money it shows and its name there; ``classes``: other colours and their
    meaning. ``names_clauses``: it contains names of clauses, which are ours in Arabic.
    A selected point's key is its ``customdata``. ``make_table``, ``make_lines``: on request, being long.
    """

    name: str
    title: str
    takeaway: str
    figure: Mapping[str, Any]
    config: Mapping[str, Any]
    make_table: Callable[[], Table]
    make_lines: Callable[[], Sequence[str]] = _nothing
    is_empty: bool = False
    legend: tuple[tuple[Money, str], ...] = ()
    classes: tuple[tuple[str, str], ...] = ()
    names_clauses: bool = False
    bars: tuple[BarLine, ...] = ()
    sentence: str = ""
    subjects: tuple[tuple[str, str], ...] = ()

    @cached_property
    def alt(self) -> str:
        """Alternative text: title, sentence, first spoken lines."""
        return " ".join(
            (f"{self.title}.", self.takeaway, *self.make_lines()[:SPOKEN_LINES])
        ).strip()

    @cached_property
    def table(self) -> Table:
        """Table of the numbers as rows and columns."""
        return self.make_table()


@dataclass(frozen=True, slots=True)
class Chart:
    """An entry of CHARTS: a stable name and the function that draws it."""

    name: str
    build: Callable[..., ChartSpec]


def to_plotly(spec: ChartSpec) -> "BaseFigure":
    """The chart as a Plotly figure, neither checked nor copied: the tests check every specification.

    Checking and copying each of them on every run took half the time of the summary page.
    """
    return _plotted()(spec.figure)


@cache
def _plotted() -> Callable[[Mapping[str, Any]], "BaseFigure"]:
    """Plotly class of such figures; created late, since charts are described without Plotly."""
    from plotly.basedatatypes import BaseFigure

    class PlotlyForm(BaseFigure):  # type: ignore[misc]
        """A finished specification that Plotly and Streamlit take for a figure."""

        def __init__(self, figure: Mapping[str, Any]) -> None:
            # Not the parent's: it splits a figure into objects that nobody looks at.
            self._figure = figure

        def to_dict(self) -> dict[str, Any]:
            """The specification itself, which Plotly's writer only reads."""
            return {"data": self._figure["data"], "layout": self._figure["layout"]}

    return PlotlyForm


Spec = dict[str, Any]

INK: Final = "#1b1b1b"
MUTED: Final = "#565d66"
RULE: Final = "#dfe2e6"
PAPER: Final = "#ffffff"
ACCENT: Final = "#0b4f8a"
NO_VALUE: Final = "#eceae4"
# The ladder of money reads from dark (paid) to light; a pledge binds nobody and has its own hue.
MONEY: Final[Mapping[Figure, str]] = {
    Figure.PAID: "#0b3f6e",
    Figure.SECURED: "#4f90bf",
    Figure.PLEDGED_OPEN: "#b87a14",
    Figure.GAP: "#f3efe8",
    Figure.GAP_AFTER_PLEDGES: "#f3efe8",
    Figure.GAP_UNPAID: "#f3efe8",
    Figure.REQUIREMENT: "#6b7280",
    Figure.SURPLUS: "#6f8f83",
    Figure.SPENT: "#7d6f8f",
    Figure.COVERED: "#4f90bf",
    Figure.PLEDGED_TOWARD_GAP: "#b87a14",
    Figure.DISBURSED_TOWARD_REQUIREMENT: "#0b3f6e",
}
HATCH: Final = "#8d8578"
LETTER: Final = 7  # pixels of a letter of the labels at bars, estimated high
LINE: Final = 19  # pixels of a line of a name
RTL_NAME: Final = 17  # letters of a line of a name on the right of its bar
NARROWEST: Final = 130  # pixels the bars of a chart have on a telephone
FONT: Final = "'Source Sans', 'Noto Sans Arabic', sans-serif"
TEMPLATE: Final[Spec] = {
    "layout": {
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": list(MONEY.values()),
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": RULE,
            "font": {"family": FONT, "color": INK},
        },
        "hovermode": "closest",
        "dragmode": False,
        "bargap": 0.35,
        "xaxis": {"gridcolor": RULE, "zeroline": False, "fixedrange": True, "automargin": True},
        "yaxis": {"gridcolor": RULE, "zeroline": False, "fixedrange": True, "automargin": True},
    }
}
EDGE: Final = "#b9bec5"  # between areas of a map, one of which may be as white as paper
# Five classes from little to much; their limits are printed beside them.
CLASSES: Final = ("#c6dbea", "#9bc0dc", "#6a9fc6", "#37739f", "#0b3f6e")


def marker(figure: Figure) -> Spec:
    """Fill of a bar of the figure, which grey print keeps apart from others by its pattern.

    The gap is hatched, a pledge dotted, what is needed an empty frame, what was spent crossed.
    """
    fill: Spec = {"color": MONEY[figure], "line": {"width": 0}}
    if figure in (Figure.GAP, Figure.GAP_AFTER_PLEDGES, Figure.GAP_UNPAID):
        fill["line"] = {"width": 1, "color": HATCH}
        fill["pattern"] = _pattern("/", HATCH, MONEY[figure], 0.18)
    elif figure in (Figure.PLEDGED_OPEN, Figure.PLEDGED_TOWARD_GAP):
        fill["pattern"] = _pattern(".", PAPER, MONEY[figure], 0.15)
    elif figure is Figure.REQUIREMENT:
        fill = {"color": PAPER, "line": {"width": 2, "color": MONEY[figure]}}
    elif figure is Figure.SPENT:
        fill["pattern"] = _pattern("x", PAPER, MONEY[figure], 0.25)
    return fill


def _pattern(shape: str, colour: str, ground: str, solidity: float) -> Spec:
    return {
        "shape": shape,
        "fgcolor": colour,
        "bgcolor": ground,
        "size": 6,
        "solidity": solidity,
    }


def name_and_value(reader: Formatter, name: str, value: str) -> str:
    """A name and its value as Plotly draws them, separated as the language separates them."""
    return text(reader, reader.words("word.colon", label=name, value=value))


def text(reader: Formatter, text: str) -> str:
    """Text as Plotly draws it: no markup of its own, and the base direction of the language.

    Plotly reads a small HTML in every label and orders mixed text from the left.
    """
    escaped = html.escape(text, quote=False)
    return f"\u202b{escaped}\u202c" if reader.is_rtl else escaped


def wrap(reader: Formatter, line: str, width: int) -> str:
    """``text`` broken into lines of about ``width`` letters."""
    lines = [""]
    for word in line.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(text(reader, line) for line in lines)


def layout(reader: Formatter, *, height: int, **more: Any) -> Spec:
    """The layout every chart starts from; ``more`` overrides by key."""
    return {
        "template": TEMPLATE,
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": numbers.separators(reader.words.language),
        "showlegend": False,
        "legend": legend(reader),
        **more,
    }


def legend(reader: Formatter) -> Spec:
    """A legend on one line above the plot, from the side where reading starts."""
    return {
        "orientation": "h",
        "y": 1.0,
        "yanchor": "bottom",
        "x": 1.0 if reader.is_rtl else 0.0,
        "xanchor": "right" if reader.is_rtl else "left",
        "traceorder": "reversed" if reader.is_rtl else "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": 13},
        "title": {"text": ""},
    }


def ticks(most: int, about: int = 4) -> list[int]:
    """Round whole positions from 0 up to ``most``, about ``about`` of them and never 0 alone."""
    if most <= 0:
        return [0]
    rough = -(-most // about)
    size = 10 ** (len(str(rough)) - 1)
    steps = [n * size for n in (1, 2, 5, 10) if n * size <= most]
    step = next((step for step in steps if step >= rough), steps[-1])
    return list(range(0, most + 1, step))


def limits(most: int) -> list[int]:
    """Round limits of up to five classes, the greatest below ``most``: 0.5, 1, 2.5 and 5 million."""
    found: list[int] = []
    power = 1
    while power < most:
        found += [n * power for n in (10, 25, 50) if n * power < 10 * most]
        power *= 10
    below = [limit // 10 for limit in found if limit // 10 < most]
    return below[1 - len(CLASSES) :]


def money_axis(reader: Formatter, most: int, *, room: float = 1.0, about: int = 4) -> Spec:
    """An axis of amounts from 0 to ``most`` minor units; ``room`` widens it for labels on bars.

    Ticks are placed and worded here: Plotly's own are in English and in thousands of its choice.
    """
    places = ticks(most, about)
    return {
        "range": [0, max(most, 1) * room],
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [amount_at(reader, place) for place in places],
        "tickfont": {"size": 12, "color": MUTED},
        "tickangle": 0,
        "ticks": "",
    }


def amount_at(reader: Formatter, place: int) -> str:
    """A round amount under an axis: exact, and without meaningless decimals."""
    return text(reader, reader.words.round_amount(place, reader.currency)) if place else "0"


def beside(reader: Formatter, ends: Sequence[int], labels: Sequence[str]) -> Spec:
    """Plotly margins with room for labels at the ends of bars, however narrow the screen.

    A range longer than its bars leaves room that shrinks with the screen; words do not.
    """
    most = max([*ends, 1])
    room = max(
        (
            len(said) * LETTER - (most - end) * NARROWEST // most
            for end, said in zip(ends, labels, strict=True)
        ),
        default=0,
    )
    near, far = ("r", "l") if reader.is_rtl else ("l", "r")
    return {near: 8, far: max(room + 8, 16), "t": 8, "b": 8}


def along(reader: Formatter, axis: Spec) -> Spec:
    """A horizontal axis that runs the way the language reads."""
    if not reader.is_rtl:
        return axis
    low, high = axis["range"]
    return {**axis, "range": [high, low]}


def time_axis(reader: Formatter, first: date, last: date) -> Spec:
    """An axis of days with ticks at the first of half years or years, worded here."""
    years = last.year - first.year
    step = 6 if years <= 3 else 12 * -(-years // 7)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    places = [date(m // 12, m % 12 + 1, 1) for m in months if m % step == 0]
    return {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in places],
        "ticktext": [
            text(reader, reader.words.month(day) if step < 12 else str(day.year)) for day in places
        ],
        "tickfont": {"size": 12, "color": MUTED},
        "showgrid": False,
    }


def across(first: date, last: date, at: int, color: str, dash: str) -> Spec:
    """A level line from one day to another at an amount."""
    return _line(first, last, at, at, "y", color, dash)


def upright(day: date, color: str, dash: str) -> Spec:
    """Vertical line on a day over the whole height."""
    return _line(day, day, 0, 1, "y domain", color, dash)


def _line(first: date, last: date, low: int, high: int, yref: str, color: str, dash: str) -> Spec:
    return {
        "type": "line",
        "xref": "x",
        "yref": yref,
        "x0": first.isoformat(),
        "x1": last.isoformat(),
        "y0": low,
        "y1": high,
        "line": {"color": color, "dash": dash, "width": 1.5},
    }


def above(reader: Formatter, day: date, line: str, color: str, *, inward: bool = False) -> Spec:
    """Label above a line on a day; ``inward``: before it, where the line ends the plot."""
    before = "left" if reader.is_rtl else "right"
    return {
        "xanchor": before if inward else "center",
        "x": day.isoformat(),
        "y": 1,
        "yref": "y domain",
        "yanchor": "bottom",
        "showarrow": False,
        "text": text(reader, line),
        "font": {"color": color, "size": 13},
    }


def names_axis(
    reader: Formatter, keys: Sequence[str], names: Sequence[str], width: int = 30
) -> Spec:
    """A vertical axis of names, first at the top, on the side where reading starts."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(keys),
        "autorange": "reversed",
        "tickmode": "array",
        "tickvals": list(keys),
        "ticktext": [_wrapped_name(reader, name, width) for name in names],
        "side": "right" if reader.is_rtl else "left",
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": PAPER,
    }


def _wrapped_name(reader: Formatter, name: str, width: int) -> str:
    if reader.is_rtl:  # Plotly leaves too little room on the right: a long name lost its beginning
        width = min(width, RTL_NAME)
    return wrap(reader, name, width)


def rows_height(
    reader: Formatter, names: Sequence[str], least: int, width: int = 30, *, around: int
) -> int:
    """Pixels of a chart of rows, each at least ``least`` and as high as the lines of any name."""
    lines = max((_wrapped_name(reader, name, width).count("<br>") + 1 for name in names), default=1)
    return around + max(least, LINE * lines + 6) * max(len(names), 1)


def config() -> Spec:
    """Plotly config: no toolbar, and the outline of the world from this server.

    Without its own address for the outline Plotly requests it from another host for every map.
    """
    return {"displayModeBar": False, "displaylogo": False, "topojsonURL": "/assets/topo/"}
