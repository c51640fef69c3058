"""The desk of a funder: its own money by project, to confirm or dispute, and a pledge to propose."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from portfolio.domain.flows import Flow
from portfolio.measures import projects
from portfolio.services import flows, several
from portfolio.services.flows import FlowState
from portfolio.ui.components import (
    choice_field,
    flow_choice,
    flow_line,
    record_flow,
    record_planned,
    ways,
)
from portfolio.ui.components.flow_choice import Action
from portfolio.ui.components.markup import text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.components.record_kept import keep_typed
from portfolio.ui.session import Session

_SAID = "donor-said"


def draw(session: Session) -> None:
    """What was just done, the rows that wait for a word first, and the form of a pledge."""
    words = session.words
    rows = flows.own_flows(session.register, session.who, session.portfolio)
    named = session.reader.name("funder", session.who.organisation or "")
    st.html(text("p", words("donor.of", organisation=named), class_="rp-lead"))
    if _SAID in st.session_state:
        st.html(text("p", st.session_state[_SAID], class_="rp-recorded", role="status"))
    left, right = st.columns([17, 13], gap="large")
    with left, st.container(key="donor-rows"):
        _rows(session, rows)
        record_planned.schedules_by_project(session, record_planned.schedules(session))
    with right, st.container(key="donor-pledge"):
        pledge(session)
        planned(session)


def _rows(session: Session, rows: Sequence[FlowState]) -> None:
    words = session.words
    st.html(text("h2", words("donor.rows"), class_="rp-section"))
    if not rows:
        st.html(text("p", words("donor.rows.none"), class_="rp-note"))
        return
    waiting = sum(1 for row in rows if not row.confidence.is_official and not row.dispute)
    st.html(text("p", words.count("donor.waiting", waiting), class_="rp-note"))
    _several(session, rows)
    first = {row.identifier for row in rows if not row.confidence.is_official or row.dispute}
    ordered = sorted(rows, key=lambda row: (row.identifier not in first, row.identifier))
    for identifier, own in groupby(ordered, key=lambda row: row.identifier):
        lines = list(own)
        href = session.href("projects", project=identifier)
        st.html(flow_line.heading(session, identifier, lines[0].titles, href))
        for row in lines:
            key = f"own-{identifier}-{row.flow.reference}"
            with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
                st.html(flow_line.line(session, row, funder=False))
                _answers(session, row)


def _several(session: Session, rows: Sequence[FlowState]) -> None:
    """What waits for the funder's word, to be confirmed together."""
    words = session.words
    waiting = [row for row in rows if not row.confidence.is_official and not row.dispute]
    action = Action(
        name="confirm-several",
        confirmation=lambda n: words.count("donor.several.chosen", n),
        label=words("donor.several.save"),
        command=lambda names, token: several.confirm_flows(
            session.register, session.who, names, token=token
        ),
        success=lambda n: words.count("donor.several.confirmed", n),
    )
    flow_choice.told_last(action)
    if len(waiting) > 1 or flow_choice.is_begun(action):
        with st.expander(words("donor.several")):
            flow_choice.draw(session, waiting, action, href="projects")


def _answers(session: Session, row: FlowState) -> None:
    """Confirm what is only proposed; dispute, with a reason, what is not so."""
    words, place = session.words, f"{row.identifier}-{row.flow.reference}"
    with st.container(horizontal=True, gap="small", width="content"):
        if not row.confidence.is_official:
            yes = form(f"confirm-{place}")
            if st.button(words("donor.confirm"), key=yes.key("save"), icon=":material/check:"):
                if yes.attempt(
                    lambda: flows.confirm_flow(
                        session.register, session.who, row.identifier, row.flow.reference,
                        token=yes.token,
                    )
                ):  # fmt: skip
                    st.session_state[_SAID] = words("donor.confirmed", reference=row.flow.reference)
                st.rerun()
            yes.refuse(session)
        if row.dispute:
            return
        no = form(f"dispute-{place}")
        with st.popover(words("donor.dispute"), type="tertiary", key=no.key("open")):
            no.refuse(session)
            reason = st.text_area(words("donor.reason"), key=no.key("reason"), height=90)
            no.beside(session, "reason")
            st.html(text("p", words("donor.reason.help"), class_="rp-help"))
            if st.button(words("donor.dispute.save"), key=no.key("save")):
                if no.attempt(
                    lambda: flows.dispute_flow(
                        session.register, session.who, row.identifier, row.flow.reference, reason or "",
                        token=no.token,
                    )
                ):  # fmt: skip
                    st.session_state[_SAID] = words("donor.disputed", reference=row.flow.reference)
                st.rerun()


def pledge(session: Session, project: str = "") -> None:
    """A pledge to a published project: the one given, else one chosen by its name."""
    words = session.words
    filled = form(f"pledge-{project}")
    st.html(text("h2", words("donor.pledge"), class_="rp-section"))
    st.html(text("p", words("donor.pledge.lead"), class_="rp-help"))
    filled.refuse(session)
    with keep_typed(session, filled, "project", *record_flow.FIELDS):
        chosen = project or _chosen(session, filled)
        typed = record_flow.pledge(session, filled, _own_rows(session, chosen)) if chosen else None
    if typed is None:
        return
    again = filled.is_same and st.checkbox(words("record.again"), key=filled.key("again"))
    if st.button(words("donor.propose"), type="primary", key=filled.key("save")):
        if filled.attempt(
            lambda: flows.propose_pledge(
                session.register, session.who, chosen, typed, token=filled.token, again=bool(again)
            )
        ):
            st.session_state[_SAID] = words("donor.proposed", project=session.title(chosen))
            if project:
                ways.to("desk", session.address())
        st.rerun()


def planned(session: Session, project: str = "") -> None:
    """A planned payment to a published project: the one given, else one chosen by its name."""
    with st.container(key="donor-planned"):
        st.html(text("h2", session.words("planned.title"), class_="rp-section"))
        chosen = project or choice_field.draw(
            session,
            "planned-project",
            session.words("donor.project"),
            _projects(session),
            lambda identifier: f"{session.title(identifier)} ({identifier})",
            placeholder="donor.project.choose",
        )
        said = record_planned.form_of(session, chosen) if chosen else ""
    if said:
        st.session_state[_SAID] = said
        if project:
            ways.to("desk", session.address())
        st.rerun()


def _own_rows(session: Session, identifier: str) -> list[Flow]:
    rows = flows.own_flows(session.register, session.who, session.portfolio)
    return [row.flow for row in rows if row.identifier == identifier]


def _chosen(session: Session, form: Form) -> str:
    """A published project by its title, "" for none yet."""
    return choice_field.draw(
        session,
        form.key("project"),
        session.words("donor.project"),
        _projects(session),
        lambda identifier: f"{session.title(identifier)} ({identifier})",
        placeholder="donor.project.choose",
    )


def _projects(session: Session) -> list[str]:
    """Every published project by its title, whatever its band."""
    return session.per_view("pledge-projects", lambda: _in_order(session))


def _in_order(session: Session) -> list[str]:
    view = session.view
    found = [view.portfolio.identifier(int(code)) for code in projects.everywhere(view)]
    return sorted(found, key=lambda identifier: session.title(identifier).casefold())
