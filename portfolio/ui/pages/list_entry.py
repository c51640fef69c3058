"""Draft of a list of priority projects: typed, submitted, recorded by a second person."""

from dataclasses import replace
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.documents import ListDraft
from portfolio.domain.drafts import DraftState
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import LIST_FIELDS, EntryStep, FieldColumn, Shape, form_field
from portfolio.domain.history import canonical
from portfolio.domain.params import PortfolioChoice
from portfolio.domain.parsing import Missing
from portfolio.present.html import join_html, link, plain, tag
from portfolio.services import lists
from portfolio.services.access import may
from portfolio.services.draft_checks import Permission
from portfolio.services.publishing import ReasonMissing
from portfolio.ui import draft_effects, drafts, entry_form, forms, navigation
from portfolio.ui.drafts import DRAFT, DocumentProblems
from portfolio.ui.forms import draw_field, form
from portfolio.ui.pages.entry import step
from portfolio.ui.session import Session, go

_NEW = "new-list"
_MESSAGE: Final = form_field("message", Shape.PARAGRAPH, "review.message")
REASON: Final = FieldColumn(
    "reason", Shape.REASON, is_needed=True, label="review.reason", help_key="review.reason.help"
)


def begin(session: Session) -> None:
    """For those who draft: a button that begins a list, and the drafts that are open."""
    if not may(session.who, "open_list_draft"):
        return
    words = session.words
    drafts = lists.list_list_drafts(session.register, session.who, session.portfolio)
    with st.container(key="list-drafts"):
        with st.container(horizontal=True, gap="small"):
            if st.button(words("lists.begin"), key="begin-list", icon=":material/add:"):
                _open(session, _NEW)
            _copies(session)
        if drafts:
            items = (tag("li", _way(session, draft)) for draft in drafts)
            heading = tag("h2", words("lists.drafts"), class_="rp-section")
            st.html(heading + tag("ul", *items, class_="rp-desk-list"))


def _copies(session: Session) -> None:
    """Recorded lists that a new one can begin as, the latest first."""
    words = session.words
    every = [
        one
        for one in session.register.labels.lists
        if one.is_example is session.portfolio.is_example
    ]
    if not every:
        return
    with st.popover(words("lists.copy"), key="copy-list", type="tertiary"):
        st.html(tag("p", words("lists.copy.help"), class_="rp-help"))
        for one in sorted(every, key=lambda one: one.order, reverse=True):
            name = plain(words.choose(one.titles))
            if st.button(name, key=f"copy-list-{one.reference}", type="tertiary"):
                _open(session, f"copy-list-{one.reference}", one.reference)


def _open(session: Session, form_name: str, copied_from: str = "") -> None:
    """Begin a draft and go to it; pressed twice it is the same."""
    token = forms.token(form_name)
    made = lists.open_list_draft(
        session.register,
        session.who,
        portfolio=session.portfolio,
        copied_from=copied_from,
        token=token,
    )
    forms.renew(form_name)
    navigation.to("list_entry", session.address(None, **{DRAFT: str(made.id)}))


def _way(session: Session, draft: ListDraft) -> Markup:
    return as_link(session, draft, session.words(f"draft.{draft.state.word}"))


def as_link(session: Session, draft: ListDraft, kind: str) -> Markup:
    """Draft as a link to its page, with its kind, its last editor and when, as HTML."""
    words = session.words
    href = session.href("list_entry", None, **{DRAFT: str(draft.id)})
    said = words(
        "desk.saved_by", day=words.moment(draft.updated_at), editor=words.person(draft.editor)
    )
    made = tag("p", link(_title(session, draft), href, dir="auto"))
    made += tag("p", f"{kind} · {said}", class_="rp-small")
    if draft.state is DraftState.RETURNED and draft.message:
        made += tag("p", draft.message, dir="auto", class_="rp-message rp-said")
    return made


def _title(session: Session, draft: ListDraft) -> str:
    return session.words.choose(draft.titles) or session.words("lists.untitled", number=draft.id)


def draw_list_desk(session: Session, number: int) -> None:
    """The draft of a number; raises UnknownDraft."""
    name = f"list-in-hand-{number}"
    now = lists.read_list_draft(session.register, session.who, number)
    own = PortfolioChoice.of(is_example=now.is_example)
    if session.has_example and own is not session.portfolio:
        scope = replace(session.question.scope, portfolio=own)
        go({**session.address(replace(session.question, scope=scope)), **session.beside})
    held: tuple[ListDraft, int] = st.session_state.setdefault(name, (now, 0))
    seen, mark = held
    if seen.state is not now.state or seen.message != now.message:
        seen, mark = now, mark + 1
    st.session_state[name] = seen, mark
    _head(session, now)
    if now.state.can_be_edited:
        _edit(session, name, seen, mark)
    elif now.state is DraftState.SUBMITTED:
        _review(session, now)
    else:
        st.html(tag("p", session.words(f"lists.ended.{now.state.word}"), class_="rp-note"))


def _head(session: Session, draft: ListDraft) -> None:
    words = session.words
    facts = (
        tag("span", words(f"draft.{draft.state.word}"), class_="rp-badge"),
        tag("span", words("lists.draft_of", author=words.person(draft.author)), class_="rp-small"),
    )
    st.html(
        tag(
            "header",
            tag("p", link(words("nav.lists"), session.href("lists")), class_="rp-back"),
            tag("h1", _title(session, draft), dir="auto"),
            tag("p", join_html(facts, " "), class_="rp-facts"),
            class_="rp-opening",
        )
    )


def _edit(session: Session, name: str, draft_seen: ListDraft, mark: int) -> None:
    """Edit form, saved before it is drawn; errors are displayed at their fields."""
    filling = f"list{draft_seen.id}-{mark}"
    document = entry_form.typed_document(session, filling, LIST_FIELDS, draft_seen.document)
    error: PortfolioError | None = None
    if canonical(document) != canonical(draft_seen.document):
        try:
            draft_seen = lists.save_list_draft(
                session.register, session.who, draft_seen.id, document, draft_seen=draft_seen
            )
            st.session_state[name] = draft_seen, mark
        except PortfolioError as refused:
            error = refused
    found = lists.problems(session.register, draft_seen)
    lacking = lists.blocking(found)
    asked = f"list-asked-{draft_seen.id}"
    told = DocumentProblems(found, {EntryStep.WHAT} if st.session_state.get(asked) else set())
    if draft_seen.message:
        said = tag("p", draft_seen.message, dir="auto", class_="rp-said")
        heading = tag("h3", session.words("entry.came_back"))
        st.html(tag("div", heading, said, class_="rp-notice rp-warning"))
    if error is not None:
        st.html(tag("div", tag("p", session.words.error(error)), class_="rp-problem", role="alert"))
        if st.button(session.words("lists.show_now"), key=f"{filling}-again"):
            now = lists.read_list_draft(session.register, session.who, draft_seen.id)
            st.session_state[name] = now, mark + 1
            st.rerun()
    if mark_of_focus := entry_form.focus_first():
        st.html(tag("i", data_rp_focus=mark_of_focus))
    with st.container(key="entry-form"):
        changed = step.draw_entry_step(session, filling, LIST_FIELDS, draft_seen.document, told)
    if changed is not None:
        _keep(session, name, draft_seen, mark, changed)
    st.html(
        tag(
            "p",
            session.words("entry.saved", time=session.words.clock(draft_seen.updated_at)),
            class_="rp-saved",
        )
    )
    if st.session_state.get(asked) and lacking:
        st.html(_missing(session, draft_seen, lacking))
    with st.container(horizontal=True, gap="small"):
        if st.button(session.words("lists.submit"), type="primary", key=f"{filling}-submit"):
            if lacking:
                st.session_state[asked] = True
            else:
                lists.submit_list_draft(
                    session.register, session.who, draft_seen.id, draft_seen=draft_seen
                )
            st.rerun()
        if st.button(session.words("lists.discard"), type="tertiary", key=f"{filling}-discard"):
            lists.discard_list_draft(session.register, session.who, draft_seen.id)
            st.rerun()


def _keep(
    session: Session, name: str, draft_seen: ListDraft, mark: int, document: dict[str, Any]
) -> None:
    """Save a row added or taken out."""
    try:
        saved = lists.save_list_draft(
            session.register, session.who, draft_seen.id, document, draft_seen=draft_seen
        )
    except PortfolioError:
        st.rerun()
    st.session_state[name] = saved, mark
    st.rerun()


def _missing(session: Session, draft: ListDraft, value: Any) -> Markup:
    """What prevents submission, each by its field."""
    words, numbers = session.words, drafts.numbers(draft.document, value)
    items = []
    for problem in value:
        where = entry_form.place(session, problem, numbers[problem.field])
        said = (
            words("entry.missing", field=where)
            if isinstance(problem.error, Missing)
            else words("word.colon", label=where, value=words.error(problem.error))
        )
        items.append(tag("li", said))
    return tag("ul", *items, class_="rp-problems", role="status")


def _review(session: Session, draft: ListDraft) -> None:
    """Review of a list: what was typed, what it does to the figures, and the answer."""
    left, right = st.columns([17, 9], gap="large")
    with left:
        st.html(
            tag("h2", session.words("lists.typed"), class_="rp-section") + _typed(session, draft)
        )
        st.html(
            tag("h2", session.words("review.figures"), class_="rp-section")
            + _effect(session, draft)
        )
    with right, st.container(key="entry-panel"):
        _answers(session, draft)


def _typed(session: Session, draft: ListDraft) -> Markup:
    """Every field as its reader knows it."""
    words, rows = session.words, []
    for field in LIST_FIELDS:
        typed = draft.document.get(field.name)
        if not typed:
            continue
        if field.shape is Shape.ROWS:
            items = (tag("li", _typed_row(session, field.name, row)) for row in typed)
            inside = tag("ol", *items)
        elif field.shape is Shape.SPOKEN_LINE:
            items = (tag("li", said, lang=language, dir="auto") for language, said in typed.items())
            inside = tag("ul", *items, class_="rp-plain")
        else:
            inside = tag(
                "span", entry_form.value_text(session, field.name, "", str(typed)), dir="auto"
            )
        rows.append(tag("dt", words(f"field.{field.name}")) + tag("dd", inside))
    return tag("dl", *rows, class_="rp-facts-list")


def _typed_row(session: Session, name: str, row: dict[str, str]) -> Markup:
    cells = []
    for column in entry_form.field_of(name).columns:
        said = entry_form.value_text(session, name, column.name, row.get(column.name, ""))
        if said and column.name != "language":
            label = session.words(f"cell.{column.name}")
            cells.append(
                tag("div", session.words("word.colon", label=label, value=said), dir="auto")
            )
    return join_html(cells)


def _effect(session: Session, draft: ListDraft) -> Markup:
    """Effect of the list: projects that become listed or are no more, and the new totals."""
    words, found = session.words, lists.preview_list_draft(session.register, session.who, draft.id)
    if found is None:
        return tag("p", words("lists.effect.incomplete"), class_="rp-note")
    parts = []
    if found.replaces is not None:
        title = words.choose(found.replaces.titles)
        parts.append(tag("p", words("lists.effect.replaces", title=title)))
    for key, names in (("joining", found.joining), ("leaving", found.leaving)):
        if names:
            titles = session.reader.join_names([session.title(name) for name in names])
            parts.append(tag("p", words.count(f"lists.effect.{key}", len(names), projects=titles)))
    if not found.joining and not found.leaving:
        parts.append(tag("p", words("lists.effect.none")))
    table = draft_effects.headline_effect(session, found.before, found.after)
    note = tag("p", words("lists.effect.note", day=found.day), class_="rp-note")
    return join_html((*parts, table, note))


def _answers(session: Session, draft: ListDraft) -> None:
    """Record it, return it, or withdraw it from review to go on typing."""
    words = session.words
    allowed = lists.read_list_publishers(session.register, session.who, draft.id)
    st.html(tag("h2", words("review.answer"), class_="rp-section") + drafts.lines(session, allowed))
    if may(session.who, "publish_list_draft"):
        _publish(session, draft, allowed.permission(session.who))
        back = form(f"list-return-{draft.id}-{draft.version}")
        with back.popover(session, words("review.return")):
            message = draw_field(session, back, _MESSAGE)
            back.draw_save(
                words("review.return.save"),
                lambda: lists.return_list_draft(session.register, session.who, draft.id, message),
            )
    own = session.who.login in {draft.author, *allowed.contributors}
    if own and st.button(words("lists.take_back"), type="tertiary", key=f"list-back-{draft.id}"):
        lists.take_back_list_draft(session.register, session.who, draft.id)
        st.rerun()


def _publish(session: Session, draft: ListDraft, permission: Permission) -> None:
    words, filled = (
        session.words,
        form(f"list-publish-{draft.id}-{draft.version}", reason=(ReasonMissing,)),
    )
    if permission is Permission.REFUSED:
        st.html(tag("p", words("error.own_draft"), class_="rp-note"))
        return
    filled.refuse(session)
    if permission is Permission.WITH_REASON:
        st.html(tag("p", words("review.alone"), class_="rp-note"))
    reason = draw_field(session, filled, REASON)
    filled.draw_save(
        words("lists.publish"),
        lambda: lists.publish_list_draft(
            session.register, session.who, draft.id, draft_seen=draft, reason=reason,
            token=filled.token,
        ),
        type="primary",
    )  # fmt: skip


def _none(session: Session) -> None:
    way = link(session.words("nav.lists"), session.href("lists"))
    head = tag("h1", session.words("nav.list_entry")) + tag("p", way)
    st.html(tag("header", head, class_="rp-opening"))


def draw() -> None:
    """Draw the page."""
    drafts.draw_page(draw_list_desk, _none)
