"""Navigation: the pages in the order they are offered, and the way from one to another."""

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Final, NoReturn

import streamlit as st

from portfolio.domain.params import PUBLIC, Principal
from portfolio.services.access import PAGES, is_for
from portfolio.text.words import Translator
from portfolio.ui.session import Address, Session

# A page is a module of pages/ with a function "draw", and a title "nav.<name>" in every catalog. The
# script of every run is in a folder of its own: next to one, Streamlit takes a folder "pages" for
# its older kind of application and runs what is in it alone, until st.navigation was called once.
# Pages whose address is not the word of their menu entry:
MODULES: Final = {"record": "update"}
NAMES: Final = tuple(PAGES)
EVERYBODYS: Final = tuple(name for name, needed in PAGES.items() if not needed)
# Reached from other pages, with a country, a draft or a project open: not offered in the menu.
UNLISTED: Final = ("country", "funder", "entry", "review", "record", "list_entry")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page by name, Streamlit's handle of it in this run, and whether it is offered."""

    name: str
    page: st.Page
    is_listed: bool


def page_of(name: str, title: str = "", *, is_hidden: bool = False) -> st.Page:
    """Streamlit's handle of a page in this run; one that is ``is_hidden`` answers as no page does."""
    return st.Page(
        partial(_draw, "opening", "draw_nowhere")
        if is_hidden
        else partial(_draw, f"pages.{MODULES.get(name, name)}"),
        title=title or name,
        url_path=name,
        default=name == NAMES[0],
    )


def _draw(module: str, function: str = "draw") -> None:
    """Draw a page; its module is imported when it is first opened."""
    getattr(import_module(f"portfolio.ui.{module}"), function)()


def entries(words: Translator, who: Principal = PUBLIC) -> tuple[MenuEntry, ...]:
    """Every page with its title in the reader's language; the first is the one at "/".

    One that is not this reader's is treated like an unknown address.
    """
    return tuple(
        MenuEntry(
            name,
            page_of(name, words(f"nav.{name}"), is_hidden=not is_theirs(name, who)),
            is_listed=name not in UNLISTED and is_theirs(name, who),
        )
        for name in NAMES
    )


def is_theirs(name: str, who: Principal) -> bool:
    """Whether a page is for this reader."""
    return is_for(name, who.duty)


def to(page: str, address: Address) -> NoReturn:
    """Go to a page of the product under an address of it."""
    st.switch_page(page_of(page), query_params=dict(address))


PAGE: Final = "administration"
SECTION: Final = "section"  # names in the address
FORM: Final = "form"
ITEM: Final = "item"
LONGEST: Final = 200


def address_value(session: Session, name: str) -> str:
    """Value of one of the names above in the address, "" for none."""
    return session.beside.get(name, [""])[-1].strip()[:LONGEST]


def href(session: Session, section: str, **beside: str) -> str:
    """A link to a section, or to a form of it."""
    return session.href(PAGE, None, section=section, **beside)


def address(session: Session, section: str, **beside: str) -> dict[str, list[str]]:
    """Address to go to without loading everything anew."""
    return session.address(None, section=section, **beside)
