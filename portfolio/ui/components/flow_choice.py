"""Several rows of money for one action: chosen one by one, listed again, then done at once or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from portfolio.services.flows import FlowState
from portfolio.services.several import FlowName, SeveralRefused
from portfolio.ui.components import flow_line
from portfolio.ui.components.labels import plain
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.components.record_flow import flow_text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.session import Session


@dataclass(frozen=True, slots=True)
class Action:
    """What is done to the rows: its form, its words, and the command that answers how many it did."""

    name: str
    confirmation: Callable[[int], str]  # "You confirm these 3 entries:"
    label: str
    command: Callable[[Sequence[FlowName], str], int]
    success: Callable[[int], str]


def draw(session: Session, rows: Sequence[FlowState], action: Action, *, href: str = "") -> None:
    """The rows with a box each, what is chosen, and one button; ``href``: page of the projects."""
    filled = form(action.name)
    draw_refusal(session, filled)
    keys = [filled.key(f"{row.identifier}-{row.flow.reference}") for row in rows]
    if len(rows) > 1 and st.button(
        plain(session.words.count("several.choose_all", len(rows))),
        key=filled.key("all"),
        type="tertiary",
    ):
        st.session_state.update(dict.fromkeys(keys, True))
    chosen = []
    for row, key in zip(rows, keys, strict=True):
        with st.container(key=f"choice-{key}", horizontal=True, gap="small"):
            label = f"{row.identifier}: {flow_text(session, row.flow)}"
            if st.checkbox(label, key=key, label_visibility="collapsed", width="content"):
                chosen.append(row)
            st.html(_line(session, row, href))
    names = [FlowName(row.identifier, row.flow.reference) for row in chosen]
    # What is confirmed is what the reader last saw listed, though a row has been answered since.
    listed = st.session_state.get(filled.key("listed"), [])
    st.session_state[filled.key("listed")] = names
    if not chosen and not listed:
        return
    items = (
        tag(
            "li", text("bdi", flow_text(session, row.flow)), esc(" · "), text("bdi", row.identifier)
        )
        for row in chosen
    )
    st.html(
        text("p", action.confirmation(len(chosen)), class_="rp-help")
        + tag("ul", *items, class_="rp-desk-list")
    )
    if st.button(action.label, type="primary", key=filled.key("save")):
        if filled.attempt(lambda: action.command(listed or names, filled.token)):
            st.session_state[_done(action)] = action.success(len(listed or names))
        st.rerun()


def is_begun(action: Action) -> bool:
    """Whether rows are chosen, or were refused: the choice stays though fewer rows are left."""
    filled = form(action.name)
    return filled.error is not None or bool(st.session_state.get(filled.key("listed")))


def told_last(action: Action) -> None:
    """What this action did last, for as long as the session remembers it."""
    if _done(action) in st.session_state:
        st.html(text("p", st.session_state[_done(action)], class_="rp-recorded", role="status"))


def _done(action: Action) -> str:
    return f"done-{action.name}"


def _line(session: Session, row: FlowState, href: str) -> str:
    """The row under its project, and who spoke for it."""
    words = session.words
    page = session.href(href, project=row.identifier, field="flows") if href else ""
    head = flow_line.heading(session, row.identifier, row.titles, page) if page else ""
    made = head + flow_line.line(session, row)
    for look in row.looks:
        if look.is_open:
            key = "desk.looks.stated" if look.is_statement else "desk.looks.recorded"
            said = words(key, login=look.recorder, day=words.short_day(look.asked_at.date()))
            made += text("p", said, class_="rp-small")
    return made


def draw_refusal(session: Session, form: Form) -> None:
    """Why nothing was done, row by row."""
    form.refuse(session)
    if isinstance(form.error, SeveralRefused):
        items = (
            text(
                "li",
                session.words(
                    "several.refused.row",
                    project=session.title(name.identifier),
                    row=name.reference,
                    why=session.words.error(error),
                ),
                dir="auto",
            )
            for name, error in form.error.refusals
        )
        st.html(tag("ul", *items, class_="rp-problems"))
