"""Road to Cairo: milestones and limits on the way to the conference, planned against done."""

import streamlit as st

from portfolio.charts import progress as progress_chart
from portfolio.measures import progress, projects, road, totals
from portfolio.ui import session
from portfolio.ui.components import (
    calendar,
    context_band,
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
limits = road.limits(
    here.view,
    [d for d in here.register.declaration().deliverables if not wanted or d.clause in wanted],
)
lines = progress.milestones(here.view)[: milestones.LISTED]

sheets.draw("declaration", "road")
opening.draw(here, "road")
if context_band.stops(here, totals.headline(here.view), "road"):
    st.stop()
road_answer.draw(here, months)
calendar.draw(here, months, limits)
if not months.total.total:
    limits_band.draw(here, limits)
    if not len(projects.everywhere(here.view)):
        empty.portfolio(here)
    events.draw(here, here.register.events())
    st.stop()

left, right = st.columns([3, 2], gap="medium")
with left:
    limits_band.draw(here, limits)
with right:
    overall, clauses = progress.overall(here.view), progress.by_clause(here.view)
    statuses = {number: progress.status_of(here.view, own) for number, own in clauses.items()}
    frame.show(here, progress_chart.build(here.reader, clauses, overall, statuses))

milestones.draw(here, lines)
events.draw(here, here.register.events())
