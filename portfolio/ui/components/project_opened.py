"""One project as its page is given it: the whole record, seen on the reader's date."""

from dataclasses import dataclass, replace

import numpy as np

from portfolio.domain.errors import UnknownProject
from portfolio.domain.filters import Filters
from portfolio.domain.flows import Flow
from portfolio.domain.projects import Project
from portfolio.measures import projects
from portfolio.measures.figures import FUNDER_FIGURES, Figure, ProjectLine
from portfolio.services import working
from portfolio.ui.session import Session

OPEN = "project"  # the name in the address


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """``session`` sees every project, so that no filter narrows this one; ``params`` is the reader's view.

    ``draft`` is the number of the draft that the page shows, and ``is_recorded`` whether anything
    but this draft stands behind it.
    """

    session: Session
    params: Session
    project: Project
    line: ProjectLine
    draft: int | None = None
    is_recorded: bool = True

    def amount(self, figure: Figure) -> int | None:
        """A figure of the project; None where it has none (no requirement, or no rate)."""
        has = self.line.has_requirement or figure in (*FUNDER_FIGURES, Figure.SPENT)
        return self.line.amounts.of(figure) if has and self.line.convertible else None

    def organisation(self, number: int | None) -> str:
        """An organisation by row id in the reader's language, "" for none."""
        found = self.session.register.labels.organisations.get(-1 if number is None else number)
        return self.session.reader.name("funder", found.identifier) if found else ""

    def funder(self, flow: Flow) -> str:
        """Who gives the money of a row; a row that names nobody says so."""
        return self.organisation(flow.provider_id) or self.session.words("part.unknown")

    def sources(self) -> dict[str, str]:
        """What the addresses of the project's sources and documents are called."""
        every = (*self.project.sources, *self.project.documents)
        return {source.address: source.title for source in every}

    def title(self) -> str:
        """The project's title in the reader's language."""
        return self.session.words.choose(self.project.titles) or self.project.identifier


def project_context(session: Session, identifier: str) -> ProjectContext:
    """The project the address names; raises UnknownProject for one the reader may not see."""
    project = working.project(session.register, identifier, session.question, session.who)
    question = replace(session.question, filters=Filters())
    here = replace(session, question=question, view=working.view(session.register, question))
    portfolio = here.view.portfolio
    code = portfolio.code_of(portfolio.ids.get(identifier, -1))
    if code is None or not here.view.in_scope[code]:
        raise UnknownProject(identifier=identifier)
    line = projects.lines(here.view, np.array([code], np.int64))[0]
    draft = working.draft_of(session.register, identifier, question)
    is_recorded = identifier in session.register.portfolio().ids
    return ProjectContext(here, session, project, line, draft, is_recorded)
