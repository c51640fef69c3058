"""A step of the form before it is drawn: what its widgets say, put into the draft's document."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from secrets import token_hex
from typing import Any, Final

import streamlit as st

from portfolio.domain.drafts import Document
from portfolio.domain.fields import FIELDS, Field, Shape
from portfolio.domain.shares import split_evenly
from portfolio.text.languages import LANGUAGES
from portfolio.ui.components import entry_widgets
from portfolio.ui.session import Session

SPOKEN: Final = (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH)
Row = Mapping[str, str]


def key(form: str, field: str, row: str = "", column: str = "") -> str:
    """What a widget is called: by its form, its field, the row's own key and the column."""
    return f"{form}-{field}-{row}-{column}"


def languages(session: Session) -> list[str]:
    """The languages of a spoken field, the reader's own first."""
    own = session.words.language
    return [own, *(language for language in LANGUAGES if language != own)]


def focus(place: str) -> None:
    """Let the focus go into the first field of a part of the form, once, when it is drawn next."""
    times = st.session_state.get("focus", ("", 0))[1]
    st.session_state["focus"] = place, times + 1


def focus_first() -> str:
    """The mark that says where the focus is to go, "" for nowhere; another mark is another time."""
    place, times = st.session_state.get("focus", ("", 0))
    return f"{place} {times}" if place else ""


def rows(document: Document, name: str) -> list[Row]:
    """The rows of a table of the form."""
    return [row for row in document.get(name) or () if isinstance(row, Mapping)]


def typed_document(
    session: Session, form: str, fields: Iterable[Field], current_document: Document
) -> dict[str, Any]:
    """The document with what the widgets of these fields say now; empty fields stay unsaid."""
    document = dict(current_document)
    for field in fields:
        said = _field(session, form, field, current_document)
        if said or field.name in current_document:
            document[field.name] = said
    return document


def _field(session: Session, form: str, field: Field, current_document: Document) -> Any:
    name = field.name
    if field.shape is Shape.ROWS:
        return [
            {
                "key": row["key"],
                **{
                    column.name: entry_widgets.reading(
                        session,
                        key(form, name, row["key"], column.name),
                        column.shape,
                        str(row.get(column.name) or ""),
                    )
                    for column in field.columns
                },
            }
            for row in rows(current_document, name)
        ]
    if field.shape in SPOKEN:
        before = current_document.get(name) or {}
        found = {
            language: entry_widgets.reading(
                session, key(form, name, "", language), field.shape, str(before.get(language) or "")
            )
            for language in dict.fromkeys((*before, *LANGUAGES))
        }
        return {language: text for language, text in found.items() if text or language in before}
    if field.shape is Shape.CLAUSES:
        return entry_widgets.reading(
            session, key(form, name), field.shape, current_document.get(name) or []
        )
    return entry_widgets.reading(
        session, key(form, name), field.shape, str(current_document.get(name) or "")
    )


def with_row(document: Document, field: Field) -> dict[str, Any]:
    """The document with one more empty row of a table, under a key of its own."""
    row = {"key": token_hex(4), **{column.name: "" for column in field.columns}}
    return {**document, field.name: [*rows(document, field.name), row]}


def without_row(document: Document, field: Field, row: str) -> dict[str, Any]:
    """The document without one row of a table."""
    kept = [held for held in rows(document, field.name) if held["key"] != row]
    return {**document, field.name: kept}


def overwrites(before: Document, after: Document) -> bool:
    """Whether a row that stands in both documents says something else in the second."""
    return any(
        row != held
        for field in FIELDS
        if field.shape is Shape.ROWS
        for held in rows(before, field.name)
        for row in rows(after, field.name)
        if row["key"] == held["key"]
    )


def with_even_shares(document: Document, field: Field) -> dict[str, Any]:
    """The document with the rows of a table sharing the whole evenly, to two decimals."""
    shares = split_evenly(len(rows(document, field.name)))
    return {
        **document,
        field.name: [
            {**row, "share": f"{Decimal(points).scaleb(-2).normalize():f}"}
            for row, points in zip(rows(document, field.name), shares, strict=True)
        ],
    }


def put(
    document: Document, mine: Document, field: Field, row: str, column: str, text: str
) -> dict[str, Any]:
    """The document with one cell set; a row that somebody took out comes back as it is in ``mine``."""
    name = field.name
    if field.shape is Shape.ROWS:
        held = rows(document, name)
        if not any(entry["key"] == row for entry in held):
            held = [*held, *(entry for entry in rows(mine, name) if entry["key"] == row)]
        return {
            **document,
            name: [{**entry, column: text} if entry["key"] == row else entry for entry in held],
        }
    if field.shape in SPOKEN:
        return {**document, name: {**(document.get(name) or {}), column: text}}
    if field.shape is Shape.CLAUSES:
        return {**document, name: [part for part in text.split(", ") if part]}
    return {**document, name: text}
