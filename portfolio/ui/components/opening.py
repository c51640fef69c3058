"""How every page opens: its title, what view it shows, the filter bar, and what a reader must know."""

import streamlit as st

from portfolio.ui.components import filters, notices
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session


def draw(
    here: Session, page: str, *, title: str = "", lead: str = "", filtered: bool = True
) -> None:
    """Title and lead (by default the page's own), the view in words, filters, notices.

    ``filtered`` False: the page shows no figures, so it has no filter bar and no notices.
    """
    with st.container(key="opening", horizontal=True, vertical_alignment="bottom", gap="small"):
        head = [
            text("h1", title or here.words(f"nav.{page}")),
            text("p", lead or here.words(f"nav.{page}.lead"), class_="rp-lead"),
        ]
        st.html(tag("header", *head, class_="rp-opening"))
        if filtered:
            filters.bar(here)
    if filtered:
        st.html(_view(here))
        filters.chips(here)
        notices.draw(here)
    else:
        notices.problems(here)


def said_of(here: Session) -> tuple[tuple[str, str], ...]:
    """The view in words, as pairs of label and value: date, reading, currency, filters, switches."""
    words, question = here.words, here.question
    said = [(words("filter.as_of"), words.day(question.as_of))]
    if question.known_on is not None:
        reading = (
            words("reading.then")
            if question.known_on == question.as_of
            else words("reading.known_on", day=question.known_on)
        )
        said.append((words("filter.reading"), reading))
    said.append((words("filter.currency"), question.currency))
    said += [(words(f"filter.{axis}"), names) for axis, names in filters.active(here)]
    if not question.scope.illustrative:
        said.append((words("filter.provenance"), words("banner.illustrative.hidden")))
    if question.in_kind:
        said.append((words("filter.in_kind"), words("word.yes")))
    if question.with_pipeline:
        said.append((words("filter.with_pipeline"), words("word.yes")))
    return tuple(said)


def _view(here: Session) -> str:
    """One line under the title that also a printout carries."""
    parts = [
        tag("span", esc(here.words("word.colon", label=label, value=value)))
        for label, value in said_of(here)
    ]
    return tag("p", *parts, class_="rp-view")
