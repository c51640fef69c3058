"""The pages, in the order they are offered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from portfolio.text.words import Words

FOLDER: Final = Path(__file__).parent / "pages"
# A page is a short script of this name in pages/ and a title "nav.<name>" in every catalog.
NAMES: Final = ("summary", "declaration", "gaps", "funders", "road", "projects", "method")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by name, and Streamlit's handle of it in this run."""

    name: str
    page: st.Page


def entries(words: Words) -> tuple[Entry, ...]:
    """Every page with its title in the reader's language; the first is the one at "/"."""
    return tuple(
        Entry(
            name,
            st.Page(
                FOLDER / f"{name}.py",
                title=words(f"nav.{name}"),
                url_path=name,
                default=name == NAMES[0],
            ),
        )
        for name in NAMES
        if (FOLDER / f"{name}.py").exists()
    )
