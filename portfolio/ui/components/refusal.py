"""What a page says of something its address names and that is not there, or not the reader's."""

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def refusal(session: Session, problem: PortfolioError) -> None:
    """Why the page can't show it, and the way back to the desk."""
    inside = (
        text("p", session.words.error(problem)),
        tag("p", link(session.words("nav.desk"), session.href("desk"))),
    )
    st.html(tag("div", *inside, class_="rp-problem", role="alert"))
