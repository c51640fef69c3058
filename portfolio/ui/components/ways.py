"""The way from one page to another by a button, without loading everything anew."""

from typing import NoReturn

import streamlit as st

from portfolio.ui import navigation
from portfolio.ui.session import Address


def to(page: str, address: Address) -> NoReturn:
    """Go to a page of the product under an address of it."""
    script = navigation.script(page)
    st.switch_page(f"{script.parent.name}/{script.name}", query_params=dict(address))
