"""What happened to a published project: a milestone done or missed, another status."""

import streamlit as st

from portfolio.domain.milestones import Milestone, MilestoneState
from portfolio.domain.projects import Status
from portfolio.services import progressing
from portfolio.ui.components import choice_field, day_field, record_head
from portfolio.ui.components.markup import text
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.components.record_kept import keep_typed


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
    with keep_typed(here, filled, "milestone", "state", "day", "evidence"):
        chosen = choice_field.draw(
            here,
            filled.key("milestone"),
            words("record.milestone"),
            [milestone.reference for milestone in project.milestones],
            lambda reference: _named(context, reference),
        )
        state = st.radio(
            words("record.state"),
            [member.name.lower() for member in MilestoneState],
            index=None,
            format_func=lambda word: words(f"milestone.{word}"),
            horizontal=True,
            key=filled.key("state"),
        )
        filled.beside(here, "state")
        day = _day(context, filled, "record.day")
        evidence = st.text_area(words("record.evidence"), key=filled.key("evidence"), height=90)
        filled.beside(here, "evidence")
        st.html(text("p", words("record.evidence.help"), class_="rp-help"))
    if st.button(words("record.save"), type="primary", key=filled.key("save")):
        before = record_head.amounts(context)
        if filled.attempt(
            lambda: progressing.record_milestone(
                here.register, here.who, project.identifier, chosen or "", state or "", day,
                evidence or "", token=filled.token,
            )
        ):  # fmt: skip
            said = words(
                "record.recorded.milestone",
                milestone=_named(context, chosen or ""),
                state=words(f"milestone.{state}"),
            )
            record_head.remember_effect(project.identifier, said, before)
        st.rerun()


def status(context: ProjectContext) -> None:
    """Another status from a day on, with where that is written."""
    here, project = context.session, context.project
    words = here.words
    filled = form(f"status-{project.identifier}")
    st.html(text("h2", words("record.status"), class_="rp-section"))
    now = words(f"status.{context.line.status.word}")
    st.html(text("p", words("record.status.now", status=now), class_="rp-help"))
    filled.refuse(here)
    with keep_typed(here, filled, "status", "day", "source"):
        wanted = choice_field.draw(
            here,
            filled.key("status"),
            words("axis.status"),
            [member.word for member in Status],
            lambda word: words(f"status.{word}"),
        )
        filled.beside(here, "status")
        day = _day(context, filled, "record.status.day")
        source = st.text_input(words("cell.source"), key=filled.key("source"))
        filled.beside(here, "source")
    if st.button(words("record.save"), type="primary", key=filled.key("save")):
        before = record_head.amounts(context)
        if filled.attempt(
            lambda: progressing.record_status(
                here.register, here.who, project.identifier, wanted or "", day, source or "",
                token=filled.token,
            )
        ):  # fmt: skip
            said = words("record.recorded.status", status=words(f"status.{wanted}"))
            record_head.remember_effect(project.identifier, said, before)
        st.rerun()


def _day(context: ProjectContext, form: Form, key: str) -> str:
    """A day as the record writes it, or what is typed instead; "" for nothing."""
    said = day_field.draw(context.session, form.key("day"), context.session.words(key))
    echo = day_field.below(context.session, said, is_refused=form.complains_of("day"))
    if echo:
        st.html(echo)
    form.beside(context.session, "day")
    return said


def _named(context: ProjectContext, reference: str) -> str:
    """A milestone by its title and its reference."""
    found: Milestone | None = next(
        (held for held in context.project.milestones if held.reference == reference), None
    )
    title = context.session.words.choose(found.titles) if found else ""
    return f"{title} ({reference})" if title else reference
