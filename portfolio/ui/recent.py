"""Since the last visit: what was recorded since, that the person signed in may see."""

from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.measures.recent import ReaderRows, RecordedChange, recorded_since
from portfolio.present.html import link, tag
from portfolio.services import own_page
from portfolio.ui import opening, subjects
from portfolio.ui.changes import dated_line, dated_list
from portfolio.ui.session import Session, per_view

_OPEN: Final = 5  # lines shown before the others are opened
MAX_LINES: Final = 100


def draw(session: Session) -> None:
    """The changes since this person was last shown them; nothing where nobody is signed in."""
    if session.who.is_anonymous:
        return
    visit = own_page.begin_visit(session.register, session.who)
    opening.draw_sheets("recent")
    with st.container(key="recent"):
        words = session.words
        title = tag("h2", words("recent.title"), class_="rp-section")
        if visit.previous_known_at is None or visit.previous_seen_at is None:
            st.html(title + tag("p", words("recent.first"), class_="rp-note"))
            return
        usual = session.usual
        scope = replace(usual.scope, published_only=True)
        view = session.register.view(replace(usual, scope=scope))
        since, reader = visit.previous_known_at, _reader_rows(session)
        found = per_view(
            view, ("recent", since, reader), lambda: recorded_since(view, since, reader)
        )
        key = "recent.said" if found else "recent.none"
        said = words.moment(visit.previous_seen_at)
        told = words.count(key, len(found), moment=said) if found else words(key, moment=said)
        st.html(title + tag("p", told) + _list(session, found))


def _reader_rows(session: Session) -> ReaderRows:
    """The rows that are only proposed and that this person sees (ruling 23)."""
    if session.who.duty.sees_working_versions:
        return ReaderRows(sees_proposed=True)
    organisations = session.register.labels.organisations.values()
    own = (one.id for one in organisations if one.identifier == session.who.organisation)
    return ReaderRows(next(own, None))


def _list(session: Session, changes: tuple[RecordedChange, ...]) -> Markup:
    rows = [_line(session, change) for change in changes[:MAX_LINES]]
    if not rows:
        return Markup()
    words, note = session.words, Markup()
    unlisted = len(changes) - len(rows)
    if unlisted:
        note = tag("p", words.count("show.first", len(rows)), class_="rp-note")
    return dated_list(rows, _OPEN, lambda more: words.count("recent.more", more + unlisted), note)


def _line(session: Session, change: RecordedChange) -> Markup:
    """The day it was recorded, what it is, in which project, and of which funder."""
    parts = [tag("span", _what(session, change))]
    if change.funder is not None:
        parts.append(subjects.name_link(session, "funder", change.funder))
    if change.project:
        title = session.title(change.project)
        href = session.href("projects", None, project=change.project)
        # What is withdrawn from the public has a page no more.
        parts.append(tag("bdi", title) if change.what == "withdrawn" else link(title, href))
    return dated_line(session.words.day(change.recorded_at.date()), parts)


def _what(session: Session, change: RecordedChange) -> str:
    words = session.words

    def labelled(label: str, value: str) -> str:
        return words("word.colon", label=label, value=value)

    match change.what:
        case "status":
            return labelled(words("axis.status"), words(f"status.{change.state}"))
        case "relation":
            return labelled(words("recent.relation"), words(f"relation.{change.state}"))
        case "published" | "withdrawn" | "shares":
            return words(f"recent.{change.what}")
        case "milestone":
            name = words.choose(change.titles or {})
            return labelled(words(f"recent.milestone.{change.state}"), name)
        case "deliverable" | "list":
            return labelled(words(f"recent.{change.what}"), words.choose(change.titles or {}))
        case "rate":
            return words.count(
                "recent.rates", change.rows, currency=change.currency, day=change.day
            )
    is_money = change.what not in ("requirement", "planned")
    label = words(f"flow.{change.what}") if is_money else words(f"recent.{change.what}")
    amount = words.exact(change.amount_minor or 0, change.currency or session.question.currency)
    said = labelled(label, amount)
    if not change.state:
        return said
    is_uncounted = change.state == "uncounted"
    state = words("recent.uncounted" if is_uncounted else f"confidence.{change.state}")
    return words("recent.state", said=said, state=state)
