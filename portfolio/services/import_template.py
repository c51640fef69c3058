"""The template of projects to download: empty, or filled with the projects of a view."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from portfolio.domain.params import PortfolioChoice
from portfolio.exchange.template.csv_files import write_archive, write_tables
from portfolio.exchange.template.notes import TemplateContent
from portfolio.exchange.template.writer import write_template
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.services.draft_checks import names_of
from portfolio.services.live import LivePortfolio
from portfolio.store import history, reading
from portfolio.text.words import Translator

MAX_PROJECTS: Final = 10_000
Notes = Sequence[tuple[str, str]]  # a label and a text each


def empty_template(register: LivePortfolio, words: Translator) -> bytes:
    """The workbook with its example rows alone."""
    return write_template(_content(register), names_of(register), words)


def empty_tables(register: LivePortfolio, words: Translator) -> bytes:
    """The same as CSV files packed together, one for each sheet."""
    return write_archive(write_tables(_content(register), names_of(register), words))


def filled_template(
    register: LivePortfolio, view: View, words: Translator, notes: Notes = ()
) -> bytes:
    """The workbook with the projects of a view, for a reader who sees every row of them.

    The lists of priority projects of its day are there besides, each whole. ``notes`` describe the view.
    """
    return write_template(_of_view(register, view, notes), names_of(register), words)


def filled_tables(register: LivePortfolio, view: View, words: Translator) -> bytes:
    """The same as CSV files packed together, one for each sheet that has rows."""
    content = _of_view(register, view, ())
    return write_archive(write_tables(content, names_of(register), words))


def _of_view(register: LivePortfolio, view: View, notes: Notes) -> TemplateContent:
    """The projects of a view and the lists that count on its day."""
    codes = lists.listed_projects(view)[:MAX_PROJECTS]
    ids = view.portfolio.projects.id[codes].tolist()
    with register.database.reading() as connection:
        recorded = set(reading.read_ids(connection, PortfolioChoice.RECORD))
        recorded |= set(reading.read_ids(connection, PortfolioChoice.EXAMPLE))
        found = reading.read_projects(connection, [n for n in ids if n in recorded])
        mark = history.mark(connection)
    present = (
        one
        for clause in lists.of_clauses(view).values()
        for one in (clause.in_force, clause.proposals)
        if one is not None
    )
    return replace(
        _content(register),
        projects=tuple(found.values()),
        lists=tuple(present),
        notes=notes,
        written_from=mark,
    )


def _content(register: LivePortfolio) -> TemplateContent:
    """An empty template of today, with the labels of the clauses."""
    clauses = {clause.number: clause.labels for clause in register.declaration().clauses}
    return TemplateContent(day=register.default_day, clauses=clauses)
