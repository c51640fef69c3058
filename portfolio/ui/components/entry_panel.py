"""Beside the form: when it was saved, what stands in the way of publishing, what it may repeat."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.drafts import Document, Draft
from portfolio.domain.entry import FieldError, Missing
from portfolio.domain.fields import BY_NAME
from portfolio.domain.history import canonical
from portfolio.services import alike
from portfolio.services.alike import SimilarProject
from portfolio.ui.components import entry_told, entry_words
from portfolio.ui.components.entry_told import DocumentProblems
from portfolio.ui.components.labels import plain
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session

_COMPARED: Final = ("titles", "participants", "flows")  # what makes two projects alike


def saved_sentence(session: Session, draft: Draft) -> str:
    """ "Saved at 14:03", as HTML."""
    said = session.words("entry.saved", time=session.words.clock(draft.updated_at))
    return text("p", said, class_="rp-saved", role="status")


def returned_sentence(session: Session, draft: Draft) -> str:
    """What a reviewer said when the draft came back, as HTML; "" where it did not."""
    if not draft.message:
        return ""
    said = text("p", draft.message, dir="auto", class_="rp-said")
    return tag(
        "div", text("h3", session.words("entry.came_back")), said, class_="rp-notice rp-warning"
    )


def hindering(
    session: Session,
    form: str,
    document: Document,
    problems: DocumentProblems,
    *,
    is_unchanged: bool,
) -> FieldError | None:
    """What stands in the way of publishing, each as a way to its field; the one that was pressed.

    ``is_unchanged``: the draft holds no change of its project, so that there is nothing to publish.
    """
    words, found = session.words, problems.hindering()
    if is_unchanged:
        st.html(text("p", words("review.unchanged"), class_="rp-note"))
    elif not found:
        st.html(text("p", words("entry.complete"), class_="rp-complete"))
    else:
        said = words.count("entry.cannot_publish", len(found))
        st.html(text("h2", said, class_="rp-section"))
    wanted = None
    numbers = entry_told.numbers(document, problems.problems)
    with st.container(key="hindering", gap=None):
        for number, problem in enumerate((*found, *problems.worth_a_look())):
            if number == len(found):
                st.html(text("h3", words("entry.worth_a_look"), class_="rp-rows"))
            where = entry_words.place(session, problem, numbers[problem.field])
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


def repeated_sentence(session: Session, draft: Draft, document: Document) -> str:
    """Projects that this one may repeat, as HTML; "" where none is alike."""
    found = _alike(session, draft, document)
    if not found:
        return ""
    items = []
    for one in found:
        title = session.words.choose(one.titles) or one.identifier
        reasons = session.reader.join_names(
            [session.words(f"alike.{reason}") for reason in one.reasons]
        )
        way = link(title, session.href("projects", project=one.identifier), dir="auto")
        same = text("span", session.words("alike.same", reasons=reasons), class_="rp-small")
        items.append(tag("li", way, esc(" "), same))
    heading = text("h3", session.words.count("alike.found", len(found)))
    advice = text("p", session.words("alike.next"), class_="rp-small")
    return tag("div", heading, tag("ul", *items), advice, class_="rp-notice rp-warning")


def _alike(session: Session, draft: Draft, document: Document) -> Sequence[SimilarProject]:
    """Looked for again only where what is compared, or the record, has changed."""
    compared = {name: document.get(name) for name in _COMPARED}
    mark = (canonical(compared), session.register.portfolio().revision)
    name = f"alike-{draft.id}"
    held: tuple[object, Sequence[SimilarProject]] | None = st.session_state.get(name)
    if held is None or held[0] != mark:
        found = alike.find_alike(
            session.register, session.who, document, draft.project, draft.portfolio
        )
        held = st.session_state[name] = (mark, found)
    return held[1]
