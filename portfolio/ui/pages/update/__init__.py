"""Update page: a row of money, a milestone or a status on a published project."""

from typing import Final

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.projects import Milestone, MilestoneState, Status
from portfolio.present.html import text
from portfolio.services import milestones as services_milestones
from portfolio.services.access import may
from portfolio.ui import opening, project_context, session
from portfolio.ui.forms import Cells, form, keep_typed
from portfolio.ui.pages.desk import funder
from portfolio.ui.pages.update import money
from portfolio.ui.project_context import OPEN, ProjectContext
from portfolio.ui.session import go

_MILESTONE: Final = form_fields(
    "milestone",
    form_field("milestone", Shape.CHOICE, "record.milestone"),
    form_field("state", Shape.CHOICE, "record.state"),
    form_field("day", Shape.DAY, "record.day"),
    form_field("evidence", Shape.REASON, "record.evidence", "record.evidence.help"),
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


def milestones(context: ProjectContext) -> None:
    """One milestone, its state from a day on, and the evidence."""
    here, project = context.session, context.project
    words = here.words
    filled = form(f"milestone-{project.identifier}")
    st.html(text("h2", words("record.milestones"), class_="rp-section"))
    if not project.milestones:
        st.html(text("p", words("record.milestones.none"), class_="rp-note"))
        return
    filled.refuse(here)
    names = {one.reference: _named(context, one.reference) for one in project.milestones}
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
    project_context.draw_save(
        context,
        filled,
        words("record.save"),
        lambda: services_milestones.record_milestone(
            here.register, here.who, project.identifier, chosen, state or "",
            cells.values["day"], cells.values["evidence"], token=filled.token,
        ),
        lambda: words(
            "record.recorded.milestone",
            milestone=names[chosen],
            state=words(f"milestone.{state}"),
        ),
        type="primary",
    )  # fmt: skip


def status(context: ProjectContext) -> None:
    """Another status from a day on, with where that is written."""
    here, project = context.session, context.project
    words = here.words
    filled = form(f"status-{project.identifier}")
    st.html(text("h2", words("record.status"), class_="rp-section"))
    now = words(f"status.{context.line.status.word}")
    st.html(text("p", words("record.status.now", status=now), class_="rp-help"))
    filled.refuse(here)
    with keep_typed(here, filled, *(column.name for column in _STATUS.columns)):
        cells = Cells(here, filled, _STATUS, is_live=True)
        cells.draw("status", "day", "source")
    project_context.draw_save(
        context,
        filled,
        words("record.save"),
        lambda: services_milestones.record_status(
            here.register, here.who, project.identifier, *cells.values.values(), token=filled.token
        ),
        lambda: words("record.recorded.status", status=words(f"status.{cells.values['status']}")),
        type="primary",
    )


def _named(context: ProjectContext, reference: str) -> str:
    """A milestone by its title and its reference."""
    found: Milestone | None = next(
        (held for held in context.project.milestones if held.reference == reference), None
    )
    title = context.session.words.choose(found.titles) if found else ""
    return f"{title} ({reference})" if title else reference


FIELD: Final = "field"  # the name in the address
PARTS: Final = {
    "flows": money.draw,
    "milestones": milestones,
    "status": status,
}


def draw_parts(context: ProjectContext) -> None:
    """The parts as buttons over the one that is open; a funder states its own pledges and plans."""
    here, words = context.params, context.session.words
    if not may(here.who, "record_flow"):
        with st.container(key="record-form"):
            with st.container(key="donor-pledge"):
                funder.pledge(here, context.project.identifier)
            funder.planned(here, context.project.identifier)
        return
    asked = here.beside.get(FIELD, [""])[-1]
    now = asked if asked in PARTS else "flows"
    with st.container(key="steps", horizontal=True, gap="small"):
        for part in PARTS:
            place = "here" if part == now else "to"
            with st.container(key=f"step-{place}-{part}", width="content"):
                if st.button(
                    words(f"record.part.{part}"), key=f"choose-part-{part}", type="tertiary"
                ):
                    beside = {OPEN: context.project.identifier, FIELD: part}
                    go(here.address(None, **beside))
    if now == "flows":
        money.draw(context)
        return
    with st.container(key="record-form"):
        PARTS[now](context)


def draw() -> None:
    """Draw the page."""
    here = session.current()
    opening.draw_sheets("desk", "projects")
    identifier = here.beside.get(project_context.OPEN, [""])[-1].strip()
    try:
        opened = project_context.project_context(here, identifier)
    except PortfolioError as problem:
        opening.refusal(here, problem)
        st.stop()
    project_context.draw_record_head(opened)
    draw_parts(opened)
