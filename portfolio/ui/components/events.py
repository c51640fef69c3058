"""The dated events of the road: context beside the milestones, counted nowhere."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st

from portfolio.domain.contents import Event
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

MONTH: Final = len("2014-07")


def draw(session: Session, events: Sequence[Event]) -> None:
    """A list by day; what is not over on the day of the view stands back."""
    words, today = session.words, session.question.as_of
    if not events:
        return
    past = sum(1 for event in events if last_day(event) <= today)
    said = words.count("road.events.takeaway", len(events), past=words.number(past), day=today)
    items = "".join(_event(session, event) for event in events)
    with st.container(key="chart-events"):
        st.html(
            text("h2", words("road.events"), class_="rp-section")
            + text("p", said, class_="rp-takeaway")
            + tag("ol", items, class_="rp-events")
        )


def last_day(event: Event) -> date:
    """The last day an event may fall on: "2012-03-11/12" the 12th, "2014-07/12" 31 December."""
    first, _, end = event.day_text.partition("/")
    if len(first) != MONTH:
        return event.day.replace(day=int(end)) if end else event.day
    month = event.day.replace(day=1, month=int(end) if end else event.day.month)
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _sources(session: Session, source: str) -> Iterator[str]:
    """The sources of an event, addresses left to right and the rest in its own language."""
    for number, part in enumerate(source.split("; ")):
        yield esc(session.words("word.separator.semicolon")) if number else ""
        yield text("bdi", part) if "://" in part else marks.record_text(session, "bdi", part)


def _event(session: Session, event: Event) -> str:
    return tag(
        "li",
        text("time", _day(session, event), datetime=event.day.isoformat()),
        tag(
            "div",
            text("p", session.words.choose(event.titles)),
            tag(
                "p",
                esc(session.words("word.label", label=session.words("column.source"))),
                esc(" "),
                *_sources(session, event.source),
                class_="rp-small",
            ),
        ),
        class_="rp-ahead" if last_day(event) > session.question.as_of else None,
    )


def _day(session: Session, event: Event) -> str:
    """The day or the days, or the month or the months where the source gives no more."""
    words, last = session.words, last_day(event)
    if len(event.day_text.split("/")[0]) == MONTH:
        first, end = words.month(event.day), words.month(last)
        return first if first == end else words("month.period", first=first, last=end)
    return words.day(event.day) if last == event.day else words.period(event.day, last)
