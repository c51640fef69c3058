"""Rows of projects in a list or a file: title, marks, clauses, money, and contact."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Final

import numpy as np
from markupsafe import Markup

from portfolio.domain.projects import Status
from portfolio.measures import lists
from portfolio.measures.figures import Amounts, Figure, ProjectLine
from portfolio.present.data_table import DataTable
from portfolio.present.html import esc, join_html, link, part_of_bar, tag
from portfolio.present.sorting import TableOrder, name_value, sort_rows
from portfolio.present.table import Column, html_table
from portfolio.services.project_table import project_table
from portfolio.ui import lists as ui_lists
from portfolio.ui import sorting, subjects
from portfolio.ui.badges import mail, record_text
from portfolio.ui.session import Session

GAPS: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.GAP,
    Figure.GAP_AFTER_PLEDGES,
    Figure.GAP_UNPAID,
)
PARTS: Final = (
    Figure.REQUIREMENT,
    Figure.COVERED,
    Figure.PLEDGED_TOWARD_GAP,
    Figure.GAP_AFTER_PLEDGES,
)
FUNDED: Final = (
    Figure.SECURED,
    Figure.PLEDGED_OPEN,
    Figure.PAID,
    Figure.REQUIREMENT,
    Figure.GAP,
)


def order(
    session: Session, name: str, figures: Sequence[Figure] = GAPS, ranking: Figure = Figure.GAP
) -> TableOrder[ProjectLine]:
    """Order of projects in a table; they come with the greatest of the figure that ranks them."""
    values: dict[str, Callable[[ProjectLine], Any]] = {
        **line_values(session),
        **{figure: partial(lists.known_amount, figure=figure) for figure in figures},
    }
    return sorting.order(session, name, values, f"-{ranking}")


def line_values(session: Session) -> dict[str, Callable[[ProjectLine], Any]]:
    """What any table of projects sorts by."""
    reader = session.reader
    return {
        "project": lambda line: name_value(session.title(line.identifier)),
        "clauses": lambda line: line.clauses or None,
        "countries": lambda line: (
            [name_value(reader.name("country", code)) for code in line.countries] or None
        ),
        "coverage": _coverage_of,
        "who": lambda line: name_value(_implementer(session, line)),
    }


def as_html(
    session: Session,
    caption: str,
    lines: Iterable[ProjectLine],
    figures: Sequence[Figure] = GAPS,
    ranking: Figure = Figure.GAP,
    order: TableOrder[ProjectLine] | None = None,
) -> Markup:
    """Projects as a table with aligned numbers; the figure that ranks them is highlighted."""
    words = session.words
    columns = (
        Column(words("column.project"), key="project"),
        Column(words("gaps.column.clauses"), key="clauses"),
        Column(words("gaps.column.countries"), key="countries"),
        *(Column(words(_head(f, figures)), True, is_ranked=f is ranking, key=f) for f in figures),
        Column(words("figure.coverage.short"), key="coverage"),
        Column(words("gaps.column.who"), key="who"),
    )
    name = order.table if order else ""
    rows = (
        _project_rows_row(
            session, line, figures, ranking, ui_lists.narrow_class(session, name, place)
        )
        for place, line in enumerate(lines)
    )
    return html_table(caption, columns, rows, kind="rp-projects", order=order)


def _head(figure: Figure, figures: Sequence[Figure]) -> str:
    """Phrase of a column: beside covered and pledged, what is left after pledges is missing."""
    if figure is Figure.GAP_AFTER_PLEDGES and figures is PARTS:
        return "figure.gap_after_pledges.missing"
    return f"figure.{figure}.short"


def short(session: Session, amount_minor: int | None) -> str:
    """An amount in a row: nothing is a plain 0, without currency or decimals."""
    return session.words.number(0) if amount_minor == 0 else session.reader.amount(amount_minor)


def _shown(session: Session, line: ProjectLine, figure: Figure) -> str:
    """Amount as ``short`` writes it, or its recorded state (ruling 26)."""
    known = line.amounts.recorded_amount(figure)
    return (
        session.reader.figure_text(line.amounts, figure) if known is None else short(session, known)
    )


def _coverage_of(line: ProjectLine) -> Fraction | None:
    return line.amounts.coverage if line.convertible and line.has_requirement else None


def more(session: Session, identifier: str) -> Markup:
    """What unfolds the rest of a row on a telephone, where it begins with name and figure alone."""
    label = session.words("show.details")
    heard = session.words("word.colon", label=label, value=session.title(identifier))
    return tag("details", tag("summary", label, aria_label=heard), class_="rp-row-more")


def _project_rows_row(
    session: Session,
    line: ProjectLine,
    figures: Sequence[Figure],
    ranking: Figure,
    class_: str | None,
) -> Markup:
    words, reader = session.words, session.reader
    href = session.href("projects", project=line.identifier)
    project = link(session.title(line.identifier), href) + marks(session, line)
    project += more(session, line.identifier)
    names = reader.join_parts([reader.name("clause", str(number)) for number in line.clauses])
    money = (
        tag(
            "td",
            _shown(session, line, figure),
            title=reader.exact_of(line.amounts, figure),
            class_="rp-number rp-ranked" if figure is ranking else "rp-number",
            data_label=words(_head(figure, figures)),
        )
        for figure in figures
    )
    clauses, countries = words("gaps.column.clauses"), words("gaps.column.countries")
    return tag(
        "tr",
        tag("th", project, scope="row"),
        tag("td", clause_links(session, line), title=names or None, data_label=clauses),
        tag("td", country_links(session, line), class_="rp-small", data_label=countries),
        *money,
        tag("td", _coverage(session, line), data_label=words("figure.coverage.short")),
        tag(
            "td", _who(session, line), class_="rp-small rp-who", data_label=words("gaps.column.who")
        ),
        class_=class_,
    )


def marks(session: Session, line: ProjectLine) -> Markup:
    """Illustrative or documented, the kind, and the status where it is not under way."""
    words, word = session.words, line.provenance.word
    said = [tag("b", words(f"provenance.{word}"), class_=f"rp-mark rp-mark-{word}")]
    said.append(tag("span", words(f"kind.{line.kind.word}")))
    if line.status is not Status.IMPLEMENTATION:
        status = line.status.word
        said.append(tag("b", words(f"status.{status}"), class_=f"rp-status-{status}"))
    return tag("span", *said, class_="rp-marks")


def clause_links(session: Session, line: ProjectLine) -> Markup:
    """Clauses by number, each the way to its page; whoever listens hears its name."""
    if not line.clauses:
        return esc(session.words("part.unallocated"))
    links = (
        link(
            session.words.number(number),
            subjects.href(session, "clause", str(number)),
            aria_label=session.reader.name("clause", str(number)),
        )
        for number in line.clauses
    )
    return join_html(links, session.words("word.separator"))


def country_links(session: Session, line: ProjectLine) -> Markup:
    """Countries by name, each the way to its page."""
    if not line.countries:
        return esc(session.words("part.unallocated"))
    return subjects.name_links(session, "country", line.countries)


def _implementer(session: Session, line: ProjectLine) -> str:
    return session.reader.name("funder", line.implementer) if line.implementer else ""


def implementer(session: Session, line: ProjectLine) -> Markup:
    """Lead implementer, the way to its page where it funds too; a word where none is recorded."""
    if not line.implementer:
        return tag("bdi", session.words("gaps.no_implementer"))
    return tag("bdi", subjects.name_link(session, "funder", line.implementer))


def _who(session: Session, line: ProjectLine) -> Markup:
    """Lead implementer over contact office, each with a word where it is not recorded."""
    who = [tag("span", implementer(session, line))]
    if line.contact_office:
        who.append(record_text(session, "span", line.contact_office))
    else:
        who.append(tag("span", session.words("gaps.no_office")))
    if line.contact_email:
        who.append(tag("span", mail(line.contact_email)))
    return join_html(who)


def _coverage(session: Session, line: ProjectLine) -> Markup:
    share = _coverage_of(line)
    if share is None:
        return esc(session.words.absent(line.amounts.coverage_state))
    return tag(
        "span", _ladder(line.amounts), tag("span", session.words.share(share)), class_="rp-level"
    )


def _ladder(amounts: Amounts) -> Markup:
    """The requirement as a small bar: covered, what open pledges would close, still missing."""
    needed = amounts.requirement or 1
    parts = (Figure.COVERED, Figure.PLEDGED_TOWARD_GAP, Figure.GAP_AFTER_PLEDGES)
    spans = (part_of_bar(part, Fraction(amounts.of(part) or 0, needed)) for part in parts)
    return tag("span", *spans, class_="rp-mini", aria_hidden="true")


def table(
    session: Session,
    caption: str,
    lines: Sequence[ProjectLine],
    *,
    total: tuple[Figure, int] | None = None,
) -> DataTable:
    """The projects as a file holds them; ``total`` closes the column of one figure."""
    portfolio = session.view.portfolio
    codes = [portfolio.code_of(portfolio.ids[line.identifier]) for line in lines]
    return project_table(
        session.register.project_days(),
        session.view,
        session.reader,
        np.array(codes, np.int64),
        caption,
        total=total,
    )


def beneficiaries(session: Session, identifier: str) -> list[str]:
    """A project's beneficiary countries in order of their names, with money allocated to them or not."""
    portfolio = session.view.portfolio
    code = portfolio.code_of(portfolio.ids[identifier])
    if code is None:
        return []
    found = portfolio.participants.beneficiaries(code)
    codes = [portfolio.labels.countries[number].code for number in found]
    return sort_rows(
        codes or lists.countries_of(session.view, code),
        lambda one: name_value(session.reader.name("country", one)),
        language=session.words.language,
    )
