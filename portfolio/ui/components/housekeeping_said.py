"""What was just done in housekeeping: said at the top of the page until something else is done."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from portfolio.ui.components.housekeeping_address import SECTION, address_value
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.record_form import Form
from portfolio.ui.session import Address, Session, go

_NAME: Final = "housekeeping-said"


def say(session: Session, sentence: str, link: str = "") -> None:
    """Remember what was done, for this section; ``link`` is an address to hand on."""
    st.session_state[_NAME] = (address_value(session, SECTION), sentence, link)


def draw(session: Session) -> None:
    """What was done last in this section."""
    section, sentence, link = st.session_state.get(_NAME, ("", "", ""))
    if not sentence or section != address_value(session, SECTION):
        st.session_state.pop(_NAME, None)
        return
    made = [text("p", sentence)]
    if link:
        made.append(text("code", link, dir="ltr", class_="rp-hand-on"))
    st.html(tag("div", *made, class_="rp-recorded", role="status"))


def save(
    session: Session,
    form: Form,
    do: Callable[[], object],
    sentence: Callable[[], str],
    then: Address,
) -> None:
    """Save a form; say so and go on if it was, else show it again with what was refused."""
    st.session_state.pop(_NAME, None)
    if form.attempt(do):
        say(session, sentence())
        go(then)
    st.rerun()
