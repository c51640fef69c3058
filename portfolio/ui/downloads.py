"""Downloads: links to files of a page, made when the reader follows them."""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portfolio.exchange import PARQUET, TABLE, WORKBOOK, FileFormat
from portfolio.present.data_table import DataTable, data_of
from portfolio.present.html import link, tag
from portfolio.present.table import Table
from portfolio.services import exports, sessions
from portfolio.services.description import Pairs
from portfolio.services.exports import Imprint
from portfolio.services.sessions import Files
from portfolio.settings import current
from portfolio.ui import shell
from portfolio.ui.session import Session


def draw_table_download(
    session: Session,
    make: Callable[[], Table | DataTable],
    *,
    stem: str,
    name: str,
    title: str = "",
    label: str = "",
    notes: Pairs = (),
) -> None:
    """The choice of a table's file formats; ``notes`` narrow the table besides the view."""
    imprint = Imprint(
        view=session.view,
        default=session.default,
        reader=session.reader,
        publishers=current().publishers,
        address=shell.lasting_address(session, session.page),
        notes=notes,
    )
    files = {own: _maker(session, imprint, make, own) for own in (WORKBOOK, TABLE, PARQUET)}
    draw_download(session, files, stem=stem, name=name, title=title, label=label)


def _maker(
    session: Session,
    imprint: Imprint,
    make: Callable[[], Table | DataTable],
    file_format: FileFormat,
) -> Callable[[], bytes]:
    register = session.register
    return lambda: exports.file_of(register, imprint, data_of(make()), file_format)


def draw_download(
    session: Session, files: Files, *, stem: str, name: str, title: str = "", label: str = ""
) -> None:
    """Link to a file, or of several formats the choice; each is made outside any run of the script.

    ``stem``: the file's name without its ending. ``name`` identifies the link on its page,
    ``label`` words it, or the choice, where the format alone does not.
    """
    words, context = session.words, get_script_run_ctx()
    sid, page = str(st.user.get("sid") or ""), context.session_id if context else ""
    token = sessions.offer(sid, session.who.duty.word, page, name, files, stem=stem)
    links = [
        link(
            label if label and len(files) == 1 else words(f"download.{own.extension}"),
            f"/download/{token}.{own.extension}",
            class_="rp-download",
            title=title or None,
        )
        for own in files
    ]
    if len(links) == 1:
        st.html(links[0], width="content")
        return
    summary = tag(
        "summary", label or words("download.table"), class_="rp-download", title=title or None
    )
    choice = tag("ul", *(tag("li", one) for one in links))
    st.html(tag("details", summary, choice, class_="rp-downloads"), width="content")
