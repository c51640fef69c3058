"""A day as a field of a form of housekeeping."""

from datetime import date

import streamlit as st

from portfolio.domain.dates import TypedDate
from portfolio.ui.components import day_field
from portfolio.ui.components.record_form import Form
from portfolio.ui.session import Session


def dated(here: Session, form: Form, name: str, label: str, held: date | None = None) -> TypedDate:
    """A day with its words, or with what is wrong with it; None for none."""
    with st.container(key=f"field-{form.key(name)}"):
        said = day_field.draw(here, form.key(name), label, day_field.as_value(held))
        echo = day_field.below(here, said, is_refused=form.complains_of(name))
        if echo:
            st.html(echo)
        form.beside(here, name)
    return day_field.as_typed(said)
