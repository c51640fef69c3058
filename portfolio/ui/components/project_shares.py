"""Which clauses, countries and priorities a project's money counts for, with the reason of each."""

from fractions import Fraction
from typing import Final

import streamlit as st

from portfolio.domain.cooperation import ParticipantRole
from portfolio.domain.shares import WHOLE, Dimension
from portfolio.measures import held
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import ProjectContext

AXES: Final = (Dimension.CLAUSE, Dimension.COUNTRY, Dimension.PRIORITY)


def draw(context: ProjectContext) -> None:
    """The three sets of shares side by side, and the clauses it is relevant to without money."""
    here = context.session
    parts = [
        text("h2", here.words("projects.shares"), class_="rp-section", id="shares"),
        text("p", _sentence(context), class_="rp-takeaway"),
        tag("div", *(_axis(context, axis) for axis in AXES), class_="rp-share-sets"),
    ]
    if context.project.relevant_clauses:
        links = [
            _clause(context, str(number)) for number in sorted(context.project.relevant_clauses)
        ]
        heading = text("h3", here.words("projects.relevant"))
        parts.append(tag("div", heading, marks.item_list(links, "rp-plain"), class_="rp-relevant"))
    st.html(tag("section", *parts, class_="rp-project"))


def _sentence(context: ProjectContext) -> str:
    words, reader = context.session.words, context.session.reader
    found = held.shares(context.project, Dimension.CLAUSE, context.session.question)
    if found is None:
        return words("projects.shares.unallocated", unallocated=words("part.unallocated"))
    names = [
        words(
            "projects.shares.part",
            name=reader.name("clause", key),
            share=words.recorded_share(points),
        )
        for key, points in sorted(found.parts, key=lambda part: int(part[0]))
    ]
    return words("projects.shares.takeaway", clauses=reader.join_names(names))


def _axis(context: ProjectContext, axis: Dimension) -> str:
    """One set: each part with a bar as long as its share, the reason, and the day it holds from."""
    here, name = context.session, axis.name.lower()
    heading = text("h3", here.words(f"axis.{name}"))
    found = held.shares(context.project, axis, here.question)
    if found is None:
        return tag(
            "div", heading, text("p", here.words("projects.shares.none")), _left(context, axis)
        )
    order = int if axis is Dimension.CLAUSE else str
    rows = [
        _part(context, name, key, points)
        for key, points in sorted(found.parts, key=lambda part: order(part[0]))
    ]
    since = text("p", here.words("projects.shares.from", day=found.valid_from), class_="rp-small")
    reason = (
        marks.record_text(context.session, "p", found.reason, class_="rp-small")
        if found.reason
        else ""
    )
    return tag("div", heading, tag("ul", *rows, class_="rp-parts"), reason, since)


def _part(context: ProjectContext, axis: str, key: str, points: int) -> str:
    share = Fraction(points, WHOLE)
    if axis == "clause":
        name = _clause(context, key)
    elif axis == "priority":
        name = esc(context.session.words(f"priority.{key}"))
    else:
        name = esc(context.session.reader.name(axis, key))
    filled = tag("span", style=f"width:{float(share * 100):.2f}%")
    return tag(
        "li",
        tag("span", name),
        text("b", context.session.words.recorded_share(points)),
        tag("span", filled, class_="rp-part", aria_hidden="true"),
    )


def _left(context: ProjectContext, axis: Dimension) -> str:
    """Beneficiary countries that no share names."""
    if axis is not Dimension.COUNTRY:
        return ""
    here = context.session
    names = [
        here.reader.name("country", person.country)
        for person in context.project.participants
        if person.role is ParticipantRole.BENEFICIARY and person.country
    ]
    if not names:
        return ""
    said = here.words("projects.shares.beneficiaries", countries=here.reader.join_names(names))
    return text("p", said, class_="rp-small")


def _clause(context: ProjectContext, key: str) -> str:
    here = context.session
    return link(here.reader.name("clause", key), here.href("declaration", clause_shown=key))
