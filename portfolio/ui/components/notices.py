"""What a reader must know before the figures: bad addresses, filters that cut projects."""

import streamlit as st

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.measures.figures import LeftOut
from portfolio.ui.components import address_choices
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(here: Session) -> None:
    """Everything that applies to this view, most important first.

    What is left out of the figures stands under the answer of a page (data_notes).
    """
    problems(here)
    said = here.kept("notices", lambda: _as_html(here))
    if said:
        st.html(said)


def _as_html(here: Session) -> str:
    made = [_outside(here), _narrowed(here)]
    said = [notice for notice in made if notice]
    return tag("div", *said, class_="rp-notices") if said else ""


def problems(here: Session) -> None:
    """What in the address was not understood; the default stands in its place."""
    found = (*here.problems, *address_choices.problems(here))
    if not found:
        return
    items = [text("li", here.words.error(problem)) for problem in found]
    inside = (text("p", here.words("filter.ignored")), tag("ul", *items))
    st.html(tag("div", *inside, class_="rp-problem", role="alert"))


def _outside(here: Session) -> str:
    """Whether the conference is set outside the half year the declaration gives it."""
    first, last = CONFERENCE_WINDOW
    if first <= here.view.conference <= last:
        return ""
    key = "banner.conference_outside" if here.view.conference_source else "conference.outside"
    said = here.words(key, day=here.view.conference, first=first, last=last)
    return text("p", said, class_="rp-notice rp-warning")


def _narrowed(here: Session) -> str:
    """What a filter does to the figures beyond choosing projects."""
    filters = here.question.filters
    said = []
    if filters.funders:
        said.append(here.words("filter.funder.note"))
    if filters.clauses or filters.countries or filters.regions or filters.priorities:
        said.append(here.words("filter.parts.note"))
    return text("p", " ".join(said), class_="rp-notice") if said else ""


def left_out(here: Session, row: LeftOut) -> str:
    """The sentence that says which row of which project wants which rate."""
    return here.words(
        "left_out.row",
        project=here.title(row.project),
        amount=here.words.exact(row.minor, row.currency),
        currency=row.currency,
        day=row.wanted_on,
    )
