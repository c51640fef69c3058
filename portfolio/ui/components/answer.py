"""The answer in one sentence, its two numbers, and the bar of what is covered, pledged and missing."""

from fractions import Fraction

import streamlit as st

from portfolio.measures.figures import Amounts, Figure, Headline
from portfolio.ui.components import conference_days
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session


def draw(here: Session, headline: Headline) -> None:
    """Sentence, coverage, days to the conference, and the bar of the requirement."""
    st.html(here.kept("answer", lambda: _as_html(here, headline)))


def _as_html(here: Session, headline: Headline) -> str:
    parts = [
        text("p", sentence(here, headline.amounts), class_="rp-answer-said"),
        _stat(here.words.share(headline.amounts.coverage), here.words("figure.coverage.short")),
        conference_days.stat(here.words, here.view),
    ]
    return tag("div", *parts, class_="rp-answer") + _bar(here, headline.amounts)


def sentence(here: Session, amounts: Amounts) -> str:
    """What is covered of what is required, and what is missing."""
    words, reader = here.words, here.reader
    if not amounts.requirement:
        return words("answer.no_requirement", secured=reader.amount(amounts.secured))
    key = "answer.missing" if amounts.gap else "answer.covered"
    return words(
        key,
        requirement=reader.amount(amounts.requirement),
        covered=reader.amount(amounts.covered),
        gap=reader.amount(amounts.gap),
    )


def beyond_note(here: Session, headline: Headline) -> str:
    """Why secured can stand above the requirement and leave a gap; empty where it does not."""
    if not headline.secured_without_requirement:
        return ""
    return here.words(
        "answer.beyond_note",
        amount=here.reader.amount(headline.secured_without_requirement),
        requirement=here.reader.amount(headline.amounts.requirement),
    )


def _stat(value: str, label: str, title: str | None = None) -> str:
    return tag("p", text("strong", value), text("span", label), class_="rp-stat", title=title)


def _bar(here: Session, amounts: Amounts) -> str:
    """The requirement: covered, what open pledges would close of the gap, what stays missing.

    These parts are exact: gap and gap after pledges are figures of their own (domain section 2).
    """
    if not amounts.requirement or amounts.gap is None or amounts.gap_after_pledges is None:
        return ""
    parts = (
        (Figure.SECURED, "answer.bar.covered", amounts.requirement - amounts.gap),
        (Figure.PLEDGED_OPEN, "answer.bar.pledged", amounts.gap - amounts.gap_after_pledges),
        (Figure.GAP, "answer.bar.missing", amounts.gap_after_pledges),
    )
    spans, items = [], []
    shares = here.words.shares([minor for *_, minor in parts])
    for (figure, key, minor), said_share in zip(parts, shares, strict=True):
        share = Fraction(minor, amounts.requirement)
        spans.append(tag("span", class_=f"rp-is-{figure}", style=f"flex:{float(share):.6f} 1 0"))
        swatch = tag("i", class_=f"rp-is-{figure}")
        said = here.words(key, amount=here.reader.amount(minor), share=said_share)
        items.append(tag("li", swatch, esc(said), title=here.reader.exact(minor)))
    bar = tag("div", *spans, class_="rp-bar", aria_hidden="true")
    return bar + tag("ul", *items, class_="rp-legend")
