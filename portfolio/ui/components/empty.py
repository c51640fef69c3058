"""What stands where there is nothing: what is missing, and what to do next."""

import streamlit as st

from portfolio.measures import projects, totals
from portfolio.ui.components import first_steps
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(here: Session, name: str, **values: object) -> None:
    """The empty state ``empty.<name>`` with its next step ``empty.<name>.next`` where it has one."""
    parts = [text("p", here.words(f"empty.{name}", **values), class_="rp-empty-what")]
    if here.words.has(f"empty.{name}.next"):
        parts.append(text("p", here.words(f"empty.{name}.next", **values)))
    st.html(tag("div", *parts, class_="rp-empty", role="status"))


def portfolio(here: Session) -> None:
    """Why this view holds no project: filtered away, too early, not published, or none recorded."""
    if totals.headline(here.view).left_out:
        draw(here, "no_rate", currency=here.question.currency)
    elif not here.question.filters.is_empty:
        draw(here, "filtered")
    elif len(projects.shown(here.seen(here.usual))):
        draw(here, "before", day=here.question.as_of)
    elif here.who.duty.sees_working_versions and not here.view.portfolio.size:
        what = text("p", here.words("empty.portfolio"), class_="rp-empty-what")
        st.html(tag("div", what, first_steps.html(here), class_="rp-empty", role="status"))
    else:
        draw(here, "unpublished")
