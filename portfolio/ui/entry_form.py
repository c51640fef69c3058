"""Entry form: fields and columns as widgets, in words, saved into the draft's document."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import streamlit as st

from portfolio.domain import dates
from portfolio.domain.clauses import CLAUSES
from portfolio.domain.drafts import Document, rows
from portfolio.domain.fields import EVERY_BY_NAME, Field, FieldColumn, Shape, choice_section
from portfolio.domain.parsing import MONEY_CLAUSE_CHOICES, FieldError
from portfolio.text import typing
from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import in_use
from portfolio.ui import fields
from portfolio.ui.fields import PAUSE
from portfolio.ui.session import Session

SPOKEN: Final = (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH)


def field_of(name: str) -> Field:
    """The field of a name, those of a flow and of a list included."""
    return EVERY_BY_NAME[name]


def field_name(session: Session, name: str) -> str:
    """Name of a field."""
    return session.words(f"field.{name}")


def column_name(session: Session, name: str, column: str) -> str:
    """Label of a table's column, or of a language of a multilingual field."""
    if column in LANGUAGES and field_of(name).shape in SPOKEN:
        return session.words(f"language.{column}")
    return session.words(f"cell.{column}")


def place(session: Session, problem: FieldError, rows: dict[str, int]) -> str:
    """Place of a problem: field, number of the row, column."""
    said = field_name(session, problem.field)
    if problem.row in rows:
        said = session.words(
            "entry.place.row", field=said, row=session.words.number(rows[problem.row])
        )
    if problem.column:
        column = column_name(session, problem.field, problem.column)
        said = session.words("entry.place.column", field=said, column=column)
    return said


def options_of(field: Field, column: FieldColumn | None, session: Session) -> list[str]:
    """Choices of a field or a column, in the order they are offered."""
    shape, choices = (column.shape, column.choices) if column else (field.shape, field.choices)
    labels = session.register.labels
    match shape:
        case Shape.CHOICE:
            return list(choices)
        case Shape.CLAUSE:
            is_money = field.name == "clause_shares"
            return list(MONEY_CLAUSE_CHOICES if is_money else map(str, CLAUSES))
        case Shape.CLAUSES:
            return [str(clause) for clause in CLAUSES]
        case Shape.COUNTRY:
            return session.per_view(
                "entry-countries", lambda: _named(session, "country", labels.countries)
            )
        case Shape.ORGANISATION:
            return session.per_view(
                "entry-funders", lambda: _named(session, "funder", labels.organisations)
            )
        case Shape.PROJECT:
            return session.per_view("entry-projects", lambda: _projects(session))
        case Shape.CURRENCY:
            held = set(labels.currencies.values())
            return [*sorted(held), *sorted(in_use() - held)]
        case _:
            return []


def _projects(session: Session) -> list[str]:
    """Projects that the reader's portfolio shows, by title."""
    portfolio = session.view.portfolio
    found = [portfolio.identifier(int(code)) for code in np.flatnonzero(session.view.in_scope)]
    return session.in_name_order(found, session.title)


def _named(session: Session, axis: str, labels: object) -> list[str]:
    held = labels.values()  # type: ignore[attr-defined]
    codes = [entry.code if axis == "country" else entry.identifier for entry in held]
    return session.in_name_order(codes, partial(session.reader.name, axis))


def value_text(session: Session, name: str, column: str, value: str) -> str:
    """A value of a document as its reader knows it: names for codes, days and numbers written out."""
    field = field_of(name)
    return cell_text(
        session, field, next((c for c in field.columns if c.name == column), None), value
    )


def cell_text(session: Session, field: Field, column: FieldColumn | None, value: str) -> str:
    """A value of a field, or of a column of it, as its reader knows it."""
    shape, choices = (column.shape, column.choices) if column else (field.shape, field.choices)
    if not value:
        return ""
    match shape:
        case Shape.CHOICE:
            name = column.name if column else ""
            section = choice_section(field.name, name)
            return session.words(f"{section}.{value}") if value in choices else value
        case Shape.COUNTRY:
            return session.reader.name("country", value)
        case Shape.ORGANISATION:
            return session.reader.name("funder", value)
        case Shape.PROJECT:
            return session.title(value)
        case Shape.CURRENCY:
            return value
        case Shape.CLAUSE:
            return session.reader.name("clause", value) if value.isdigit() else value
        case Shape.CLAUSES:
            numbers = value.split(", ")
            return session.reader.join_parts(
                [session.reader.name("clause", n) if n.isdigit() else n for n in numbers]
            )
        case Shape.DAY:
            return _day(session, value)
        case Shape.SHARE:
            return session.words(
                "entry.percent", number=typing.as_shown(value, session.words.language)
            )
        case Shape.AMOUNT | Shape.NUMBER:
            return typing.as_shown(value, session.words.language)
        case Shape.SWITCH:
            return session.words("word.yes" if value == "on" else "word.no")
        case _:
            return value


def _day(session: Session, value: str) -> str:
    try:
        return session.words.day(date.fromisoformat(value))
    except ValueError:
        return value


_NUMBERS: Final = (Shape.SHARE, Shape.NUMBER)
_CHOSEN: Final = (
    Shape.CHOICE, Shape.PROJECT, Shape.COUNTRY, Shape.ORGANISATION, Shape.CURRENCY, Shape.CLAUSE,
)  # fmt: skip


def reading(session: Session, key: str, shape: Shape, current: Any) -> Any:
    """Value of the widget of ``key`` as a document stores it; ``current`` where it has none."""
    if shape is Shape.AMOUNT:
        fields.fill(key)
    if key not in st.session_state:
        return current
    value = st.session_state[key]
    if shape is Shape.CLAUSES:
        chosen = [str(number) for number in value or ()]
        return current if set(chosen) == set(current or ()) else sorted(chosen, key=int)
    if shape is Shape.DAY:
        return dates.plain(str(value or ""))
    if shape is Shape.SWITCH:
        return "on" if value else ""
    if shape is Shape.AMOUNT:
        return fields.reading(session, key)
    said = str(value or "")
    return typing.plain(said, session.words.language) if shape in _NUMBERS else said


def draw_widget(
    session: Session,
    key: str,
    field: Field,
    column: FieldColumn | None,
    current: Any,
    *,
    label: str,
    is_live: bool = True,
) -> None:
    """Widget of a field or a column, filled with the stored value when it is first shown."""
    shape = column.shape if column else field.shape
    value = "" if shape is Shape.CLAUSES else str(current or "")
    if shape is Shape.DAY:
        fields.draw_day(session, key, label, value)
    elif shape is Shape.SWITCH:
        st.checkbox(label, value == "on", key=key)
    elif shape in _CHOSEN:
        options = options_of(field, column, session)
        if value and value not in options:
            options = [*options, value]  # a draft's value stays a choice, whatever became of it
        names = {option: cell_text(session, field, column, option) for option in options}
        fields.draw_choice(session, key, label, options, names.__getitem__, value)
    elif shape is Shape.CLAUSES:
        options = options_of(field, column, session)
        st.multiselect(
            label,
            options,
            [number for number in current or () if number in options],
            format_func=lambda number: session.reader.name("clause", number),
            **fields.BY_WORDS,
            placeholder=session.words("entry.choose"),
            key=key,
        )
    elif shape in (Shape.PARAGRAPH, Shape.SPOKEN_PARAGRAPH, Shape.REASON):
        st.text_area(label, value, height=90 if shape is Shape.REASON else 110, key=key)
    elif shape is Shape.AMOUNT:
        fields.draw_amount(session, key, label, value)
    else:
        if shape is Shape.SHARE:
            value = typing.as_shown(value, session.words.language)
        live = PAUSE if is_live else False
        st.text_input(label, value, live=live, autocomplete="off", key=key)


def key(form: str, field: str, row: str = "", column: str = "") -> str:
    """Key of a widget: its form, its field, the row's own key and the column."""
    return f"{form}-{field}-{row}-{column}"


def languages(session: Session) -> list[str]:
    """Languages of a multilingual field, the reader's own first."""
    own = session.words.language
    return [own, *(language for language in LANGUAGES if language != own)]


def focus(place: str) -> None:
    """Move the focus into the first field of a part of the form, once, when it is drawn next."""
    times = st.session_state.get("focus", ("", 0))[1]
    st.session_state["focus"] = place, times + 1


def focus_first() -> str:
    """Mark of the place for the focus, "" for none; another mark is another time."""
    place, times = st.session_state.get("focus", ("", 0))
    return f"{place} {times}" if place else ""


def typed_document(
    session: Session, form: str, fields: Iterable[Field], current_document: Document
) -> dict[str, Any]:
    """The document with the present values of these fields' widgets; empty fields stay out."""
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
                    column.name: reading(
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
            language: reading(
                session, key(form, name, "", language), field.shape, str(before.get(language) or "")
            )
            for language in dict.fromkeys((*before, *LANGUAGES))
        }
        return {language: text for language, text in found.items() if text or language in before}
    if field.shape is Shape.CLAUSES:
        return reading(session, key(form, name), field.shape, current_document.get(name) or [])
    return reading(session, key(form, name), field.shape, str(current_document.get(name) or ""))
