"""The two lists that clauses 2 and 8 order: in force on the day, proposed, and replaced."""

from dataclasses import replace

import streamlit as st

from portfolio.domain.filters import Filters
from portfolio.measures.lists import of_clauses
from portfolio.ui import session
from portfolio.ui.components import list_desk, list_page, opening, sheets
from portfolio.ui.components.markup import text

here = session.current()
# A list is read whole: filters would leave out parts of its projects.
whole = replace(here.question, filters=Filters())
unfiltered = replace(here, question=whole, view=here.is_visible(whole))

sheets.draw("money", "lists")
opening.draw(here, "lists")
if not here.question.filters.is_empty:
    st.html(text("p", here.words("lists.whole"), class_="rp-note"))
list_desk.begin(here)
for found in of_clauses(unfiltered.view).values():
    list_page.draw(unfiltered, found)
