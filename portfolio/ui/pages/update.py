"""Update page: flows, a milestone or a status on a published project."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from portfolio.domain import transactions
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import FLOW, Shape, form_field
from portfolio.domain.flows import Flow, Verification
from portfolio.domain.params import may_give
from portfolio.domain.transactions import CorrectionEntry, FlowEntry
from portfolio.present.html import tag
from portfolio.services import transactions as services_transactions
from portfolio.services import verification
from portfolio.services.access import may
from portfolio.services.transactions import FlowState
from portfolio.services.verification import FlowName
from portfolio.ui import (
    attachments,
    fields,
    flow_form,
    forms,
    opening,
    progress_form,
    project_context,
    session,
)
from portfolio.ui.forms import Cells, Form, draw_field, form, keep_typed
from portfolio.ui.pages.desk import funder
from portfolio.ui.pages.projects.ledger import links_of
from portfolio.ui.project_context import OPEN, ProjectContext
from portfolio.ui.session import go

# What is a fact of one row alone is typed anew.
_TYPED_ANEW: Final = ("amount", "value_date", "source", "note")


_WITHDRAWAL: Final = form_field(
    "reason", Shape.REASON, "record.withdraw.reason", "record.withdraw.help"
)
_SOURCE: Final = form_field("source", Shape.LINE, "cell.source", "record.document.help")
_SETTLEMENT: Final = form_field("settlement", Shape.PARAGRAPH, "record.settlement")


class FormInUse(PortfolioError):
    """The form contains typed text that is not recorded; nothing typed is overwritten."""


def button(context: ProjectContext, flow: Flow) -> None:
    """Prefill the form of the project's money from this row, unless it is in use."""
    here, words = context.session, context.session.words
    identifier = context.project.identifier
    filled = form(f"flow-{identifier}")
    key = f"again-{identifier}-{flow.reference}"
    if not st.button(words("record.another"), key=key, type="tertiary"):
        return
    if _is_in_use(filled):
        st.html(tag("div", tag("p", words.error(FormInUse())), class_="rp-wrong", role="alert"))
        return
    forms.begin(here, filled, _values(context, flow))
    said = words("record.another.begun", reference=flow.reference)
    project_context.remember_effect(identifier, said, project_context.amounts(context))
    st.rerun()


def _is_in_use(form: Form) -> bool:
    return any(st.session_state.get(form.key(name)) for name in _TYPED_ANEW)


def _values(context: ProjectContext, flow: Flow) -> dict[str, str | bool | None]:
    """Values that a further row shares with this one, by the names of the form's fields."""
    organisations = context.session.register.labels.organisations
    parties = {
        name: organisations[number].identifier if number is not None else ""
        for name, number in (("provider", flow.provider_id), ("receiver", flow.receiver_id))
    }
    return {
        "kind": flow.kind.word,
        **parties,
        "currency": flow.currency,
        "in_kind": flow.in_kind,
        "finance_type": str(flow.finance_type or ""),
        "announcement": flow.announcement.word if flow.announcement else "",
        "flow_type": str(flow.flow_type or ""),
        "earmarking": str(flow.earmarking or ""),
    }


def draw_correction(context: ProjectContext, form: Form) -> CorrectionEntry | None:
    """The fields of a correction; what is typed in them now, None while no row is chosen."""
    here, project = context.session, context.project
    words = here.words
    rows = {flow.reference: flow for flow in transactions.correctable(project)}
    cells = Cells(here, form, FLOW, is_live=True)
    target = rows.get(cells.draw_choice("corrects", flow_form.row_names(here, [*rows.values()])))
    if target is None:
        said = words("record.correction.choose" if rows else "record.correction.none")
        st.html(tag("p", said, class_="rp-help"))
        return None
    reads = transactions.reads_now(project, target)
    st.html(tag("p", words("record.correction.reads", amount=reads), class_="rp-help"))
    label = words("record.correction.should_read", currency=target.currency)
    cells.draw_amount(words("entry.needed", field=label), target.currency)
    is_dated = st.radio(
        words("record.correction.why"),
        [False, True],
        format_func=lambda day: words(
            "record.correction.happened" if day else "record.correction.error"
        ),
        key=form.key("dated"),
    )
    cells.draw(*(("value_date",) if is_dated else ()), "source", "note")
    entry = CorrectionEntry(**cells.values)
    said = "" if is_dated and not entry.value_date else outcome(context, entry)
    if said:
        st.html(tag("p", said, class_="rp-stands"))
    return entry


def outcome(context: ProjectContext, entry: CorrectionEntry) -> str:
    """Effect of a correction on the ledger, in words; "" while it can't be read."""
    words = context.session.words
    try:
        found = services_transactions.preview(context.session.register, context.project, entry)
    except PortfolioError:
        return ""
    row = found.row
    reference, day = found.target.reference, row.value_date
    if found.takes_back:
        amount = words.exact(-row.amount_minor, row.currency)
        return words("record.correction.lowers", reference=reference, amount=amount, day=day)
    amount = words.exact(row.amount_minor, row.currency)
    if found.replaces:
        return words("record.correction.replaces", reference=reference, amount=amount, day=day)
    return words("record.correction.adds", reference=reference, amount=amount, day=day)


def draw_money(context: ProjectContext) -> None:
    """The form on the left, the rows of the project on the right."""
    left, right = st.columns([17, 13], gap="large")
    with left, st.container(key="record-form"):
        _draw_money_form(context)
    with right, st.container(key="record-rows"):
        _rows(context)


def _draw_money_form(context: ProjectContext) -> None:
    here, project = context.session, context.project
    words = here.words
    filled = form(f"flow-{project.identifier}")
    st.html(tag("h2", words("record.money"), class_="rp-section"))
    filled.refuse(here)
    rows = [flow for flow in project.flows if not flow.is_withdrawn]
    typed: FlowEntry | CorrectionEntry | None
    with keep_typed(here, filled, *flow_form.FIELDS):
        if rows and flow_form.wants_correction(here, filled):
            typed = draw_correction(context, filled)
        else:
            typed = flow_form.draw_flow(here, filled, rows)
    again = filled.is_same and st.checkbox(words("record.again"), key=filled.key("again"))
    if st.button(words("record.save"), type="primary", key=filled.key("save")) and typed:
        before = project_context.amounts(context)
        save, said = _saving(context, filled, typed, again=bool(again))
        if filled.attempt(save):
            project_context.remember_effect(project.identifier, said, before)
        st.rerun()


def _saving(
    context: ProjectContext, form: Form, entry: FlowEntry | CorrectionEntry, *, again: bool
) -> tuple[Callable[[], object], str]:
    """Call that records the entry, and the sentence about it."""
    here, identifier = context.session, context.project.identifier
    words, asked = here.words, (here.register, here.who, identifier)
    token = form.token
    if isinstance(entry, CorrectionEntry):
        told = outcome(context, entry)
        said = words("record.recorded.correction", corrected=entry.corrects, outcome=told)
        return lambda: services_transactions.correct_flow(
            *asked, entry, token=token, again=again
        ), said
    said = words(
        "record.recorded.flow",
        stage=words(f"flow.{entry.kind}") if entry.kind else "",
        amount=fields.exact(here, entry.amount, entry.currency),
    )
    return lambda: services_transactions.record_flow(*asked, entry, token=token, again=again), said


def _rows(context: ProjectContext) -> None:
    """Every row with how sure it is; one that waits for a source or is disputed can be answered."""
    here, project = context.session, context.project
    words = here.words
    st.html(tag("h2", words("record.rows"), class_="rp-section"))
    standing = [flow for flow in project.flows if not flow.is_withdrawn]
    if not standing:
        st.html(tag("p", words("record.rows.none"), class_="rp-note"))
        return
    waiting = {
        row.flow.reference: row
        for row in verification.list_awaiting(here.register, here.who, here.portfolio)
        if row.identifier == project.identifier
    }
    looks = verification.of_project(here.register, project, here.question)
    links = links_of(context, standing)
    for flow in sorted(standing, key=lambda flow: (flow.value_date, flow.id), reverse=True):
        row = waiting.get(flow.reference) or services_transactions.flow_state(
            here.register, project, flow, looks=looks.get(flow.id, ())
        )
        key = f"standing-{flow.reference}"
        with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
            st.html(project_context.line(here, row, links=links[flow.id]))
            _answers(context, flow, row)


def _answers(context: ProjectContext, flow: Flow, row: FlowState) -> None:
    """What the secretariat can add to a row: its source, or how a dispute ended."""
    here, identifier, reference = context.session, context.project.identifier, flow.reference
    words, names = here.words, (here.register, here.who, context.project.identifier, flow.reference)
    with st.container(horizontal=True, gap="small", width="content"):
        if flow.kind.counts and flow.corrects_id is None:
            button(context, flow)
        if row.confidence is Verification.PROPOSED:
            away = form(f"withdraw-{identifier}-{reference}")
            with away.popover(here, words("record.withdraw"), type="tertiary"):
                reason = draw_field(here, away, _WITHDRAWAL)
                project_context.draw_save(
                    context,
                    away,
                    words("record.withdraw.save"),
                    lambda: services_transactions.withdraw_flow(*names, reason, token=away.token),
                    lambda: words("record.recorded.withdrawn", reference=reference),
                )
        if not row.confidence.is_official:
            document = form(f"document-{identifier}-{reference}")
            with document.popover(here, words("record.document"), type="tertiary"):
                source = draw_field(here, document, _SOURCE)
                project_context.draw_save(
                    context,
                    document,
                    words("record.document.save"),
                    lambda: verification.document_flow(*names, source, token=document.token),
                    lambda: words("record.recorded.documented", reference=reference),
                )
        if may_give(here.who.person, row.looks):
            look = form(f"look-{identifier}-{reference}")
            project_context.draw_save(
                context,
                look,
                words("record.look"),
                lambda: verification.give_second_looks(
                    here.register, here.who, [FlowName(identifier, reference)], token=look.token
                ),
                lambda: words.count("desk.looks.given", 1),
                icon=":material/visibility:",
            )
            project_context.draw_refusal(here, look)
        if row.dispute:
            end = form(f"settle-{identifier}-{reference}")
            with end.popover(here, words("record.settle"), type="tertiary"):
                st.html(tag("p", tag("span", row.dispute, dir="auto")))
                settlement = draw_field(here, end, _SETTLEMENT)
                end.draw_save(
                    words("record.settle.save"),
                    lambda: verification.settle_dispute(*names, settlement, token=end.token),
                )


FIELD: Final = "field"  # the name in the address
PARTS: Final = {
    "flows": draw_money,
    "milestones": progress_form.draw_milestone,
    "status": progress_form.draw_status,
    "files": attachments.draw_files,
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
        draw_money(context)
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
