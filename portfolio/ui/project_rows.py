"""Rows of projects in a list or a file: title, marks, clauses, money, and whom to ask."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from portfolio.domain.projects import Status
from portfolio.measures import entries
from portfolio.measures.figures import Amounts, Figure, ProjectLine
from portfolio.present.html import esc, link, part_of_bar, tag, text
from portfolio.present.table import Cell, Column, Table, html_table
from portfolio.services.live import ProjectDays
from portfolio.ui.badges import mail, record_text
from portfolio.ui.session import Session

GAPS: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.GAP,
    Figure.GAP_AFTER_PLEDGES,
    Figure.GAP_UNPAID,
)
FUNDED: Final = (
    Figure.SECURED,
    Figure.PLEDGED_OPEN,
    Figure.PAID,
    Figure.REQUIREMENT,
    Figure.GAP,
)


def as_html(
    session: Session,
    caption: str,
    lines: Iterable[ProjectLine],
    figures: Sequence[Figure] = GAPS,
    ranking: Figure = Figure.GAP,
) -> str:
    """The projects as a table whose numbers are aligned; the figure that ranks them stands out."""
    words = session.words
    columns = (
        Column(words("column.project")),
        Column(words("gaps.column.clauses")),
        Column(words("gaps.column.countries")),
        *(Column(words(f"figure.{f}.short"), True, is_ranked=f is ranking) for f in figures),
        Column(words("figure.coverage.short")),
        Column(words("gaps.column.who")),
    )
    rows = (_project_rows_row(session, line, figures, ranking) for line in lines)
    return html_table(caption, columns, rows, kind="rp-projects")


def short(session: Session, amount_minor: int | None) -> str:
    """An amount in a row: nothing is a plain 0, without currency or decimals."""
    return session.words.number(0) if amount_minor == 0 else session.reader.amount(amount_minor)


def _shown(session: Session, line: ProjectLine, figure: Figure) -> str:
    """An amount as ``short`` writes it, or what stands in its place (ruling 26)."""
    known = line.amounts.recorded_amount(figure)
    return (
        session.reader.figure_text(line.amounts, figure) if known is None else short(session, known)
    )


def _coverage_of(line: ProjectLine) -> Fraction | None:
    return line.amounts.coverage if line.convertible and line.has_requirement else None


def _project_rows_row(
    session: Session, line: ProjectLine, figures: Sequence[Figure], ranking: Figure
) -> str:
    words, reader = session.words, session.reader
    href = session.href("projects", project=line.identifier)
    project = link(session.title(line.identifier), href) + marks(session, line)
    names = reader.join_names([reader.name("clause", str(number)) for number in line.clauses])
    money = (
        text(
            "td",
            _shown(session, line, figure),
            title=reader.exact_of(line.amounts, figure),
            class_="rp-number rp-ranked" if figure is ranking else "rp-number",
            data_label=words(f"figure.{figure}.short"),
        )
        for figure in figures
    )
    clauses, countries = words("gaps.column.clauses"), words("gaps.column.countries")
    return tag(
        "tr",
        tag("th", project, scope="row"),
        text("td", _clauses(session, line), title=names or None, data_label=clauses),
        text("td", _countries(session, line), class_="rp-small", data_label=countries),
        *money,
        tag("td", _coverage(session, line), data_label=words("figure.coverage.short")),
        tag(
            "td", _who(session, line), class_="rp-small rp-who", data_label=words("gaps.column.who")
        ),
    )


def marks(session: Session, line: ProjectLine) -> str:
    """Illustrative or documented, the kind, and the status where it is not under way."""
    words, word = session.words, line.provenance.word
    said = [text("b", words(f"provenance.{word}"), class_=f"rp-mark rp-mark-{word}")]
    said.append(text("span", words(f"kind.{line.kind.word}")))
    if line.status is not Status.IMPLEMENTATION:
        status = line.status.word
        said.append(text("b", words(f"status.{status}"), class_=f"rp-status-{status}"))
    return tag("span", *said, class_="rp-marks")


def _clauses(session: Session, line: ProjectLine) -> str:
    if not line.clauses:
        return session.words("part.unallocated")
    return session.reader.join_names([session.words.number(number) for number in line.clauses])


def _countries(session: Session, line: ProjectLine) -> str:
    if not line.countries:
        return session.words("part.unallocated")
    return session.reader.join_names(
        [session.reader.name("country", code) for code in line.countries]
    )


def _implementer(session: Session, line: ProjectLine) -> str:
    return session.reader.name("funder", line.implementer) if line.implementer else ""


def _who(session: Session, line: ProjectLine) -> str:
    """Lead implementer over contact office; what is not recorded says so."""
    implementer = _implementer(session, line) or session.words("gaps.no_implementer")
    who = [tag("span", text("bdi", implementer))]
    if line.contact_office:
        who.append(record_text(session, "span", line.contact_office))
    else:
        who.append(text("span", session.words("gaps.no_office")))
    if line.contact_email:
        who.append(tag("span", mail(line.contact_email)))
    return "".join(who)


def _coverage(session: Session, line: ProjectLine) -> str:
    share = _coverage_of(line)
    if share is None:
        return esc(session.words.absent(line.amounts.coverage_state))
    return tag(
        "span", _ladder(line.amounts), text("span", session.words.share(share)), class_="rp-level"
    )


def _ladder(amounts: Amounts) -> str:
    """The requirement as a small bar: covered, what open pledges would close, still missing."""
    needed = amounts.requirement or 1
    parts = (Figure.COVERED, Figure.PLEDGED_TOWARD_GAP, Figure.GAP_AFTER_PLEDGES)
    spans = (part_of_bar(part, Fraction(amounts.of(part) or 0, needed)) for part in parts)
    return tag("span", *spans, class_="rp-mini", aria_hidden="true")


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
    rows = tuple(
        _project_file_row(session, line, days) for line, days in _with_days(session, lines)
    )
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


def beneficiaries(session: Session, line: ProjectLine) -> list[str]:
    """Names of the beneficiary countries, whether money is shared out to them or not."""
    portfolio = session.view.portfolio
    code = portfolio.code_of(portfolio.ids[line.identifier])
    found = () if code is None else portfolio.participants.beneficiaries(code)
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


def _project_file_row(session: Session, line: ProjectLine, days: ProjectDays) -> tuple[Cell, ...]:
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
