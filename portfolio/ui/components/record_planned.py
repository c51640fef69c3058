"""The form of a planned payment of one's own organisation, and what it plans so far."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.fields import PLANNED_PAYMENT, FieldColumn, Shape
from portfolio.domain.planned_payment_entry import PlannedPaymentEntry
from portfolio.domain.planned_payments import PlannedPayment
from portfolio.services import planned_payments
from portfolio.services.planned_payments import ProjectSchedule
from portfolio.ui.components import amount_field, choice_field, day_field, entry_widgets, flow_line
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.components.record_kept import keep_typed
from portfolio.ui.session import Session

_COLUMNS: Final = {column.name: column for column in PLANNED_PAYMENT.columns}
FIELDS: Final = ("period", *_COLUMNS)


def schedules(session: Session) -> tuple[ProjectSchedule, ...]:
    """What the reader's organisation plans, by project."""
    return planned_payments.own_planned_payments(session.register, session.who, session.portfolio)


def schedules_by_project(session: Session, result: Sequence[ProjectSchedule]) -> None:
    """Each project with its periods and amounts."""
    words = session.words
    st.html(text("h2", words("projects.planned"), class_="rp-section", id="planned"))
    if not result:
        st.html(text("p", words("planned.none"), class_="rp-note"))
        return
    for schedule in result:
        href = session.href("projects", project=schedule.identifier)
        lines = [text("li", _named(session, payment)) for payment in schedule.payments]
        heading = flow_line.heading(session, schedule.identifier, schedule.titles, href)
        st.html(heading + tag("ul", *lines, class_="rp-planned"))


def draw(session: Session, form: Form, project: str) -> PlannedPaymentEntry:
    """The fields of one period, new or one that stands; what is typed in them now."""
    values: dict[str, str] = {}
    standing = _standing(session, form, project)
    if standing is None:
        left, right = st.columns(2)
        for place, name in ((left, "first_day"), (right, "last_day")):
            with place:
                _cell(session, form, values, name)
    else:
        values["first_day"] = standing.first_day.isoformat()
        values["last_day"] = standing.last_day.isoformat()
        form.beside(session, "first_day", "last_day")
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _draw(session, form, values, "amount")
    with right:
        _draw(session, form, values, "currency")
    form.beside(session, "amount", "currency")
    key = form.key("amount")
    st.html(amount_field.echo(session, key, values["amount"], values["currency"]))
    amount_field.offer(session, key, values["amount"], values["currency"])
    if standing is not None:
        st.html(text("p", session.words("planned.withdraw.help"), class_="rp-help"))
    _cell(session, form, values, "planned_on")
    _cell(session, form, values, "source")
    return PlannedPaymentEntry(**values)


def form_of(session: Session, project: str) -> str:
    """The form of a planned payment to a project; the sentence that tells of one just recorded."""
    words, filled = session.words, form(f"planned-{project}")
    st.html(text("p", words("planned.lead"), class_="rp-help"))
    filled.refuse(session)
    with keep_typed(session, filled, *FIELDS):
        typed = draw(session, filled, project)
    if not st.button(words("planned.save"), type="primary", key=filled.key("save")):
        return ""
    if not filled.attempt(
        lambda: planned_payments.plan_payment(
            session.register, session.who, project, typed, token=filled.token
        )
    ):
        st.rerun()
    return words("planned.saved", project=session.title(project))


def _standing(session: Session, form: Form, project: str) -> PlannedPayment | None:
    """One of the periods that stand, to be changed; None for a new one."""
    payments = {
        _period(payment): payment
        for schedule in schedules(session)
        if schedule.identifier == project
        for payment in schedule.payments
    }
    if not payments:
        return None
    found = choice_field.draw(
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


def _cell(session: Session, form: Form, values: dict[str, str], name: str) -> None:
    """One field, what is understood of a day, and what is wrong with it."""
    _draw(session, form, values, name)
    if _COLUMNS[name].shape is Shape.DAY:
        echo = day_field.below(session, values[name], is_refused=form.complains_of(name))
        if echo:
            st.html(echo)
    form.beside(session, name)


def _draw(session: Session, form: Form, values: dict[str, str], name: str) -> None:
    column, key = _COLUMNS[name], form.key(name)
    entry_widgets.draw(session, key, PLANNED_PAYMENT, column, "", label=_label(session, column))
    values[name] = str(entry_widgets.reading(session, key, column.shape, ""))


def _label(session: Session, column: FieldColumn) -> str:
    said = session.words(f"cell.{column.name}")
    return session.words("entry.needed", field=said) if column.is_needed else said
