"""The line over every page: whose portfolio this is, where to go, in which language."""

from collections.abc import Sequence

import streamlit as st

from portfolio.services import waiting
from portfolio.text.languages import LANGUAGES, NAMES, direction
from portfolio.ui.components import account
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.navigation import MenuEntry
from portfolio.ui.session import Session


def draw(session: Session, pages: Sequence[MenuEntry], current: st.Page) -> None:
    """The product's name, links to the pages that keep the view, and the language switch."""
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_name(session), width="content")
        name = next((entry.name for entry in pages if entry.page == current), "summary")
        st.html(_menu(session, name), width="content")
        with st.container(key="nav", horizontal=True, vertical_alignment="center", gap=None):
            for entry in (page for page in pages if page.is_listed):
                with st.container(
                    key=f"nav-{'here' if entry.page == current else 'to'}-{entry.name}",
                    width="content",
                ):
                    st.page_link(
                        entry.page, label=_label(session, entry), query_params=session.address()
                    )
        st.html(account.area(session, name), width="content")
        st.html(_languages(session), width="content")


def _label(session: Session, entry: MenuEntry) -> str | None:
    """The title of a page; of the desk with how much waits there, None for the title alone."""
    waits = (
        waiting.count_waiting(session.register, session.who, session.portfolio)
        if entry.name == "desk"
        else 0
    )
    if not waits:
        return None
    words = session.words
    return words("desk.count", title=words("nav.desk"), n=words.number(waits))


def _name(session: Session) -> str:
    name = text(
        "a", session.words("app.short_title"), class_="rp-name", href=session.href("summary")
    )
    if (
        not session.register.demonstration or session.demonstrates
    ):  # the box of the roles says it too
        return name
    return name + text("strong", session.words("people.demonstration.mark"), class_="rp-demo-mark")


def _menu(session: Session, page: str) -> str:
    """What opens the links where the screen is too narrow for a line of them; the style sheet folds.

    It names the page, so that another page draws it anew, and closed.
    """
    return tag(
        "details", text("summary", session.words("nav.menu")), class_="rp-menu", data_page=page
    )


def _languages(session: Session) -> str:
    links = (
        link(
            NAMES[language],
            session.in_language(language),
            lang=language,
            dir=direction(language),
            aria_current="true" if language == session.words.language else None,
        )
        for language in LANGUAGES
    )
    return tag("nav", *links, class_="rp-languages", aria_label=session.words("language.label"))
