"""Drafts that await review in one list: each with its box, its way and what it does, published at once."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.drafts import Draft
from portfolio.present.html import link, tag
from portfolio.services import draft_checks, drafts, publishing
from portfolio.services.draft_checks import Permission
from portfolio.services.publishing import PublicationOutcome
from portfolio.ui import draft_effects, entry_form
from portfolio.ui import drafts as ui_drafts
from portfolio.ui.forms import Form, form
from portfolio.ui.session import Session

MAX_WITH_FIGURES: Final = 8
_NAME: Final = "publish-several"
_LISTED: Final = (
    "several-listed"  # the drafts as they were listed: what is published is what was read
)
_DONE: Final = "several-done"


def draw_waiting(session: Session, waiting: Sequence[Draft], *, is_import: bool = False) -> None:
    """Each waiting draft on one line, those of an import chosen from the start, and the buttons.

    Once they were looked at, what each does stands in its line; the buttons stay in sight.
    """
    _told(session)
    if not waiting:
        return
    if len(waiting) < 2 and not is_import:
        items = (tag("li", _line(session, draft)) for draft in waiting)
        st.html(tag("ul", *items, class_="rp-desk-list"))
        return
    words, filled = session.words, form(_NAME)
    st.html(tag("h2", words("several.title"), class_="rp-section"))
    listed = {draft.id: draft for draft in st.session_state.get(_LISTED, [])}
    # Figures of a draft are worked out over the whole record: those of many are a click away.
    has_figures = len(listed) <= MAX_WITH_FIGURES
    chosen: list[Draft] = []
    able: list[Draft] = []
    with st.container(key="several", gap=None):
        for draft in waiting:
            with st.container(key=f"choice-several-{draft.id}", horizontal=True, gap="small"):
                name = ui_drafts.draft_name(session, draft)
                is_chosen = st.checkbox(
                    name,
                    value=is_import,
                    key=filled.key(str(draft.id)),
                    label_visibility="collapsed",
                )
                with st.container(key=f"several-{draft.id}", gap="small"):
                    st.html(_line(session, draft))
                    if not is_chosen:
                        continue
                    chosen.append(draft)
                    seen = listed.get(draft.id)
                    if seen is not None and _effect(session, seen, has_figures=has_figures):
                        able.append(seen)
    with st.container(key="several-answer", horizontal=True, gap="small"):
        _buttons(session, filled, chosen, able)


def _buttons(session: Session, batch: Form, choice: list[Draft], able: list[Draft]) -> None:
    """The button that shows what the chosen drafts do, and the one that publishes what was shown."""
    words = session.words
    if st.button(words("several.look"), key=batch.key("look"), disabled=not choice):
        st.session_state[_LISTED] = choice
        st.rerun()
    if not able:
        if choice and st.session_state.get(_LISTED):
            st.html(tag("p", words("several.none"), class_="rp-note"))
        return
    reason = st.text_area(
        words("review.reason"),
        key=batch.key("reason"),
        height=68,
        placeholder=words("several.reason.help"),
    )
    label = words.count("several.publish", len(able))
    if st.button(label, key=batch.key("save"), type="primary"):
        batch.attempt(lambda: _batch_publish(session, able, reason or "", batch.token))
        st.session_state.pop(_LISTED, None)
        st.rerun()


def _batch_publish(session: Session, able: list[Draft], reason: str, token: str) -> None:
    done = publishing.publish_drafts(
        session.register, session.who, able, reason=reason, token=token
    )
    st.session_state[_DONE] = done


def _effect(session: Session, draft: Draft, *, has_figures: bool) -> bool:
    """What a draft changes and what it does to the figures; whether it can be published."""
    words, is_new = session.words, draft.project is None
    found = draft_checks.problems(
        session.register, draft.document, project=draft.project, base=draft.base
    )
    numbers = ui_drafts.numbers(draft.document, found)
    bars = [
        words(
            "word.colon",
            label=entry_form.place(session, problem, numbers[problem.field]),
            value=words.error(problem.error),
        )
        for problem in found
        if problem.is_blocking
    ]
    allowed = draft_checks.read_publishers(session.register, session.who, draft.id)
    if allowed.permission(session.who) is not Permission.FREE:
        bars.append(words("error.own_draft"))
    now = drafts.read_draft(session.register, session.who, draft.id)
    if now.version != draft.version:
        bars.append(words("several.moved"))
    if bars:
        items = (tag("li", bar) for bar in bars)
        name = ui_drafts.draft_name(session, draft)
        refused = tag("p", words("several.refused", name=name))
        st.html(tag("div", refused, tag("ul", *items), class_="rp-notice rp-warning"))
    if has_figures:
        st.html(draft_effects.figures(session, draft))
    if proposal := draft_effects.proposal(session, draft):
        st.html(proposal)
    with st.expander(words("review.changes")):
        st.html(
            ui_drafts.table(session, draft.base, draft.document, number=draft.id, is_new=is_new)
        )
    return not bars


def _told(session: Session) -> None:
    """Outcome of each draft of the last press."""
    done: tuple[PublicationOutcome, ...] = st.session_state.pop(_DONE, ())
    if done:
        items = (tag("li", _became(session, one)) for one in done)
        st.html(tag("div", tag("ul", *items), class_="rp-notice", role="status"))


def _became(session: Session, one: PublicationOutcome) -> Markup:
    words, name = session.words, ui_drafts.draft_name(session, one.draft)
    if one.refusal is None:
        way = link(name, session.href("projects", project=one.identifier), dir="auto")
        return way + tag("span", " " + words("several.published", project=one.identifier))
    way = link(name, session.href("review", draft=str(one.draft.id)), dir="auto")
    return way + tag("span", " " + words("several.not_published", why=one.refusal))


def _line(session: Session, draft: Draft) -> Markup:
    words = session.words
    title = ui_drafts.draft_name(session, draft)
    kind = words("desk.changes", project=draft.project) if draft.project else words("entry.new")
    said = words(
        "review.handed_in", day=words.moment(draft.updated_at), author=words.person(draft.author)
    )
    way = link(title, session.href("review", draft=str(draft.id)), dir="auto")
    return tag("p", way) + tag("p", f"{kind} · {said}", class_="rp-small")
