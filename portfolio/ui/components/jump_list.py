"""Under the curve: the days on which what is needed or covered moved by more than a tenth, and why."""

from typing import Final

import streamlit as st

from portfolio.ledger.view import day_of
from portfolio.measures.jumps import Jump, JumpRow, jumps
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session

_OPEN: Final = 6  # lines that are shown without being asked for
# What a row that is no flow is called, by its word.
_CHANGES: Final = {
    "requirement": "figure.requirement",
    "status": "axis.status",
    "publication": "jumps.publication",
    "relation": "field.relation",
}


def draw(session: Session) -> None:
    """One dated line a jump, oldest first; nothing where the headline moved in small steps."""
    made = session.per_view("jumps", lambda: _as_html(session))
    if made:
        st.html(made)


def _as_html(session: Session) -> str:
    found = jumps(session.view)
    if not found:
        return ""
    lines = [tag("li", *_line(session, jump)) for jump in found]
    title = text("summary", session.words.count("jumps.title", len(found)))
    is_open = "" if len(found) <= _OPEN else None
    return tag("details", title, tag("ul", *lines), class_="rp-folded rp-jumps", open=is_open)


def _line(session: Session, jump: Jump) -> list[str]:
    """The day, from what to what, and the rows that moved it."""
    words, reader = session.words, session.reader
    rose = "rose" if jump.after > jump.before else "fell"
    said = words(
        f"jumps.{jump.figure.value}.{rose}",
        day=day_of(jump.day),
        before=reader.amount(jump.before),
        after=reader.amount(jump.after),
    )
    rows = [tag("p", _row(session, row)) for row in jump.rows]
    if jump.more:
        rows.append(text("p", words.count("jumps.more", jump.more)))
    return [text("span", said), *rows]


def _row(session: Session, row: JumpRow) -> str:
    if not row.project:
        return text("span", session.words(f"jumps.{row.what}", currency=row.currency))
    title = link(session.title(row.project), session.href("projects", project=row.project))
    what = session.words(_CHANGES.get(row.what, f"flow.{row.what}"))
    said = [title, text("span", what)]
    if row.amount_minor is not None and row.currency:
        said.append(text("span", session.words.exact(row.amount_minor, row.currency)))
    return tag("span", esc(" · ").join(said))
