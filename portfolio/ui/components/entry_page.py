"""The page of one draft: steps, form and what stands beside it; saved before it is drawn."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.drafts import Document
from portfolio.domain.entry_project import changed_fields
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import EntryStep, Field, fields_of
from portfolio.domain.history import canonical
from portfolio.services import drafts
from portfolio.ui.components import (
    draft_name,
    drafting,
    entry_check,
    entry_conflict,
    entry_copy,
    entry_form,
    entry_panel,
    entry_standing,
    entry_step,
    entry_steps,
    organisation_form,
)
from portfolio.ui.components.drafting import InHand
from portfolio.ui.components.entry_told import DocumentProblems
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session, go

DRAFT: Final = "draft"  # the name in the address


def draw(session: Session, number: int) -> None:
    """The draft of a number; raises UnknownDraft."""
    hand = drafting.in_hand(session, number)
    clash = drafting.conflict(session, hand)
    if clash is not None:
        _head(session, hand)
        entry_conflict.draw(session, hand, clash)
        return
    if not hand.draft.state.can_be_edited:
        _head(session, hand)
        entry_standing.draw(session, hand.draft)
        return
    step = entry_steps.step_of_address(session)
    own = entry_steps.page(step)
    is_new = hand.draft.project is None
    fields = () if own is None else fields_of(own, is_new=is_new)
    document = entry_form.typed_document(session, hand.form, fields, hand.draft.document)
    if canonical(document) != canonical(hand.draft.document):
        drafting.keep(session, hand, document)
        if drafting.conflict(session, hand) is not None:
            st.rerun()
    else:
        drafting.look_again(session, hand)
    if hand.error is None:
        document = dict(hand.draft.document)
    found = drafts.problems(
        session.register, document, project=hand.draft.project, base=hand.draft.base
    )
    told = DocumentProblems(found, hand.checked_steps)
    _head(session, hand)
    wanted = entry_steps.draw(session, hand.form, document, told)
    left, right = st.columns([17, 9], gap="large")
    with left, st.container(key="entry-form"):
        _refused(session, hand)
        if own is None:
            entry_check.draw(session, hand, document, told)
        else:
            _step(session, hand, own, document, told)
    with right, st.container(key="entry-panel"):
        _panel(session, hand, document, told)
    if own is not None:
        _taken(
            session, hand, entry_form.typed_document(session, hand.form, fields, document), document
        )
    if wanted is not None:
        _leave(session, hand, document, wanted)


def _head(session: Session, hand: InHand) -> None:
    words, draft = session.words, hand.draft
    title = draft_name.draft_name(session, draft)
    facts = [text("span", words(f"draft.{draft.state.word}"), class_="rp-badge")]
    if draft.project:
        way = link(draft.project, session.href("projects", project=draft.project))
        facts.append(tag("span", esc(words("entry.changes_of") + " "), way))
    else:
        facts.append(text("span", words("entry.new")))
    st.html(
        tag(
            "header",
            tag("p", link(words("nav.desk"), session.href("desk")), class_="rp-back"),
            text("h1", title, dir="auto"),
            tag("p", " ".join(facts), class_="rp-facts"),
            class_="rp-opening",
        )
    )


def _refused(session: Session, hand: InHand) -> None:
    """Why the last save was refused; what was typed stands in the form."""
    if hand.error is not None:
        said = text("p", session.words.error(hand.error))
        st.html(tag("div", said, class_="rp-problem", role="alert"))


def _step(
    session: Session, hand: InHand, step: EntryStep, document: Document, problems: DocumentProblems
) -> None:
    fields = fields_of(step, is_new=hand.draft.project is None)
    words = session.words
    st.html(
        text("h2", words(f"step.{step.word}"), class_="rp-section")
        + text("p", words(f"step.{step.word}.lead"), class_="rp-help")
        + _needed(session, hand, fields)
        + _focus(session)
    )
    changed = entry_step.draw(session, hand.form, fields, document, problems)
    if organisation_form.is_asked(fields):
        organisation_form.draw(session, f"{hand.form}-{step.word}")
    pressed, wanted = entry_steps.foot(session, hand.form)
    if changed is not None:
        if entry_form.overwrites(document, changed):
            hand.mark += 1  # the widgets of what was typed before say something else now
        drafting.keep(session, hand, changed)
        st.rerun()
    if pressed:
        hand.checked_steps.add(step)
        _leave(session, hand, document, wanted)


def _needed(session: Session, hand: InHand, fields: Sequence[Field]) -> str:
    """What the star says, where a field of the step bears one."""
    if not any(field.is_needed for field in fields):
        return ""
    is_new = hand.draft.project is None
    key = "entry.needed.meaning" if is_new else "entry.needed.changes"
    return text("p", session.words(key), class_="rp-help")


def _focus(session: Session) -> str:
    """Where the focus is to go, for the script that moves it there once."""
    field = session.beside.get(entry_steps.FIELD, [""])[-1]
    asked = f"field-{field} 0" if field.isidentifier() else ""
    mark = entry_form.focus_first() or asked
    return tag("i", data_rp_focus=mark) if mark else ""


def _panel(session: Session, hand: InHand, document: Document, problems: DocumentProblems) -> None:
    st.html(
        entry_panel.saved_sentence(session, hand.draft)
        + entry_panel.returned_sentence(session, hand.draft)
    )
    copied = entry_copy.origin(session, hand.draft)
    if copied:
        st.html(copied)
    unchanged = hand.draft.project is not None and not changed_fields(hand.draft.base, document)
    wanted = entry_panel.hindering(session, hand.form, document, problems, is_unchanged=unchanged)
    alike = entry_panel.repeated_sentence(session, hand.draft, document)
    if alike:
        st.html(alike)
    entry_copy.button(session, number=hand.draft.id)
    _discard(session, hand)
    if wanted is not None:
        entry_form.focus(f"field-{wanted.field}")
        hand.checked_steps.add(EntryStep(entry_panel.step_of(wanted)))
        _leave(session, hand, document, entry_panel.step_of(wanted), wanted.field)


def _discard(session: Session, hand: InHand) -> None:
    """Ends the draft after a second look."""
    words = session.words
    with st.popover(words("entry.discard"), type="tertiary", key=f"{hand.form}-discard"):
        st.html(text("p", words("entry.discard.help")))
        if st.button(words("entry.discard.yes"), key=f"{hand.form}-discard-yes"):
            try:
                drafts.discard_draft(session.register, session.who, hand.draft.id)
            except PortfolioError as error:
                hand.error = error
            st.rerun()


def _taken(session: Session, hand: InHand, now: Document, document: Document) -> None:
    """Run again where the browser brought values of its own: after a lost connection it does."""
    is_new_here, hand.is_new_here = hand.is_new_here, False
    if canonical(now) == canonical(document):
        return
    if is_new_here and hand.draft.editor != session.who.login:
        drafting.came_back(session, hand, now)
    st.rerun()


def _leave(
    session: Session, hand: InHand, document: Document, step: int | None, field: str = ""
) -> None:
    """Save as a step of its own and go where a button leads."""
    drafting.keep(session, hand, document, note_change=True)
    if step is None or hand.error is not None:
        st.rerun()
    beside = {DRAFT: str(hand.draft.id), entry_steps.STEP: str(step)}
    go(session.address(None, **beside, **({entry_steps.FIELD: field} if field else {})))
