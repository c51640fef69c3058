"""The line over every page: whose portfolio this is, where to go, in which language."""

from collections.abc import Sequence

import streamlit as st

from portfolio.services import waiting
from portfolio.text.languages import LANGUAGES, NAMES, direction
from portfolio.ui.components import account
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.navigation import MenuEntry
from portfolio.ui.session import Session


def draw(here: Session, pages: Sequence[MenuEntry], current: st.Page) -> None:
    """The product's name, links to the pages that keep the view, and the language switch."""
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_name(here), width="content")
        name = next((entry.name for entry in pages if entry.page == current), "summary")
        st.html(_menu(here, name), width="content")
        with st.container(key="nav", horizontal=True, vertical_alignment="center", gap=None):
            for entry in (page for page in pages if page.is_listed):
                with st.container(
                    key=f"nav-{'here' if entry.page == current else 'to'}-{entry.name}",
                    width="content",
                ):
                    st.page_link(entry.page, label=_label(here, entry), query_params=here.address())
        st.html(account.area(here, name), width="content")
        st.html(_languages(here), width="content")


def _label(here: Session, entry: MenuEntry) -> str | None:
    """The title of a page; of the desk with how much waits there, None for the title alone."""
    waits = (
        waiting.count_waiting(here.register, here.who, here.portfolio)
        if entry.name == "desk"
        else 0
    )
    if not waits:
        return None
    words = here.words
    return words("desk.count", title=words("nav.desk"), n=words.number(waits))


def _name(here: Session) -> str:
    name = text("a", here.words("app.short_title"), class_="rp-name", href=here.href("summary"))
    if not here.register.demonstration or here.demonstrates:  # the box of the roles says it too
        return name
    return name + text("strong", here.words("people.demonstration.mark"), class_="rp-demo-mark")


def _menu(here: Session, page: str) -> str:
    """What opens the links where the screen is too narrow for a line of them; the style sheet folds.

    It names the page, so that another page draws it anew, and closed.
    """
    return tag("details", text("summary", here.words("nav.menu")), class_="rp-menu", data_page=page)


def _languages(here: Session) -> str:
    links = (
        link(
            NAMES[language],
            here.in_language(language),
            lang=language,
            dir=direction(language),
            aria_current="true" if language == here.words.language else None,
        )
        for language in LANGUAGES
    )
    return tag("nav", *links, class_="rp-languages", aria_label=here.words("language.label"))
