"""What a chart hands to the page: its sentence, its figure, its alternative text and its table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from portfolio.charts.table import Table
from portfolio.measures.figures import Figure as Money

if TYPE_CHECKING:
    from plotly.basedatatypes import BaseFigure

SPOKEN_LINES: Final = 12  # what a screen reader can be asked to sit through; the table has the rest


def _nothing() -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class ChartSpec:
    """One chart of one view, ready to be shown; ``figure`` is a Plotly specification.

    ``takeaway`` is the sentence that says what it shows. ``is_empty``: there is nothing to draw,
    and ``takeaway`` says so. A selected point names what it stands for as its ``customdata``.
    ``legend``: the money it shows and what that is called there; ``classes``: other colours and
    what each stands for. ``names_clauses``: it bears names
    of clauses, which are ours in Arabic. ``make_table`` makes the table and ``make_lines`` the spoken
    lines when somebody asks for them: a page that shows the picture would make hundreds of cells
    for nobody.
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

    @cached_property
    def alt(self) -> str:
        """What it says to those who do not see it: title, sentence, first lines of what is drawn."""
        return " ".join(
            (f"{self.title}.", self.takeaway, *self.make_lines()[:SPOKEN_LINES])
        ).strip()

    @cached_property
    def table(self) -> Table:
        """The same numbers as rows and columns."""
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
    """The class of such figures; made late, since charts are described without Plotly."""
    from plotly.basedatatypes import BaseFigure

    class PlotlyForm(BaseFigure):  # type: ignore[misc]
        """A finished specification that Plotly and Streamlit take for a figure."""

        def __init__(self, figure: Mapping[str, Any]) -> None:
            # Not the parent's: it takes a figure apart into objects that nobody looks at.
            self._figure = figure

        def to_dict(self) -> dict[str, Any]:
            """The specification itself; whoever writes it only reads it."""
            return {"data": self._figure["data"], "layout": self._figure["layout"]}

    return PlotlyForm
