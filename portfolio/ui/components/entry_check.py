"""The last step: everything that was entered in one view, and the button that hands it in."""

import streamlit as st

from portfolio.domain.drafts import Document, Draft
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import EntryStep
from portfolio.services import drafts
from portfolio.services.drafts import DraftConflict
from portfolio.ui.components import entry_changes
from portfolio.ui.components.drafting import InHand
from portfolio.ui.components.entry_told import DocumentProblems
from portfolio.ui.components.markup import text
from portfolio.ui.session import Session


def draw(session: Session, hand: InHand, document: Document, problems: DocumentProblems) -> None:
    """What was entered or changed, a note for the reviewer, and the way to review."""
    words, draft = session.words, hand.draft
    is_new = draft.project is None
    st.html(text("h2", words("step.check"), class_="rp-section"))
    st.html(text("p", words("check.new" if is_new else "check.changes"), class_="rp-help"))
    st.html(entry_changes.table(session, draft.base, document, is_new=is_new))
    left = len(problems.hindering())
    if left:
        st.html(text("p", words.count("check.left", left), class_="rp-wrong"))
    note = st.text_area(words("check.note"), key=f"{hand.form}-note", height=90)
    st.html(text("p", words("check.note.help"), class_="rp-help"))
    if st.button(words("check.send"), key=f"{hand.form}-send", type="primary"):
        hand.checked_steps.update(EntryStep)
        _send(session, hand, draft, note or "")
        st.rerun()


def _send(session: Session, hand: InHand, draft: Draft, note: str) -> None:
    try:
        drafts.submit_draft(session.register, session.who, draft.id, draft_seen=draft, note=note)
    except DraftConflict as conflict:
        hand.draft, hand.mark, hand.error = conflict.theirs, hand.mark + 1, conflict
    except PortfolioError as error:
        hand.error = error
