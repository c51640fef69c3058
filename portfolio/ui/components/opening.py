"""How every page opens: its title, what view it shows, the filter bar, and what a reader must know."""

import streamlit as st

from portfolio.services import questions
from portfolio.text.numbers import currency_name
from portfolio.ui.components import example, filters, notices
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(
    session: Session,
    page: str,
    *,
    title: str = "",
    lead: str = "",
    is_filtered: bool = True,
) -> None:
    """Title and lead (by default the page's own), the view in words, filters, notices.

    ``is_filtered`` False: the page shows no figures, so it has no filter bar and no notices.
    """
    with st.container(key="opening", horizontal=True, vertical_alignment="bottom", gap="small"):
        head = [
            text("h1", title or session.words(f"nav.{page}")),
            example.mark(session),
            example.switch(session, "rp-wide-only" if is_filtered else ""),
            text("p", lead or session.words(f"nav.{page}.lead"), class_="rp-lead"),
        ]
        st.html(tag("header", *head, class_="rp-opening"))
        if is_filtered:
            filters.bar(session)
    if is_filtered:
        st.html(session.per_view("said-view", lambda: _view(session)))
        filters.chips(session)
        notices.draw(session)
    else:
        notices.problems(session)


def said_of(session: Session) -> tuple[tuple[str, str], ...]:
    """The view in words, as pairs of label and value: date, reading, currency, filters, switches."""
    return (*_dated(session), *_filtered(session))


def _dated(session: Session) -> list[tuple[str, str]]:
    words, question = session.words, session.question
    said = [(words("filter.as_of"), words.day(question.as_of))]
    if session.has_example:
        portfolio = words(f"portfolio.{question.scope.portfolio.word}")
        said.insert(0, (words("filter.portfolio"), portfolio))
    if question.known_on is not None:
        reading = (
            words("reading.then")
            if question.known_on == question.as_of
            else words("reading.known_on", day=question.known_on)
        )
        said.append((words("filter.reading"), reading))
    said.append((words("filter.currency"), currency_name(question.currency, words.language)))
    if question.band is not session.default.band:
        said.append((words("filter.band"), words(f"band.{question.band.word}")))
    if question.in_kind:
        said.append((words("filter.in_kind"), words("word.yes")))
    scope, usual = question.scope, session.default.scope
    if scope.confidences != usual.confidences:
        level = words(f"confidence.level.{questions.level(scope)}")
        said.append((words("filter.confidence"), level))
    if scope.published_only != usual.published_only:
        said.append((words("filter.working"), words("word.yes")))
    return said


def _filtered(session: Session) -> list[tuple[str, str]]:
    return [(session.words(f"filter.{axis}"), names) for axis, names in filters.active(session)]


def _view(session: Session) -> str:
    """One line under the title; the filters in it are for printouts, the screen has their buttons."""
    # The mark and the switch beside the title say which portfolio: on paper, a line has to.
    # A telephone leaves out the usual currency, which every amount bears.
    widths = {session.words("filter.portfolio"): "rp-printed"}
    if session.question.currency == session.default.currency:
        widths[session.words("filter.currency")] = "rp-wide-only"
    parts = [_said(session, *pair, class_=widths.get(pair[0])) for pair in _dated(session)]
    parts += [_said(session, *pair, class_="rp-printed") for pair in _filtered(session)]
    parts.append(example.switch(session, "rp-narrow-only"))
    return tag("p", *parts, class_="rp-view")


def _said(session: Session, label: str, value: str, class_: str | None = None) -> str:
    return text("span", session.words("word.colon", label=label, value=value), class_=class_)
