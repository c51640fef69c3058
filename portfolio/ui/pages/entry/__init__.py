"""Entry page: a project in four short steps, saved as a draft at every pause."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import drafts as domain_drafts
from portfolio.domain.drafts import Document, Draft
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import FIELDS, EntryStep, Field, fields_of
from portfolio.domain.history import canonical
from portfolio.domain.publishing import changed_fields
from portfolio.present.html import join_html, link, plain, tag
from portfolio.services import draft_checks, drafts
from portfolio.ui import drafts as ui_drafts
from portfolio.ui import entry_form, flow_form, forms, navigation, opening
from portfolio.ui.drafts import DRAFT, DocumentProblems, InHand
from portfolio.ui.pages.entry import panel
from portfolio.ui.pages.entry import step as entry_step
from portfolio.ui.session import Session, go

STEP: Final = "step"  # the name in the address
FIELD: Final = "field"
PAGES: Final = {field.name: int(field.page) for field in FIELDS}
CHECK: Final = len(EntryStep) + 1  # the last step: check everything and send it
_MARKS: Final = {"done": ":material/check_circle:", "open": ":material/radio_button_unchecked:"}


def step_of_address(session: Session) -> int:
    """Step named by the address: 1 to 4, or the check at the end."""
    said = session.beside.get(STEP, [""])[-1]
    if said.isascii() and said.isdigit() and 1 <= int(said) <= CHECK:
        return int(said)
    return PAGES.get(session.beside.get(FIELD, [""])[-1], 1)


def page(step: int) -> EntryStep | None:
    """The page of fields of a step; None for the check."""
    return EntryStep(step) if step < CHECK else None


def draw_entry_steps(
    session: Session, form: str, document: Document, problems: DocumentProblems
) -> int | None:
    """The steps as buttons; the one that was pressed."""
    words, now, wanted = session.words, step_of_address(session), None
    with st.container(key="steps", horizontal=True, gap="small"):
        for step in range(1, CHECK + 1):
            own = page(step)
            left = len(problems.blocking(own))
            begun = any(document.get(name) for name, number in PAGES.items() if number == step)
            name = words(
                "step.title",
                number=words.number(step),
                title=words(f"step.{own.word if own else 'check'}"),
            )
            label = words.count("step.left", left, title=name) if left and own else name
            with st.container(
                key=f"step-{'here' if step == now else 'to'}-{step}", width="content"
            ):
                if st.button(
                    plain(label),
                    key=f"{form}-step-{step}",
                    icon=_MARKS["done" if not left and (begun or own is None) else "open"],
                    type="tertiary",
                ):
                    wanted = step
    return wanted


def foot(session: Session, form: str) -> tuple[bool, int | None]:
    """Back, save, next: (whether anything was pressed, the step to go to)."""
    words, now = session.words, step_of_address(session)
    pressed, wanted = False, None
    with st.container(key="step-foot", horizontal=True, gap="small"):
        label = words("entry.next" if now < CHECK - 1 else "entry.to_check")
        if st.button(label, key=f"{form}-next", type="primary"):
            pressed, wanted = True, now + 1
        if st.button(words("entry.save"), key=f"{form}-save"):
            pressed = True
        if now > 1 and st.button(words("entry.back"), key=f"{form}-back", type="tertiary"):
            pressed, wanted = True, now - 1
    return pressed, wanted


def draw_entry_page(session: Session, number: int) -> None:
    """The draft of a number; raises UnknownDraft."""
    ui_drafts.in_its_portfolio(session, number)
    hand = ui_drafts.in_hand(session, number)
    clash = ui_drafts.conflict(session, hand)
    if clash is not None:
        _head(session, hand)
        panel.draw_entry_conflict(session, hand, clash)
        return
    if not hand.draft.state.can_be_edited:
        _head(session, hand)
        panel.draw_entry_standing(session, hand.draft)
        return
    step = step_of_address(session)
    own = page(step)
    is_new = hand.draft.project is None
    fields = () if own is None else fields_of(own, is_new=is_new)
    document = entry_form.typed_document(session, hand.form, fields, hand.draft.document)
    if canonical(document) != canonical(hand.draft.document):
        ui_drafts.keep(session, hand, document)
        if ui_drafts.conflict(session, hand) is not None:
            st.rerun()
    else:
        ui_drafts.look_again(session, hand)
    if hand.error is None:
        document = dict(hand.draft.document)
    found = draft_checks.problems(
        session.register, document, project=hand.draft.project, base=hand.draft.base
    )
    told = DocumentProblems(found, hand.checked_steps)
    _head(session, hand)
    wanted = draw_entry_steps(session, hand.form, document, told)
    left, right = st.columns([17, 9], gap="large")
    with left, st.container(key="entry-form"):
        _refused(session, hand)
        if own is None:
            panel.draw_entry_check(session, hand, document, told)
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
    title = ui_drafts.draft_name(session, draft)
    facts = [tag("span", words(f"draft.{draft.state.word}"), class_="rp-badge")]
    if draft.project:
        href = session.href("projects", project=draft.project)
        facts.append(link(words("desk.changes", project=draft.project), href))
    else:
        facts.append(tag("span", words("entry.new")))
    st.html(
        tag(
            "header",
            tag("p", link(words("nav.desk"), session.href("desk")), class_="rp-back"),
            tag("h1", title, dir="auto"),
            tag("p", join_html(facts, " "), class_="rp-facts"),
            class_="rp-opening",
        )
    )


def _refused(session: Session, hand: InHand) -> None:
    """Why the last save was refused; what was typed is still in the form."""
    if hand.error is not None:
        said = tag("p", session.words.error(hand.error))
        st.html(tag("div", said, class_="rp-problem", role="alert"))


def _step(
    session: Session, hand: InHand, step: EntryStep, document: Document, problems: DocumentProblems
) -> None:
    fields = fields_of(step, is_new=hand.draft.project is None)
    words = session.words
    st.html(
        tag("h2", words(f"step.{step.word}"), class_="rp-section")
        + tag("p", words(f"step.{step.word}.lead"), class_="rp-help")
        + _needed(session, hand, fields)
        + _focus(session)
    )
    changed = entry_step.draw_entry_step(session, hand.form, fields, document, problems)
    if flow_form.is_asked(fields):
        flow_form.draw_organisation_form(session, f"{hand.form}-{step.word}")
    pressed, wanted = foot(session, hand.form)
    if changed is not None:
        if domain_drafts.overwrites(document, changed):
            hand.mark += 1  # the widgets of what was typed before have other values now
        ui_drafts.keep(session, hand, changed)
        st.rerun()
    if pressed:
        hand.checked_steps.add(step)
        _leave(session, hand, document, wanted)


def _needed(session: Session, hand: InHand, fields: Sequence[Field]) -> Markup:
    """Meaning of the star, where a field of the step has one."""
    if not any(field.is_needed for field in fields):
        return Markup()
    is_new = hand.draft.project is None
    key = "entry.needed.meaning" if is_new else "entry.needed.changes"
    return tag("p", session.words(key), class_="rp-help")


def _focus(session: Session) -> Markup:
    """Target of the focus, for the script that moves it there once."""
    field = session.beside.get(FIELD, [""])[-1]
    asked = f"field-{field} 0" if field.isidentifier() else ""
    mark = entry_form.focus_first() or asked
    return tag("i", data_rp_focus=mark) if mark else Markup()


def _panel(session: Session, hand: InHand, document: Document, problems: DocumentProblems) -> None:
    st.html(
        panel.saved_sentence(session, hand.draft) + panel.returned_sentence(session, hand.draft)
    )
    copied = panel.origin(session, hand.draft)
    if copied:
        st.html(copied)
    unchanged = hand.draft.project is not None and not changed_fields(hand.draft.base, document)
    wanted = panel.blocking(session, hand.form, document, problems, is_unchanged=unchanged)
    alike = panel.repeated_sentence(session, hand.draft, document)
    if alike:
        st.html(alike)
    panel.button(session, number=hand.draft.id)
    _discard(session, hand)
    if wanted is not None:
        entry_form.focus(f"field-{wanted.field}")
        hand.checked_steps.add(EntryStep(panel.step_of(wanted)))
        _leave(session, hand, document, panel.step_of(wanted), wanted.field)


def _discard(session: Session, hand: InHand) -> None:
    """Discard the draft after a confirmation."""
    words = session.words
    with st.popover(words("entry.discard"), type="tertiary", key=f"{hand.form}-discard"):
        st.html(tag("p", words("entry.discard.help")))
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
        ui_drafts.came_back(session, hand, now)
    st.rerun()


def _leave(
    session: Session, hand: InHand, document: Document, step: int | None, field: str = ""
) -> None:
    """Save as an explicit step and go where a button leads."""
    ui_drafts.keep(session, hand, document, note_change=True)
    if step is None or hand.error is not None:
        st.rerun()
    beside = {DRAFT: str(hand.draft.id), STEP: str(step)}
    go(session.address(None, **beside, **({FIELD: field} if field else {})))


_NEW = "new-project"


def draw_entry_start(session: Session) -> None:
    """The draft of the project the address names; without one a way to begin."""
    project = session.beside.get("project", [""])[-1].strip()
    if project:
        _open(session, project)
        return
    words = session.words
    head = (
        tag("h1", words("entry.start")),
        tag("p", words("entry.start.lead"), class_="rp-lead"),
    )
    st.html(tag("header", *head, class_="rp-opening"))
    button(session)
    st.html(tag("p", link(words("nav.desk"), session.href("desk"))))


def button(session: Session) -> None:
    """Begins a draft of a new project; pressed twice it is the same draft."""
    if st.button(
        session.words("entry.begin"), key="begin-entry", type="primary", icon=":material/add:"
    ):
        draft = drafts.open_draft(
            session.register, session.who, token=forms.token(_NEW), portfolio=session.portfolio
        )
        forms.renew(_NEW)
        navigation.to("entry", session.address(None, **{DRAFT: str(draft.id)}))


def _open(session: Session, project: str) -> None:
    """Link to the open draft of a project; where there is none, only a press opens one."""
    words, form = session.words, f"open-{project}"
    try:
        draft = drafts.find_draft(session.register, session.who, project)
    except PortfolioError as problem:
        opening.refusal(session, problem)
        return
    if draft is not None:
        go(_address(session, draft))
    head = (
        tag("h1", words("entry.edit", project=session.title(project)), dir="auto"),
        tag("p", words("entry.edit.lead"), class_="rp-lead"),
    )
    st.html(tag("header", *head, class_="rp-opening"))
    if st.button(words("entry.edit.begin"), key="begin-edit", type="primary"):
        edit(session, project, form)
    st.html(tag("p", link(words("record.back"), session.href("projects", project=project))))


def edit(session: Session, project: str, form: str) -> None:
    """Open the draft of a project's changes and go there."""
    try:
        draft = drafts.open_draft(session.register, session.who, project, token=forms.token(form))
    except PortfolioError as problem:
        opening.refusal(session, problem)
        return
    forms.renew(form)
    navigation.to("entry", _address(session, draft))


def _address(session: Session, draft: Draft) -> dict[str, list[str]]:
    kept = {name: session.beside[name][-1] for name in (STEP, FIELD) if session.beside.get(name)}
    return session.address(None, **{DRAFT: str(draft.id)}, **_step_of(kept))


def _step_of(values: dict[str, str]) -> dict[str, str]:
    """Step of a field, where only the field is named."""
    name = values.get(FIELD, "")
    if STEP in values or name not in PAGES:
        return values
    return {**values, STEP: str(PAGES[name])}


def draw() -> None:
    """Draw the page."""
    ui_drafts.draw_page(draw_entry_page, draw_entry_start)
