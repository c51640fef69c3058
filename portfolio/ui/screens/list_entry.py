"""The draft of a list of priority projects: typed, handed in, recorded by a second person."""

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.ui import session
from portfolio.ui.components import list_desk, refusal, sheets
from portfolio.ui.components.markup import link, tag, text

here = session.current()
sheets.draw("desk", "projects")
number = here.beside.get(list_desk.DRAFT, [""])[-1]
if number.isascii() and number.isdigit():
    try:
        list_desk.draw(here, int(number))
    except PortfolioError as problem:
        refusal.refusal(here, problem)
else:
    head = text("h1", here.words("nav.list_entry")) + tag(
        "p", link(here.words("nav.lists"), here.href("lists"))
    )
    st.html(tag("header", head, class_="rp-opening"))
