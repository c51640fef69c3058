"""A day as a field of a form of housekeeping."""

from datetime import date

import streamlit as st

from portfolio.domain.dates import TypedDate
from portfolio.ui.components import day_field
from portfolio.ui.components.record_form import Form
from portfolio.ui.session import Session


def dated_text(
    session: Session, form: Form, name: str, label: str, current: date | None = None
) -> TypedDate:
    """A day with its words, or with what is wrong with it; None for none."""
    with st.container(key=f"field-{form.key(name)}"):
        said = day_field.draw(session, form.key(name), label, day_field.as_value(current))
        echo = day_field.below(session, said, is_refused=form.complains_of(name))
        if echo:
            st.html(echo)
        form.beside(session, name)
    return day_field.as_typed(said)
