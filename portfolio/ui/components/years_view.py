"""Year by year: required, pledged, committed, disbursed and spent, as bars or as a table."""

from portfolio.charts import years
from portfolio.measures import timeline
from portfolio.ui.components import frame
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.session import Session


def draw(session: Session) -> None:
    """The years of the view, whole projects each; the note says what filters leave whole."""
    lines = timeline.by_year(session.view)
    drawn = session.per_view("years", lambda: years.build(session.reader, lines))
    frame.show(session, drawn, note=session.words("years.note"))


def of_project(context: ProjectContext) -> None:
    """The years of one project, where anything of it has a year."""
    here = context.session
    portfolio = here.view.portfolio
    code = portfolio.code_of(portfolio.ids[context.project.identifier])
    lines = timeline.of_project(here.view, code) if code is not None else ()
    drawn = years.build(here.reader, lines)
    if not drawn.is_empty:
        frame.show(here, drawn, note=here.words("years.note.project"))
