"""Problems of an import on its page: those alike on one line, all of them and the rows as files."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import streamlit as st

from portfolio.domain.import_jobs import Effect
from portfolio.exchange import WORKBOOK
from portfolio.present.html import tag
from portfolio.present.table import Cell, Table, as_html, number, table_of
from portfolio.services import import_mending
from portfolio.services.import_order import ProblemGroup, groups_of
from portfolio.services.import_preview import ImportPreview
from portfolio.ui import downloads, sorting
from portfolio.ui.pages.imports.places import column_name
from portfolio.ui.session import Session

MAX_PROBLEMS: Final = 100  # lines of the page


def problems_table(session: Session, groups: Sequence[ProblemGroup]) -> Table:
    """What is wrong with a file, by sheet, row and column; each group of alike problems is a row."""
    words = session.words
    return table_of(
        words,
        words("import.problems"),
        groups,
        ("import.column.sheet", lambda group: group.problem.sheet),
        (number("import.column.row"), lambda group: _rows_cell(session, group)),
        ("import.column.column", lambda group: column_name(session, group.problem.column)),
        ("import.column.why", lambda group: words.error(group.problem.error)),
        (
            "import.column.effect",
            lambda group: words(
                "import.problem.left_out" if group.problem.is_blocking else "import.problem.note"
            ),
        ),
    )


def _rows_cell(session: Session, group: ProblemGroup) -> Cell:
    """The row of a problem; of several alike each run of rows, and how many they are."""
    words = session.words
    if not group.rows:
        return Cell("")
    spans = words.join(
        [
            words.number(first)
            if first == last
            else words("import.problem.span", first=words.number(first), last=words.number(last))
            for first, last in group.spans
        ]
    )
    if len(group.rows) > 1:
        spans = words.count("import.problem.rows", len(group.rows), rows=spans)
    return Cell(spans, value=group.rows[0])


def draw_problems(session: Session, preview: ImportPreview) -> None:
    """The problems of a file, those alike once, as a file by row, and the rejected rows to mend."""
    words, every = session.words, preview.every_problem
    st.html(tag("h2", words("import.problems"), class_="rp-section"))
    if not every:
        st.html(tag("p", words("import.problems.none"), class_="rp-note"))
        return
    table = problems_table(session, groups_of(every))
    if len(table.rows) < len(every):
        alike = words("import.problems.alike", n=words.number(len(every)))
        st.html(tag("p", alike, class_="rp-note"))
    order = sorting.of_table(session, "import-problems", table)
    with st.container(key="list-problems"):
        st.html(as_html(table, limit=MAX_PROBLEMS, order=order))
    by_row = problems_table(
        session, [ProblemGroup(one, (one.row,) if one.row else ()) for one in every]
    )
    with st.container(key="import-mend", horizontal=True, gap="small"):
        downloads.draw_table_download(
            session, lambda: by_row, stem="problems", name="import-problems"
        )
        is_above = not preview.writes and preview.rejected_rows > 0
        if any(problem.is_blocking for problem in every) and not is_above:
            draw_rejected(session, preview)


def draw_rejected(session: Session, preview: ImportPreview) -> None:
    """The rows that were left out, to be mended and brought back."""
    keys = {one.key for one in preview.projects if one.effect is Effect.REJECTED}
    keys |= {one.key for one in preview.lists if one.effect is Effect.REJECTED}
    make = partial(
        import_mending.rejected_workbook,
        session.register,
        preview.job.id,
        keys,
        preview.every_problem,
        session.words,
    )
    offer_rejected(session, make)


def offer_rejected(session: Session, make: Callable[[], bytes]) -> None:
    """The button under which a workbook of rejected rows is made."""
    downloads.draw_download(
        session,
        {WORKBOOK: make},
        stem="rejected",
        name="import-rejected",
        label=session.words("import.rejected"),
    )
