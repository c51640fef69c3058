"""One field of an entry as a widget of the page, and what is typed in it as the record keeps it."""

from typing import Any, Final

import streamlit as st

from portfolio.domain import dates
from portfolio.domain.fields import Field, FieldColumn, Shape
from portfolio.text import typed
from portfolio.ui.components import amount_field, choice_field, day_field, entry_words
from portfolio.ui.components.day_field import PAUSE
from portfolio.ui.session import Session

_NUMBERS: Final = (Shape.SHARE, Shape.NUMBER)
_CHOSEN: Final = (
    Shape.CHOICE, Shape.PROJECT, Shape.COUNTRY, Shape.ORGANISATION, Shape.CURRENCY, Shape.CLAUSE,
)  # fmt: skip


def reading(session: Session, key: str, shape: Shape, current: Any) -> Any:
    """What the widget of ``key`` says now as a document keeps it; ``current`` where it says nothing."""
    if shape is Shape.AMOUNT:
        amount_field.fill(key)
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
        return amount_field.reading(session, key)
    said = str(value or "")
    return typed.plain(said, session.words.language) if shape in _NUMBERS else said


def draw(
    session: Session,
    key: str,
    field: Field,
    column: FieldColumn | None,
    current: Any,
    *,
    label: str,
    visible: bool = True,
    disabled: bool = False,
) -> None:
    """The widget of a field or a column, filled with what is held when it is first shown."""
    shape = column.shape if column else field.shape
    common: dict[str, Any] = {
        "key": key,
        "disabled": disabled,
        "label_visibility": "visible" if visible else "collapsed",
    }
    if shape is Shape.DAY:
        day_field.draw(
            session, key, label, str(current or ""), is_visible=visible, is_disabled=disabled
        )
    elif shape is Shape.SWITCH:
        st.checkbox(label, current == "on", **common)
    elif shape in _CHOSEN:
        _choice(session, label, field, column, str(current or ""), common)
    elif shape is Shape.CLAUSES:
        options = entry_words.options(field, column, session)
        st.multiselect(
            label,
            options,
            [number for number in current or () if number in options],
            format_func=lambda number: session.reader.name("clause", number),
            **choice_field.BY_WORDS,
            placeholder=session.words("entry.choose"),
            **common,
        )
    elif shape in (Shape.PARAGRAPH, Shape.SPOKEN_PARAGRAPH):
        st.text_area(label, str(current or ""), height=110, **common)
    elif shape is Shape.AMOUNT:
        amount_field.draw(session, label, str(current or ""), common, PAUSE)
    else:
        shown = str(current or "")
        if shape is Shape.SHARE:
            shown = typed.as_shown(shown, session.words.language)
        st.text_input(label, shown, live=PAUSE, autocomplete="off", **common)


def _choice(
    session: Session,
    label: str,
    field: Field,
    column: FieldColumn | None,
    current: str,
    common: dict[str, Any],
) -> None:
    options = entry_words.options(field, column, session)
    if current and current not in options:
        options = [*options, current]  # what stands in a draft stays, whatever became of it
    name = column.name if column else ""
    names = {value: entry_words.value_text(session, field.name, name, value) for value in options}
    choice_field.draw(
        session,
        common["key"],
        label,
        options,
        lambda value: names.get(value, value),
        current,
        is_visible=common["label_visibility"] == "visible",
        is_disabled=common["disabled"],
    )
