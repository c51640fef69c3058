"""How the page of recording opens: the project and its figures, each beside what it was before."""

from typing import Final

import streamlit as st

from portfolio.measures.figures import Figure
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.session import Session

FIGURES: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.GAP,
    Figure.PLEDGED_OPEN,
    Figure.PAID,
    Figure.SPENT,
)
Amounts = dict[Figure, int | None]


def amounts(context: ProjectContext) -> Amounts:
    """The figures of the project now."""
    return {figure: context.amount(figure) for figure in FIGURES}


def remember_effect(identifier: str, text: str, before: Amounts) -> None:
    """Remember what was just recorded, and the figures it was recorded upon."""
    st.session_state[_name(identifier)] = (text, before)


def draw(context: ProjectContext) -> None:
    """Title, what was recorded last, and the figures."""
    here, words = context.session, context.session.words
    identifier = context.project.identifier
    back = link(words("record.back"), here.href("projects", project=identifier))
    facts = text("bdi", identifier, class_="rp-identifier")
    said: tuple[str, Amounts] | None = st.session_state.get(_name(identifier))
    made = [
        tag("p", back, class_="rp-back"),
        text("h1", words("record.title")),
        tag("p", text("bdi", context.title()), esc(" · "), facts, class_="rp-lead"),
    ]
    st.html(tag("header", *made, class_="rp-opening"))
    if said is not None:
        st.html(text("p", said[0], class_="rp-recorded", role="status"))
    before = said[1] if said else {}
    st.html(figures(here, before, amounts(context)))
    st.html(text("p", words("record.as_of", day=here.question.as_of), class_="rp-note"))


def figures(session: Session, before: Amounts, now: Amounts) -> str:
    """Each figure; one that moved stands beside what it was."""
    made = []
    for figure in FIGURES:
        inside = [text("dt", session.words(f"figure.{figure}.short"))]
        is_moved = figure in before and before[figure] != now[figure]
        if is_moved:
            was = text("s", session.reader.amount(before[figure]))
            inside.append(tag("dd", was, class_="rp-was"))
        exact = session.reader.exact(now[figure])
        inside.append(text("dd", session.reader.amount(now[figure]), title=exact))
        made.append(
            tag("div", *inside, class_="rp-moved" if is_moved else None, id=f"now-{figure}")
        )
    return tag("dl", *made, class_="rp-figures")


def _name(identifier: str) -> str:
    return f"recorded-{identifier}"
