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


def draw(here: Session) -> None:
    """One dated line a jump, oldest first; nothing where the headline moved in small steps."""
    made = here.kept("jumps", lambda: _as_html(here))
    if made:
        st.html(made)


def _as_html(here: Session) -> str:
    found = jumps(here.view)
    if not found:
        return ""
    lines = [tag("li", *_line(here, jump)) for jump in found]
    title = text("summary", here.words.count("jumps.title", len(found)))
    is_open = "" if len(found) <= _OPEN else None
    return tag("details", title, tag("ul", *lines), class_="rp-folded rp-jumps", open=is_open)


def _line(here: Session, jump: Jump) -> list[str]:
    """The day, from what to what, and the rows that moved it."""
    words, reader = here.words, here.reader
    rose = "rose" if jump.after > jump.before else "fell"
    said = words(
        f"jumps.{jump.figure.value}.{rose}",
        day=day_of(jump.day),
        before=reader.amount(jump.before),
        after=reader.amount(jump.after),
    )
    rows = [tag("p", _row(here, row)) for row in jump.rows]
    if jump.more:
        rows.append(text("p", words.count("jumps.more", jump.more)))
    return [text("span", said), *rows]


def _row(here: Session, row: JumpRow) -> str:
    if not row.project:
        return text("span", here.words(f"jumps.{row.what}", currency=row.currency))
    title = link(here.title(row.project), here.href("projects", project=row.project))
    what = here.words(_CHANGES.get(row.what, f"flow.{row.what}"))
    said = [title, text("span", what)]
    if row.minor is not None and row.currency:
        said.append(text("span", here.words.exact(row.minor, row.currency)))
    return tag("span", esc(" · ").join(said))
