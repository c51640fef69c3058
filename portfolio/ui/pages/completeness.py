"""Completeness page: what is recorded of each project, funders' last entries, whom to ask."""

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from portfolio.measures.completeness import (
    Completeness,
    IncompleteProject,
    LastEntry,
    Part,
    completeness,
)
from portfolio.present.html import esc, join_html, link, strong, tag
from portfolio.present.table import Cell, Table, html_table, number, table_of
from portfolio.settings import current
from portfolio.ui import badges, downloads, opening, session, sorting, subjects
from portfolio.ui.session import Session
from portfolio.ui.whole_files import draw_whole_files

MAX_PROJECTS = 50  # rows on the page; the file has them all


def answer(session: Session, record: Completeness) -> None:
    """Answer in one sentence: how many projects record what."""
    words, number = session.words, session.words.number
    counts = {part.value: number(count) for part, count in record.recorded_projects.items()}
    key = (
        "completeness.answer"
        if Part.REQUIREMENT in record.recorded_projects
        else "completeness.answer.context"
    )
    if Part.REQUIREMENT in record.recorded_projects and not any(record.recorded_projects.values()):
        key = "completeness.answer.nothing"
    said = words.count(key, record.projects, **counts)
    st.html(tag("p", said, class_="rp-answer-said rp-wide"))


def parts(session: Session, record: Completeness) -> None:
    """Each part with its bar, its count and its share."""
    st.html(tag("ul", *(_part(session, record, part) for part in Part), class_="rp-complete"))


def _part(session: Session, record: Completeness, part: Part) -> Markup:
    words, share = session.words, record.share(part)
    name = tag(
        "div",
        tag("strong", words(f"completeness.part.{part}")),
        tag("p", words(f"completeness.part.{part}.meaning"), class_="rp-small"),
    )
    if share is None:
        return tag("li", name, tag("p", words("completeness.not_applicable"), class_="rp-small"))
    count = words(
        "word.of",
        part=words.number(record.recorded_projects[part]),
        whole=words.number(record.projects),
    )
    bar = tag("span", style=f"inline-size:{100 * float(share):.2f}%")
    return tag(
        "li",
        name,
        tag("div", bar, class_="rp-complete-bar", aria_hidden="true"),
        tag(
            "p",
            tag("strong", count),
            " ",
            tag("span", words.share(share)),
            class_="rp-complete-count",
        ),
    )


def incomplete(session: Session, record: Completeness) -> None:
    """Projects that lack a part, with their contact office."""
    words, lines = session.words, record.incomplete
    with st.container(key="chart-incomplete"):
        st.html(tag("h2", words("completeness.incomplete"), class_="rp-chart-title"))
        if not lines:
            st.html(tag("p", words("completeness.incomplete.none"), class_="rp-takeaway"))
            return
        unnamed = sum(1 for line in lines if not _names_office(line))
        named = words.number(len(lines) - unnamed)
        takeaway = words.count("completeness.incomplete.takeaway", len(lines), named=named)
        said = tag("p", takeaway, class_="rp-takeaway")
        if any(Part.DISBURSEMENTS in line.lacks for line in lines):
            said += tag("p", words("completeness.whom.funder"), class_="rp-note")
        st.html(said + _whom_else(session, unnamed) + _projects(session, lines))
        if len(lines) > MAX_PROJECTS:
            st.html(tag("p", words.count("show.first", MAX_PROJECTS), class_="rp-note"))
        _file(session, "incomplete", _projects_table(session, lines))


def funders(session: Session, record: Completeness) -> None:
    """Each funder's newest entry, those not heard from for longest first."""
    words = session.words
    with st.container(key="chart-last-entries"):
        st.html(tag("h2", words("completeness.funders"), class_="rp-chart-title"))
        if not record.funders:
            st.html(tag("p", words("completeness.funders.none"), class_="rp-takeaway"))
            return
        table = _funders_table(session, record.funders)
        hrefs = [subjects.href(session, "funder", line.funder) for line in record.funders]
        st.html(
            tag("p", words("completeness.funders.takeaway"), class_="rp-takeaway")
            + _listed(session, table, hrefs, "last-entries")
        )
        _file(session, "last-entries", table)


def _whom_else(session: Session, unnamed_count: int) -> Markup:
    """Contact where a project names no office: the one responsible for the whole record."""
    contact = session.words.choose(current().contacts)
    if not unnamed_count or not contact:
        return Markup()
    return tag(
        "p", badges.mail_link(session.words("completeness.whom", office=contact)), class_="rp-note"
    )


def _projects(session: Session, lines: tuple[IncompleteProject, ...]) -> Markup:
    table = _projects_table(session, lines)
    hrefs = [session.href("projects", project=line.identifier) for line in lines]
    offices = [_office(session, line) for line in lines]
    return _listed(session, table, hrefs, "incomplete", last=offices)


def _names_office(line: IncompleteProject) -> bool:
    return bool(line.contact_office or line.contact_email)


def _no_office(session: Session, line: IncompleteProject) -> str:
    """The implementer where there is one, since no office is recorded."""
    if line.implementer is None:
        return session.words("completeness.no_office")
    name = session.reader.name("funder", line.implementer)
    return session.words("completeness.no_office.implementer", name=name)


def _no_office_html(session: Session, line: IncompleteProject) -> Markup:
    """The same, the name of the implementer as the way to its page where it funds too."""
    if line.implementer is None:
        return esc(_no_office(session, line))
    name = strong(session.reader.name("funder", line.implementer))
    said = session.words("completeness.no_office.implementer", name=name)
    return subjects.phrase_links(session, said, ("funder", line.implementer))


def _office(session: Session, line: IncompleteProject) -> Markup:
    if not _names_office(line):
        return tag("span", _no_office_html(session, line), class_="rp-unstated")
    parts = []
    if line.contact_office:
        parts.append(badges.record_text(session, "span", line.contact_office))
    if line.contact_email:
        parts.append(badges.mail(line.contact_email))
    return join_html(parts, " ")


def _projects_table(session: Session, lines: tuple[IncompleteProject, ...]) -> Table:
    words = session.words
    reader = session.reader
    return table_of(
        words,
        words("completeness.incomplete"),
        lines,
        (
            "column.project",
            lambda line: Cell(session.title(line.identifier), plain=line.identifier),
        ),
        (
            "completeness.column.lacks",
            lambda line: reader.join_names(
                [words(f"completeness.part.{part}") for part in line.lacks]
            ),
        ),
        (
            "completeness.column.whom",
            lambda line: (
                reader.join_parts(filter(None, (line.contact_office, line.contact_email)))
                or _no_office(session, line)
            ),
        ),
    )


def _funders_table(session: Session, lines: tuple[LastEntry, ...]) -> Table:
    words, reader = session.words, session.reader
    return table_of(
        words,
        words("completeness.funders"),
        lines,
        ("axis.funder", lambda line: reader.name("funder", line.funder)),
        ("completeness.column.recorded", lambda line: reader.day(line.recorded_at)),
        ("completeness.column.dated", lambda line: reader.day(line.on)),
        (number("completeness.column.entries"), lambda line: reader.number(line.entries)),
        (number("column.projects"), lambda line: reader.number(line.projects)),
    )


def _listed(
    session: Session,
    table: Table,
    hrefs: list[str],
    name: str,
    *,
    last: list[Markup] | None = None,
) -> Markup:
    """The first rows of a table with a link in each; ``last``: HTML of the last cells."""
    numeric = ["rp-number" if column.is_number else None for column in table.columns]
    order = sorting.of_table(session, name, table)
    rows = []
    for at in order.rows(range(len(table.rows)))[:MAX_PROJECTS]:
        first, *cells = table.rows[at]
        inside = [esc(cell.text) for cell in cells]
        if last is not None:
            inside[-1] = last[at]
        rows.append(
            tag(
                "tr",
                tag("th", link(first.text, hrefs[at], dir="auto"), scope="row"),
                *(
                    tag("td", said, class_=kind)
                    for said, kind in zip(inside, numeric[1:], strict=True)
                ),
            )
        )
    kind = f"rp-list rp-{name}"
    return html_table(table.caption, table.columns, rows, kind=kind, order=order)


def _file(session: Session, name: str, table: Table) -> None:
    downloads.draw_table_download(
        session,
        lambda: table,
        stem=f"{name}-{session.question.as_of}",
        name=name,
        title=session.words("download.what"),
    )


def draw() -> None:
    """Draw the page."""
    here = session.current()
    # As everybody sees it, whoever reads: the version and the verification of the official figures.
    usual = here.usual.scope
    scope = replace(
        here.question.scope, confidences=usual.confidences, published_only=usual.published_only
    )
    public = replace(here, question=replace(here.question, scope=scope))
    public = replace(public, view=here.register.view(public.question))
    record = completeness(public.view)

    opening.draw_sheets("projects", "completeness")
    opening.draw(public, "completeness")
    if not record.projects:
        opening.portfolio(public)
        st.stop()

    answer(public, record)
    parts(public, record)
    incomplete(public, record)
    funders(public, record)
    draw_whole_files(public)
