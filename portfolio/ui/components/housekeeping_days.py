"""A day as a field of a form of housekeeping."""

from datetime import date
from typing import Any

import streamlit as st

from portfolio.ui.components.entry_widgets import EARLIEST, LATEST
from portfolio.ui.components.record_form import Form
from portfolio.ui.session import Session


def dated(
    here: Session, form: Form, name: str, label: str, held: date | None = None
) -> date | None:
    """A day, with what is wrong with it; None for none."""
    with st.container(key=f"field-{form.key(name)}"):
        said: Any = st.date_input(
            label,
            held,
            min_value=EARLIEST,
            max_value=LATEST,
            format="DD/MM/YYYY",
            key=form.key(name),
        )
        form.beside(here, name)
    return said if isinstance(said, date) else None
