"""Projects: the list with its search, and the page of the project the address names."""

from dataclasses import replace

import streamlit as st

from portfolio.domain.errors import UnknownProject
from portfolio.ui import session
from portfolio.ui.components import project_list, project_opened, project_page, sheets

here = session.current()
sheets.draw("projects")
wanted = here.beside.get(project_opened.OPEN, [""])[-1].strip()
unknown: UnknownProject | None = None
if wanted:
    try:
        opened = project_opened.project_context(here, wanted)
    except UnknownProject as problem:
        unknown = problem
    else:
        project_page.draw(opened)
        st.stop()
beside = {name: values for name, values in here.beside.items() if name != project_opened.OPEN}
project_list.draw(replace(here, beside=beside), unknown)
