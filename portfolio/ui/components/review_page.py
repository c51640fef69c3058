"""One draft under review: what changes, what it does to the figures, and the answer to its desk."""

from collections.abc import Callable

import streamlit as st

from portfolio.domain.drafts import Draft, DraftState
from portfolio.domain.entry import FieldError
from portfolio.services import drafts, publishing, second_person
from portfolio.services.access import may
from portfolio.services.second_person import Permission
from portfolio.ui.components import (
    draft_name,
    draft_publishers,
    entry_changes,
    entry_panel,
    entry_standing,
    entry_told,
    entry_words,
    review_effects,
)
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.session import Session


def draw(session: Session, number: int) -> None:
    """The draft of a number; raises UnknownDraft."""
    name = f"review-{number}"
    now = drafts.read_draft(session.register, session.who, number)
    draft: Draft = st.session_state.setdefault(name, now)
    _head(session, now)
    if now.state is not DraftState.SUBMITTED:
        st.session_state.pop(name, None)
        entry_standing.draw(session, now)
        return
    if now.version != draft.version:
        # What is published is what was read: a draft that moved on is read again.
        st.session_state[name] = draft = now
        said = text("p", session.words("review.moved"))
        st.html(tag("div", said, class_="rp-notice rp-warning", role="status"))
    found = drafts.problems(
        session.register, draft.document, project=draft.project, base=draft.base
    )
    left, right = st.columns([17, 9], gap="large")
    with left:
        st.html(text("h2", session.words("review.changes"), class_="rp-section"))
        is_new = draft.project is None
        st.html(entry_changes.table(session, draft.base, draft.document, is_new=is_new))
        st.html(text("h2", session.words("review.figures"), class_="rp-section"))
        st.html(review_effects.figures(session, draft))
    with right, st.container(key="entry-panel"):
        _problems(session, draft, found)
        proposed = review_effects.proposal(session, draft)
        if proposed:
            st.html(proposed)
        alike = entry_panel.repeated_sentence(session, draft, draft.document)
        if alike:
            st.html(alike)
        _answers(session, draft)


def _head(session: Session, draft: Draft) -> None:
    words = session.words
    title = draft_name.draft_name(session, draft)
    said = words("review.handed_in", day=words.moment(draft.updated_at), author=draft.author)
    facts = [text("span", words(f"draft.{draft.state.word}"), class_="rp-badge")]
    if draft.project and draft.base:  # a new project has one too, once it is published
        way = link(draft.project, session.href("projects", project=draft.project))
        facts.append(tag("span", esc(words("entry.changes_of") + " "), way))
    else:
        facts.append(text("span", words("entry.new")))
    facts.append(text("span", said, class_="rp-small"))
    back = tag("p", link(words("nav.review"), session.href("review")), class_="rp-back")
    heading = text("h1", title, dir="auto")
    st.html(
        tag(
            "header",
            back,
            heading,
            tag("p", " ".join(facts), class_="rp-facts"),
            class_="rp-opening",
        )
    )


def _problems(session: Session, draft: Draft, problems: tuple[FieldError, ...]) -> None:
    """What is wrong or worth a look, each named by its field."""
    words = session.words
    st.html(text("h2", words("review.problems"), class_="rp-section"))
    if not problems:
        st.html(text("p", words("review.problems.none"), class_="rp-complete"))
        return
    numbers = entry_told.numbers(draft.document, problems)
    items = []
    for problem in problems:
        where = entry_words.place(session, problem, numbers[problem.field])
        said = words("word.colon", label=where, value=words.error(problem.error))
        items.append(text("li", said, class_=None if problem.hinders else "rp-worth"))
    st.html(tag("ul", *items, class_="rp-problems"))


def _answers(session: Session, draft: Draft) -> None:
    """Publish with a reason, send back with a message, let a kind stand."""
    words = session.words
    allowed = second_person.read_publishers(session.register, session.who, draft.id)
    if not may(session.who, "publish_draft"):
        st.html(
            text("p", words("review.by_others"), class_="rp-note")
            + draft_publishers.lines(session, allowed)
        )
        return
    st.html(
        text("h2", words("review.answer"), class_="rp-section")
        + draft_publishers.lines(session, allowed)
    )
    _publish(session, draft, allowed.permission(session.who))
    _back(session, draft)
    if may(session.who, "overrule_kind"):
        _overrule(session, draft)


def _publish(session: Session, draft: Draft, permission: Permission) -> None:
    # A form per version: a press on what was read before does not publish what it has become.
    words, filled = session.words, form(f"publish-{draft.id}-{draft.version}")
    if permission is Permission.REFUSED:
        st.html(text("p", words("error.own_draft"), class_="rp-note"))
        return
    filled.refuse(session)
    is_alone = permission is Permission.WITH_REASON
    if is_alone:
        st.html(text("p", words("review.alone"), class_="rp-note"))
    reason = st.text_area(words("review.reason"), key=filled.key("reason"), height=90)
    filled.beside(session, "reason")
    st.html(text("p", words("review.reason.help"), class_="rp-help"))
    label = words("review.alone.publish" if is_alone else "review.publish")
    if st.button(label, type="primary", key=filled.key("save")):
        _attempt(
            filled,
            lambda: publishing.publish_draft(
                session.register, session.who, draft.id, draft_seen=draft, reason=reason or "",
                token=filled.token,
            ),
        )  # fmt: skip


def _back(session: Session, draft: Draft) -> None:
    words, filled = session.words, form(f"return-{draft.id}-{draft.version}")
    with st.popover(words("review.return"), key=filled.key("open")):
        filled.refuse(session)
        message = st.text_area(words("review.message"), key=filled.key("message"), height=110)
        filled.beside(session, "message")
        st.html(text("p", words("review.message.help"), class_="rp-help"))
        if st.button(words("review.return.save"), key=filled.key("save")):

            def send() -> None:
                if not (message or "").strip():
                    raise publishing.ReasonMissing
                drafts.return_draft(
                    session.register, session.who, draft.id, (message or "").strip()
                )

            _attempt(filled, send)


def _overrule(session: Session, draft: Draft) -> None:
    words, filled = session.words, form(f"overrule-{draft.id}-{draft.version}")
    with st.popover(words("review.overrule"), type="tertiary", key=filled.key("open")):
        filled.refuse(session)
        st.html(text("p", words("review.overrule.help"), class_="rp-help"))
        reason = st.text_area(words("column.reason"), key=filled.key("reason"), height=90)
        filled.beside(session, "reason")
        if st.button(words("review.overrule.save"), key=filled.key("save")):
            _attempt(
                filled,
                lambda: publishing.overrule_kind(
                    session.register, session.who, draft.id, reason or ""
                ),
            )


def _attempt(form: Form, save: Callable[[], object]) -> None:
    form.attempt(save)
    st.rerun()
