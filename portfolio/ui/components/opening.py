"""How every page opens: its title, what view it shows, the filter bar, and what a reader must know."""

import streamlit as st

from portfolio.services import questions
from portfolio.text.numbers import currency_name
from portfolio.ui.components import example, filters, notices
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(
    here: Session,
    page: str,
    *,
    title: str = "",
    lead: str = "",
    filtered: bool = True,
) -> None:
    """Title and lead (by default the page's own), the view in words, filters, notices.

    ``filtered`` False: the page shows no figures, so it has no filter bar and no notices.
    """
    with st.container(key="opening", horizontal=True, vertical_alignment="bottom", gap="small"):
        head = [
            text("h1", title or here.words(f"nav.{page}")),
            example.mark(here),
            example.switch(here, "rp-wide-only" if filtered else ""),
            text("p", lead or here.words(f"nav.{page}.lead"), class_="rp-lead"),
        ]
        st.html(tag("header", *head, class_="rp-opening"))
        if filtered:
            filters.bar(here)
    if filtered:
        st.html(here.kept("said-view", lambda: _view(here)))
        filters.chips(here)
        notices.draw(here)
    else:
        notices.problems(here)


def said_of(here: Session) -> tuple[tuple[str, str], ...]:
    """The view in words, as pairs of label and value: date, reading, currency, filters, switches."""
    return (*_dated(here), *_filtered(here))


def _dated(here: Session) -> list[tuple[str, str]]:
    words, question = here.words, here.question
    said = [(words("filter.as_of"), words.day(question.as_of))]
    if here.has_example:
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
    if question.band is not here.default.band:
        said.append((words("filter.band"), words(f"band.{question.band.word}")))
    if question.in_kind:
        said.append((words("filter.in_kind"), words("word.yes")))
    scope, usual = question.scope, here.default.scope
    if scope.confidences != usual.confidences:
        level = words(f"confidence.level.{questions.level(scope)}")
        said.append((words("filter.confidence"), level))
    if scope.published_only != usual.published_only:
        said.append((words("filter.working"), words("word.yes")))
    return said


def _filtered(here: Session) -> list[tuple[str, str]]:
    return [(here.words(f"filter.{axis}"), names) for axis, names in filters.active(here)]


def _view(here: Session) -> str:
    """One line under the title; the filters in it are for printouts, the screen has their buttons."""
    # The mark and the switch beside the title say which portfolio: on paper, a line has to.
    # A telephone leaves out the usual currency, which every amount bears.
    widths = {here.words("filter.portfolio"): "rp-printed"}
    if here.question.currency == here.default.currency:
        widths[here.words("filter.currency")] = "rp-wide-only"
    parts = [_said(here, *pair, class_=widths.get(pair[0])) for pair in _dated(here)]
    parts += [_said(here, *pair, class_="rp-printed") for pair in _filtered(here)]
    parts.append(example.switch(here, "rp-narrow-only"))
    return tag("p", *parts, class_="rp-view")


def _said(here: Session, label: str, value: str, class_: str | None = None) -> str:
    return text("span", here.words("word.colon", label=label, value=value), class_=class_)
