"""What a chart hands to the page: its sentence, its figure, its alternative text and its table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from portfolio.charts.table import Table

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart of one view, ready to be shown; ``figure`` is a Plotly specification.

    ``takeaway`` is the sentence that says what it shows, ``alt`` what it says to those who do
    not see it. ``is_empty``: there is nothing to draw, and ``takeaway`` says so. A selected point
    names what it stands for as its ``customdata``.
    """

    name: str
    title: str
    takeaway: str
    alt: str
    figure: Mapping[str, Any]
    config: Mapping[str, Any]
    table: Table
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """An entry of CHARTS: a stable name and the function that draws it."""

    name: str
    build: Callable[..., Drawn]


SPOKEN_LINES: Final = 12  # what a screen reader can be asked to sit through; the table has the rest


def spoken(title: str, takeaway: str, lines: Sequence[str]) -> str:
    """The alternative text: title, sentence, and the first lines of what is drawn."""
    return " ".join((f"{title}.", takeaway, *lines[:SPOKEN_LINES])).strip()


def plotted(drawn: Drawn) -> "Figure":
    """The chart as a Plotly figure, unchecked: the tests check every specification.

    Checking each of them on every run took half the time of the summary page.
    """
    from plotly.graph_objects import Figure

    return Figure(drawn.figure["data"], drawn.figure["layout"], _validate=False)
