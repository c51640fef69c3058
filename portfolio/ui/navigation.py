"""The pages, in the order they are offered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from portfolio.text.words import Words

# Not "pages": beside a script of ours Streamlit takes a folder of that name for its older kind of
# application and runs what is in it alone, without the script, until st.navigation was called once.
FOLDER: Final = Path(__file__).parent / "screens"
# A page is a short script of this name in screens/ and a title "nav.<name>" in every catalog.
NAMES: Final = ("summary", "declaration", "gaps", "funders", "road", "projects", "method")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by name, and Streamlit's handle of it in this run."""

    name: str
    page: st.Page


def script(name: str) -> Path:
    """The script of a page."""
    return FOLDER / f"{name}.py"


def entries(words: Words) -> tuple[Entry, ...]:
    """Every page with its title in the reader's language; the first is the one at "/"."""
    return tuple(
        Entry(
            name,
            st.Page(
                script(name),
                title=words(f"nav.{name}"),
                url_path=name,
                default=name == NAMES[0],
            ),
        )
        for name in NAMES
    )
