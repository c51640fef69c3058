"""Answers that a person chose for a file and has not used yet: a reload or another run keeps them."""

import json

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import ImportAnswers
from portfolio.present.html import tag
from portfolio.services import working
from portfolio.ui.forms import Form
from portfolio.ui.session import Session

_FIELD = "answers"


def read(session: Session, small_form: Form, answers: ImportAnswers) -> ImportAnswers:
    """The answers that were chosen before, those of the job where there are none."""
    mark = _mark(small_form)
    if mark not in st.session_state:
        found = working.read_typed(session.register, session.who, small_form.name)
        st.session_state[mark] = str(found.values.get(_FIELD) or "") if found else ""
    text: str = st.session_state[mark]
    return ImportAnswers.of(json.loads(text)) if text else answers


def keep(
    session: Session, small_form: Form, answers: ImportAnswers, current: ImportAnswers
) -> None:
    """Store answers that are not those used so far; nothing where they are."""
    text = "" if answers == current else canonical(answers.document())
    if text == st.session_state.get(_mark(small_form), ""):
        return
    try:
        working.keep_typed(session.register, session.who, small_form.name, {_FIELD: text})
    except PortfolioError as problem:
        st.html(tag("div", tag("p", session.words.error(problem)), class_="rp-wrong"))
        return
    st.session_state[_mark(small_form)] = text


def _mark(small_form: Form) -> str:
    return f"chosen-{small_form.name}-{small_form.token}"
