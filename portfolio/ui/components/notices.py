"""What a reader must know before the figures: bad addresses, filters that cut projects, projects left out."""

import streamlit as st

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.measures import totals
from portfolio.measures.figures import LeftOut
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def draw(here: Session, *, is_quiet: bool = False) -> None:
    """Everything that applies to this view, most important first.

    ``is_quiet``: without what is left out of the figures, which stands under the answer.
    """
    problems(here)
    said = here.kept(f"notices-{is_quiet}", lambda: _as_html(here, is_quiet=is_quiet))
    if said:
        st.html(said)


def _as_html(here: Session, *, is_quiet: bool) -> str:
    made = [_outside(here), _narrowed(here)]
    made += [] if is_quiet else [_left_out(here)]
    said = [notice for notice in made if notice]
    return tag("div", *said, class_="rp-notices") if said else ""


def problems(here: Session) -> None:
    """What in the address was not understood; the default stands in its place."""
    if not here.problems:
        return
    items = [text("li", here.words.error(problem)) for problem in here.problems]
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


def _left_out(here: Session) -> str:
    """Projects no total holds for want of a rate, each with the row, the currency and the day."""
    words, headline = here.words, totals.headline(here.view)
    made = []
    if headline.left_out:
        rows = [
            tag("li", link(left_out(here, row), here.href("projects", project=row.project)))
            for row in headline.left_out
        ]
        summary = words.count("left_out.without", headline.projects_left_out)
        advice = text("p", words("left_out.advice"))
        made.append(_folded(summary, tag("ul", *rows) + advice, "rp-notice rp-warning"))
    if headline.without_requirement:
        rows = [
            tag("li", link(here.title(identifier), here.href("projects", project=identifier)))
            for identifier in headline.without_requirement
        ]
        summary = words.count("without_requirement.without", len(rows))
        advice = text("p", words("without_requirement.advice"))
        made.append(_folded(summary, advice + tag("ul", *rows), "rp-notice"))
    return "".join(made)


def left_out(here: Session, row: LeftOut) -> str:
    """The sentence that says which row of which project wants which rate."""
    return here.words(
        "left_out.row",
        project=here.title(row.project),
        amount=here.words.exact(row.minor, row.currency),
        currency=row.currency,
        day=row.wanted_on,
    )


def _folded(summary: str, inside: str, class_: str) -> str:
    return tag("details", text("summary", summary), inside, class_=class_)
