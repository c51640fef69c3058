"""What can be recorded on a project: the parts that the reader's role may, one of them open."""

from typing import Final

import streamlit as st

from portfolio.services.access import may
from portfolio.ui.components import desk_donor, record_money, record_progress
from portfolio.ui.components.project_opened import OPEN, ProjectContext
from portfolio.ui.session import go

FIELD: Final = "field"  # the name in the address
PARTS: Final = {
    "flows": record_money.draw,
    "milestones": record_progress.milestones,
    "status": record_progress.status,
}


def draw(context: ProjectContext) -> None:
    """The parts as buttons over the one that is open; a funder states its own pledges and plans."""
    here, words = context.params, context.session.words
    if not may(here.who, "record_flow"):
        with st.container(key="record-form"):
            desk_donor.pledge(here, context.project.identifier)
            desk_donor.planned(here, context.project.identifier)
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
        record_money.draw(context)
        return
    with st.container(key="record-form"):
        PARTS[now](context)
