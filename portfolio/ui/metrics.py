"""Metrics: the headline figures as cards, the answer in a sentence, days to the conference."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.params import RecordedState
from portfolio.ledger.view import View
from portfolio.measures.figures import Amounts, Figure, Headline
from portfolio.measures.headline import headline as measures_headline
from portfolio.present.answer import answer_html, part_html
from portfolio.present.html import tag
from portfolio.present.sentences import answer
from portfolio.services.params import SUBJECTS
from portfolio.ui import explanation
from portfolio.ui.session import Session

# One family: what is needed, and what of it is covered, pledged and missing (domain ruling 25).
HEADLINE: Final = (
    Figure.REQUIREMENT,
    Figure.COVERED,
    Figure.GAP,
    Figure.PLEDGED_TOWARD_GAP,
    Figure.GAP_AFTER_PLEDGES,
)


def draw_cards(session: Session, headline: Headline, figures: Sequence[Figure] = HEADLINE) -> None:
    """One card per figure, side by side; each opens the rows behind it."""
    columns = st.columns(len(figures), gap="small")
    for column, figure in zip(columns, figures, strict=True):
        with column, st.container(key=f"card-{figure.value}", height="stretch", gap=None):
            st.html(
                session.per_view(f"headline-{figure}", partial(_card, session, headline, figure))
            )
            explanation.button(session, figure)


def with_explanation(
    session: Session,
    figures: Sequence[Figure] = HEADLINE,
    *,
    axis: str | None = None,
    key: str | None = None,
) -> None:
    """A line of buttons under an answer, each opening the rows behind one of its figures.

    ``axis`` and ``key``: the figures are those of one row of a breakdown.
    """
    with st.container(key="explain-line", horizontal=True, gap="medium"):
        st.html(tag("span", session.words("explain.line"), class_="rp-small"), width="content")
        for figure in figures:
            label = session.reader.label(figure)
            explanation.button(session, figure, axis=axis, key=key, label=label)


def figure_html(session: Session, amounts: Amounts, figure: Figure) -> Markup:
    """An amount rounded for reading, exact on hover and for those who listen; or why there is none."""
    exact = session.reader.exact_of(amounts, figure)
    return tag(
        "span",
        tag("span", session.reader.figure_text(amounts, figure), aria_hidden="true"),
        tag("span", exact, class_="rp-heard"),
        class_=f"rp-amount rp-{figure.value}",
        title=exact,
    )


def _recorded(session: Session, amounts: Amounts, figure: Figure) -> list[str]:
    """Note that nothing is recorded, or how many of the projects record it (ruling 26)."""
    if amounts.state(figure) is RecordedState.NOT_RECORDED:
        return [tag("p", session.reader.not_recorded(figure))]
    several = amounts.recording(figure)
    if several is None:
        return []
    part, whole = map(session.words.number, several)
    return [tag("p", session.words("recorded.some", part=part, whole=whole))]


def _card(session: Session, headline: Headline, figure: Figure) -> Markup:
    words, amounts = session.words, headline.amounts
    beside = _recorded(session, amounts, figure)
    if figure is Figure.GAP and headline.closed_gap:
        closed = session.reader.amount(headline.closed_gap)
        beside.append(tag("p", words("mark.closed_gap", amount=closed)))
    if figure is Figure.SECURED and headline.secured_without_requirement:
        said = session.reader.amount(headline.secured_without_requirement)
        beside.append(tag("p", words("answer.beyond", amount=said)))
    meaning = words(f"figure.{figure}.meaning")
    label = tag(
        "h2",
        tag("i", class_=f"rp-is-{figure}"),
        tag("span", session.reader.label(figure)),
        tag("span", "?", class_="rp-tip", tabindex="0", aria_label=meaning, data_tip=meaning),
        class_="rp-label",
    )
    value = tag("p", figure_html(session, amounts, figure), class_="rp-value")
    return tag("div", label, value, *beside, class_="rp-card")


def draw_answer(session: Session, headline: Headline) -> None:
    """Sentence, the bar of the requirement, and the days to the conference.

    Where the page is about one country or clause, its part of the whole stands in place of the days.
    """

    def made() -> Markup:
        beside = _part_of_whole(session, headline.amounts) if session.subject else None
        return answer_html(session.reader, session.view, headline, beside)

    st.html(session.per_view(f"answer-{session.subject}", made))


def _part_of_whole(session: Session, amounts: Amounts) -> Markup:
    """What of all that is missing and needed is in what the page is about."""
    unfiltered: dict[str, object] = {SUBJECTS[session.subject]: frozenset()}
    whole = measures_headline(session.is_visible(session.with_filters(**unfiltered))).amounts
    is_alone = session.question.filters == session.usual.filters
    return part_html(session.words, amounts, whole, is_filtered=not is_alone)


def answer_sentence(
    session: Session,
    amounts: Amounts,
    *,
    of: str = "need",
    is_marked: bool = False,
    view: View | None = None,
) -> str:
    """Answer sentence: requirement, and what of it is covered, pledged and missing (ruling 25).

    ``of``: "need" of the projects of a view, whose filters it names, or of one "project".
    ``is_marked``: amounts are set between signs that ``emphasis`` turns into strong type.
    ``view``: the view of ``amounts`` where a page shows a part of the requested one.
    """
    return answer(session.reader, view or session.view, amounts, of=of, is_marked=is_marked)
