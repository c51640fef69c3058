"""Declaration: each clause in its languages, its limit and deliverables, its projects and money."""

import streamlit as st

from portfolio.domain.clauses import CLAUSES
from portfolio.measures import road
from portfolio.ui import session
from portfolio.ui.components import (
    clause,
    clause_list,
    clause_money,
    explanation,
    limits_answer,
    opening,
    preamble,
    sheets,
)

here = session.current()
declaration = here.register.declaration()
lines = road.limits(here.view, declaration.deliverables)
number = clause_list.shown(here)

sheets.draw("declaration")
opening.draw(here, "declaration")
clause_list.problem(here)
limits_answer.draw(here, lines)

left, right = st.columns([1, 3], gap="medium")
with left:
    clause_list.draw(here, lines)
with right:
    own = [line for line in lines if line.deliverable.clause == number]
    clause.draw(here, next(c for c in declaration.clauses if c.number == number), own)
    clause_money.draw(here, number)

preamble.draw(here, opened=number == CLAUSES[-1])
explanation.draw(here)
