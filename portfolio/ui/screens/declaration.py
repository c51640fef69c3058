"""Declaration: the eleven sentences as a dashboard, and each clause with its texts, evidence and money."""

import streamlit as st

from portfolio.domain.clauses import CLAUSES
from portfolio.measures import progress, road, text_standing, totals
from portfolio.ui import session
from portfolio.ui.components import (
    clause,
    clause_board,
    clause_list,
    clause_money,
    data_notes,
    explanation,
    limits_answer,
    opening,
    preamble,
    replay,
    schedule,
    sheets,
)
from portfolio.ui.components.markup import link, tag

here = session.current()
declaration = here.register.declaration()
lines = road.limits(here.view, declaration.deliverables)

sheets.draw("declaration", "board")
opening.draw(here, "declaration")
clause_list.problem(here)
if not clause_list.is_chosen(here):
    with st.container(key="page-day"):  # the replay dims it while it shows another day
        standing = text_standing.text_standing(here.view)
        if standing.is_shown:
            limits_answer.draw(here, lines)
        else:  # a view by country or funder shows where its projects stand, not the text
            overall = progress.overall(here.view)
            status = progress.status_of(here.view, overall)
            st.html(schedule.both(here, status, overall, standing))
        data_notes.draw(here, totals.headline(here.view))
    replay.draw(here)
    clause_board.draw(here)
    preamble.draw(here)
    explanation.draw(here)
    st.stop()

number = clause_list.clause_of_address(here)
st.html(
    tag(
        "p",
        link(
            here.words("board.back"),
            here.href("declaration", here.with_filters(clauses=frozenset())),
        ),
    )
)
left, right = st.columns([1, 3], gap="medium")
with left:
    clause_list.draw(here, lines)
with right:
    own = [line for line in lines if line.deliverable.clause == number]
    clause.draw(here, next(c for c in declaration.clauses if c.number == number), own)
    clause_money.draw(here, number)
    data_notes.draw(here, totals.headline(here.view))

preamble.draw(here, is_open=number == CLAUSES[-1])
explanation.draw(here)
