"""The pages, in the order they are offered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from portfolio.domain.people import PUBLIC, Principal
from portfolio.services.pages import PAGES, is_for
from portfolio.text.words import Translator

# Not "pages": beside a script of ours Streamlit takes a folder of that name for its older kind of
# application and runs what is in it alone, without the script, until st.navigation was called once.
FOLDER: Final = Path(__file__).parent / "screens"
# A page is a short script of its name in screens/ and a title "nav.<name>" in every catalog.
NAMES: Final = tuple(PAGES)
EVERYBODYS: Final = tuple(name for name, needed in PAGES.items() if not needed)
# Reached from other pages, with a draft or a project in hand: not offered in the line of pages.
UNLISTED: Final = ("entry", "review", "record", "list_entry")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page by name, Streamlit's handle of it in this run, and whether it is offered."""

    name: str
    page: st.Page
    is_listed: bool


def script(name: str) -> Path:
    """The script of a page."""
    return FOLDER / f"{name}.py"


def entries(words: Translator, who: Principal = PUBLIC) -> tuple[MenuEntry, ...]:
    """Every page with its title in the reader's language; the first is the one at "/".

    One that is not this reader's answers as an address that leads nowhere.
    """
    return tuple(
        MenuEntry(
            name,
            st.Page(
                script(name if is_theirs(name, who) else "nowhere"),
                title=words(f"nav.{name}"),
                url_path=name,
                default=name == NAMES[0],
            ),
            is_listed=name not in UNLISTED and is_theirs(name, who),
        )
        for name in NAMES
    )


def is_theirs(name: str, who: Principal) -> bool:
    """Whether a page is for this reader."""
    return is_for(name, who.duty)
