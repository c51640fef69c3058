"""What stands where there is nothing: what is missing, and what to do next."""

import streamlit as st

from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(here: Session, name: str, **values: object) -> None:
    """The empty state ``empty.<name>`` with its next step ``empty.<name>.next`` where it has one."""
    parts = [text("p", here.words(f"empty.{name}", **values), class_="rp-empty-what")]
    if here.words.has(f"empty.{name}.next"):
        parts.append(text("p", here.words(f"empty.{name}.next", **values)))
    st.html(tag("div", *parts, class_="rp-empty", role="status"))


def portfolio(here: Session) -> None:
    """Why this view holds no project: filtered away, too early, or nothing recorded."""
    if not here.question.filters.is_empty or not here.question.scope.illustrative:
        draw(here, "filtered")
    elif here.view.portfolio.size:
        draw(here, "before", day=here.question.as_of)
    else:
        draw(here, "portfolio")
