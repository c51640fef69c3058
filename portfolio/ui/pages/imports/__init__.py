"""Imports page: the template to download, a file to upload, every import, and one of them."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportJob
from portfolio.exchange import IMPORT, TEMPLATE, WORKBOOK
from portfolio.present.html import tag
from portfolio.present.table import as_html, number, table_of
from portfolio.services import import_template, import_work, imports
from portfolio.ui import downloads, opening, sorting
from portfolio.ui.forms import form
from portfolio.ui.navigation import ITEM, address_value
from portfolio.ui.pages.imports import job as job_page
from portfolio.ui.pages.imports import progress
from portfolio.ui.pages.imports.progress import WAIT_SECONDS
from portfolio.ui.session import Session, current, go

PAGE: Final = "imports"
_EVERY: Final = 2.0  # seconds


def draw() -> None:
    """Draw the page."""
    session = current()
    opening.draw_sheets("desk", "projects", "administration")
    wanted = address_value(session, ITEM)
    if wanted.isascii() and wanted.isdigit():
        try:
            job_page.draw_job(session, int(wanted))
        except PortfolioError as problem:
            opening.refusal(session, problem)
        return
    opening.draw(session, PAGE, is_filtered=False)
    _template(session)
    _upload(session)
    _jobs(session)


def _template(session: Session) -> None:
    """The template, empty and with the projects of the view."""
    words, register = session.words, session.register
    st.html(
        tag("h2", words("import.template"), class_="rp-section")
        + tag("p", words("import.template.help"), class_="rp-help")
    )
    view, notes = session.view, opening.said_of(session)
    with st.container(key="import-template", horizontal=True, gap="medium"):
        downloads.draw_download(
            session,
            {
                WORKBOOK: partial(import_template.empty_template, register, words),
                TEMPLATE: partial(import_template.empty_tables, register, words),
            },
            stem="template",
            name="template",
            label=words("import.template.empty"),
        )
        downloads.draw_download(
            session,
            {
                WORKBOOK: partial(import_template.filled_template, register, view, words, notes),
                TEMPLATE: partial(import_template.filled_tables, register, view, words),
            },
            stem=f"template-{session.question.as_of.isoformat()}",
            name="template-filled",
            label=words("import.template.filled"),
        )


def _upload(session: Session) -> None:
    words, filled = session.words, form("import")
    st.html(
        tag("h2", words("import.upload"), class_="rp-section")
        + tag("p", words("import.upload.help"), class_="rp-help")
    )
    filled.refuse(session)
    file = st.file_uploader(
        words("import.upload.file"),
        type=list(IMPORT.extensions),
        max_upload_size=IMPORT.max_bytes // 1_000_000,
        key=filled.key("file"),
    )
    label = words("import.upload.read")
    if st.button(label, type="primary", key=filled.key("read"), disabled=file is None):
        assert file is not None
        numbers: list[int] = []
        with st.spinner(words("import.reading")):
            is_begun = filled.attempt(
                lambda: numbers.append(
                    imports.start_import(
                        session.register, session.who, file.getvalue(), file.name,
                        portfolio=session.portfolio, token=filled.token, in_background=True,
                    )
                )
            )  # fmt: skip
            if is_begun:
                import_work.wait(session.register, numbers[0], WAIT_SECONDS)
        if is_begun:
            go(session.address(None, item=str(numbers[0])))
        st.rerun()


def _jobs(session: Session) -> None:
    """Every import; the list is drawn again by itself while one of them is under way."""
    every = imports.list_imports(session.register, session.who, session.portfolio)
    st.html(tag("h2", session.words("import.past"), class_="rp-section"))
    if not every:
        opening.draw_empty(session, "imports")
    elif any(progress.is_under_way(session, job) for job in every):
        _moving_list()
    else:
        _list(session, every)


@st.fragment(run_every=_EVERY)
def _moving_list() -> None:
    session = current(active=False)
    every = imports.list_imports(session.register, session.who, session.portfolio)
    if not any(progress.is_under_way(session, job) for job in every):
        st.rerun()
    _list(session, every)


def _list(session: Session, every: Sequence[ImportJob]) -> None:
    words = session.words
    table = table_of(
        words,
        words("import.past"),
        every,
        ("import.column.file", lambda job: job.file_name),
        ("import.column.state", lambda job: job_page.state_text(session, job)),
        ("import.column.by", lambda job: words.person(job.person)),
        ("import.column.started", lambda job: words.moment(job.started_at)),
        (number("import.column.projects"), lambda job: words.number(_projects(job))),
    )
    links = [session.href(PAGE, None, item=str(job.id)) for job in every]
    order = sorting.of_table(session, "imports", table)
    with st.container(key="list-imports"):
        st.html(as_html(table, links=links, limit=len(every), order=order))


def _projects(job: ImportJob) -> int:
    """Number of projects the import wrote."""
    counts = job.report.get(ImportedKind.PROJECT.word)
    if not isinstance(counts, dict):
        return 0
    return sum(counts.get(effect.word, 0) for effect in Effect if effect.writes)
