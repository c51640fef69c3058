"""The answer of the Road page: what is done, what should be, how that stands, how long is left."""

import streamlit as st

from portfolio.measures import progress
from portfolio.measures.road import Calendar
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(here: Session, calendar: Calendar) -> None:
    """One sentence, the standing and the days left."""
    overall = progress.overall(here.view)
    standing = progress.status_of(here.view, overall)
    mark = text(
        "strong",
        here.words(f"standing.{standing.word}"),
        class_=f"rp-standing rp-{standing.word}",
        title=here.words(f"standing.{standing.word}.meaning") if overall.total else None,
    )
    st.html(
        tag(
            "div",
            text("p", _said(here, calendar), class_="rp-answer-said"),
            tag("p", mark, text("span", here.words("road.standing")), class_="rp-stat"),
            _days(here),
            class_="rp-answer",
        )
    )


def _said(here: Session, calendar: Calendar) -> str:
    words, overall = here.words, progress.overall(here.view)
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


def _days(here: Session) -> str:
    """The days to the conference, or since it."""
    days, words = progress.days_left(here.view), here.words
    number = words.number(abs(days))
    if days == 0:
        number, said = "0", words("conference.today")
    else:
        said = words.count("conference.days_left" if days > 0 else "conference.past", abs(days))
    label = said.replace(number, "", 1).strip()
    return tag(
        "p",
        text("strong", number),
        text("span", label),
        class_="rp-stat",
        title=words("conference.on", day=here.view.conference),
    )
