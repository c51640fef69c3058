"""The three gaps side by side, each on the same scale: not committed, after pledges, not paid."""

from fractions import Fraction
from typing import Final

import streamlit as st

from portfolio.charts.three_gaps import THREE
from portfolio.domain.recorded import RecordedState
from portfolio.measures.figures import Amounts, Figure, Headline
from portfolio.ui.components import answer, explanation
from portfolio.ui.components.cards import figure_html
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

OFFICIAL: Final = Figure.GAP


def sentence(session: Session, amounts: Amounts) -> str:
    """What is not committed of what is required."""
    if amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return answer.sentence(session, amounts)
    if not amounts.requirement or amounts.gap is None:
        return session.words("gaps.answer.no_requirement")
    return session.words(
        "gaps.answer" if amounts.gap else "gaps.answer.covered",
        requirement=session.reader.amount(amounts.requirement),
        gap=session.reader.amount(amounts.gap),
        share=Fraction(amounts.gap, amounts.requirement),
    )


def draw(session: Session, headline: Headline) -> None:
    """A card for each gap: its name, amount, bar within the requirement, and explanation."""
    columns = st.columns(len(THREE), gap="small")
    for column, figure in zip(columns, THREE, strict=True):
        with column, st.container(key=f"card-{figure.value}", height="stretch", gap=None):
            st.html(_card(session, headline, figure))
            explanation.button(session, figure)


def _card(session: Session, headline: Headline, figure: Figure) -> str:
    words, amounts = session.words, headline.amounts
    minor = amounts.of(figure) if amounts.requirement else None
    meaning = words(f"figure.{figure}.meaning")
    label = tag(
        "h2",
        text("span", words(f"figure.{figure}.label")),
        text("span", words("gaps.official"), class_="rp-official") if figure is OFFICIAL else "",
        text("span", "?", class_="rp-tip", tabindex="0", aria_label=meaning, data_tip=meaning),
        class_="rp-label",
    )
    value = tag("p", figure_html(session, amounts, figure), class_="rp-value")
    said = [] if minor is None else _said(session, headline, figure, minor)
    return tag(
        "div", label, value, _bar(amounts, figure), *(text("p", s) for s in said), class_="rp-card"
    )


def _said(session: Session, headline: Headline, figure: Figure, amount_minor: int) -> list[str]:
    """The gap as a share of the requirement, and the part of closed projects."""
    words, needed = session.words, headline.amounts.requirement or 1
    said = [words("gaps.share", share=Fraction(amount_minor, needed))]
    # A gap treats what is not recorded as nothing received, and says so (ruling 26).
    stage = Figure.PAID if figure is Figure.GAP_UNPAID else Figure.SECURED
    rests_on = Figure.DISBURSED_TOWARD_REQUIREMENT if stage is Figure.PAID else Figure.COVERED
    if headline.amounts.state(rests_on) is RecordedState.NOT_RECORDED:
        said.append(session.reader.not_recorded(stage))
    if figure is OFFICIAL and headline.closed_gap:
        closed = session.reader.amount(headline.closed_gap)
        said.append(words("mark.closed_gap", amount=closed))
    return said


def _bar(amounts: Amounts, figure: Figure) -> str:
    """The requirement as a bar: what there is against this gap, then the gap; said in words beside."""
    if not amounts.requirement or amounts.gap is None or amounts.gap_after_pledges is None:
        return ""
    covered, unpaid = amounts.requirement - amounts.gap, amounts.gap_unpaid or 0
    parts = {
        Figure.GAP: ((Figure.COVERED, covered), (figure, amounts.gap)),
        Figure.GAP_AFTER_PLEDGES: (
            (Figure.COVERED, covered),
            (Figure.PLEDGED_TOWARD_GAP, amounts.gap - amounts.gap_after_pledges),
            (figure, amounts.gap_after_pledges),
        ),
        Figure.GAP_UNPAID: (
            (Figure.DISBURSED_TOWARD_REQUIREMENT, amounts.requirement - unpaid),
            (figure, unpaid),
        ),
    }[figure]
    spans = (
        tag(
            "span",
            class_=f"rp-is-{part}",
            style=f"flex:{float(Fraction(minor, amounts.requirement)):.6f} 1 0",
        )
        for part, minor in parts
    )
    return tag("div", *spans, class_="rp-bar rp-gap-bar", aria_hidden="true")
