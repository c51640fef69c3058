"""Housekeeping: what stands beside the projects, a section at a time."""

from portfolio.ui import session
from portfolio.ui.components import housekeeping_page, sheets

here = session.current()
sheets.draw("desk", "projects", "housekeeping")
housekeeping_page.draw(here)
