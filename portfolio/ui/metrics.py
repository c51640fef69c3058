"""Metrics: the headline figures as cards, the answer in a sentence, days to the conference."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.params import RecordedState
from portfolio.ledger.view import View
from portfolio.measures import progress
from portfolio.measures.figures import Amounts, Figure, Headline
from portfolio.present.html import emphasis, esc, part_of_bar, strong, tag
from portfolio.present.sentences import answer, conference_days
from portfolio.text.words import Translator
from portfolio.ui import explanation
from portfolio.ui.session import Session


def stat(words: Translator, view: View) -> Markup:
    """The days as the large number of an answer; its sentence below, without the number again."""
    days = words.number(abs(progress.days_left(view)))
    whole = conference_days(words, view)
    label = whole.removeprefix(days).strip() if whole.startswith(days) else whole
    # Where a language has no place for the number at the front, the sentence stays whole.
    number = tag("strong", days) if label != whole else ""
    inside = (number, tag("span", label))
    return tag("p", *inside, class_="rp-stat rp-stat-days", title=view.conference_source or None)


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


def with_explanation(session: Session, figures: Sequence[Figure] = HEADLINE) -> None:
    """A line of buttons under an answer, each opening the rows behind one of its figures."""
    with st.container(key="explain-line", horizontal=True, gap="medium"):
        st.html(tag("span", session.words("explain.line"), class_="rp-small"), width="content")
        for figure in figures:
            explanation.button(session, figure, label=session.reader.label(figure))


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


# The parts of the requirement in the order of the bar (domain ruling 25), and what each is called.
PARTS: Final = (
    (Figure.COVERED, "answer.part.covered", ""),
    (Figure.PLEDGED_TOWARD_GAP, "answer.part.pledged", "answer.part.pledged.note"),
    (Figure.GAP_AFTER_PLEDGES, "answer.part.missing", "answer.part.missing.note"),
)
_NARROW: Final = Fraction(16, 100)  # a part below this has no label of its own


def draw_answer(session: Session, headline: Headline) -> None:
    """Sentence, days to the conference, and the bar of the requirement."""
    st.html(session.per_view("answer", lambda: _as_html(session, headline)))


def _as_html(session: Session, headline: Headline) -> Markup:
    said = emphasis(answer_sentence(session, headline.amounts, is_marked=True))
    days = stat(session.words, session.view)
    said += esc(f" {_others(session, headline)}")
    parts = (tag("p", said.strip(), class_="rp-answer-said"), days)
    return tag("div", *parts, class_="rp-answer") + bar(session, headline.amounts)


def _others(session: Session, headline: Headline) -> str:
    """Records of the projects without a stated need, where they are the most."""
    others = len(headline.without_requirement)
    if (
        headline.amounts.recorded_amount(Figure.REQUIREMENT) is None
        or 2 * others <= headline.projects
    ):
        return ""
    minor = headline.secured_without_requirement
    key = "answer.others" if minor else "answer.others.none"
    return session.words.count(key, others, amount=session.reader.amount(minor))


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


def bar(session: Session, amounts: Amounts) -> Markup:
    """The requirement as one bar: its parts below it in the same columns, the gap bracketed above."""
    words, reader = session.words, session.reader
    if not amounts.requirement or amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return Markup()
    minors = [amounts.of(figure) or 0 for figure, *_ in PARTS]
    shares = [Fraction(minor, sum(minors)) for minor in minors]
    flexes = [f"{float(share):.6f}" for share in shares]
    inner = disbursed_sentence(amounts)
    spans = [
        part_of_bar(figure, share, inner if figure is Figure.COVERED else "")
        for (figure, *_), share in zip(PARTS, shares, strict=True)
        if share
    ]
    columns = (
        "repeat(3,minmax(0,1fr))"
        if min(shares) < _NARROW
        else " ".join(f"minmax(0,{flex}fr)" for flex in flexes)
    )
    percents = words.shares_of_first(minors)
    labels = [
        _part(session, amounts, figure, key, note, percent)
        for (figure, key, note), percent in zip(PARTS, percents, strict=True)
    ]
    return tag(
        "div",
        _above(session, amounts, flexes[0]),
        tag("div", *spans, class_="rp-bar", aria_hidden="true"),
        tag("dl", *labels, class_="rp-parts", style=f"grid-template-columns:{columns}"),
        _beyond(session, amounts),
        class_="rp-requirement",
        title=reader.exact(amounts.requirement),
    )


def _above(session: Session, amounts: Amounts, start: str) -> Markup:
    """Requirement on the left, the official gap over its parts."""
    words, reader = session.words, session.reader
    counts = amounts.records
    recorded_by = counts.by_figure[Figure.REQUIREMENT] if counts else 1
    amount = strong(reader.amount(amounts.requirement))
    is_one = counts is not None and counts.projects == 1
    needed = (
        words("answer.needed.alone", needed=amount)
        if is_one
        else words.count("answer.needed", recorded_by, needed=amount)
    )
    parts = [tag("span", emphasis(needed), class_="rp-needed rp-wide-only")]
    if amounts.gap:
        gap = words("answer.gap", gap=strong(reader.amount(amounts.gap)))
        parts += [
            tag("span", emphasis(gap), class_="rp-gap-label", title=reader.exact(amounts.gap)),
            tag("i"),
        ]
    return tag("p", *parts, class_="rp-above", style=f"--rp-start:{float(start) * 100:.3f}%")


def _part(
    session: Session, amounts: Amounts, figure: Figure, key: str, note: str, percent: str
) -> Markup:
    """One part: its name, amount and share of the need; what is disbursed inside what is covered."""
    words, reader = session.words, session.reader
    known = amounts.recorded_amount(figure)
    value = reader.figure_text(amounts, figure)
    if known is None and figure is Figure.PLEDGED_TOWARD_GAP:
        note = "recorded.none.pledged_open"
    beside = [tag("dd", words(note), class_="rp-part-note rp-wide-only")] if note else []
    if figure is Figure.COVERED:
        beside = [tag("dd", _of_which(session, amounts), class_="rp-part-note")]
    share = "" if known is None else tag("small", percent)
    return tag(
        "div",
        tag("dt", tag("i", class_=f"rp-is-{figure}"), words(key)),
        tag("dd", value, share, class_="rp-part-value", title=reader.exact_of(amounts, figure)),
        *beside,
    )


def _of_which(session: Session, amounts: Amounts) -> Markup:
    """Disbursed part of the requirement, or that nothing of it is recorded."""
    words = session.words
    if amounts.recorded_amount(Figure.COVERED) is None:
        return esc(words("recorded.none.secured"))
    disbursed = amounts.recorded_amount(Figure.DISBURSED_TOWARD_REQUIREMENT)
    if disbursed is None:
        return esc(words("recorded.none.paid"))
    said = words(
        "answer.of_which",
        amount=strong(session.reader.amount(disbursed)),
        share=Fraction(disbursed, amounts.requirement or 1),
    )
    return tag("i", class_=f"rp-is-{Figure.DISBURSED_TOWARD_REQUIREMENT}") + emphasis(said)


def disbursed_sentence(amounts: Amounts) -> Markup:
    """The inner bar; where exchange rates put it above what is covered it ends there."""
    disbursed = amounts.recorded_amount(Figure.DISBURSED_TOWARD_REQUIREMENT)
    if not disbursed or not amounts.covered:
        return Markup()
    part = min(Fraction(disbursed, amounts.covered), Fraction(1))
    style = f"inline-size:{float(part) * 100:.3f}%"
    return tag("b", class_=f"rp-is-{Figure.DISBURSED_TOWARD_REQUIREMENT}", style=style)


def _beyond(session: Session, amounts: Amounts) -> Markup:
    """Reason why more can be disbursed than is covered (ruling 25)."""
    disbursed = amounts.recorded_amount(Figure.DISBURSED_TOWARD_REQUIREMENT) or 0
    if disbursed <= (amounts.covered or 0):
        return Markup()
    return tag("p", session.words("answer.disbursed_above"), class_="rp-note")
