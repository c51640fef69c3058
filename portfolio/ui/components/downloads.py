"""A link that saves a file made for this reader when it is asked for."""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portfolio.services import downloads
from portfolio.ui.components.markup import link
from portfolio.ui.session import Session


def draw(
    session: Session,
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    name: str,
    title: str = "",
) -> None:
    """The link; ``make`` runs when the reader follows it, outside any run of the script.

    ``name`` tells the links of a page apart.
    """
    context = get_script_run_ctx()
    sid, page = str(st.user.get("sid") or ""), context.session_id if context else ""
    token = downloads.offer(sid, session.who.duty.word, page, name, make, file_name=file_name)
    address = f"/download/{token}"
    st.html(link(label, address, class_="rp-download", title=title or None), width="content")
