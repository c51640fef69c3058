"""The headline: each figure rounded for reading, exact on request, with its meaning and explanation."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from portfolio.measures.figures import Figure, Headline
from portfolio.ui.components import explanation
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

HEADLINE: Final = (Figure.REQUIREMENT, Figure.SECURED, Figure.GAP, Figure.PLEDGED_OPEN, Figure.PAID)


def draw(here: Session, headline: Headline, figures: Sequence[Figure] = HEADLINE) -> None:
    """One card per figure, side by side; each opens the rows behind it."""
    columns = st.columns(len(figures), gap="small")
    for column, figure in zip(columns, figures, strict=True):
        with column, st.container(key=f"card-{figure.value}", height="stretch", gap=None):
            st.html(here.kept(f"headline-{figure}", partial(_card, here, headline, figure)))
            explanation.button(here, figure)


def figure_html(here: Session, figure: Figure, minor: int | None) -> str:
    """An amount rounded for reading, exact on hover and for those who listen."""
    exact = here.reader.exact(minor)
    return tag(
        "span",
        text("span", here.reader.amount(minor), aria_hidden="true"),
        text("span", exact, class_="rp-heard"),
        class_=f"rp-amount rp-{figure.value}",
        title=exact,
    )


def _card(here: Session, headline: Headline, figure: Figure) -> str:
    words, amounts = here.words, headline.amounts
    # What nobody recorded is not zero: without a requirement neither it nor a gap has a meaning.
    has = headline.projects > len(headline.without_requirement)
    minor = amounts.of(figure) if has or figure not in (Figure.REQUIREMENT, Figure.GAP) else None
    beside = []
    if figure is Figure.GAP and headline.closed_gap:
        closed = here.reader.amount(headline.closed_gap)
        beside.append(text("p", words("mark.closed_gap", amount=closed)))
    if figure is Figure.SECURED and headline.secured_without_requirement:
        said = here.reader.amount(headline.secured_without_requirement)
        beside.append(text("p", words("answer.beyond", amount=said)))
    meaning = words(f"figure.{figure}.meaning")
    label = tag(
        "h2",
        tag("i", class_=f"rp-is-{figure}"),
        text("span", words(f"figure.{figure}.short")),
        text("span", "?", class_="rp-tip", tabindex="0", aria_label=meaning, data_tip=meaning),
        class_="rp-label",
    )
    value = tag("p", figure_html(here, figure, minor), class_="rp-value")
    return tag("div", label, value, *beside, class_="rp-card")
