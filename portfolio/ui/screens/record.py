"""Record: a row of money, a milestone or a status on a published project, its figures in view."""

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.ui import session
from portfolio.ui.components import project_opened, record_head, record_parts, refusal, sheets

here = session.current()
sheets.draw("desk", "projects")
identifier = here.beside.get(project_opened.OPEN, [""])[-1].strip()
try:
    opened = project_opened.project_context(here, identifier)
except PortfolioError as problem:
    refusal.refusal(here, problem)
    st.stop()
record_head.draw(opened)
record_parts.draw(opened)
