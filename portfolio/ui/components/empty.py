"""What stands where there is nothing: what is missing, and what to do next."""

import streamlit as st

from portfolio.measures import projects, totals
from portfolio.ui.components import first_steps
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(session: Session, name: str, **values: object) -> None:
    """The empty state ``empty.<name>`` with its next step ``empty.<name>.next`` where it has one."""
    parts = [text("p", session.words(f"empty.{name}", **values), class_="rp-empty-what")]
    if session.words.has(f"empty.{name}.next"):
        parts.append(text("p", session.words(f"empty.{name}.next", **values)))
    st.html(tag("div", *parts, class_="rp-empty", role="status"))


def portfolio(session: Session) -> None:
    """Why this view holds no project: filtered away, too early, not published, or none recorded."""
    if totals.headline(session.view).left_out:
        draw(session, "no_rate", currency=session.question.currency)
    elif not session.question.filters.is_empty:
        draw(session, "filtered")
    elif len(projects.listed_projects(session.is_visible(session.usual))):
        draw(session, "before", day=session.question.as_of)
    elif session.who.duty.sees_working_versions and not session.view.portfolio.size:
        what = text("p", session.words("empty.portfolio"), class_="rp-empty-what")
        st.html(tag("div", what, first_steps.html(session), class_="rp-empty", role="status"))
    else:
        draw(session, "unpublished")
