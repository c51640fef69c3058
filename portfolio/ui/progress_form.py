"""Forms of progress: a milestone done, missed or planned again with its evidence, and a status."""

from typing import Final

import streamlit as st

from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.projects import MilestoneState, Status
from portfolio.present.html import tag
from portfolio.services import milestones
from portfolio.ui import attachments, project_context
from portfolio.ui.forms import Cells, form, keep_typed
from portfolio.ui.project_context import ProjectContext

_MILESTONE: Final = form_fields(
    "milestone",
    form_field("milestone", Shape.CHOICE, "record.milestone"),
    form_field("state", Shape.CHOICE, "record.state"),
    form_field("day", Shape.DAY, "record.day"),
    form_field("evidence", Shape.REASON, "record.evidence", "record.evidence.help"),
    form_field("file", Shape.CHOICE, "record.evidence.file"),
)
_STATUS: Final = form_fields(
    "status",
    form_field(
        "status",
        Shape.CHOICE,
        "axis.status",
        choices=tuple(member.word for member in Status),
    ),
    form_field("day", Shape.DAY, "record.status.day"),
    form_field("source", Shape.LINE, "cell.source"),
)


def draw_milestone(context: ProjectContext) -> None:
    """One milestone, its state from a day on, and the evidence."""
    here, project = context.session, context.project
    words = here.words
    filled = form(f"milestone-{project.identifier}")
    st.html(tag("h2", words("record.milestones"), class_="rp-section"))
    if not project.milestones:
        st.html(tag("p", words("record.milestones.none"), class_="rp-note"))
        return
    filled.refuse(here)
    attachments.choose_new(context, filled.key("file"))
    names = {one.reference: attachments.milestone_name(context, one) for one in project.milestones}
    with keep_typed(here, filled, *(column.name for column in _MILESTONE.columns)):
        cells = Cells(here, filled, _MILESTONE, is_live=True)
        chosen = cells.draw_choice("milestone", names)
        state = st.radio(
            words("record.state"),
            [member.name.lower() for member in MilestoneState],
            index=None,
            format_func=lambda word: words(f"milestone.{word}"),
            horizontal=True,
            key=filled.key("state"),
        )
        filled.beside(here, "state")
        cells.draw("day", "evidence")
        choices = {
            one.reference: attachments.choice_label(context, one) for one in context.attachments
        }
        if choices:
            cells.draw_choice("file", choices, placeholder="record.evidence.no_file")
    attachments.draw_attaching(context, chosen)
    project_context.draw_save(
        context,
        filled,
        words("record.save"),
        lambda: milestones.record_milestone(
            here.register, here.who, project.identifier, chosen, state or "",
            cells.values["day"], cells.values["evidence"], file=cells.values.get("file", ""),
            token=filled.token,
        ),
        lambda: words(
            "record.recorded.milestone",
            milestone=names[chosen],
            state=words(f"milestone.{state}"),
        ),
        type="primary",
    )  # fmt: skip


def draw_status(context: ProjectContext) -> None:
    """Another status from a day on, with where that is written."""
    here, project = context.session, context.project
    words = here.words
    filled = form(f"status-{project.identifier}")
    st.html(tag("h2", words("record.status"), class_="rp-section"))
    now = words(f"status.{context.line.status.word}")
    st.html(tag("p", words("record.status.now", status=now), class_="rp-help"))
    filled.refuse(here)
    with keep_typed(here, filled, *(column.name for column in _STATUS.columns)):
        cells = Cells(here, filled, _STATUS, is_live=True)
        cells.draw("status", "day", "source")
    project_context.draw_save(
        context,
        filled,
        words("record.save"),
        lambda: milestones.record_status(
            here.register, here.who, project.identifier, *cells.values.values(), token=filled.token
        ),
        lambda: words("record.recorded.status", status=words(f"status.{cells.values['status']}")),
        type="primary",
    )
