"""One quiet line under the answer: what is included, left out and kept apart, each with its list."""

import streamlit as st

from portfolio.domain.projects import Band
from portfolio.measures import totals
from portfolio.measures.figures import Headline
from portfolio.ui.components import notices
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def draw(session: Session, headline: Headline) -> None:
    """The notes in a line; a list opens under it."""
    st.html(session.per_view("data-notes", lambda: _as_html(session, headline)))


def _as_html(session: Session, headline: Headline) -> str:
    parts = [text("span", session.words.count("notes.included", headline.projects))]
    parts += filter(
        None, (_without(session, headline), _left_out(session, headline), _context(session))
    )
    parts.append(link(session.words("notes.complete"), session.href("completeness")))
    return tag("div", *parts, class_="rp-data-notes")


def _without(session: Session, headline: Headline) -> str:
    """Projects that record no requirement, by name."""
    identifiers = headline.without_requirement
    if not identifiers:
        return ""
    rows = [
        tag("li", link(session.title(identifier), session.href("projects", project=identifier)))
        for identifier in identifiers
    ]
    return _folded(session.words.count("notes.without_requirement", len(rows)), tag("ul", *rows))


def _left_out(session: Session, headline: Headline) -> str:
    """Rows without an exchange rate, each in a sentence."""
    if not headline.left_out:
        return ""
    currencies = sorted({row.currency for row in headline.left_out})
    told = session.words.count(
        "notes.left_out",
        headline.projects_left_out,
        currencies=session.reader.join_names(currencies),
    )
    rows = [
        tag(
            "li",
            link(notices.left_out(session, row), session.href("projects", project=row.project)),
        )
        for row in headline.left_out
    ]
    return _folded(told, tag("ul", *rows) + text("p", session.words("left_out.advice")))


def _context(session: Session) -> str:
    """What is kept apart as background."""
    line = totals.headline(session.view).bands.get(Band.CONTEXT)
    if line is None or not line.projects or session.question.band is Band.CONTEXT:
        return ""
    amount = session.reader.amount(line.amounts.secured)
    return text("span", session.words.count("notes.context", line.projects, amount=amount))


def _folded(summary: str, inside: str) -> str:
    return tag("details", text("summary", summary), inside)
