"""History as a whole: whether the chain stands, and who changed what beside the projects."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.domain.history import HistoryEntry
from portfolio.domain.people import SYSTEM
from portfolio.services import telling
from portfolio.services.portfolio import CONFERENCE
from portfolio.ui.components import tables
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

_CHECKED: Final = "history-checked"  # what the last check found, and when
_ELSEWHERE: Final = ("project", "draft", "flow")  # told on the pages of the projects


def draw(session: Session) -> None:
    """The check of the chain on demand, then the newest changes that no project's page tells."""
    words = session.words
    head = (
        text("h2", words("history.title"), class_="rp-section"),
        text("p", words("history.lead"), class_="rp-help"),
    )
    st.html("".join(head))
    if st.button(words("history.check"), key="history-check", icon=":material/fact_check:"):
        verdict = telling.verify(session.register.database)
        st.session_state[_CHECKED] = (verdict, datetime.now(UTC))
    if _CHECKED in st.session_state:
        verdict, moment = st.session_state[_CHECKED]
        said = (
            text("p", words(verdict.phrase, **telling.chain_values(verdict))),
            text("p", words("history.checked", moment=moment), class_="rp-note"),
        )
        found, role = ("rp-recorded", "status") if verdict.is_sound else ("rp-problem", "alert")
        st.html(tag("div", *said, class_=f"{found} rp-verdict", role=role))
    st.html(text("h3", words("history.newest"), class_="rp-rows"))
    every = telling.read_history(session.register, session.who)
    told = [entry for entry in every if entry.subject not in _ELSEWHERE]
    if told:
        tables.show(session, _table(session, told))
    else:
        st.html(text("p", words("history.none"), class_="rp-note"))


def _table(session: Session, entries: list[HistoryEntry]) -> Table:
    words = session.words
    heads = ("history.when", "history.who", "history.what", "history.about", "column.reason")
    rows = tuple(
        (
            Cell(words.moment(entry.recorded_at)),
            Cell(words("changes.system") if entry.login == SYSTEM else entry.login),
            Cell(words(f"command.{entry.command or 'none'}")),
            Cell(words("conference.name") if entry.identifier == CONFERENCE else entry.identifier),
            # a program's reason is no reader's language
            Cell("" if entry.login == SYSTEM else entry.reason),
        )
        for entry in entries
    )
    return Table(words("history.newest"), tuple(Column(words(key)) for key in heads), rows)
