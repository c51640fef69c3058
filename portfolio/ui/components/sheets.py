"""Style sheets that one page needs and no other."""

from pathlib import Path
from typing import Final

import streamlit as st

FOLDER: Final = Path(__file__).parent.parent / "assets"


def draw(*names: str) -> None:
    """Send the sheets ``assets/<name>.css`` with the page."""
    for name in names:
        st.html(FOLDER / f"{name}.css")
