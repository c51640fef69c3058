"""What awaits review, the longest waiting first."""

import streamlit as st

from portfolio.domain.drafts import Draft, DraftState
from portfolio.services import drafts, lists
from portfolio.ui.components import draft_name, empty, list_desk, review_several
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def draw(session: Session) -> None:
    """Every submitted draft as a way to its review."""
    words = session.words
    head = (text("h1", words("nav.review")), text("p", words("nav.review.lead"), class_="rp-lead"))
    st.html(tag("header", *head, class_="rp-opening"))
    every = drafts.list_drafts(session.register, session.who, session.portfolio)
    waiting = [draft for draft in reversed(every) if draft.state is DraftState.SUBMITTED]
    has_lists = _lists(session)
    if not waiting:
        review_several.draw(session, waiting)
        if not has_lists:
            empty.draw(session, "review")
        return
    items = (tag("li", _line(session, draft)) for draft in waiting)
    st.html(tag("ul", *items, class_="rp-desk-list"))
    review_several.draw(session, waiting)


def _lists(session: Session) -> bool:
    """The lists of priority projects that await review, the longest waiting first; whether any does."""
    every = lists.list_list_drafts(session.register, session.who, session.portfolio)
    waiting = [draft for draft in reversed(every) if draft.state is DraftState.SUBMITTED]
    if waiting:
        items = (
            tag("li", list_desk.as_link(session, draft, session.words("desk.list")))
            for draft in waiting
        )
        st.html(tag("ul", *items, class_="rp-desk-list"))
    return bool(waiting)


def _line(session: Session, draft: Draft) -> str:
    words = session.words
    title = draft_name.draft_name(session, draft)
    kind = words("desk.changes", project=draft.project) if draft.project else words("entry.new")
    said = words("review.handed_in", day=words.moment(draft.updated_at), author=draft.author)
    way = link(title, session.href("review", draft=str(draft.id)), dir="auto")
    return tag("p", way) + text("p", f"{kind} · {said}", class_="rp-small")
