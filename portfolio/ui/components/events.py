"""The dated events of the road: context beside the milestones, counted nowhere."""

from collections.abc import Sequence

import streamlit as st

from portfolio.domain.contents import Event
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(here: Session, events: Sequence[Event]) -> None:
    """A list by day; what lies after the day of the view stands back."""
    words, today = here.words, here.question.as_of
    if not events:
        return
    past = sum(1 for event in events if event.day <= today)
    said = words.count("road.events.takeaway", len(events), past=words.number(past), day=today)
    items = "".join(_event(here, event) for event in events)
    with st.container(key="chart-events"):
        st.html(
            text("h2", words("road.events"), class_="rp-section")
            + text("p", said, class_="rp-takeaway")
            + tag("ol", items, class_="rp-events")
        )


def _event(here: Session, event: Event) -> str:
    is_ahead = event.day > here.question.as_of
    return tag(
        "li",
        text("time", _day(here, event), datetime=event.day.isoformat()),
        tag(
            "div",
            text("p", here.words.choose(event.titles)),
            text("p", here.words("note.source", source=event.source), class_="rp-small"),
        ),
        class_="rp-ahead" if is_ahead else None,
    )


def _day(here: Session, event: Event) -> str:
    """The day, or the month where the source gives no more."""
    first = event.day_text.split("/")[0]
    return (
        here.words.month(event.day) if len(first) == len("2014-07") else here.words.day(event.day)
    )
