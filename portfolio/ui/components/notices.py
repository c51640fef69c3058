"""What a reader must know before the figures: bad addresses, demonstration, projects left out."""

from dataclasses import replace

import streamlit as st

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.domain.filters import Filters
from portfolio.domain.flows import Provenance
from portfolio.measures import totals
from portfolio.measures.figures import LeftOut
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session


def draw(here: Session) -> None:
    """Everything that applies to this view, most important first."""
    problems(here)
    said = here.kept("notices", lambda: _as_html(here))
    if said:
        st.html(said)


def _as_html(here: Session) -> str:
    made = (_demonstration(here), _outside(here), _narrowed(here), _left_out(here))
    said = [notice for notice in made if notice]
    return tag("div", *said, class_="rp-notices") if said else ""


def problems(here: Session) -> None:
    """What in the address was not understood; the default stands in its place."""
    if not here.problems:
        return
    items = [text("li", here.words.error(problem)) for problem in here.problems]
    inside = (text("p", here.words("filter.ignored")), tag("ul", *items))
    st.html(tag("div", *inside, class_="rp-problem", role="alert"))


def _demonstration(here: Session) -> str:
    """Whether this is a demonstration, and whether made-up records are in the figures."""
    words, shown = here.words, here.question.scope.illustrative
    parts = []
    if here.register.demonstration:
        parts.append(esc(words("banner.demonstration", day=here.default.as_of)))
    if _holds_illustrative(here):
        parts.append(esc(words("banner.illustrative" if shown else "banner.illustrative.hidden")))
    return tag("p", " ".join(parts), class_="rp-notice rp-demonstration") if parts else ""


def _holds_illustrative(here: Session) -> bool:
    """Whether the portfolio has made-up records that this view shows, or would show."""
    if not here.question.scope.illustrative:
        scope = replace(here.question.scope, illustrative=True)
        whole = here.seen(replace(here.question, scope=scope, filters=Filters()))
        illustrative = whole.portfolio.projects.provenance == Provenance.ILLUSTRATIVE
        return bool((illustrative & whole.in_scope).any())
    headline = totals.headline(here.view)
    return headline.projects > headline.documented_projects


def _outside(here: Session) -> str:
    """Whether the conference is set outside the half year the declaration gives it."""
    first, last = CONFERENCE_WINDOW
    if first <= here.view.conference <= last:
        return ""
    said = here.words("banner.conference_outside", day=here.view.conference, first=first, last=last)
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
