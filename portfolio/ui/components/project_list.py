"""The list of projects: what the view and the search find, fifty rows a page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.filters import ViewParams
from portfolio.domain.projects import Status
from portfolio.ledger.sources import Ints
from portfolio.measures import entries, projects, totals
from portfolio.measures.figures import Figure, ProjectLine
from portfolio.services.search import search
from portfolio.ui.components import (
    data_notes,
    downloads,
    empty,
    files,
    opening,
    project_file,
    project_paging,
    project_search,
)
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session

MONEY = (Figure.REQUIREMENT, Figure.COVERED, Figure.GAP)
COLUMNS = (
    ("column.project", False),
    ("axis.kind", False),
    ("axis.status", False),
    ("projects.column.beneficiaries", False),
    ("figure.requirement.short", True),
    ("figure.covered.short", True),
    ("figure.gap.short", True),
    ("figure.coverage.short", False),
)


def draw(session: Session, unknown: PortfolioError | None = None) -> None:
    """Search, what was found, the rows of the page, paging and the file; ``unknown``: a bad link."""
    query = project_search.query(session)
    every = search(session.register, session.view, query, session.who, in_every_band=True)
    codes = every[np.isin(every, projects.listed_projects(session.view))]
    paging = project_paging.page_rows(len(codes))
    opening.draw(session, "projects")
    if unknown is not None:
        _unknown(session, unknown)
    project_paging.problem(session, paging)
    if not len(projects.everywhere(session.view)):
        empty.portfolio(session)
        return
    project_search.draw(session)
    if not len(codes):
        if query:
            empty.draw(session, "search", query=query)
        st.html(_found(session, codes, every, query))
        return
    lines = projects.lines(session.view, codes[paging.rows])
    st.html(_found(session, codes, every, query) + _table(session, lines))
    beside = {project_search.SEARCH: query} if query else {}
    project_paging.draw(session, paging, beside)
    _download(session, codes, query)
    data_notes.draw(session, totals.headline(session.view))


def _unknown(session: Session, problem: PortfolioError) -> None:
    """The same answer for a project that does not exist and one the reader may not see."""
    said = (
        text("p", session.words.error(problem)),
        text("p", session.words("projects.unknown.next", day=session.question.as_of)),
    )
    st.html(tag("div", *said, class_="rp-problem", role="alert"))


def _found(session: Session, codes: Ints, every: Ints, query: str) -> str:
    """How many projects, and how many in each status: links that narrow the list to one.

    ``every``: those of the other bands besides; their statuses lead to the band.
    """
    words = session.words
    said = words.count("projects.found_for" if query else "projects.found", len(codes), query=query)
    beside = {project_search.SEARCH: query} if query else {}
    items = []
    known = codes if session.question.filters.statuses else every
    for status, count in entries.by_status(session.view, known).items():
        href = session.href("projects", _of_status(session, status), **beside)
        label = words("word.colon", label=words(f"status.{status.word}"), value=words.number(count))
        items.append(link(label, href))
    heard = text("h2", words("projects.by_status"), class_="rp-heard")
    return tag(
        "div", text("p", said, class_="rp-count"), heard, marks.item_list(items), class_="rp-found"
    )


def _of_status(session: Session, status: Status) -> ViewParams:
    """This view narrowed to a status, in the band that holds it."""
    asked = session.with_filters(statuses=frozenset({status}))
    if status in asked.band.statuses or status.band is None:
        return asked
    return replace(asked, band=status.band)


def _table(session: Session, lines: Sequence[ProjectLine]) -> str:
    words = session.words
    head = "".join(
        text("th", words(key), scope="col", class_="rp-number" if is_number else None)
        for key, is_number in COLUMNS
    )
    table = tag(
        "table",
        text("caption", words("projects.table"), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", *(_row(session, line) for line in lines)),
        class_="rp-table rp-list",
    )
    return tag("div", table, class_="rp-scroll", tabindex="0")


def _row(session: Session, line: ProjectLine) -> str:
    words = session.words
    title = link(session.title(line.identifier), _href(session, line), dir="auto")
    facts = marks.join(
        text("bdi", line.identifier),
        marks.provenance(session, line.provenance),
        marks.relation(session, line.relation),
    )
    return tag(
        "tr",
        tag("th", title, tag("p", facts, class_="rp-small"), scope="row"),
        text("td", words(f"kind.{line.kind.word}"), data_label=words("axis.kind")),
        tag("td", marks.status(session, line.status), data_label=words("axis.status")),
        text(
            "td",
            session.reader.join_names(project_file.beneficiaries(session, line)) or "–",
            data_label=words("projects.column.beneficiaries"),
            class_="rp-countries",
        ),
        *_money(session, line),
    )


def _href(session: Session, line: ProjectLine) -> str:
    query = project_search.query(session)
    beside = {project_search.SEARCH: query} if query else {}
    return session.href("projects", None, project=line.identifier, **beside)


def _money(session: Session, line: ProjectLine) -> Iterator[str]:
    """Requirement, covered, gap and coverage; "no rate" across them where nothing converts."""
    words, reader = session.words, session.reader
    if not line.convertible:
        meaning = words("projects.no_rate.meaning", currency=reader.currency)
        said = text("span", words("projects.no_rate"), class_="rp-no-rate", title=meaning)
        for figure in MONEY:
            yield tag("td", said, class_="rp-number", data_label=words(f"figure.{figure}.short"))
        yield tag("td", said, data_label=words("figure.coverage.short"))
        return
    for figure in MONEY:
        known = line.amounts.recorded_amount(figure)
        yield text(
            "td",
            reader.figure_text(line.amounts, figure),
            title=reader.exact_of(line.amounts, figure),
            class_="rp-number" if known is not None else "rp-number rp-unstated",
            data_label=words(f"figure.{figure}.short"),
        )
    share = line.amounts.coverage if line.has_requirement else None
    label = words("figure.coverage.short")
    if share is None:
        state = line.amounts.coverage_state
        yield text(
            "td",
            words.absent(state),
            title=words(f"state.{state}"),
            class_="rp-unstated",
            data_label=label,
        )
        return
    spans = (
        tag("span", class_="rp-is-covered", style=f"flex:{float(share):.4f} 1 0"),
        tag("span", class_="rp-is-gap", style=f"flex:{float(1 - share):.4f} 1 0"),
    )
    bar = tag("span", *spans, class_="rp-mini", aria_hidden="true")
    yield tag(
        "td",
        tag("span", bar, text("span", words.share(share)), class_="rp-level"),
        data_label=label,
    )


def _download(session: Session, codes: Ints, query: str) -> None:
    """Every project that was found as a file, exact, with the view they belong to."""
    notes = opening.said_of(session)
    if query:
        notes = (*notes, (session.words("projects.search.label"), query))

    def whole() -> bytes:
        lines = projects.lines(session.view, codes)
        table = project_file.table(session, session.words("projects.table"), lines)
        return files.as_csv(table, session.words.language, notes)

    downloads.draw(
        session,
        session.words("download.csv"),
        whole,
        file_name=f"projects-{session.question.as_of}-{session.question.currency}.csv",
        name="projects",
        title=session.words("download.list"),
    )
