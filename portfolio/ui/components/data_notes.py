"""One quiet line under the answer: what is included, left out and kept apart, each with its list."""

import streamlit as st

from portfolio.domain.projects import Band
from portfolio.measures import totals
from portfolio.measures.figures import Headline
from portfolio.ui.components import notices
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def draw(here: Session, headline: Headline) -> None:
    """The notes in a line; a list opens under it."""
    st.html(here.kept("data-notes", lambda: _as_html(here, headline)))


def _as_html(here: Session, headline: Headline) -> str:
    parts = [text("span", here.words.count("notes.included", headline.projects))]
    parts += filter(None, (_without(here, headline), _left_out(here, headline), _context(here)))
    parts.append(link(here.words("notes.complete"), here.href("completeness")))
    return tag("div", *parts, class_="rp-data-notes")


def _without(here: Session, headline: Headline) -> str:
    """Projects that record no requirement, by name."""
    identifiers = headline.without_requirement
    if not identifiers:
        return ""
    rows = [
        tag("li", link(here.title(identifier), here.href("projects", project=identifier)))
        for identifier in identifiers
    ]
    return _folded(here.words.count("notes.without_requirement", len(rows)), tag("ul", *rows))


def _left_out(here: Session, headline: Headline) -> str:
    """Rows without an exchange rate, each in a sentence."""
    if not headline.left_out:
        return ""
    currencies = sorted({row.currency for row in headline.left_out})
    told = here.words.count(
        "notes.left_out", headline.projects_left_out, currencies=here.reader.listed(currencies)
    )
    rows = [
        tag("li", link(notices.left_out(here, row), here.href("projects", project=row.project)))
        for row in headline.left_out
    ]
    return _folded(told, tag("ul", *rows) + text("p", here.words("left_out.advice")))


def _context(here: Session) -> str:
    """What is kept apart as background."""
    line = totals.headline(here.view).bands.get(Band.CONTEXT)
    if line is None or not line.projects or here.question.band is Band.CONTEXT:
        return ""
    amount = here.reader.amount(line.amounts.secured)
    return text("span", here.words.count("notes.context", line.projects, amount=amount))


def _folded(summary: str, inside: str) -> str:
    return tag("details", text("summary", summary), inside)
