"""Projects page: the list with its search, and the page of the project the address names."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import streamlit as st
from markupsafe import Markup

from portfolio.charts import bars
from portfolio.domain.errors import PortfolioError, UnknownProject
from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Publication, Status
from portfolio.ledger.columns import Ints
from portfolio.measures import entries, headline, lists
from portfolio.measures.figures import Figure, ProjectLine
from portfolio.present.data_table import DataTable
from portfolio.present.html import link, part_of_bar, plain, tag
from portfolio.present.sorting import TableOrder
from portfolio.present.table import Column, html_table
from portfolio.services import publishing, subject_lookup
from portfolio.services.access import may
from portfolio.services.params import PROJECT
from portfolio.services.search import search
from portfolio.services.subject_lookup import Presence
from portfolio.ui import (
    badges,
    chart,
    downloads,
    fields,
    notes,
    opening,
    project_context,
    project_order,
    project_rows,
    session,
    sorting,
    subjects,
)
from portfolio.ui import lists as ui_lists
from portfolio.ui.forms import Cells, form
from portfolio.ui.opening import draw_sheets as sheet
from portfolio.ui.pages.entry import panel
from portfolio.ui.pages.projects import about, figures, history, ledger, milestones, needs
from portfolio.ui.project_context import ProjectContext
from portfolio.ui.session import Session, path
from portfolio.ui.sheet import draw_sheet


def draw_project_actions(context: ProjectContext) -> None:
    """Edit, record, withdraw or publish again: only what the reader's role may do."""
    here, identifier = context.session, context.project.identifier
    if not context.is_recorded:
        return
    ways = [
        link(here.words(key), here.href(page, None, project=identifier, **beside), class_="rp-way")
        for command, key, page, beside in (
            ("open_draft", "action.edit", "entry", {}),
            ("record_flow", "action.money", "record", {"field": "flows"}),
            ("record_milestone", "action.milestone", "record", {"field": "milestones"}),
            ("record_status", "action.status", "record", {"field": "status"}),
            ("attach_file", "attachment.attach", "record", {"field": "files"}),
            ("propose_pledge", "donor.pledge", "record", {}),
        )
        if may(here.who, command)
    ]
    if not ways:
        return
    sheet("desk")
    with st.container(key="project-actions", horizontal=True, gap="small"):
        label = here.words("action.label")
        st.html(tag("nav", *ways, class_="rp-ways", aria_label=label), width="content")
        if may(here.who, "copy_draft"):
            panel.button(here, project=identifier)
        if may(here.who, "withdraw_project"):
            _publication(context)


_PUBLICATION: Final = form_fields(
    "publication",
    form_field("day", Shape.DAY, "action.day"),
    form_field("reason", Shape.REASON, "column.reason"),
)


def _publication(context: ProjectContext) -> None:
    """Withdraw a published project from a day on, or publish it again; both with a reason."""
    here, identifier = context.session, context.project.identifier
    words = here.words
    latest = max(context.project.publications, key=lambda row: (row.valid_from, row.recorded_at))
    is_out = latest.state is Publication.WITHDRAWN
    name = "again" if is_out else "withdraw"
    service = publishing.publish_again if is_out else publishing.withdraw_project
    filled = form(f"{name}-{identifier}")
    with filled.popover(here, plain(words(f"action.{name}")), type="tertiary"):
        st.html(tag("p", words(f"action.{name}.help"), class_="rp-help"))
        cells = Cells(here, filled, _PUBLICATION, {"day": here.question.as_of.isoformat()})
        cells.draw("day", "reason")
        day, reason = fields.as_typed(cells.values["day"]), cells.values["reason"]
        filled.draw_save(
            words(f"action.{name}"),
            lambda: service(here.register, here.who, identifier, day, reason, token=filled.token),
        )


MONEY = (Figure.REQUIREMENT, Figure.COVERED)
# What is missing first, with who funds it and which clauses it serves.
COLUMNS: Final = (
    Column("column.project", key="title"),
    Column("figure.gap.short", is_number=True, is_ranked=True, key=Figure.GAP),
    Column("projects.funders", key="funders"),
    Column("gaps.column.clauses", key="clauses"),
    Column("figure.requirement.short", is_number=True, key=Figure.REQUIREMENT),
    Column("figure.covered.short", is_number=True, key=Figure.COVERED),
    Column("figure.coverage.short", key="coverage"),
    Column("projects.column.beneficiaries", key="beneficiaries"),
    Column("axis.status", key="status"),
)


def draw_project_list(session: Session, unknown: PortfolioError | None = None) -> None:
    """Search, what was found, the rows of the page, paging and the file; ``unknown``: a bad link."""
    query = ui_lists.query(session)
    every = search(session.register, session.view, query, session.who, in_every_band=True)
    order = project_order.of_list(session, is_ranked=bool(query))
    codes = project_order.in_order(
        session, every[np.isin(every, lists.listed_projects(session.view))], order
    )
    paging = ui_lists.page_rows(len(codes))
    opening.draw(session, "projects")
    if unknown is not None:
        _unknown(session, unknown)
    ui_lists.problem(session, paging)
    if not len(lists.everywhere(session.view)):
        opening.portfolio(session)
        return
    ui_lists.draw_search(session)
    if not len(codes):
        if query:
            opening.draw_empty(session, "search", query=query)
        st.html(_found(session, codes, every, query))
        return
    lines = lists.lines(session.view, codes[paging.rows])
    st.html(_found(session, codes, every, query) + _table(session, lines, order))
    ui_lists.draw_paging(session, paging, {ui_lists.SEARCH: query} if query else {})
    _download(session, codes, query)
    notes.draw_data_notes(session, headline.headline(session.view))


def _unknown(session: Session, problem: PortfolioError) -> None:
    """Answer alike for a project that does not exist and one the reader may not see.

    One that everybody sees in the other portfolio is named, with the way to it.
    """
    identifier = str(problem.values["identifier"])
    values = {**session.address(), PROJECT: [identifier]}
    found = subject_lookup.presence(session.register, session.who, "projects", values)
    if found is Presence.ELSEWHERE:
        other = subject_lookup.other_portfolio(session.portfolio)
        there = {**session.address(), "portfolio": [other.word], PROJECT: [identifier]}
        name = session.title(identifier)
        st.html(subjects.elsewhere(session, name, path("projects", there)))
        return
    said = (
        tag("p", session.words.error(problem)),
        tag("p", session.words("projects.unknown.next", day=session.question.as_of)),
    )
    st.html(tag("div", *said, class_="rp-problem", role="alert"))


def _found(session: Session, codes: Ints, every: Ints, query: str) -> Markup:
    """Number of projects, and in each status: links that narrow the list to one.

    ``every``: those of the other bands too; their statuses lead to the band.
    """
    words = session.words
    said = words.count("projects.found_for" if query else "projects.found", len(codes), query=query)
    beside = {ui_lists.SEARCH: query} if query else {}
    items = []
    known = codes if session.question.filters.statuses else every
    for status, count in entries.by_status(session.view, known).items():
        there = session.address(_of_status(session, status), **beside)
        href = path("projects", {**there, **sorting.address(session)})
        label = words("word.colon", label=words(f"status.{status.word}"), value=words.number(count))
        items.append(link(label, href))
    heard = tag("h2", words("projects.by_status"), class_="rp-heard")
    return tag(
        "div",
        tag("p", said, class_="rp-count", id=ui_lists.ARRIVAL, tabindex="-1"),
        heard,
        badges.item_list(items),
        class_="rp-found",
    )


def _of_status(session: Session, status: Status) -> ViewParams:
    """This view narrowed to a status, in the band that includes it."""
    asked = session.with_filters(statuses=frozenset({status}))
    if status in asked.band.statuses or status.band is None:
        return asked
    return replace(asked, band=status.band)


def _table(session: Session, lines: Sequence[ProjectLine], order: TableOrder[int]) -> Markup:
    words = session.words
    columns = [replace(column, label=words(column.label)) for column in COLUMNS]
    rows = (_row(session, line) for line in lines)
    return html_table(words("projects.table"), columns, rows, kind="rp-list", order=order)


def _row(session: Session, line: ProjectLine) -> Markup:
    words, reader = session.words, session.reader
    title = link(session.title(line.identifier), _href(session, line), dir="auto")
    facts = badges.join(
        tag("bdi", line.identifier),
        words(f"kind.{line.kind.word}"),
        badges.provenance(session, line.provenance),
        badges.relation(session, line.relation),
    )
    funders = project_order.funders(session, line.identifier)
    countries = project_rows.beneficiaries(session, line.identifier)
    clauses = [reader.name("clause", str(number)) for number in line.clauses]
    return tag(
        "tr",
        tag("th", title, tag("p", facts, class_="rp-small"), scope="row"),
        _money(session, line, Figure.GAP),
        _names(subjects.name_links(session, "funder", funders)),
        tag(
            "td",
            project_rows.clause_links(session, line) if line.clauses else "–",
            title=reader.join_parts(clauses) or None,
        ),
        *(_money(session, line, figure) for figure in MONEY),
        _coverage(session, line),
        _names(subjects.name_links(session, "country", countries)),
        tag("td", badges.status(session, line.status), data_label=""),  # it says what it is
    )


def _names(content: str) -> Markup:
    return tag("td", content or "–", class_="rp-countries")


def _href(session: Session, line: ProjectLine) -> str:
    query = ui_lists.query(session)
    beside = {ui_lists.SEARCH: query} if query else {}
    return session.href("projects", None, project=line.identifier, **beside)


def _money(session: Session, line: ProjectLine, figure: Figure) -> Markup:
    """A figure of a project; "no rate" where nothing converts."""
    reader = session.reader
    if not line.convertible:
        return tag("td", _no_rate(session), class_="rp-number")
    classes = ["rp-number"]
    if line.amounts.recorded_amount(figure) is None:
        classes.append("rp-unstated")
    elif figure is Figure.GAP:
        classes.append("rp-ranked")
    return tag(
        "td",
        reader.figure_text(line.amounts, figure),
        title=reader.exact_of(line.amounts, figure),
        class_=" ".join(classes),
    )


def _no_rate(session: Session) -> Markup:
    meaning = session.words("projects.no_rate.meaning", currency=session.reader.currency)
    return tag("span", session.words("projects.no_rate"), class_="rp-no-rate", title=meaning)


def _coverage(session: Session, line: ProjectLine) -> Markup:
    words = session.words
    if not line.convertible:
        return tag("td", _no_rate(session))
    share = line.amounts.coverage if line.has_requirement else None
    if share is None:
        state = line.amounts.coverage_state
        return tag(
            "td",
            words.absent(state),
            title=words(f"state.{state}"),
            class_="rp-unstated",
        )
    spans = (part_of_bar(Figure.COVERED, share), part_of_bar(Figure.GAP, 1 - share))
    bar = tag("span", *spans, class_="rp-mini", aria_hidden="true")
    return tag(
        "td",
        tag("span", bar, tag("span", words.share(share)), class_="rp-level"),
    )


def _download(session: Session, codes: Ints, query: str) -> None:
    """Every matching project as a file, exact, with the view."""

    def whole() -> DataTable:
        lines = lists.lines(session.view, codes)
        return project_rows.table(session, session.words("projects.table"), lines)

    downloads.draw_table_download(
        session,
        whole,
        stem=f"projects-{session.question.as_of}-{session.question.currency}",
        name="projects",
        title=session.words("download.list"),
        notes=((session.words("projects.search.label"), query),) if query else (),
    )


PARTS = (
    "about",
    "shares",
    "funders",
    "ledger",
    "periods",
    "planned",
    "milestones",
    "sources",
    "history",
)


def draw_project_page(context: ProjectContext) -> None:
    """Everything recorded about a project."""
    here, line = context.session, context.line
    about.draw_project_head(context)
    draw_project_actions(context)
    figures.draw_project_figures(context)
    draw_sheet(here, context.project.identifier)
    _contents(context)
    left, right = st.columns([6, 5], gap="large")
    with left:
        about.draw_project_about(context)
    with right:
        if line.convertible and line.relation.has_requirement:
            has = line.has_requirement
            chart.show(here, bars.project_money(here.reader, line.amounts, has_requirement=has))
        with st.container(key="part-funders", gap="small"):
            figures.draw_project_funders(context)
    if line.convertible:
        project_context.of_project(context)
    parts = (
        ("shares", needs.draw_project_shares),
        ("ledger", ledger.draw_project_ledger),
        ("periods", needs.draw_project_periods),
        ("planned", ledger.draw_project_planned),
        ("listed", needs.stated_amounts),
        ("milestones", milestones.draw_project_milestones),
        ("sources", about.draw_project_sources),
        ("history", history.draw_project_history),
        ("changes", history.draw_project_changes),
    )
    left_out = set() if context.project.listed_lines else {"listed"}
    if not history.is_allowed(context):
        left_out.add("changes")
    for name, part in parts:
        if name not in left_out:
            with st.container(key=f"part-{name}", gap="small"):
                part(context)
    figures.with_explanation(context)


def _contents(context: ProjectContext) -> None:
    """Links to the parts of a long page."""
    words = context.session.words
    anchors = {"periods": "requirement"}
    shown = (*PARTS, "changes") if history.is_allowed(context) else PARTS
    links = (link(words(f"projects.{part}"), f"#{anchors.get(part, part)}") for part in shown)
    st.html(tag("nav", *links, class_="rp-contents", aria_label=words("projects.contents")))


def draw() -> None:
    """Draw the page."""
    here = session.current()
    opening.draw_sheets("projects")
    wanted = here.beside.get(project_context.OPEN, [""])[-1].strip()
    unknown: UnknownProject | None = None
    if wanted:
        try:
            opened = project_context.project_context(here, wanted)
        except UnknownProject as problem:
            unknown = problem
        else:
            draw_project_page(opened)
            st.stop()
    beside = {name: values for name, values in here.beside.items() if name != project_context.OPEN}
    draw_project_list(replace(here, beside=beside), unknown)
