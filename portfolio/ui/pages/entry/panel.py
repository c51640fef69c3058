"""Panel beside the entry form: saved, blocking, duplicates, conflicts, check, copy."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import drafts as domain_drafts
from portfolio.domain.drafts import Clash, Document, Draft, DraftState
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import BY_NAME, EntryStep
from portfolio.domain.history import canonical
from portfolio.domain.parsing import FieldError, Missing
from portfolio.present.html import join_html, link, plain, tag
from portfolio.services import draft_checks, drafts, search
from portfolio.services.access import may
from portfolio.services.drafts import DraftConflict
from portfolio.services.search import SimilarProject
from portfolio.ui import drafts as ui_drafts
from portfolio.ui import entry_form, forms, navigation, opening
from portfolio.ui.drafts import DocumentProblems, InHand, OpenConflict
from portfolio.ui.session import Session

_COMPARED: Final = ("titles", "participants", "flows")  # what makes two projects similar


def saved_sentence(session: Session, draft: Draft) -> Markup:
    """ "Saved at 14:03", as HTML."""
    said = session.words("entry.saved", time=session.words.clock(draft.updated_at))
    return tag("p", said, class_="rp-saved", role="status")


def returned_sentence(session: Session, draft: Draft) -> Markup:
    """Reviewer's message of a returned draft, as HTML; "" where there is none."""
    if not draft.message:
        return Markup()
    said = tag("p", draft.message, dir="auto", class_="rp-said")
    return tag(
        "div", tag("h3", session.words("entry.came_back")), said, class_="rp-notice rp-warning"
    )


def blocking(
    session: Session,
    form: str,
    document: Document,
    problems: DocumentProblems,
    *,
    is_unchanged: bool,
) -> FieldError | None:
    """What prevents publishing, each with a button to its field; returns the one that was pressed.

    ``is_unchanged``: the draft has no change of its project, so that there is nothing to publish.
    """
    words, found = session.words, problems.blocking()
    if is_unchanged:
        st.html(tag("p", words("review.unchanged"), class_="rp-note"))
    elif not found:
        st.html(tag("p", words("entry.complete"), class_="rp-complete"))
    else:
        said = words.count("entry.cannot_publish", len(found))
        st.html(tag("h2", said, class_="rp-section"))
    wanted = None
    numbers = ui_drafts.numbers(document, problems.problems)
    with st.container(key="blocking", gap=None):
        for number, problem in enumerate((*found, *problems.warnings())):
            if number == len(found):
                st.html(tag("h3", words("entry.worth_a_look"), class_="rp-rows"))
            where = entry_form.place(session, problem, numbers[problem.field])
            if isinstance(problem.error, Missing):
                label = words("entry.missing", field=where)
            else:
                label = words("word.colon", label=where, value=words.error(problem.error))
            if st.button(plain(label), key=f"{form}-problem-{number}", type="tertiary"):
                wanted = problem
    return wanted


def step_of(problem: FieldError) -> int:
    """The step whose page has the field of a problem."""
    return int(BY_NAME[problem.field].page)


def repeated_sentence(session: Session, draft: Draft, document: Document) -> Markup:
    """Projects that this one may repeat, as HTML; "" where none is alike."""
    found = _alike(session, draft, document)
    if not found:
        return Markup()
    items = []
    for one in found:
        title = session.words.choose(one.titles) or one.identifier
        reasons = session.reader.join_names(
            [session.words(f"alike.{reason}") for reason in one.reasons]
        )
        way = link(title, session.href("projects", project=one.identifier), dir="auto")
        same = tag("span", session.words("alike.same", reasons=reasons), class_="rp-small")
        items.append(tag("li", way, " ", same))
    heading = tag("h3", session.words.count("alike.found", len(found)))
    advice = tag("p", session.words("alike.next"), class_="rp-small")
    return tag("div", heading, tag("ul", *items), advice, class_="rp-notice rp-warning")


def _alike(session: Session, draft: Draft, document: Document) -> Sequence[SimilarProject]:
    """Looked for again only where what is compared, or the record, has changed."""
    compared = {name: document.get(name) for name in _COMPARED}
    mark = (canonical(compared), session.register.portfolio().revision)
    name = f"alike-{draft.id}"
    held: tuple[object, Sequence[SimilarProject]] | None = st.session_state.get(name)
    if held is None or held[0] != mark:
        found = search.find_alike(
            session.register, session.who, document, draft.project, draft.portfolio
        )
        held = st.session_state[name] = (mark, found)
    return held[1]


def draw_entry_check(
    session: Session, hand: InHand, document: Document, problems: DocumentProblems
) -> None:
    """Check page: what was entered or changed, a note for the reviewer, and the way to review."""
    words, draft = session.words, hand.draft
    is_new = draft.project is None
    st.html(tag("h2", words("step.check"), class_="rp-section"))
    st.html(tag("p", words("check.new" if is_new else "check.changes"), class_="rp-help"))
    st.html(ui_drafts.table(session, draft.base, document, number=draft.id, is_new=is_new))
    left = len(problems.blocking())
    if left:
        st.html(tag("p", words.count("check.left", left), class_="rp-wrong"))
    note = st.text_area(words("check.note"), key=f"{hand.form}-note", height=90)
    st.html(tag("p", words("check.note.help"), class_="rp-help"))
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


MINE: Final = "mine"
THEIRS: Final = "theirs"


def draw_entry_conflict(session: Session, hand: InHand, conflict: OpenConflict) -> None:
    """Clashes, and a button that saves what was chosen; nothing typed is lost before that."""
    words = session.words
    said = words.count(
        "conflict.said", len(conflict.clashes), editor=words.person(conflict.theirs.editor)
    )
    advice = tag("p", words("conflict.next"))
    st.html(
        tag(
            "div",
            tag("h2", words("conflict.title"), class_="rp-section"),
            tag("p", said),
            advice,
            class_="rp-problem",
            role="alert",
        )
    )
    mark = f"{hand.form}-{conflict.theirs.version}"
    chosen: list[tuple[Clash, str]] = []
    for number, clash in enumerate(conflict.clashes):
        with st.container(border=True, key=f"clash-{number}", gap="small"):
            st.html(_three(session, clash))
            choice = st.radio(
                words("conflict.keep"),
                [MINE, THEIRS],
                format_func=lambda which: words(f"conflict.keep.{which}"),
                horizontal=True,
                key=f"{mark}-clash-{number}",
            )
            chosen.append((clash, choice or MINE))
    if st.button(words("conflict.save"), type="primary", key=f"{mark}-resolve"):
        document = dict(conflict.merge)
        for clash, choice in chosen:
            document = _chosen(document, conflict, clash, choice)
        ui_drafts.resolve(session, hand, conflict, document)
        st.rerun()


def _chosen(
    document: dict[str, object], conflict: OpenConflict, clash: Clash, choice: str
) -> dict[str, object]:
    field = entry_form.field_of(clash.field)
    if choice == MINE:
        return domain_drafts.put(
            document, conflict.mine, field, clash.row, clash.column, clash.mine
        )
    gone = clash.row and not any(
        row["key"] == clash.row for row in domain_drafts.rows(conflict.theirs.document, clash.field)
    )
    if gone:
        return domain_drafts.without_row(document, field, clash.row)
    source = conflict.theirs.document
    return domain_drafts.put(document, source, field, clash.row, clash.column, clash.theirs)


def _three(session: Session, clash: Clash) -> Markup:
    """The name of the field over its three values."""
    name = entry_form.field_name(session, clash.field)
    if clash.column:
        column = entry_form.column_name(session, clash.field, clash.column)
        name = session.words("entry.place.column", field=name, column=column)
    values = (
        ("conflict.mine", clash.mine),
        ("conflict.theirs", clash.theirs),
        ("conflict.before", clash.before),
    )
    pairs = [
        tag("div", tag("dt", session.words(key)), _value(session, clash, value))
        for key, value in values
    ]
    return tag("h3", name) + tag("dl", *pairs, class_="rp-three")


def _value(session: Session, clash: Clash, value: str) -> Markup:
    if not value:
        return tag("dd", session.words("review.nothing"), class_="rp-unstated")
    said = entry_form.value_text(session, clash.field, clash.column, value)
    return tag("dd", said, dir="auto", class_="rp-said")


def button(session: Session, *, project: str | None = None, number: int | None = None) -> None:
    """Copy a published project, or a draft, and go to the copy; pressed twice it is the same."""
    form = f"copy-{project or number}"
    words = session.words
    label = words("action.copy" if project else "entry.copy")
    hint = words("action.copy.help") if project else None
    if not st.button(plain(label), key=f"button-{form}", type="tertiary", help=hint):
        return
    try:
        draft = drafts.copy_draft(
            session.register,
            session.who,
            project=project,
            number=number,
            token=forms.token(form),
            portfolio=session.portfolio,
        )
    except PortfolioError as problem:
        opening.refusal(session, problem)
        return
    forms.renew(form)
    navigation.to("entry", session.address(None, draft=str(draft.id)))


def origin(session: Session, draft: Draft) -> Markup:
    """Origin of a copied draft and what was taken over, as HTML; "" where it is no copy."""
    if not draft.copied_from:
        return Markup()
    words, number = session.words, draft.copied_from.removeprefix("#")
    if number != draft.copied_from:
        name, href = (
            words("entry.copied.draft", number=number),
            session.href("entry", draft=number),
        )
    else:
        name, href = session.title(number), session.href("projects", project=number)
    said = words("entry.copied.what")
    return tag(
        "div",
        tag("h3", link(words("entry.copied", origin=name), href, dir="auto")),
        tag("p", said, class_="rp-small"),
        class_="rp-notice",
    )


def draw_entry_standing(session: Session, draft: Draft) -> None:
    """State of the draft in a sentence, the next step, and its content."""
    words = session.words
    said = [tag("p", words(f"stands.{draft.state.word}"), class_="rp-empty-what")]
    ways = []
    if draft.state is DraftState.SUBMITTED and may(session.who, "publish_draft"):
        ways.append(link(words("desk.review"), session.href("review", draft=str(draft.id))))
    if draft.state is DraftState.PUBLISHED and draft.project:
        ways.append(
            link(words("show.open_project"), session.href("projects", project=draft.project))
        )
    ways.append(link(words("nav.desk"), session.href("desk")))
    if draft.state is DraftState.SUBMITTED:
        allowed = draft_checks.read_publishers(session.register, session.who, draft.id)
        said.append(ui_drafts.lines(session, allowed))
    said.append(tag("p", join_html(ways, " · ")))
    st.html(tag("div", *said, class_="rp-stands", role="status"))
    if draft.state is DraftState.SUBMITTED and st.button(
        words("entry.take_back"), key=f"take-back-{draft.id}-{draft.version}"
    ):
        try:
            drafts.take_back_draft(session.register, session.who, draft.id)
        except PortfolioError as error:
            st.html(tag("div", tag("p", words.error(error)), class_="rp-problem", role="alert"))
        else:
            st.rerun()
    button(session, number=draft.id)
    st.html(
        ui_drafts.table(session, draft.base, draft.document, number=draft.id, is_new=not draft.base)
    )
