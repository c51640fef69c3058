"""A form that loses nothing: what stands in it is kept on the server until it is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.services import unsaved
from portfolio.services.unsaved import Values
from portfolio.ui.components import tokens
from portfolio.ui.components.labels import plain
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.session import Session


@contextmanager
def keep_typed(session: Session, small_form: Form, *fields: str) -> Iterator[None]:
    """Draw the widgets of these fields inside: they begin with what was typed before a reload.

    Whatever they hold at the end is kept. A form that is recorded begins empty.
    """
    held = _held(session, small_form)
    for name, said in held.items():
        if name in fields and small_form.key(name) not in st.session_state:
            st.session_state[small_form.key(name)] = said
    yield
    values = {name: _plain(st.session_state.get(small_form.key(name))) for name in fields}
    typed = {name: said for name, said in values.items() if said}
    if typed == held:
        return
    try:
        unsaved.keep_typed(session.register, session.who, small_form.name, typed)
    except PortfolioError as problem:
        said = text("p", session.words.error(problem))
        st.html(tag("div", said, class_="rp-wrong"))
        return
    st.session_state[_mark(small_form)] = typed


def begin(session: Session, small_form: Form, values: Values) -> None:
    """Let the form begin anew with these values; they are kept like what is typed."""
    given = {name: value for name, value in values.items() if value}
    unsaved.keep_typed(session.register, session.who, small_form.name, given)
    tokens.renew(small_form.name)
    st.session_state[_mark(form(small_form.name))] = given


def _held(session: Session, small_form: Form) -> Values:
    """What the server keeps of the form, told as such where it comes from an earlier visit."""
    mark, since = _mark(small_form), f"since-{small_form.name}-{small_form.token}"
    if mark not in st.session_state:
        found = unsaved.read_typed(session.register, session.who, small_form.name)
        st.session_state[mark] = dict(found.values) if found else {}
        if found:
            st.session_state[since] = found.typed_at
    if since in st.session_state:
        _told(session, small_form, st.session_state[since])
    held: Values = st.session_state[mark]
    return held


def _told(session: Session, small_form: Form, since: datetime) -> None:
    words = session.words
    with st.container(key=small_form.key("kept"), horizontal=True, vertical_alignment="center"):
        st.html(text("p", words("record.kept", when=since), class_="rp-help"), width="content")
        label = plain(words("record.kept.clear"))
        if st.button(label, key=small_form.key("clear"), type="tertiary"):
            unsaved.keep_typed(session.register, session.who, small_form.name, {})
            tokens.renew(small_form.name)
            st.rerun()


def _plain(value: object) -> str | bool | None:
    return value if isinstance(value, str | bool) else None


def _mark(small_form: Form) -> str:
    return f"kept-{small_form.name}-{small_form.token}"
