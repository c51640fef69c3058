"""All recorded funding: whole sums under their own heading, linked to the answer by one sentence."""

from typing import Final

import streamlit as st

from portfolio.domain.clauses import ADOPTED
from portfolio.measures import decided
from portfolio.measures.figures import Figure, Headline
from portfolio.ui.components import cards
from portfolio.ui.components.markup import text
from portfolio.ui.session import Session

FIGURES: Final = (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN, Figure.SURPLUS)


def draw(session: Session, headline: Headline) -> None:
    """Folded under its heading; inside, how the two families of money hang together (ruling 25)."""
    with (
        st.container(key="all-funding"),
        st.expander(session.words("funding.title"), expanded=not headline.amounts.requirement),
    ):
        st.html(session.per_view("all-funding", lambda: _told(session, headline)))
        cards.draw(session, headline, FIGURES)


def _told(session: Session, headline: Headline) -> str:
    return text("p", sentence(session, headline), class_="rp-takeaway") + text(
        "p", session.words("funding.family"), class_="rp-note"
    )


def sentence(session: Session, headline: Headline) -> str:
    """What is committed or disbursed, and of it what covers a requirement, what is surplus, what neither.

    Under a filter by funder only the funder's whole sums: its parts are in the list of funders.
    """
    words, reader, amounts = session.words, session.reader, headline.amounts
    if amounts.recorded_amount(Figure.SECURED) is None:
        return words("answer.no_requirement.nothing.funding")
    counted = amounts.records.by_figure[Figure.SECURED] if amounts.records else headline.projects
    told = words.count("funding.linked", counted, secured=reader.amount(amounts.secured))
    if session.question.filters.funders or amounts.requirement is None:
        return told
    if amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return " ".join(filter(None, (told, words("funding.parts.bare"), _before(session))))
    parts = words(
        "funding.parts",
        covered=reader.amount(amounts.covered),
        surplus=reader.amount(amounts.surplus),
        rest=reader.amount(headline.secured_without_requirement),
    )
    return " ".join(filter(None, (told, parts, _before(session))))


def _before(session: Session) -> str:
    """What of it was decided before the declaration (ruling 24)."""
    older = decided.before(session.view).secured
    if not older:
        return ""
    return session.words("decided.secured", amount=session.reader.amount(older), day=ADOPTED)
