"""Road to Cairo: milestones and limits on the way to the conference, planned against done."""

import streamlit as st

from portfolio.charts import progress as progress_chart
from portfolio.measures import progress, projects, road, text_standing, totals
from portfolio.ui import session
from portfolio.ui.components import (
    calendar,
    context_band,
    data_notes,
    empty,
    events,
    frame,
    limits_band,
    milestones,
    opening,
    road_answer,
    sheets,
)

here = session.current()
months = road.calendar(here.view)
wanted = here.question.filters.clauses
is_of_text = text_standing.text_standing(here.view).is_shown
limits = road.limits(
    here.view,
    [
        deliverable
        for deliverable in here.register.declaration().deliverables
        if is_of_text and (not wanted or deliverable.clause in wanted)
    ],
)
lines = progress.milestones(here.view)[: milestones.LISTED]

sheets.draw("declaration", "road")
opening.draw(here, "road")
if context_band.stops(here, totals.headline(here.view), "road"):
    st.stop()
road_answer.draw(here, months)
data_notes.draw(here, totals.headline(here.view))
calendar.draw(here, months, limits)
if not months.total.total:
    if is_of_text:
        limits_band.draw(here, limits)
    if not len(projects.everywhere(here.view)):
        empty.portfolio(here)
    events.draw(here, here.register.events())
    st.stop()

left, right = st.columns([3, 2], gap="medium")
with left:
    if is_of_text:
        limits_band.draw(here, limits)
    else:
        milestones.draw(here, lines)
with right:
    overall, clauses = progress.overall(here.view), progress.by_clause(here.view)
    statuses = {number: progress.status_of(here.view, own) for number, own in clauses.items()}
    frame.show(here, progress_chart.build(here.reader, clauses, overall, statuses))

if is_of_text:
    milestones.draw(here, lines)
events.draw(here, here.register.events())
