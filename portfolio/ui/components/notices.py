"""What a reader must know before the figures: bad addresses, filters that cut projects."""

import streamlit as st

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.measures.figures import LeftOut
from portfolio.ui.components import address_choices
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(session: Session) -> None:
    """Everything that applies to this view, most important first.

    What is left out of the figures stands under the answer of a page (data_notes).
    """
    problems(session)
    said = session.per_view("notices", lambda: _as_html(session))
    if said:
        st.html(said)


def _as_html(session: Session) -> str:
    made = [_outside(session), _narrowed(session)]
    said = [notice for notice in made if notice]
    return tag("div", *said, class_="rp-notices") if said else ""


def problems(session: Session) -> None:
    """What in the address was not understood; the default stands in its place."""
    found = (*session.problems, *address_choices.problems(session))
    if not found:
        return
    items = [text("li", session.words.error(problem)) for problem in found]
    inside = (text("p", session.words("filter.ignored")), tag("ul", *items))
    st.html(tag("div", *inside, class_="rp-problem", role="alert"))


def _outside(session: Session) -> str:
    """Whether the conference is set outside the half year the declaration gives it."""
    first, last = CONFERENCE_WINDOW
    if first <= session.view.conference <= last:
        return ""
    key = "banner.conference_outside" if session.view.conference_source else "conference.outside"
    said = session.words(key, day=session.view.conference, first=first, last=last)
    return text("p", said, class_="rp-notice rp-warning")


def _narrowed(session: Session) -> str:
    """What a filter does to the figures beyond choosing projects."""
    filters = session.question.filters
    said = []
    if filters.funders:
        said.append(session.words("filter.funder.note"))
    if filters.clauses or filters.countries or filters.regions or filters.priorities:
        said.append(session.words("filter.parts.note"))
    return text("p", " ".join(said), class_="rp-notice") if said else ""


def left_out(session: Session, row: LeftOut) -> str:
    """The sentence that says which row of which project wants which rate."""
    return session.words(
        "left_out.row",
        project=session.title(row.project),
        amount=session.words.exact(row.amount_minor, row.currency),
        currency=row.currency,
        day=row.wanted_on,
    )
