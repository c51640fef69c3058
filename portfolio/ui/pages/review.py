"""Review page: what awaits an answer, and one draft field by field."""

from dataclasses import replace
from typing import Final

import streamlit as st

from portfolio.domain.drafts import Draft, DraftState
from portfolio.domain.fields import Shape, form_field
from portfolio.domain.parsing import FieldError
from portfolio.present.html import join_html, link, tag
from portfolio.services import draft_checks, drafts, import_lists, imports, lists, publishing
from portfolio.services.access import may
from portfolio.services.draft_checks import Permission
from portfolio.ui import draft_effects, entry_form, opening
from portfolio.ui import drafts as ui_drafts
from portfolio.ui.forms import draw_field, form
from portfolio.ui.navigation import ITEM, address_value
from portfolio.ui.pages import list_entry, several
from portfolio.ui.pages.entry import panel
from portfolio.ui.session import Session

_MESSAGE: Final = form_field("message", Shape.PARAGRAPH, "review.message", "review.message.help")


def draw_list(session: Session) -> None:
    """Every submitted draft as a way to its review."""
    words = session.words
    head = (tag("h1", words("nav.review")), tag("p", words("nav.review.lead"), class_="rp-lead"))
    st.html(tag("header", *head, class_="rp-opening"))
    every = drafts.list_drafts(session.register, session.who, session.portfolio)
    waiting = [draft for draft in reversed(every) if draft.state is DraftState.SUBMITTED]
    own = _of_import(session)
    if own is not None:
        waiting = [draft for draft in waiting if draft.id in own]
        way = link(words("review.every_draft"), session.href("review"))
        st.html(tag("p", words("review.of_import"), " · ", way, class_="rp-small"))
    has_lists = _lists(session)
    several.draw_waiting(session, waiting, is_import=own is not None)
    if not waiting and not has_lists:
        opening.draw_empty(session, "review")


def _of_import(session: Session) -> frozenset[int] | None:
    """Numbers of the drafts of the import that the address names; None where it names none."""
    number = _import_number(session)
    if number is None:
        return None
    return imports.drafts_of_import(session.register, session.who, number)


def _import_number(session: Session) -> int | None:
    """The import that the address names; None where it names none."""
    number = address_value(session, ITEM)
    return int(number) if number.isascii() and number.isdigit() else None


def _lists(session: Session) -> bool:
    """The lists of priority projects that await review, the longest waiting first; whether any does."""
    every = lists.list_list_drafts(session.register, session.who, session.portfolio)
    waiting = [draft for draft in reversed(every) if draft.state is DraftState.SUBMITTED]
    if (number := _import_number(session)) is not None:
        own = import_lists.lists_of_import(session.register, session.who, number)
        waiting = [draft for draft in waiting if draft.id in own]
    if waiting:
        items = (
            tag("li", list_entry.as_link(session, draft, session.words("desk.list")))
            for draft in waiting
        )
        st.html(tag("ul", *items, class_="rp-desk-list"))
    return bool(waiting)


def draw_review_page(session: Session, number: int) -> None:
    """The draft of a number; raises UnknownDraft."""
    ui_drafts.in_its_portfolio(session, number)
    name = f"review-{number}"
    now = drafts.read_draft(session.register, session.who, number)
    draft: Draft = st.session_state.setdefault(name, now)
    _head(session, now)
    if now.state is not DraftState.SUBMITTED:
        st.session_state.pop(name, None)
        panel.draw_entry_standing(session, now)
        return
    if now.version != draft.version:
        # What is published is what was read: a draft that moved on is read again.
        st.session_state[name] = draft = now
        said = tag("p", session.words("review.moved"))
        st.html(tag("div", said, class_="rp-notice rp-warning", role="status"))
    found = draft_checks.problems(
        session.register, draft.document, project=draft.project, base=draft.base
    )
    left, right = st.columns([17, 9], gap="large")
    with left:
        st.html(tag("h2", session.words("review.changes"), class_="rp-section"))
        is_new = draft.project is None
        st.html(
            ui_drafts.table(session, draft.base, draft.document, number=draft.id, is_new=is_new)
        )
        st.html(tag("h2", session.words("review.figures"), class_="rp-section"))
        st.html(draft_effects.figures(session, draft))
    with right, st.container(key="entry-panel"):
        _problems(session, draft, found)
        proposed = draft_effects.proposal(session, draft)
        if proposed:
            st.html(proposed)
        alike = panel.repeated_sentence(session, draft, draft.document)
        if alike:
            st.html(alike)
        _answers(session, draft)


def _head(session: Session, draft: Draft) -> None:
    words = session.words
    title = ui_drafts.draft_name(session, draft)
    said = words(
        "review.handed_in", day=words.moment(draft.updated_at), author=words.person(draft.author)
    )
    facts = [tag("span", words(f"draft.{draft.state.word}"), class_="rp-badge")]
    if draft.project and draft.base:  # a new project has one too, once it is published
        href = session.href("projects", project=draft.project)
        facts.append(link(words("desk.changes", project=draft.project), href))
    else:
        facts.append(tag("span", words("entry.new")))
    facts.append(tag("span", said, class_="rp-small"))
    back = tag("p", link(words("nav.review"), session.href("review")), class_="rp-back")
    heading = tag("h1", title, dir="auto")
    st.html(
        tag(
            "header",
            back,
            heading,
            tag("p", join_html(facts, " "), class_="rp-facts"),
            class_="rp-opening",
        )
    )


def _problems(session: Session, draft: Draft, problems: tuple[FieldError, ...]) -> None:
    """Errors and warnings, each named by its field."""
    words = session.words
    st.html(tag("h2", words("review.problems"), class_="rp-section"))
    if not problems:
        st.html(tag("p", words("review.problems.none"), class_="rp-complete"))
        return
    numbers = ui_drafts.numbers(draft.document, problems)
    items = []
    for problem in problems:
        where = entry_form.place(session, problem, numbers[problem.field])
        said = words("word.colon", label=where, value=words.error(problem.error))
        items.append(tag("li", said, class_=None if problem.is_blocking else "rp-worth"))
    st.html(tag("ul", *items, class_="rp-problems"))


def _answers(session: Session, draft: Draft) -> None:
    """Reviewer's actions: publish with a reason, send back with a message, accept a kind."""
    words = session.words
    allowed = draft_checks.read_publishers(session.register, session.who, draft.id)
    if not may(session.who, "publish_draft"):
        st.html(
            tag("p", words("review.by_others"), class_="rp-note")
            + ui_drafts.lines(session, allowed)
        )
        return
    st.html(
        tag("h2", words("review.answer"), class_="rp-section") + ui_drafts.lines(session, allowed)
    )
    _publish_one(session, draft, allowed.permission(session.who))
    _back(session, draft)
    if may(session.who, "overrule_kind"):
        _overrule(session, draft)


def _publish_one(session: Session, draft: Draft, permission: Permission) -> None:
    # A form per version: a press on what was read before does not publish what it has become.
    words, filled = (
        session.words,
        form(f"publish-{draft.id}-{draft.version}", reason=(publishing.ReasonMissing,)),
    )
    if permission is Permission.REFUSED:
        st.html(tag("p", words("error.own_draft"), class_="rp-note"))
        return
    filled.refuse(session)
    is_alone = permission is Permission.WITH_REASON
    if is_alone:
        st.html(tag("p", words("review.alone"), class_="rp-note"))
    reason = draw_field(session, filled, replace(list_entry.REASON, is_needed=is_alone))
    filled.draw_save(
        words("review.alone.publish" if is_alone else "review.publish"),
        lambda: publishing.publish_draft(
            session.register, session.who, draft.id, draft_seen=draft, reason=reason,
            token=filled.token,
        ),
        type="primary",
    )  # fmt: skip


def _back(session: Session, draft: Draft) -> None:
    words, filled = session.words, form(f"return-{draft.id}-{draft.version}")

    def send() -> None:
        if not message.strip():
            raise publishing.ReasonMissing
        drafts.return_draft(session.register, session.who, draft.id, message.strip())

    with filled.popover(session, words("review.return")):
        message = draw_field(session, filled, _MESSAGE)
        filled.draw_save(words("review.return.save"), send)


def _overrule(session: Session, draft: Draft) -> None:
    words, filled = session.words, form(f"overrule-{draft.id}-{draft.version}")
    with filled.popover(session, words("review.overrule"), type="tertiary"):
        st.html(tag("p", words("review.overrule.help"), class_="rp-help"))
        reason = draw_field(session, filled, form_field("reason", Shape.REASON, "column.reason"))
        filled.draw_save(
            words("review.overrule.save"),
            lambda: publishing.overrule_kind(session.register, session.who, draft.id, reason),
        )


def draw() -> None:
    """Draw the page."""
    ui_drafts.draw_page(draw_review_page, draw_list)
