"""The template of projects to download: empty, or filled with the projects of a view."""

from typing import Final

from portfolio.domain.params import PortfolioChoice
from portfolio.domain.projects import Project
from portfolio.exchange.template.notes import TemplateContent
from portfolio.exchange.template.writer import write_template
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.services.draft_checks import names_of
from portfolio.services.live import LivePortfolio
from portfolio.store import reading
from portfolio.text.words import Translator

MAX_PROJECTS: Final = 10_000


def empty_template(register: LivePortfolio, words: Translator) -> bytes:
    """The workbook with its example rows alone."""
    return _written(register, words, (), ())


def filled_template(
    register: LivePortfolio, view: View, words: Translator, notes: tuple[tuple[str, str], ...]
) -> bytes:
    """The workbook with the projects of a view, for a reader who sees every row of them.

    ``notes`` describe the view.
    """
    codes = lists.listed_projects(view)[:MAX_PROJECTS]
    ids = view.portfolio.projects.id[codes].tolist()
    with register.database.reading() as connection:
        recorded = set(reading.read_ids(connection, PortfolioChoice.RECORD))
        recorded |= set(reading.read_ids(connection, PortfolioChoice.EXAMPLE))
        found = reading.read_projects(connection, [n for n in ids if n in recorded])
    return _written(register, words, tuple(found.values()), notes)


def _written(
    register: LivePortfolio,
    words: Translator,
    projects: tuple[Project, ...],
    notes: tuple[tuple[str, str], ...],
) -> bytes:
    content = TemplateContent(
        day=register.default_day,
        projects=projects,
        notes=notes,
        clauses={clause.number: clause.labels for clause in register.declaration().clauses},
    )
    return write_template(content, names_of(register), words)
