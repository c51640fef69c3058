"""The list of clauses: which one is shown lives in the address, so that a link shows the same."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.clauses import CLAUSES
from portfolio.measures.road import DeadlineLine
from portfolio.ui.components import own_words
from portfolio.ui.components.deliverables import tone
from portfolio.ui.components.markup import tag, text
from portfolio.ui.navigation import script
from portfolio.ui.session import Session

SHOWN: Final = "clause_shown"  # the name in the address; "clause" is a filter
SIGNS: Final = "\\`*_{}[]()<>#+-.!|~:$"
_PAGE: Final = script("declaration")
ICONS: Final = {
    "late": ":material/error:",
    "done": ":material/check_circle:",
    "due": ":material/schedule:",
    "open": ":material/radio_button_unchecked:",
}


def clause_of_address(session: Session) -> int:
    """The clause the address asks for, else the only one filtered by, else the first."""
    given = session.beside.get(SHOWN, [""])[-1]
    if given.isascii() and given.isdigit() and int(given) in CLAUSES:
        return int(given)
    filtered = session.question.filters.clauses
    return min(filtered) if len(filtered) == 1 else CLAUSES[0]


def is_chosen(session: Session) -> bool:
    """Whether the address asks for one clause: by its name, or by a filter that leaves no other."""
    return bool(session.beside.get(SHOWN, [""])[-1]) or len(session.question.filters.clauses) == 1


def problem(session: Session) -> None:
    """Say so where the address asks for a clause that does not exist."""
    given = session.beside.get(SHOWN, [""])[-1]
    if given and given not in map(str, CLAUSES):
        said = text("p", session.words("declaration.unknown", value=given))
        st.html(tag("div", said, class_="rp-problem", role="alert"))


def draw(session: Session, lines: Sequence[DeadlineLine]) -> None:
    """Links to the eleven clauses, each marked with the state of its deliverables."""
    if SHOWN in session.beside:
        # A link to the page one is on changes what the script reads, not what the browser shows.
        st.query_params[SHOWN] = session.beside[SHOWN]
    with st.container(key="clause-list", gap=None):
        title = text("h2", session.words("declaration.clauses"), class_="rp-section")
        st.html(title + own_words.with_marks(session))
        for number in CLAUSES:
            worst = state(lines, number)
            place = "here" if number == clause_of_address(session) else "to"
            with st.container(key=f"clause-{place}-{worst}-{number}"):
                st.page_link(
                    _PAGE,
                    label=_plain(session.reader.name("clause", str(number))),
                    icon=ICONS[worst],
                    query_params=_address(session, number),
                    width="stretch",
                )


def state(lines: Sequence[DeadlineLine], number: int) -> str:
    """The state a clause's deliverables share, or the most pressing of them."""
    tones = {tone(line) for line in lines if line.deliverable.clause == number}
    return next((name for name in ("late", "due", "open", "done") if name in tones), "open")


def _address(session: Session, number: int) -> dict[str, list[str]]:
    """The address of a clause: a filter by one single clause moves along with the choice."""
    question = session.question
    if len(question.filters.clauses) == 1:
        question = session.with_filters(clauses=frozenset({number}))
    return session.address(question, clause_shown=str(number))


def _plain(text: str) -> str:
    """Text in a label of Streamlit's own, which reads markdown: its signs are escaped."""
    return "".join(f"\\{letter}" if letter in SIGNS else letter for letter in text)
