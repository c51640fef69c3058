"""Year by year: required, pledged, committed, disbursed and spent, as bars or as a table."""

from portfolio.charts import years
from portfolio.measures import timeline
from portfolio.ui.components import frame
from portfolio.ui.components.project_opened import Opened
from portfolio.ui.session import Session


def draw(here: Session) -> None:
    """The years of the view, whole projects each; the note says what filters leave whole."""
    lines = timeline.by_year(here.view)
    drawn = here.kept("years", lambda: years.build(here.reader, lines))
    frame.show(here, drawn, note=here.words("years.note"))


def of_project(opened: Opened) -> None:
    """The years of one project, where anything of it has a year."""
    here = opened.here
    portfolio = here.view.portfolio
    code = portfolio.code_of(portfolio.ids[opened.project.identifier])
    lines = timeline.of_project(here.view, code) if code is not None else ()
    drawn = years.build(here.reader, lines)
    if not drawn.is_empty:
        frame.show(here, drawn, note=here.words("years.note.project"))
