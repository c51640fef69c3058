"""What people of the secretariat can do with a published project, in one row under its title."""

import streamlit as st

from portfolio.domain.projects import Publication
from portfolio.services import publishing
from portfolio.services.access import may
from portfolio.ui.components import entry_copy
from portfolio.ui.components.housekeeping_days import dated_text
from portfolio.ui.components.labels import plain
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.components.record_form import form
from portfolio.ui.components.sheets import draw as sheet


def draw(context: ProjectContext) -> None:
    """Edit, record, withdraw or publish again: only what the reader's role may do."""
    here, identifier = context.session, context.project.identifier
    if not context.is_recorded:
        return
    ways = [
        link(here.words(key), here.href(page, None, project=identifier, **beside), class_="rp-way")
        for command, key, page, beside in (
            ("open_draft", "action.edit", "entry", {}),
            ("record_flow", "action.money", "record", {"field": "flows"}),
            ("record_milestone", "action.milestone", "record", {"field": "milestones"}),
            ("record_status", "action.status", "record", {"field": "status"}),
            ("propose_pledge", "donor.pledge", "record", {}),
        )
        if may(here.who, command)
    ]
    if not ways:
        return
    sheet("desk")
    with st.container(key="project-actions", horizontal=True, gap="small"):
        label = here.words("action.label")
        st.html(tag("nav", *ways, class_="rp-ways", aria_label=label), width="content")
        if may(here.who, "copy_draft"):
            entry_copy.button(here, project=identifier)
        if may(here.who, "withdraw_project"):
            _publication(context)


def _publication(context: ProjectContext) -> None:
    """Withdraw a published project from a day on, or put it back; both with a reason."""
    here, identifier = context.session, context.project.identifier
    words = here.words
    latest = max(context.project.publications, key=lambda row: (row.valid_from, row.recorded_at))
    is_out = latest.state is Publication.WITHDRAWN
    name = "again" if is_out else "withdraw"
    service = publishing.publish_again if is_out else publishing.withdraw_project
    filled = form(f"{name}-{identifier}")
    with st.popover(plain(words(f"action.{name}")), type="tertiary", key=filled.key("open")):
        filled.refuse(here)
        st.html(text("p", words(f"action.{name}.help"), class_="rp-help"))
        day = dated_text(here, filled, "day", words("action.day"), here.question.as_of)
        reason = st.text_area(words("column.reason"), key=filled.key("reason"), height=90)
        filled.beside(here, "reason")
        if st.button(words(f"action.{name}"), key=filled.key("save")):
            filled.attempt(
                lambda: service(
                    here.register, here.who, identifier, day, reason or "", token=filled.token
                )
            )
            st.rerun()
