"""The date of the third conference: what it is now, its half year, and another one with a reason."""

from datetime import date

import streamlit as st

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.services.conference import is_in_window, set_conference
from portfolio.ui.components import housekeeping_fields as fields
from portfolio.ui.components import housekeeping_said
from portfolio.ui.components.housekeeping_days import dated_text
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.session import Session


def draw(session: Session) -> None:
    """The date and its window; a date outside it is warned of before it is kept."""
    words = session.words
    first, last = CONFERENCE_WINDOW
    head = (
        text("h2", words("conference.set"), class_="rp-section"),
        text("p", words("conference.set.lead"), class_="rp-help"),
        text("p", _now(session), class_="rp-rest"),
        text("p", words("conference.window", first=first, last=last), class_="rp-help"),
    )
    st.html(tag("header", *head))
    with st.container(key="conference"):
        _form(session, form("conference"))


def _now(session: Session) -> str:
    """The day that days are counted to, and what fixes it."""
    words, register = session.words, session.register
    if register.conference_source:
        return words(
            "conference.now.fixed", day=register.conference, source=register.conference_source
        )
    return words("conference.now.open", day=register.conference)


def _form(session: Session, form: Form) -> None:
    """Another date, and why."""
    words = session.words
    first, last = CONFERENCE_WINDOW
    form.refuse(session)
    day = dated_text(session, form, "day", words("conference.day"))
    if isinstance(day, date) and not is_in_window(day):
        said = words("banner.conference_outside", day=day, first=first, last=last)
        st.html(text("p", said, class_="rp-notice rp-warning"))
    source = fields.line(
        session,
        form,
        "source",
        words("conference.source"),
        help_text=words("conference.source.help"),
    )
    why = fields.reason(session, form, words("column.reason"))
    if st.button(words("conference.save"), type="primary", key=form.key("save")):
        if form.attempt(
            lambda: set_conference(
                session.register, session.who, day, source, why, token=form.token
            )
        ):
            housekeeping_said.say(session, words("conference.saved", day=day or ""))
        st.rerun()
