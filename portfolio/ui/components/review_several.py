"""Several drafts published at once: each looked through first, then each published or refused."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.drafts import Draft
from portfolio.services import batch, drafts, second_person
from portfolio.services.batch import PublicationOutcome
from portfolio.services.second_person import Permission
from portfolio.ui.components import (
    draft_name,
    entry_changes,
    entry_told,
    entry_words,
    review_effects,
)
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.session import Session

_NAME: Final = "publish-several"
_LISTED: Final = (
    "several-listed"  # the drafts as they were listed: what is published is what was read
)
_DONE: Final = "several-done"


def draw(session: Session, waiting: Sequence[Draft]) -> None:
    """The choice among waiting drafts; once chosen, what each does and the button that publishes."""
    _told(session)
    if len(waiting) < 2:
        return
    words, filled = session.words, form(_NAME)
    st.html(text("h2", words("several.title"), class_="rp-section"))
    with st.container(key="several", gap=None):
        chosen = [
            draft
            for draft in waiting
            if st.checkbox(draft_name.draft_name(session, draft), key=filled.key(str(draft.id)))
        ]
    if st.button(words("several.look"), key=filled.key("look"), disabled=not chosen):
        st.session_state[_LISTED] = chosen
    listed: list[Draft] = st.session_state.get(_LISTED, [])
    if listed:
        _listed(session, filled, listed)


def _listed(session: Session, form: Form, drafts: list[Draft]) -> None:
    """Each draft with what it does; those that can be published are named with the button."""
    words = session.words
    able = [draft for draft in drafts if _one(session, draft)]
    if not able:
        st.html(text("p", words("several.none"), class_="rp-note"))
        return
    reason = st.text_area(words("review.reason"), key=form.key("reason"), height=90)
    st.html(text("p", words("several.reason.help"), class_="rp-help"))
    label = words.count("several.publish", len(able))
    if st.button(label, key=form.key("save"), type="primary"):
        form.attempt(lambda: _publish(session, able, reason or "", form.token))
        st.session_state.pop(_LISTED, None)
        st.rerun()


def _publish(session: Session, able: list[Draft], reason: str, token: str) -> None:
    done = batch.publish_drafts(session.register, session.who, able, reason=reason, token=token)
    st.session_state[_DONE] = done


def _one(session: Session, draft: Draft) -> bool:
    """A draft with what changes and what it does to the figures; whether it can be published."""
    words, is_new = session.words, draft.project is None
    found = drafts.problems(
        session.register, draft.document, project=draft.project, base=draft.base
    )
    numbers = entry_told.numbers(draft.document, found)
    bars = [
        words(
            "word.colon",
            label=entry_words.place(session, problem, numbers[problem.field]),
            value=words.error(problem.error),
        )
        for problem in found
        if problem.hinders
    ]
    allowed = second_person.read_publishers(session.register, session.who, draft.id)
    if allowed.permission(session.who) is not Permission.FREE:
        bars.append(words("error.own_draft"))
    now = drafts.read_draft(session.register, session.who, draft.id)
    if now.version != draft.version:
        bars.append(words("several.moved"))
    name = draft_name.draft_name(session, draft)
    with st.container(border=True, key=f"several-{draft.id}", gap="small"):
        way = link(name, session.href("review", draft=str(draft.id)), dir="auto")
        kind = words("desk.changes", project=draft.project) if draft.project else words("entry.new")
        st.html(tag("h3", way) + text("p", kind, class_="rp-small"))
        if bars:
            items = (text("li", bar) for bar in bars)
            said = text("p", words("several.refused", name=name))
            st.html(tag("div", said, tag("ul", *items), class_="rp-notice rp-warning"))
        st.html(review_effects.figures(session, draft) + review_effects.proposal(session, draft))
        with st.expander(words("review.changes")):
            st.html(entry_changes.table(session, draft.base, draft.document, is_new=is_new))
    return not bars


def _told(session: Session) -> None:
    """What became of each draft of the last press."""
    done: tuple[PublicationOutcome, ...] = st.session_state.pop(_DONE, ())
    if done:
        items = (tag("li", _became(session, one)) for one in done)
        st.html(tag("div", tag("ul", *items), class_="rp-notice", role="status"))


def _became(session: Session, one: PublicationOutcome) -> str:
    words, name = session.words, draft_name.draft_name(session, one.draft)
    if one.refusal is None:
        way = link(name, session.href("projects", project=one.identifier), dir="auto")
        return way + text("span", " " + words("several.published", project=one.identifier))
    way = link(name, session.href("review", draft=str(one.draft.id)), dir="auto")
    return way + text("span", " " + words("several.not_published", why=one.refusal))
