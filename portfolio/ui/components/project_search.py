"""The search box of the list: what is looked for lives in the address."""

import streamlit as st

from portfolio.ui.components.markup import link
from portfolio.ui.session import Session, go

SEARCH = "search"  # the name in the address
LONGEST = 200


def query(session: Session) -> str:
    """What the address looks for, "" for nothing."""
    return session.beside.get(SEARCH, [""])[-1].strip()[:LONGEST]


def draw(session: Session) -> None:
    """A field and a button; sent, it writes the address. Beside it the way back to all projects."""
    words, sought = session.words, query(session)
    with st.container(
        key="project-search", horizontal=True, vertical_alignment="center", gap="small"
    ):
        # A new address makes a new field, which starts from what the address says.
        with (
            st.form(f"search-{sought}", border=False, enter_to_submit=True),
            st.container(horizontal=True, vertical_alignment="center", gap="small"),
        ):
            given = st.text_input(
                words("projects.search.label"),
                sought,
                max_chars=LONGEST,
                placeholder=words("projects.search.placeholder"),
                label_visibility="collapsed",
                key=f"sought-{sought}",
            )
            sent = st.form_submit_button(words("projects.search.go"), key=f"send-{sought}")
        if sought:
            st.html(link(words("projects.search.clear"), session.href("projects")), width="content")
    if sent and (given or "").strip() != sought:
        wanted = (given or "").strip()
        go(session.address(None, **({SEARCH: wanted} if wanted else {})))
