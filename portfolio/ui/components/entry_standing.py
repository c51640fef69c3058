"""A draft that can't be edited now: where it stands, and what its desk can do about it."""

import streamlit as st

from portfolio.domain.drafts import Draft, DraftState
from portfolio.domain.errors import PortfolioError
from portfolio.services import drafts, second_person
from portfolio.services.access import may
from portfolio.ui.components import draft_publishers, entry_changes, entry_copy
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def draw(session: Session, draft: Draft) -> None:
    """Where it stands in a sentence, the next step, and what it says."""
    words = session.words
    said = [text("p", words(f"stands.{draft.state.word}"), class_="rp-empty-what")]
    ways = []
    if draft.state is DraftState.SUBMITTED and may(session.who, "publish_draft"):
        ways.append(link(words("desk.review"), session.href("review", draft=str(draft.id))))
    if draft.state is DraftState.PUBLISHED and draft.project:
        ways.append(
            link(words("show.open_project"), session.href("projects", project=draft.project))
        )
    ways.append(link(words("nav.desk"), session.href("desk")))
    if draft.state is DraftState.SUBMITTED:
        allowed = second_person.read_publishers(session.register, session.who, draft.id)
        said.append(draft_publishers.lines(session, allowed))
    said.append(tag("p", " · ".join(ways)))
    st.html(tag("div", *said, class_="rp-stands", role="status"))
    if draft.state is DraftState.SUBMITTED and st.button(
        words("entry.take_back"), key=f"take-back-{draft.id}-{draft.version}"
    ):
        try:
            drafts.take_back_draft(session.register, session.who, draft.id)
        except PortfolioError as error:
            st.html(tag("div", text("p", words.error(error)), class_="rp-problem", role="alert"))
        else:
            st.rerun()
    entry_copy.button(session, number=draft.id)
    st.html(entry_changes.table(session, draft.base, draft.document, is_new=not draft.base))
