"""Rows from a spreadsheet for a table of a form: pasted, looked at, then added.

web/assets/desk.js brings several cells that are pasted into a cell of the table here, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import drafts as domain_drafts
from portfolio.domain import errors
from portfolio.domain.drafts import Document, Row
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Field, FieldColumn, Shape
from portfolio.domain.imports import ImportLookups
from portfolio.domain.parsing import FieldError, TooManyRows
from portfolio.exchange.pasted_cells import write_cells
from portfolio.exchange.pasted_rows import PastedRow, PastedTable, read_pasted, told_apart
from portfolio.present.html import plain, tag
from portfolio.present.table import Column, html_table
from portfolio.services.draft_checks import names_of
from portfolio.ui import entry_form, forms
from portfolio.ui.conventions import draw_convention
from portfolio.ui.forms import Form
from portfolio.ui.session import Session

_SHOWN: Final = 20  # rows and problems that are shown of a long table
_TEXT: Final = "text"


def draw_pasting(
    session: Session, form: str, field: Field, document: Document
) -> dict[str, Any] | None:
    """The field for copied cells and what would be added; the document with the rows once they are."""
    words = session.words
    draft = form.rpartition("-")[0]  # another filling of the form keeps what was pasted
    small = forms.form(f"paste-{draft}-{field.name}")
    rows = domain_drafts.rows(document, field.name)
    _settle(session, small, rows)
    small = forms.form(small.name)
    with st.expander(words("paste.title"), key=f"paste-{field.name}"):
        columns = words.join([words(f"cell.{column.name}") for column in field.columns])
        st.html(tag("p", words("paste.help", columns=columns), class_="rp-help"))
        with (
            st.container(key=f"pasted-{field.name}", gap="small"),
            forms.keep_typed(session, small, _TEXT),
        ):
            text = st.text_area(words("paste.cells"), height=110, key=small.key(_TEXT)) or ""
        number = st.session_state.get(_added(small))
        if number and not text:
            done = words.count("paste.done", number)
            st.html(tag("p", done, class_="rp-recorded", role="status"))
        if not text.strip():
            return None
        st.session_state.pop(_added(small), None)
        return _draw_table(session, small, field, document, text)


def _draw_table(
    session: Session, small: Form, field: Field, document: Document, text: str
) -> dict[str, Any] | None:
    """What was understood of the text; the document with its rows when the button is pressed."""
    standing = domain_drafts.rows(document, field.name)
    try:
        table = _read(session, field, text, {})
        if table.is_open:
            table = _read(session, field, text, _answers(session, small, table))
        new_rows, known_rows = told_apart(table, standing)
        if len(standing) + len(new_rows) > errors.ROWS:
            raise TooManyRows(most=errors.ROWS)
    except PortfolioError as error:
        st.html(tag("div", tag("p", session.words.error(error)), class_="rp-wrong", role="alert"))
        _draw_clear(session, small)
        return None
    st.html(_said(session, table, new_rows, known_rows))
    changed = None
    with st.container(horizontal=True, gap="small"):
        label = session.words.count("paste.add", len(new_rows)) if new_rows else ""
        if label and st.button(label, key=small.key("add"), type="primary"):
            changed = _with_rows(small, field, document, table, new_rows)
        _draw_clear(session, small)
    return changed


def _read(session: Session, field: Field, text: str, answers: Mapping[str, str]) -> PastedTable:
    return read_pasted(
        text,
        field,
        ImportLookups(names_of(session.register)),
        language=session.words.language,
        conventions=answers,
        projects=_projects(session, field),
    )


def _projects(session: Session, field: Field) -> dict[str, tuple[str, ...]]:
    """Titles of the projects that a table may name, by identifier."""
    return {
        identifier: (session.title(identifier),)
        for column in field.columns
        if column.shape is Shape.PROJECT
        for identifier in entry_form.options_of(field, column, session)
    }


def _answers(session: Session, small: Form, table: PastedTable) -> dict[str, str]:
    """How the columns that can be read in several ways are meant, asked once for each."""
    st.html(tag("p", session.words("paste.open"), class_="rp-help"))
    return {
        name: draw_convention(
            session, small.key(f"convention-{name}"), session.words(f"cell.{name}"), question
        )
        for name, question in table.questions.items()
    }


def _said(
    session: Session,
    table: PastedTable,
    new_rows: Sequence[PastedRow],
    known_rows: Sequence[PastedRow],
) -> Markup:
    """How the text was read, the rows that would be added, and every reason why others are not."""
    words = session.words
    names = words.join([words(f"cell.{column.name}") for column in table.columns])
    key = "paste.heading" if table.heading else "paste.order"
    found = tag("p", words(key, columns=names), class_="rp-help") if names else Markup()
    if table.unknown:
        unknown = session.reader.join_names(table.unknown)
        found += tag("p", words("paste.unknown", columns=unknown), class_="rp-help")
    for problem in table.passed_over:
        found += tag("p", _at_row(session, problem.row, problem.error), class_="rp-help")
    if not table.is_open:
        counts = [
            ("added", len(new_rows)),
            ("there", len(known_rows)),
            ("left", len(table.unreadable)),
        ]
        lines = [tag("p", words.count(f"paste.{name}", n)) for name, n in counts if n]
        found += tag("div", *(lines or [tag("p", words("paste.none"))]), role="status")
    found += _problems(session, table.unreadable)
    return found + _preview(session, table, new_rows)


def _at_row(session: Session, row: int, error: PortfolioError) -> str:
    words = session.words
    label = words("paste.row", row=words.number(row))
    return words("word.colon", label=label, value=words.error(error))


def _problems(session: Session, rows: Sequence[PastedRow]) -> Markup:
    """The reasons by row and column."""
    if not rows:
        return Markup()
    problems = [problem for row in rows for problem in row.problems]
    items = [tag("p", _reason(session, problem)) for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        items.append(tag("p", session.words.count("paste.more", len(problems) - _SHOWN)))
    return tag("div", *items, class_="rp-wrong")


def _reason(session: Session, problem: FieldError) -> str:
    words = session.words
    label = words("paste.row", row=words.number(int(problem.row)))
    if problem.column:
        column = words(f"cell.{problem.column}")
        label = words("entry.place.column", field=label, column=column)
    return words("word.colon", label=label, value=words.error(problem.error))


def _preview(session: Session, table: PastedTable, rows: Sequence[PastedRow]) -> Markup:
    """The rows that would be added, as the form will show them."""
    if not rows:
        return Markup()
    words, field = session.words, table.entry
    columns = [column for column in field.columns if any(row.values[column.name] for row in rows)]
    heads = [Column(words("paste.row.head"))]
    heads += [Column(words(f"cell.{column.name}")) for column in columns]
    lines = (
        tag(
            "tr",
            tag("th", words.number(row.number), scope="row"),
            *(
                tag("td", _value(session, field, column, row.values), dir="auto")
                for column in columns
            ),
        )
        for row in rows[:_SHOWN]
    )
    shown = html_table(words("paste.preview"), heads, lines, kind="rp-pasted")
    if len(rows) > _SHOWN:
        shown += tag("p", words.count("paste.more", len(rows) - _SHOWN), class_="rp-help")
    return shown


def _value(session: Session, field: Field, column: FieldColumn, values: Row) -> str:
    return entry_form.cell_text(session, field, column, values[column.name])


def _with_rows(
    small: Form, field: Field, document: Document, table: PastedTable, rows: Sequence[PastedRow]
) -> dict[str, Any]:
    """The document with the rows; what can't be read stays in the field once they are saved."""
    changed = domain_drafts.with_rows(document, field, [row.values for row in rows])
    made = changed[field.name][-len(rows) :]
    left = [row.cells for row in table.unreadable]
    rest = write_cells([table.heading, *left] if table.heading else left) if left else ""
    st.session_state[_taken(small)] = frozenset(row["key"] for row in made), rest
    entry_form.focus(f"pasted-{field.name}" if left else f"row-{field.name}-{made[0]['key']}")
    return changed


def _settle(session: Session, small: Form, rows: Iterable[Row]) -> None:
    """Leave in the field what could not be read, once the rows that could be are in the draft."""
    if (taken := st.session_state.pop(_taken(small), None)) is None:
        return
    keys, rest = taken
    if keys <= {row["key"] for row in rows}:
        forms.begin(session, small, {_TEXT: rest})
        st.session_state[_added(small)] = len(keys)


def _draw_clear(session: Session, small: Form) -> None:
    if st.button(plain(session.words("paste.clear")), key=small.key("empty"), type="tertiary"):
        forms.begin(session, small, {})
        st.rerun()


def _taken(small: Form) -> str:
    return f"taken-{small.name}"


def _added(small: Form) -> str:
    return f"added-{small.name}"
