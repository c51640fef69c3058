"""Pledging conferences as context: what was announced, by whom, read where; it counts nowhere."""

import streamlit as st

from portfolio.domain.contents import PledgingEvent, PledgingLine
from portfolio.services.translations import translate
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session

# Names and notes are quoted from sources in English, whatever the language of the page.


def draw(session: Session) -> None:
    """Each conference held by the as-of date, with its own currency and its sources."""
    words = session.words
    held = [
        event for event in session.register.pledging_events() if event.day <= session.question.as_of
    ]
    with st.container(key="chart-pledging-events"):
        head = text("h2", words("funders.events"), class_="rp-chart-title")
        if not held:
            st.html(head + text("p", words("funders.events.none"), class_="rp-takeaway"))
            return
        note = text("p", words("funders.events.note"), class_="rp-takeaway")
        cards = (_conference(session, event) for event in held)
        st.html(head + note + tag("div", *cards, class_="rp-conferences"))


def _conference(session: Session, event: PledgingEvent) -> str:
    words = session.words
    total, exact = words("funders.events.no_total"), None
    if event.amount_minor is not None and event.currency is not None:
        exact = words.exact(event.amount_minor, event.currency)
        total = words(
            "funders.events.total", amount=words.amount(event.amount_minor, event.currency)
        )
    parts = [
        tag("h3", _quoted(session, event.name)),
        text("p", words.day(event.day), class_="rp-note"),
        text("p", total, title=exact),
    ]
    if event.lines:
        rows = (_line(session, line) for line in event.lines)
        parts.append(tag("table", tag("tbody", *rows), class_="rp-table"))
    if event.note:
        parts.append(marks.record_text(session, "p", event.note, class_="rp-note"))
    parts.append(_sources(session, event))
    return tag("section", *parts, class_="rp-conference")


def _line(session: Session, line: PledgingLine) -> str:
    note = tag("span", _quoted(session, line.note), class_="rp-change") if line.note else ""
    return tag(
        "tr",
        tag("th", _quoted(session, line.funder), note, scope="row"),
        text(
            "td",
            session.words.amount(line.amount_minor, line.currency),
            title=session.words.exact(line.amount_minor, line.currency),
            class_="rp-number",
        ),
    )


def _quoted(session: Session, wording: str) -> str:
    """Words of a source inside a line of the page: their own direction, the page's alignment."""
    known = translate(wording, session.words.language)
    return text("bdi", known or wording, lang=None if known else "en")


def _sources(session: Session, event: PledgingEvent) -> str:
    """Links to pages on the web by their host; anything else stays text."""
    items = []
    for source in event.sources:
        scheme, _, rest = source.partition("://")
        if scheme in ("http", "https"):
            host = rest.partition("/")[0].removeprefix("www.")
            items.append(
                tag("li", link(host, source, rel="noreferrer", target="_blank", dir="ltr"))
            )
        else:
            items.append(tag("li", _quoted(session, source)))
    if not items:
        return ""
    label = text("summary", session.words("funders.events.sources"))
    return tag("details", label, tag("ul", *items), class_="rp-note")
