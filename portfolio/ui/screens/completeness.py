"""Completeness: what is recorded of each project, each funder's last entry, and whom to ask."""

from dataclasses import replace

import streamlit as st

from portfolio.measures.completeness import completeness
from portfolio.ui import session
from portfolio.ui.components import completeness_tables, empty, opening, sheets

here = session.current()
# Of what everybody sees, whoever reads: the version and the verification of the official figures.
usual = here.usual.scope
scope = replace(
    here.question.scope, confidences=usual.confidences, published_only=usual.published_only
)
public = replace(here, question=replace(here.question, scope=scope))
public = replace(public, view=here.register.view(public.question))
record = completeness(public.view)

sheets.draw("projects", "completeness")
opening.draw(public, "completeness")
if not record.projects:
    empty.portfolio(public)
    st.stop()

completeness_tables.answer(public, record)
completeness_tables.parts(public, record)
completeness_tables.incomplete(public, record)
completeness_tables.funders(public, record)
