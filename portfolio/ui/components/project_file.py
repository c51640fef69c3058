"""A list of projects as a file: every project of the view with what a donor asks of it."""

from collections.abc import Sequence
from typing import Final

from portfolio.charts.table import Cell, Column, Table
from portfolio.measures import entries
from portfolio.measures.figures import FUNDER_FIGURES, Figure, ProjectLine
from portfolio.services.participants import participants
from portfolio.services.portfolio import ProjectDays
from portfolio.ui.session import Session

FIGURES: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.PLEDGED_OPEN,
    Figure.PAID,
    Figure.GAP,
    Figure.GAP_AFTER_PLEDGES,
    Figure.GAP_UNPAID,
)
_NAMED: Final = (
    "column.identifier",
    "column.title",
    "axis.provenance",
    "axis.status",
    "field.relation",
    "axis.kind",
    "gaps.column.clauses",
    "projects.column.beneficiaries",
    "projects.funders",
    "column.funder_identifiers",
)
_DAYS: Final = ("start_planned", "start_actual", "end_planned", "end_actual")


def table(
    session: Session,
    caption: str,
    lines: Sequence[ProjectLine],
    *,
    total: tuple[Figure, int] | None = None,
) -> Table:
    """A row a project, amounts exact; a figure without meaning stays empty, "no rate" is said.

    ``total`` closes the column of one figure.
    """
    words, currency = session.words, session.reader.currency
    columns = (
        *(Column(words(key)) for key in _NAMED),
        *(Column(words(_heading(figure)), True, currency) for figure in FIGURES),
        Column(words("figure.coverage"), True, "%"),
        *(Column(words(f"projects.{name}")) for name in _DAYS),
        Column(words("column.implementer")),
        Column(words("column.contact_office")),
        Column(words("column.contact_email")),
    )
    rows = tuple(_row(session, line, days) for line, days in _with_days(session, lines))
    closing: tuple[Cell, ...] = ()
    if total:
        sums = (session.reader.money(total[1]) if f is total[0] else Cell("") for f in FIGURES)
        closing = (
            Cell(words("part.total")),
            *(Cell("") for _ in _NAMED[1:]),
            *sums,
            *(Cell("") for _ in columns[len(_NAMED) + len(FIGURES) :]),
        )
    return Table(caption, columns, rows, closing)


def amount_of(line: ProjectLine, figure: Figure) -> int | None:
    """A figure of the line; None where it has none (no requirement, or no rate)."""
    has = line.convertible and (line.has_requirement or figure in FUNDER_FIGURES)
    return line.amounts.of(figure) if has else None


def beneficiaries(session: Session, line: ProjectLine) -> list[str]:
    """Names of the beneficiary countries, whether money is shared out to them or not."""
    portfolio = session.view.portfolio
    people = participants(session.register, portfolio)
    found = people.beneficiaries(portfolio.ids[line.identifier])
    codes = [portfolio.labels.countries[number].code for number in found] or list(line.countries)
    return sorted(session.reader.name("country", code) for code in codes)


def _heading(figure: Figure) -> str:
    return f"figure.{figure}.label" if figure is Figure.GAP else f"figure.{figure}"


def _with_days(
    session: Session, lines: Sequence[ProjectLine]
) -> list[tuple[ProjectLine, ProjectDays]]:
    days = session.register.project_days()
    unknown = ProjectDays()
    return [(line, days.get(line.identifier, unknown)) for line in lines]


def _row(session: Session, line: ProjectLine, days: ProjectDays) -> tuple[Cell, ...]:
    words, reader = session.words, session.reader
    funders = entries.funders_of(session.view, line.identifier)
    no_rate = Cell(words("projects.no_rate"))
    money = [reader.figure(line.amounts, figure) for figure in FIGURES]
    share = reader.share(line.amounts.coverage if line.has_requirement else None)
    implementer = reader.name("funder", line.implementer) if line.implementer else ""
    return (
        Cell(line.identifier),
        Cell(session.title(line.identifier)),
        Cell(words(f"provenance.{line.provenance.word}")),
        Cell(words(f"status.{line.status.word}")),
        Cell(words(f"relation.{line.relation.word}")),
        Cell(words(f"kind.{line.kind.word}")),
        Cell(reader.join_names([words.number(number) for number in line.clauses])),
        Cell(reader.join_names(beneficiaries(session, line))),
        Cell(reader.join_names([reader.name("funder", key) for key in funders])),
        Cell(reader.join_names(list(funders))),
        *(money if line.convertible else [no_rate] * len(FIGURES)),
        share if line.convertible else no_rate,
        *(reader.day(getattr(days, name)) for name in _DAYS),
        Cell(implementer),
        Cell(line.contact_office),
        Cell(line.contact_email),
    )
