"""The answer of the Declaration page: what the clauses ask for in their own right, and what is late."""

from collections.abc import Sequence

import streamlit as st

from portfolio.measures.road import DeadlineLine
from portfolio.ui.components.deliverables import said_limit, tone
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(session: Session, lines: Sequence[DeadlineLine]) -> None:
    """One sentence and its two numbers."""
    words = session.words
    done = sum(1 for line in lines if tone(line) == "done")
    late = sum(1 for line in lines if line.days_late)
    said = f"{_said(session, done, late, len(lines))} {_next(session, lines)}"
    whole = words("word.of", part=words.number(done), whole=words.number(len(lines)))
    st.html(
        tag(
            "div",
            text("p", said, class_="rp-answer-said"),
            _stat(whole, words("declaration.stat.done")),
            _stat(words.number(late), words("declaration.stat.late"), "rp-alarm" if late else None),
            class_="rp-answer",
        )
    )


def _said(session: Session, done: int, late: int, total: int) -> str:
    words = session.words
    said = words.count("declaration.answer.done", done, total=words.number(total))
    if not late:
        return f"{said} {words('declaration.answer.on_time')}"
    return f"{said} {words.count('declaration.answer.late', late)}"


def _next(session: Session, lines: Sequence[DeadlineLine]) -> str:
    """The nearest limit that lies ahead, and the clause that sets it."""
    ahead = [line for line in lines if line.days_left is not None]
    if not ahead:
        return session.words("declaration.answer.no_next")
    nearest = min(ahead, key=lambda line: (line.days_left, line.deliverable.clause))
    number = nearest.deliverable.clause
    return session.words(
        "declaration.answer.next", clause=number, limit=said_limit(session, nearest)
    )


def _stat(value: str, label: str, tone: str | None = None) -> str:
    return tag("p", text("strong", value, class_=tone), text("span", label), class_="rp-stat")
