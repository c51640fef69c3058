"""What awaits review, the longest waiting first."""

import streamlit as st

from portfolio.domain.drafts import Draft, DraftState
from portfolio.services import drafts, lists
from portfolio.ui.components import draft_name, empty, list_desk, review_several
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def draw(here: Session) -> None:
    """Every submitted draft as a way to its review."""
    words = here.words
    head = (text("h1", words("nav.review")), text("p", words("nav.review.lead"), class_="rp-lead"))
    st.html(tag("header", *head, class_="rp-opening"))
    every = drafts.list_drafts(here.register, here.who, here.portfolio)
    waiting = [draft for draft in reversed(every) if draft.state is DraftState.SUBMITTED]
    has_lists = _lists(here)
    if not waiting:
        review_several.draw(here, waiting)
        if not has_lists:
            empty.draw(here, "review")
        return
    items = (tag("li", _line(here, draft)) for draft in waiting)
    st.html(tag("ul", *items, class_="rp-desk-list"))
    review_several.draw(here, waiting)


def _lists(here: Session) -> bool:
    """The lists of priority projects that await review, the longest waiting first; whether any does."""
    every = lists.list_list_drafts(here.register, here.who, here.portfolio)
    waiting = [draft for draft in reversed(every) if draft.state is DraftState.SUBMITTED]
    if waiting:
        items = (
            tag("li", list_desk.as_link(here, draft, here.words("desk.list"))) for draft in waiting
        )
        st.html(tag("ul", *items, class_="rp-desk-list"))
    return bool(waiting)


def _line(here: Session, draft: Draft) -> str:
    words = here.words
    title = draft_name.named(here, draft)
    kind = words("desk.changes", project=draft.project) if draft.project else words("entry.new")
    said = words("review.handed_in", day=words.moment(draft.updated), author=draft.author)
    way = link(title, here.href("review", draft=str(draft.id)), dir="auto")
    return tag("p", way) + text("p", f"{kind} · {said}", class_="rp-small")
