"""Desk of a funder: its own money to confirm or dispute, pledges to propose, payments it plans."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.entry_rules import PlannedPaymentEntry
from portfolio.domain.fields import PLANNED_PAYMENT, Shape, form_field
from portfolio.domain.flows import Flow, PlannedPayment
from portfolio.measures import lists
from portfolio.measures.open_pledges import AGE_LIMITS
from portfolio.present.html import tag
from portfolio.services import milestones, transactions, verification
from portfolio.services.milestones import ProjectSchedule
from portfolio.services.transactions import FlowState
from portfolio.ui import fields, flow_form, navigation, opening, project_context, recent
from portfolio.ui.forms import Cells, Form, draw_field, form, keep_typed
from portfolio.ui.pages.desk import entries, totals
from portfolio.ui.pages.desk.entries import OwnEntry
from portfolio.ui.project_context import Action
from portfolio.ui.session import Session

FIELDS: Final = ("period", *(column.name for column in PLANNED_PAYMENT.columns))
_REASON: Final = form_field("reason", Shape.REASON, "donor.reason", "donor.reason.help")


def schedules(session: Session) -> tuple[ProjectSchedule, ...]:
    """Planned payments of the reader's organisation, by project."""
    return milestones.own_planned_payments(session.register, session.who, session.portfolio)


def schedules_by_project(session: Session, result: Sequence[ProjectSchedule]) -> None:
    """Each project with its periods and amounts."""
    words = session.words
    st.html(tag("h2", words("projects.planned"), class_="rp-section", id="planned"))
    if not result:
        st.html(tag("p", words("planned.none"), class_="rp-note"))
        return
    for schedule in result:
        href = session.href("projects", project=schedule.identifier)
        lines = [tag("li", _named(session, payment)) for payment in schedule.payments]
        heading = project_context.heading(session, schedule.identifier, schedule.titles, href)
        st.html(heading + tag("ul", *lines, class_="rp-planned"))


def draw_planned(session: Session, form: Form, project: str) -> PlannedPaymentEntry:
    """Fields of one period, new or existing; returns what is typed in them now."""
    cells = Cells(session, form, PLANNED_PAYMENT, is_live=True)
    standing = _standing(session, form, project)
    if standing is None:
        for place, name in zip(st.columns(2), ("first_day", "last_day"), strict=True):
            with place:
                cells.draw(name)
    else:
        cells.values["first_day"] = standing.first_day.isoformat()
        cells.values["last_day"] = standing.last_day.isoformat()
        form.beside(session, "first_day", "last_day")
    cells.draw_money(amount=1, currency=1)
    if standing is not None:
        st.html(tag("p", session.words("planned.withdraw.help"), class_="rp-help"))
    cells.draw("planned_on", "source")
    return PlannedPaymentEntry(**cells.values)


def form_of(session: Session, project: str) -> str:
    """Form of a planned payment to a project; returns the sentence about one just recorded."""
    words, filled = session.words, form(f"planned-{project}")
    st.html(tag("p", words("planned.lead"), class_="rp-help"))
    filled.refuse(session)
    with keep_typed(session, filled, *FIELDS):
        typed = draw_planned(session, filled, project)
    if not st.button(words("planned.save"), type="primary", key=filled.key("save")):
        return ""
    if not filled.attempt(
        lambda: milestones.plan_payment(
            session.register, session.who, project, typed, token=filled.token
        )
    ):
        st.rerun()
    return words("planned.saved", project=session.title(project))


def _standing(session: Session, form: Form, project: str) -> PlannedPayment | None:
    """One of the planned periods in force, to be changed; None for a new one."""
    payments = {
        _period(payment): payment
        for schedule in schedules(session)
        if schedule.identifier == project
        for payment in schedule.payments
    }
    if not payments:
        return None
    found = fields.draw_choice(
        session,
        form.key("period"),
        session.words("planned.period"),
        list(payments),
        lambda period: _named(session, payments[period]),
        placeholder="planned.period.new",
    )
    return payments.get(found)


def _period(payment: PlannedPayment) -> str:
    return f"{payment.first_day} {payment.last_day}"


def _named(session: Session, payment: PlannedPayment) -> str:
    """Period and amount."""
    words = session.words
    return words(
        "planned.row",
        period=words.period(payment.first_day, payment.last_day),
        amount=words.exact(payment.amount_minor, payment.currency),
    )


_SAID: Final = "donor-said"  # what was just done, over the page
_PLANNED: Final = "planned-said"  # and next to the form of a planned payment


def draw(session: Session) -> None:
    """What was just done, the funder's totals, its entries, and the forms of a pledge and a plan."""
    words = session.words
    rows = verification.own_flows(session.register, session.who, session.portfolio)
    named = session.reader.name("funder", session.who.organisation or "")
    st.html(tag("p", words("donor.of", organisation=named), class_="rp-lead"))
    opening.notices_problems(session)
    if _SAID in st.session_state:
        st.html(tag("p", st.session_state[_SAID], class_="rp-recorded", role="status"))
    own = totals.own_session(session)
    found = entries.own_entries(own, rows)
    st.html(
        tag("div", tag("p", _answer(session, found), class_="rp-answer-said"), class_="rp-answer")
    )
    totals.draw(own)
    recent.draw(session)
    left, right = st.columns([17, 13], gap="large")
    with left, st.container(key="donor-rows"):
        _rows(session, found)
        schedules_by_project(session, schedules(session))
    with right, st.container(key="donor-pledge"):
        pledge(session)
        planned(session)


def _answer(session: Session, every: Sequence[OwnEntry]) -> str:
    """How many entries need a word and how many none, in sentences."""
    words = session.words
    if not every:
        return words("donor.rows.none")
    waiting = sum(entry.awaits_confirmation for entry in every)
    old = sum(entry.is_old_pledge for entry in every)
    said = [words.count("donor.waiting", waiting)]
    if old:
        age = words.count("count.days", AGE_LIMITS[0])
        said.append(words.count("desk.old_pledges.said", old, age=age))
    rest = sum(not entry.needs_word for entry in every)
    if rest:
        said.append(words.count("desk.rest.said", rest))
    return " ".join(said)


def _rows(session: Session, every: Sequence[OwnEntry]) -> None:
    """The entries: a filter, those that need a word, the rest folded, a dispute, the file."""
    words = session.words
    st.html(tag("h2", words("donor.rows"), class_="rp-section"))
    if not every:
        st.html(tag("p", words("donor.rows.none"), class_="rp-note"))
        return
    choice = entries.entry_filter(session)
    entries.draw_filter(session, every, choice)
    shown = [e for e in entries.in_order(session, every) if choice.keeps(session, e)]
    if not choice.is_empty:
        counts = {"n": words.number(len(shown)), "of": words.number(len(every))}
        st.html(tag("p", words("row_filter.shown", **counts), class_="rp-note", role="status"))
    _waiting(session, [entry.row for entry in shown if entry.awaits_confirmation])
    entries.draw_old_pledges(session, shown)
    rest = [entry for entry in shown if not entry.needs_word]
    entries.draw_rest(session, rest)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        _dispute_one(session, shown)
        if shown:
            needing = [entry for entry in shown if entry.needs_word]
            entries.draw_file(session, [*needing, *rest], choice)


def _waiting(session: Session, rows: Sequence[FlowState]) -> None:
    """Rows that wait for the funder, each with its buttons and, where there are several, a box."""
    words = session.words
    action = Action(
        name="confirm-several",
        confirmation=lambda n: words.count("donor.several.chosen", n),
        label=words("donor.several.save"),
        command=lambda names, token: verification.confirm_flows(
            session.register, session.who, names, token=token
        ),
        success=lambda n: words.count("donor.several.confirmed", n),
    )
    project_context.told_last(action)
    is_begun = project_context.is_begun(action)
    if not rows and not is_begun:
        return
    st.html(tag("h3", words("desk.to_confirm"), class_="rp-rows"))
    if len(rows) > 1 or is_begun:
        project_context.draw_flow_choice(
            session,
            rows,
            action,
            href="projects",
            beside=lambda row: _answers(session, row),
            funder=False,
        )
        return
    for row in rows:
        href = session.href("projects", project=row.identifier)
        st.html(project_context.heading(session, row.identifier, row.titles, href))
        key = f"own-{row.identifier}-{row.flow.reference}"
        with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
            st.html(project_context.line(session, row, funder=False))
            _answers(session, row)


def _dispute_one(session: Session, listing: Sequence[OwnEntry]) -> None:
    """A dispute of an entry that is confirmed or documented: which one, and what is wrong."""
    words, offered = session.words, entries.disputable(listing)
    if not offered:
        return
    no = form("dispute")
    with no.popover(session, words("desk.dispute"), type="tertiary"):
        chosen = fields.draw_choice(
            session,
            no.key("entry"),
            words("desk.dispute.entry"),
            list(offered),
            lambda name: entries.entry_text(session, offered[name]),
        )
        reason = draw_field(session, no, _REASON)
        if not chosen:
            st.button(words("donor.dispute.save"), key=no.key("save"), disabled=True)
            return
        row = offered[chosen].row
        no.draw_save(
            words("donor.dispute.save"),
            lambda: verification.dispute_flow(
                session.register, session.who, row.identifier, row.flow.reference, reason,
                token=no.token,
            ),
            lambda: _tell(words("donor.disputed", reference=row.flow.reference)),
        )  # fmt: skip


def _answers(session: Session, row: FlowState) -> None:
    """Confirm what is only proposed; dispute, with a reason, what is not so."""
    words, reference = session.words, row.flow.reference
    place = f"{row.identifier}-{reference}"
    with st.container(horizontal=True, gap="small", width="content"):
        if not row.confidence.is_official:
            yes = form(f"confirm-{place}")
            yes.draw_save(
                words("donor.confirm"),
                lambda: verification.confirm_flow(
                    session.register, session.who, row.identifier, reference, token=yes.token
                ),
                lambda: _tell(words("donor.confirmed", reference=reference)),
                icon=":material/check:",
            )
            yes.refuse(session)
        if row.dispute:
            return
        no = form(f"dispute-{place}")
        with no.popover(session, words("donor.dispute"), type="tertiary"):
            reason = draw_field(session, no, _REASON)
            no.draw_save(
                words("donor.dispute.save"),
                lambda: verification.dispute_flow(
                    session.register, session.who, row.identifier, reference, reason,
                    token=no.token,
                ),
                lambda: _tell(words("donor.disputed", reference=reference)),
            )  # fmt: skip


def _tell(sentence: str) -> None:
    st.session_state[_SAID] = sentence


def pledge(session: Session, project: str = "") -> None:
    """Pledge form for a published project: ``project``, else one chosen by its name."""
    words = session.words
    filled = form(f"pledge-{project}")
    st.html(tag("h2", words("donor.pledge"), class_="rp-section"))
    st.html(tag("p", words("donor.pledge.lead"), class_="rp-help"))
    filled.refuse(session)
    with keep_typed(session, filled, "project", *flow_form.FIELDS):
        chosen = project or _chosen(session, filled)
        typed = flow_form.pledge(session, filled, _own_rows(session, chosen)) if chosen else None
    if typed is None:
        return
    again = filled.is_same and st.checkbox(words("record.again"), key=filled.key("again"))

    def then() -> None:
        _tell(words("donor.proposed", project=session.title(chosen)))
        if project:
            navigation.to("desk", session.address())

    filled.draw_save(
        words("donor.propose"),
        lambda: transactions.propose_pledge(
            session.register, session.who, chosen, typed, token=filled.token, again=bool(again)
        ),
        then,
        type="primary",
    )


def planned(session: Session, project: str = "") -> None:
    """Planned payment form for a published project: ``project``, else one chosen by its name."""
    with st.container(key="donor-planned"):
        st.html(tag("h2", session.words("planned.title"), class_="rp-section"))
        chosen = project or fields.draw_choice(
            session,
            "planned-project",
            session.words("donor.project"),
            _projects(session),
            lambda identifier: f"{session.title(identifier)} ({identifier})",
            placeholder="donor.project.choose",
        )
        if _PLANNED in st.session_state:
            st.html(tag("p", st.session_state[_PLANNED], class_="rp-recorded"))
        said = form_of(session, chosen) if chosen else ""
    if said:
        st.session_state[_SAID] = st.session_state[_PLANNED] = said
        if project:
            navigation.to("desk", session.address())
        st.rerun()


def _own_rows(session: Session, identifier: str) -> list[Flow]:
    rows = verification.own_flows(session.register, session.who, session.portfolio)
    return [row.flow for row in rows if row.identifier == identifier]


def _chosen(session: Session, form: Form) -> str:
    """A published project by its title, "" for none yet."""
    return fields.draw_choice(
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
    found = [view.portfolio.identifier(int(code)) for code in lists.everywhere(view)]
    return session.in_name_order(found, session.title)
