"""Money of a published project: the rows that stand, what waits for a word, and a form for more."""

from collections.abc import Callable

import streamlit as st

from portfolio.domain.flow_correction import CorrectionEntry
from portfolio.domain.flow_entry import FlowEntry
from portfolio.domain.flows import Flow, Verification
from portfolio.services import corrections, flows, second_looks
from portfolio.services.flows import FlowState
from portfolio.services.several import FlowName
from portfolio.ui.components import (
    amount_field,
    flow_choice,
    flow_line,
    record_again,
    record_correction,
    record_flow,
    record_head,
)
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.project_ledger import links_of
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.components.record_kept import keep_typed


def draw(context: ProjectContext) -> None:
    """The form on the left, the rows of the project on the right."""
    left, right = st.columns([17, 13], gap="large")
    with left, st.container(key="record-form"):
        _form(context)
    with right, st.container(key="record-rows"):
        _rows(context)


def _form(context: ProjectContext) -> None:
    here, project = context.session, context.project
    words = here.words
    filled = form(f"flow-{project.identifier}")
    st.html(text("h2", words("record.money"), class_="rp-section"))
    filled.refuse(here)
    rows = [flow for flow in project.flows if not flow.is_withdrawn]
    typed: FlowEntry | CorrectionEntry | None
    with keep_typed(here, filled, *record_flow.FIELDS):
        if rows and record_flow.wants_correction(here, filled):
            typed = record_correction.draw(context, filled)
        else:
            typed = record_flow.draw(here, filled, rows)
    again = filled.is_same and st.checkbox(words("record.again"), key=filled.key("again"))
    if st.button(words("record.save"), type="primary", key=filled.key("save")) and typed:
        before = record_head.amounts(context)
        save, said = _saving(context, filled, typed, again=bool(again))
        if filled.attempt(save):
            record_head.remember_effect(project.identifier, said, before)
        st.rerun()


def _saving(
    context: ProjectContext, form: Form, entry: FlowEntry | CorrectionEntry, *, again: bool
) -> tuple[Callable[[], object], str]:
    """What records the entry, and the sentence that tells of it."""
    here, identifier = context.session, context.project.identifier
    words, asked = here.words, (here.register, here.who, identifier)
    token = form.token
    if isinstance(entry, CorrectionEntry):
        told = record_correction.outcome(context, entry)
        said = words("record.recorded.correction", corrected=entry.corrects, outcome=told)
        return lambda: corrections.correct_flow(*asked, entry, token=token, again=again), said
    said = words(
        "record.recorded.flow",
        stage=words(f"flow.{entry.kind}") if entry.kind else "",
        amount=amount_field.exact(here, entry.amount, entry.currency),
    )
    return lambda: flows.record_flow(*asked, entry, token=token, again=again), said


def _rows(context: ProjectContext) -> None:
    """Every row with how sure it is; one that waits for a source or is disputed can be answered."""
    here, project = context.session, context.project
    words = here.words
    st.html(text("h2", words("record.rows"), class_="rp-section"))
    standing = [flow for flow in project.flows if not flow.is_withdrawn]
    if not standing:
        st.html(text("p", words("record.rows.none"), class_="rp-note"))
        return
    waiting = {
        row.flow.reference: row
        for row in flows.list_awaiting(here.register, here.who, here.portfolio)
        if row.identifier == project.identifier
    }
    looks = second_looks.of_project(here.register, project, here.question)
    links = links_of(context, standing)
    for flow in sorted(standing, key=lambda flow: (flow.value_date, flow.id), reverse=True):
        row = waiting.get(flow.reference) or flows.standing(
            here.register, project, flow, looks=looks.get(flow.id, ())
        )
        key = f"standing-{flow.reference}"
        with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
            st.html(flow_line.line(here, row, links=links[flow.id]))
            _answers(context, flow, row)


def _withdraw(context: ProjectContext, flow: Flow) -> None:
    """Take back a row that is only proposed, for a reason."""
    here, identifier = context.session, context.project.identifier
    words, away = here.words, form(f"withdraw-{identifier}-{flow.reference}")
    with st.popover(words("record.withdraw"), type="tertiary", key=away.key("open")):
        away.refuse(here)
        why = st.text_area(words("record.withdraw.reason"), key=away.key("reason"), height=90)
        away.beside(here, "reason")
        st.html(text("p", words("record.withdraw.help"), class_="rp-help"))
        if st.button(words("record.withdraw.save"), key=away.key("save")):
            before = record_head.amounts(context)
            if away.attempt(
                lambda: corrections.withdraw_flow(
                    here.register, here.who, identifier, flow.reference, why or "",
                    token=away.token,
                )
            ):  # fmt: skip
                told = words("record.recorded.withdrawn", reference=flow.reference)
                record_head.remember_effect(identifier, told, before)
            st.rerun()


def _answers(context: ProjectContext, flow: Flow, row: FlowState) -> None:
    """What the secretariat can say to a row: its source, or how a dispute ended."""
    here, identifier = context.session, context.project.identifier
    words = here.words
    may_look = any(look.may_be_given_by(here.who.person) for look in row.looks)
    with st.container(horizontal=True, gap="small", width="content"):
        if flow.kind.counts and flow.corrects_id is None:
            record_again.button(context, flow)
        if row.confidence is Verification.PROPOSED:
            _withdraw(context, flow)
        if not row.confidence.is_official:
            source = form(f"document-{identifier}-{flow.reference}")
            with st.popover(words("record.document"), type="tertiary", key=source.key("open")):
                source.refuse(here)
                said = st.text_input(words("cell.source"), key=source.key("source"))
                source.beside(here, "source")
                st.html(text("p", words("record.document.help"), class_="rp-help"))
                if st.button(words("record.document.save"), key=source.key("save")):
                    before = record_head.amounts(context)
                    if source.attempt(
                        lambda: flows.document_flow(
                            here.register, here.who, identifier, flow.reference, said or "",
                            token=source.token,
                        )
                    ):  # fmt: skip
                        told = words("record.recorded.documented", reference=flow.reference)
                        record_head.remember_effect(identifier, told, before)
                    st.rerun()
        if may_look:
            given = form(f"look-{identifier}-{flow.reference}")
            if st.button(words("record.look"), key=given.key("save"), icon=":material/visibility:"):
                before = record_head.amounts(context)
                if given.attempt(
                    lambda: second_looks.give_second_looks(
                        here.register,
                        here.who,
                        [FlowName(identifier, flow.reference)],
                        token=given.token,
                    )
                ):
                    record_head.remember_effect(
                        identifier, words.count("desk.looks.given", 1), before
                    )
                st.rerun()
            flow_choice.draw_refusal(here, given)
        if row.dispute:
            end = form(f"settle-{identifier}-{flow.reference}")
            with st.popover(words("record.settle"), type="tertiary", key=end.key("open")):
                end.refuse(here)
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
