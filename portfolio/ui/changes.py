"""Latest changes of a view: a dated line each, with its project and its own amount."""

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.measures.changes import DatedChange, latest_changes
from portfolio.present.html import link, tag
from portfolio.ui import subjects
from portfolio.ui.badges import join
from portfolio.ui.session import Session

_OPEN: Final = 6  # lines shown before the others are opened


def draw(session: Session) -> None:
    """The latest lines, the others folded; that there is none where nothing is dated."""
    st.html(session.per_view(f"changes-{session.subject}", lambda: _as_html(session)))


def _as_html(session: Session) -> Markup:
    words, found = session.words, latest_changes(session.view)
    title = tag("h2", words("latest.title"), class_="rp-section")
    if not found:
        return title + tag("p", words("latest.none"), class_="rp-note")
    rows = [_line(session, change) for change in found]
    return title + dated_list(rows, _OPEN, lambda more: words.count("latest.more", more))


def dated_list(
    rows: Sequence[Markup], first: int, label: Callable[[int], str], note: str | Markup = ""
) -> Markup:
    """The first lines, the others folded under a label with their number and followed by a note."""
    shown = tag("ul", *rows[:first], class_="rp-dated")
    if len(rows) > first:
        rest = tag("ul", *rows[first:], class_="rp-dated")
        shown += tag(
            "details", tag("summary", label(len(rows) - first)), rest, note, class_="rp-folded"
        )
    return shown


def dated_line(day: str, parts: Sequence[str | Markup]) -> Markup:
    """A change beside its day."""
    return tag("li", tag("span", day, class_="rp-dated-day"), tag("span", join(*parts)))


def _line(session: Session, change: DatedChange) -> Markup:
    """The day, what happened with its amount, and in which project by whom."""
    project = link(session.title(change.project), session.href("projects", project=change.project))
    parts = [tag("span", _what(session, change)), project]
    if change.funder is not None:
        parts.insert(1, subjects.name_link(session, "funder", change.funder))
    return dated_line(session.words.day(change.day), parts)


def _what(session: Session, change: DatedChange) -> str:
    words = session.words
    if change.status is not None:
        status = words(f"status.{change.status.word}")
        return words("word.colon", label=words("axis.status"), value=status)
    if change.titles is not None:
        name = words.choose(change.titles)
        return words("word.colon", label=words("latest.milestone"), value=name)
    label = words("figure.requirement") if change.what == "requirement" else ""
    label = label or words(f"flow.{change.what}")
    amount = words.exact(change.amount_minor or 0, change.currency or session.question.currency)
    return words("word.colon", label=label, value=amount)
