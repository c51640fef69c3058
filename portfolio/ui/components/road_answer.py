"""The answer of the Road page: projects and text, each by itself, and the days that are left."""

import streamlit as st

from portfolio.measures import progress
from portfolio.measures.road import Calendar
from portfolio.measures.text_standing import text_standing
from portfolio.ui.components import conference_days, schedule
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(session: Session, calendar: Calendar) -> None:
    """One sentence, the two lines of standing and the days left."""
    overall = progress.overall(session.view)
    standing = progress.status_of(session.view, overall)
    st.html(
        tag(
            "div",
            text("p", _said(session, calendar), class_="rp-answer-said"),
            conference_days.stat(session.words, session.view),
            class_="rp-answer rp-answer-road",
        )
        + schedule.both(session, standing, overall, text_standing(session.view))
    )


def _said(session: Session, calendar: Calendar) -> str:
    words, overall = session.words, progress.overall(session.view)
    if not calendar.total.total:
        return words("road.answer.empty")
    late = words("road.answer.none_late")
    if calendar.total.late:
        late = words(
            "road.answer.late",
            late=words.number(calendar.total.late),
            total=words.number(calendar.total.total),
        )
    if not overall.total:
        return f"{words('road.answer.no_weight')} {late}"
    done = words("road.answer", done=overall.share_done, planned=overall.share_planned)
    return f"{done} {late}"
