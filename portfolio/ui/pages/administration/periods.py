"""Reporting periods, locked and unlocked, and the date of the third conference."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from zlib import crc32

import streamlit as st
from markupsafe import Markup

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.reference import ReportingPeriod
from portfolio.present.html import plain, tag
from portfolio.services import operations, reference
from portfolio.services.access import may
from portfolio.services.reference import is_in_window, set_conference
from portfolio.ui import fields, forms
from portfolio.ui.forms import Cells, Form, draw_field, form
from portfolio.ui.session import Session

_REASON: Final = form_field("reason", Shape.REASON, "column.reason")
_CONFERENCE: Final = form_fields(
    "conference",
    form_field("day", Shape.DAY, "conference.day"),
    form_field("source", Shape.LINE, "conference.source", "conference.source.help"),
    _REASON,
)
_PERIOD: Final = form_fields(
    "period",
    form_field("name", Shape.LINE, "periods.name"),
    form_field("first", Shape.DAY, "periods.first"),
    form_field("last", Shape.DAY, "periods.last"),
)


def draw_conference(session: Session) -> None:
    """Conference date and its window; a date outside it is warned of before it is saved."""
    words = session.words
    first, last = CONFERENCE_WINDOW
    head = (
        tag("h2", words("conference.set"), class_="rp-section"),
        tag("p", words("conference.set.lead"), class_="rp-help"),
        tag("p", _now(session), class_="rp-rest"),
        tag("p", words("conference.window", first=first, last=last), class_="rp-help"),
    )
    st.html(tag("header", *head))
    with st.container(key="conference"):
        _form(session, form("conference"))


def _now(session: Session) -> str:
    """The day that days are counted to, and what fixes it."""
    words, register = session.words, session.register
    if register.conference_source:
        return words(
            "conference.now.fixed", day=register.conference, source=register.conference_source
        )
    return words("conference.now.open", day=register.conference)


def _form(session: Session, form: Form) -> None:
    """Another date, and why."""
    words = session.words
    first, last = CONFERENCE_WINDOW
    form.refuse(session)
    cells = Cells(session, form, _CONFERENCE)
    cells.draw("day")
    day = fields.as_typed(cells.values["day"])
    if isinstance(day, date) and not is_in_window(day):
        said = words("banner.conference_outside", day=day, first=first, last=last)
        st.html(tag("p", said, class_="rp-notice rp-warning"))
    cells.draw("source", "reason")
    form.draw_save(
        words("conference.save"),
        lambda: set_conference(
            session.register, session.who, day, cells.values["source"], cells.values["reason"],
            token=form.token,
        ),
        lambda: forms.say(session, words("conference.saved", day=day or "")),
        type="primary",
    )  # fmt: skip


def draw(session: Session) -> None:
    """The periods, the latest first, with what the reader's role may do; then the form of a new one."""
    words = session.words
    head = (
        tag("h2", words("periods.title"), class_="rp-section"),
        tag("p", words("periods.lead"), class_="rp-help"),
    )
    st.html("".join(head))
    present = reference.list_periods(session.register, session.who)
    if not present:
        st.html(tag("p", words("periods.none"), class_="rp-note"))
    logins = operations.read_logins(session.register, session.who)
    for period in present:
        _row(session, period, logins)
    if may(session.who, "save_period"):
        with st.container(key="period-add"):
            st.html(tag("h3", words("periods.add"), class_="rp-rows"))
            _fields(session, form("period"), None)


def _row(session: Session, period: ReportingPeriod, logins: Mapping[int, str]) -> None:
    """One period in a line, its actions at the end."""
    mark = crc32(period.name.encode())
    with st.container(
        key=f"period-row-{mark}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(_said(session, period, logins))
        if period.is_locked and may(session.who, "unlock_period"):
            _unlock(session, period, form(f"unlock-{mark}"))
        if not period.is_locked and may(session.who, "save_period"):
            filled = form(f"period-{mark}")
            label = session.words("periods.change")
            with st.popover(label, type="tertiary", key=filled.key("open")):
                _fields(session, filled, period)
        if not period.is_locked and may(session.who, "lock_period"):
            _lock(session, period, form(f"lock-{mark}"))


def _said(session: Session, period: ReportingPeriod, logins: Mapping[int, str]) -> Markup:
    words = session.words
    state = (
        words(
            "periods.locked",
            day=words.moment(period.locked_at),
            login=words.author(period.locked_by_id, logins),
        )
        if period.locked_at
        else words("periods.open")
    )
    parts = (
        tag("strong", period.name, dir="auto"),
        tag("span", words.period(period.first, period.last)),
        tag("span", state, class_="rp-locked" if period.is_locked else "rp-note"),
    )
    return tag("p", *parts, class_="rp-period")


def _lock(session: Session, period: ReportingPeriod, form: Form) -> None:
    """Lock it, once it was read what that means."""
    words = session.words
    with form.popover(session, words("periods.lock"), icon=":material/lock:"):
        days = words.period(period.first, period.last)
        st.html(tag("p", words("periods.lock.help", days=days), class_="rp-help"))
        form.draw_save(
            plain(words("periods.lock.save", period=period.name)),
            lambda: reference.lock_period(
                session.register, session.who, period.name, token=form.token
            ),
            lambda: forms.say(session, words("periods.was_locked", period=period.name)),
            type="primary",
        )


def _unlock(session: Session, period: ReportingPeriod, form: Form) -> None:
    """Open it again, with a reason."""
    words = session.words
    with form.popover(session, words("periods.unlock"), icon=":material/lock_open:"):
        st.html(tag("p", words("periods.unlock.help"), class_="rp-help"))
        reason = draw_field(session, form, _REASON)
        form.draw_save(
            plain(words("periods.unlock.save", period=period.name)),
            lambda: reference.unlock_period(
                session.register, session.who, period.name, reason, token=form.token
            ),
            lambda: forms.say(session, words("periods.was_unlocked", period=period.name)),
            type="primary",
        )


def _fields(session: Session, form: Form, period: ReportingPeriod | None) -> None:
    """Name and days of a period, new or changed."""
    words = session.words
    form.refuse(session)
    current = (
        {}
        if period is None
        else {
            "name": period.name,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
        }
    )
    cells = Cells(session, form, _PERIOD, current)
    cells.draw("name")
    for place, name in zip(st.columns(2), ("first", "last"), strict=True):
        with place:
            cells.draw(name)
    name, first, last = cells.values.values()
    form.draw_save(
        words("periods.save"),
        lambda: reference.save_period(
            session.register, session.who, name, fields.as_typed(first), fields.as_typed(last),
            was=period.name if period else "", token=form.token,
        ),
        lambda: forms.say(session, words("periods.saved", period=name.strip())),
        type="primary",
    )  # fmt: skip
