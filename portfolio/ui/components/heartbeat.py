"""The heartbeat of a page somebody is signed in on: it notices by itself when the session ends."""

from typing import Final

import streamlit as st

from portfolio.services import sessions
from portfolio.ui.session import Session

_EVERY: Final = "20s"


def draw(session: Session) -> None:
    """Ask from time to time whether the session still stands; readers without one need nothing.

    After a server was replaced the first beat also brings the page to life on the new one.
    """
    if not session.who.is_anonymous:
        _beat(session)


@st.fragment(run_every=_EVERY)
def _beat(session: Session) -> None:
    sid = str(st.user.get("sid") or "")
    # Nobody did anything: a page left open must not keep its session awake.
    if sessions.resume(session.register.database, sid, active=False) is None:
        st.rerun()
