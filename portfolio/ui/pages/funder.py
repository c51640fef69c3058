"""Funder page: from promise to delivery, what it funds, and what misses money near it."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.measures import breakdowns
from portfolio.measures.figures import FUNDER_FIGURES, BreakdownRow
from portfolio.measures.nearby import NearbyGaps, nearby_gaps
from portfolio.present.format import UNALLOCATED
from portfolio.present.html import esc, join_html, link, tag
from portfolio.ui import (
    changes,
    delivery,
    explanation,
    funder_projects,
    metrics,
    notes,
    pledges,
    project_rows,
    subjects,
)
from portfolio.ui.session import Session
from portfolio.ui.sheet import draw_sheet

_SHOWN: Final = 8  # rows of a list before the line of all others


def draw_parts(session: Session) -> None:
    """What is committed or disbursed by country and by clause, each name the way to its page."""
    st.html(session.per_view("funder-parts", lambda: _parts(session)))


def _parts(session: Session) -> Markup:
    cards = [_list(session, axis) for axis in ("country", "clause")]
    return tag("section", *filter(None, cards), class_="rp-cards rp-two-cards")


def _list(session: Session, axis: str) -> Markup:
    """The greatest parts of what is secured, and the rest in one line, so that they add up."""
    split = breakdowns.split(session.view, axis)
    parts = [line for line in split.lines if line.amounts.secured]
    if not parts:
        return Markup()
    parts.sort(key=lambda line: (line.key == UNALLOCATED, -line.amounts.secured, line.key))
    shown, rest = parts[:_SHOWN], parts[_SHOWN:]
    if len(rest) == 1:
        shown, rest = parts, []
    whole = sum(line.amounts.secured for line in parts)
    rows = [_row(session, subjects.name_link(session, axis, p.key), (p,), whole) for p in shown]
    if rest:
        name = tag("span", session.words.count("funder.others", len(rest)))
        rows.append(_row(session, name, rest, whole))
    title = tag("h2", tag("span", session.words(f"funder.by_{axis}")))
    return tag("article", title, tag("ul", *rows, class_="rp-list"), class_="rp-question")


def _row(session: Session, name: Markup, lines: Sequence[BreakdownRow], whole: int) -> Markup:
    minor, reader = sum(line.amounts.secured for line in lines), session.reader
    share = session.words.share(Fraction(minor, whole))
    return tag(
        "li",
        name,
        tag("span", reader.amount(minor), class_="rp-list-amount", title=reader.exact(minor)),
        tag("span", share, class_="rp-list-share"),
    )


def draw_nearby(session: Session) -> None:
    """Projects in its countries and for its clauses that miss money, the most missing first."""
    if session.question.band.has_requirement:
        st.html(session.per_view("funder-nearby", lambda: _nearby(session)))


def _nearby(session: Session) -> Markup:
    whole = session.is_visible(session.with_filters(funders=frozenset()))
    found = nearby_gaps(session.view, whole)
    title = tag("h2", session.words("funder.nearby"), class_="rp-section")
    if not found.count:
        return title + tag("p", session.words("funder.nearby.none"), class_="rp-takeaway")
    said = session.words.count(
        "funder.nearby.said", found.count, amount=session.reader.amount(found.missing)
    )
    items = tag("ul", *_projects(session, found), class_="rp-list rp-nearby")
    more = found.count - len(found.projects)
    rest = tag("p", session.words.count("funder.nearby.more", more), class_="rp-note")
    return title + tag("p", said, class_="rp-takeaway") + items + (rest if more else "")


def _projects(session: Session, gaps: NearbyGaps) -> list[Markup]:
    """A line a project: its name, where and for what, and what is missing of its need."""
    rows = []
    for line in gaps.projects:
        amounts, reader = line.amounts, session.reader
        missing = amounts.gap_after_pledges or 0
        name = link(
            session.title(line.identifier), session.href("projects", project=line.identifier)
        )
        if line.identifier in gaps.funded_projects:
            name += esc(" ") + tag("span", session.words("funder.nearby.funded"), class_="rp-small")
        places = [subjects.name_link(session, "country", code) for code in line.countries]
        places += [subjects.name_link(session, "clause", str(one)) for one in line.clauses]
        share = Fraction(missing, amounts.requirement) if amounts.requirement else None
        rows.append(
            tag(
                "li",
                tag("span", name, tag("small", join_html(places, session.words("word.separator")))),
                tag(
                    "span",
                    project_rows.short(session, missing),
                    class_="rp-list-amount",
                    title=reader.exact(missing),
                ),
                tag("span", session.words.share(share), class_="rp-list-share"),
            )
        )
    return rows


def draw() -> None:
    """Draw the page."""
    here, headline = subjects.draw_head("funder")

    delivery.draw(here)
    notes.draw_data_notes(here, headline)
    draw_sheet(here)
    metrics.with_explanation(here, FUNDER_FIGURES)
    draw_parts(here)
    funder_projects.draw(here)
    draw_nearby(here)
    pledges.draw_pledge_rows(here, "funder")
    changes.draw(here)
    if here.question.band.has_requirement:
        notes.context_sentence(here)
    explanation.draw(here)
