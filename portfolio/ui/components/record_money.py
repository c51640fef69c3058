"""Money of a published project: the rows that stand, what waits for a word, and a form for more."""

import streamlit as st

from portfolio.domain.flows import Flow
from portfolio.services import flows, second_looks
from portfolio.services.flows import Standing
from portfolio.services.several import FlowName
from portfolio.ui.components import amount_field, flow_choice, flow_line, record_flow, record_head
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.project_opened import Opened
from portfolio.ui.components.record_form import form
from portfolio.ui.components.record_kept import kept


def draw(opened: Opened) -> None:
    """The form on the left, the rows of the project on the right."""
    left, right = st.columns([17, 13], gap="large")
    with left, st.container(key="record-form"):
        _form(opened)
    with right, st.container(key="record-rows"):
        _rows(opened)


def _form(opened: Opened) -> None:
    here, project = opened.here, opened.project
    words = here.words
    filled = form(f"flow-{project.identifier}")
    st.html(text("h2", words("record.money"), class_="rp-section"))
    filled.refused(here)
    organisations = here.register.labels.organisations
    names = {number: held.identifier for number, held in organisations.items()}
    standing = [flow for flow in project.flows if flow.kind.counts and flow.corrects_id is None]
    with kept(here, filled, *record_flow.FIELDS):
        typed = record_flow.draw(here, filled, standing, names)
    again = filled.is_same and st.checkbox(words("record.again"), key=filled.key("again"))
    if st.button(words("record.save"), type="primary", key=filled.key("save")) and typed:
        before = record_head.amounts(opened)
        said = words(
            "record.recorded.flow",
            stage=words(f"flow.{typed.kind}") if typed.kind else "",
            amount=amount_field.exact(here, typed.amount, typed.currency),
        )
        if filled.attempt(
            lambda: flows.record_flow(
                here.register, here.who, project.identifier, typed,
                token=filled.token, again=bool(again),
            )
        ):  # fmt: skip
            record_head.moved(project.identifier, said, before)
        st.rerun()


def _rows(opened: Opened) -> None:
    """Every row with how sure it is; one that waits for a source or is disputed can be answered."""
    here, project = opened.here, opened.project
    words = here.words
    st.html(text("h2", words("record.rows"), class_="rp-section"))
    if not project.flows:
        st.html(text("p", words("record.rows.none"), class_="rp-note"))
        return
    waiting = {
        row.flow.reference: row
        for row in flows.list_awaiting(here.register, here.who)
        if row.identifier == project.identifier
    }
    looks = second_looks.of_project(here.register, project, here.question)
    for flow in sorted(project.flows, key=lambda flow: (flow.value_date, flow.id), reverse=True):
        row = waiting.get(flow.reference) or flows.standing(
            here.register, project, flow, looks=looks.get(flow.id, ())
        )
        key = f"standing-{flow.reference}"
        with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
            st.html(flow_line.line(here, row))
            _answers(opened, flow, row)


def _answers(opened: Opened, flow: Flow, row: Standing) -> None:
    """What the secretariat can say to a row: its source, or how a dispute ended."""
    here, identifier = opened.here, opened.project.identifier
    words = here.words
    may_look = any(look.may_be_given_by(here.who.person) for look in row.looks)
    if row.confidence.is_official and not row.dispute and not may_look:
        return
    with st.container(horizontal=True, gap="small", width="content"):
        if not row.confidence.is_official:
            source = form(f"document-{identifier}-{flow.reference}")
            with st.popover(words("record.document"), type="tertiary", key=source.key("open")):
                source.refused(here)
                said = st.text_input(words("cell.source"), key=source.key("source"))
                source.beside(here, "source")
                st.html(text("p", words("record.document.help"), class_="rp-help"))
                if st.button(words("record.document.save"), key=source.key("save")):
                    before = record_head.amounts(opened)
                    if source.attempt(
                        lambda: flows.document_flow(
                            here.register, here.who, identifier, flow.reference, said or "",
                            token=source.token,
                        )
                    ):  # fmt: skip
                        told = words("record.recorded.documented", reference=flow.reference)
                        record_head.moved(identifier, told, before)
                    st.rerun()
        if may_look:
            given = form(f"look-{identifier}-{flow.reference}")
            if st.button(words("record.look"), key=given.key("save"), icon=":material/visibility:"):
                before = record_head.amounts(opened)
                if given.attempt(
                    lambda: second_looks.give_second_looks(
                        here.register,
                        here.who,
                        [FlowName(identifier, flow.reference)],
                        token=given.token,
                    )
                ):
                    record_head.moved(identifier, words.count("desk.looks.given", 1), before)
                st.rerun()
            flow_choice.refused(here, given)
        if row.dispute:
            end = form(f"settle-{identifier}-{flow.reference}")
            with st.popover(words("record.settle"), type="tertiary", key=end.key("open")):
                end.refused(here)
                st.html(tag("p", text("span", row.dispute, dir="auto")))
                said = st.text_area(words("record.settlement"), key=end.key("settlement"))
                end.beside(here, "settlement")
                if st.button(words("record.settle.save"), key=end.key("save")):
                    end.attempt(
                        lambda: flows.settle_dispute(
                            here.register, here.who, identifier, flow.reference, said or "",
                            token=end.token,
                        )
                    )  # fmt: skip
                    st.rerun()
