"""Fields that several forms of housekeeping have: names in three languages, a choice, a line."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from portfolio.text.languages import LANGUAGES
from portfolio.ui.components import choice_field
from portfolio.ui.components.markup import text
from portfolio.ui.components.record_form import Form
from portfolio.ui.session import Session


def line(
    session: Session, form: Form, name: str, label: str, current: str = "", *, help_text: str = ""
) -> str:
    """A line of text, with what is wrong with it."""
    with st.container(key=f"field-{form.key(name)}"):
        said = st.text_input(label, current, key=form.key(name), autocomplete="off")
        form.beside(session, name)
        if help_text:
            st.html(text("p", help_text, class_="rp-help"))
    return said or ""


def reason(session: Session, form: Form, label: str) -> str:
    """Why something is done, which history keeps."""
    with st.container(key=f"field-{form.key('reason')}"):
        said = st.text_area(label, key=form.key("reason"), height=90)
        form.beside(session, "reason")
    return said or ""


def choice(
    session: Session,
    form: Form,
    name: str,
    label: str,
    options: Sequence[str],
    name_of: Callable[[str], str],
    current: str = "",
) -> str:
    """One of several, "" for none."""
    with st.container(key=f"field-{form.key(name)}"):
        said = choice_field.draw(session, form.key(name), label, options, name_of, current)
        form.beside(session, name)
    return said


def names(session: Session, form: Form, current: Mapping[str, str]) -> dict[str, str]:
    """What something is called in each language."""
    st.html(text("p", session.words("housekeeping.names"), class_="rp-help"))
    said = {}
    for language in LANGUAGES:
        name = f"name_{language}"
        with st.container(key=f"said-{language}-{form.key(name)}"):
            label = session.words(f"language.{language}")
            said[language] = line(session, form, name, label, current.get(language, ""))
    return said
