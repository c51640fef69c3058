"""Reporting periods: each with its days and whether it is locked; added, changed, locked, unlocked."""

from zlib import crc32

import streamlit as st

from portfolio.domain.periods import ReportingPeriod
from portfolio.services import periods
from portfolio.services.access import may
from portfolio.ui.components import housekeeping_fields as fields
from portfolio.ui.components import housekeeping_said
from portfolio.ui.components.housekeeping_days import dated
from portfolio.ui.components.labels import plain
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.session import Session


def draw(here: Session) -> None:
    """The periods, the latest first, with what the reader's role may do; then the form of a new one."""
    words = here.words
    head = (
        text("h2", words("periods.title"), class_="rp-section"),
        text("p", words("periods.lead"), class_="rp-help"),
    )
    st.html("".join(head))
    present = periods.list_periods(here.register, here.who)
    if not present:
        st.html(text("p", words("periods.none"), class_="rp-note"))
    for period in present:
        _row(here, period)
    if may(here.who, "save_period"):
        with st.container(key="period-add"):
            st.html(text("h3", words("periods.add"), class_="rp-rows"))
            _fields(here, form("period"), None)


def _row(here: Session, period: ReportingPeriod) -> None:
    """One period in a line, its actions at the end."""
    mark = crc32(period.name.encode())
    with st.container(
        key=f"period-row-{mark}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(_said(here, period))
        if period.is_locked and may(here.who, "unlock_period"):
            _unlock(here, period, form(f"unlock-{mark}"))
        if not period.is_locked and may(here.who, "save_period"):
            filled = form(f"period-{mark}")
            label = here.words("periods.change")
            with st.popover(label, type="tertiary", key=filled.key("open")):
                _fields(here, filled, period)
        if not period.is_locked and may(here.who, "lock_period"):
            _lock(here, period, form(f"lock-{mark}"))


def _said(here: Session, period: ReportingPeriod) -> str:
    words = here.words
    state = (
        words("periods.locked", day=words.moment(period.locked), login=period.locked_by)
        if period.locked
        else words("periods.open")
    )
    parts = (
        text("strong", period.name, dir="auto"),
        text("span", words.period(period.first, period.last)),
        text("span", state, class_="rp-locked" if period.is_locked else "rp-note"),
    )
    return tag("p", *parts, class_="rp-period")


def _lock(here: Session, period: ReportingPeriod, filled: Form) -> None:
    """Lock it, once it was read what that means."""
    words = here.words
    with st.popover(words("periods.lock"), key=filled.key("open"), icon=":material/lock:"):
        filled.refused(here)
        days = words.period(period.first, period.last)
        st.html(text("p", words("periods.lock.help", days=days), class_="rp-help"))
        label = plain(words("periods.lock.save", period=period.name))
        if st.button(label, type="primary", key=filled.key("save")):
            if filled.attempt(
                lambda: periods.lock_period(
                    here.register, here.who, period.name, token=filled.token
                )
            ):
                housekeeping_said.say(here, words("periods.was_locked", period=period.name))
            st.rerun()


def _unlock(here: Session, period: ReportingPeriod, filled: Form) -> None:
    """Open it again, with a reason."""
    words = here.words
    with st.popover(words("periods.unlock"), key=filled.key("open"), icon=":material/lock_open:"):
        filled.refused(here)
        st.html(text("p", words("periods.unlock.help"), class_="rp-help"))
        why = fields.reason(here, filled, words("column.reason"))
        label = plain(words("periods.unlock.save", period=period.name))
        if st.button(label, type="primary", key=filled.key("save")):
            if filled.attempt(
                lambda: periods.unlock_period(
                    here.register, here.who, period.name, why, token=filled.token
                )
            ):
                housekeeping_said.say(here, words("periods.was_unlocked", period=period.name))
            st.rerun()


def _fields(here: Session, filled: Form, period: ReportingPeriod | None) -> None:
    """Name and days of a period, new or changed."""
    words = here.words
    filled.refused(here)
    name = fields.line(here, filled, "name", words("periods.name"), period.name if period else "")
    left, right = st.columns(2)
    with left:
        first = dated(
            here, filled, "first", words("periods.first"), period.first if period else None
        )
    with right:
        last = dated(here, filled, "last", words("periods.last"), period.last if period else None)
    if st.button(words("periods.save"), type="primary", key=filled.key("save")):
        if filled.attempt(
            lambda: periods.save_period(
                here.register, here.who, name, first, last,
                was=period.name if period else "", token=filled.token,
            )
        ):  # fmt: skip
            housekeeping_said.say(here, words("periods.saved", period=name.strip()))
        st.rerun()
