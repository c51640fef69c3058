"""Where an entry begins: a draft of a new project, or of changes to a published one."""

import streamlit as st

from portfolio.domain.drafts import Draft
from portfolio.domain.errors import PortfolioError
from portfolio.services import drafts
from portfolio.ui.components import entry_page, entry_steps, refusal, tokens, ways
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session, go

_NEW = "new-project"


def draw(session: Session) -> None:
    """The draft of the project the address names; without one a way to begin."""
    project = session.beside.get("project", [""])[-1].strip()
    if project:
        _open(session, project)
        return
    words = session.words
    head = (
        text("h1", words("entry.start")),
        text("p", words("entry.start.lead"), class_="rp-lead"),
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
            session.register, session.who, token=tokens.token(_NEW), portfolio=session.portfolio
        )
        tokens.renew(_NEW)
        ways.to("entry", session.address(None, **{entry_page.DRAFT: str(draft.id)}))


def _open(session: Session, project: str) -> None:
    """Leads to the open draft of a project; where there is none, only a press opens one."""
    words, form = session.words, f"open-{project}"
    try:
        draft = drafts.find_draft(session.register, session.who, project)
    except PortfolioError as problem:
        refusal.refusal(session, problem)
        return
    if draft is not None:
        go(_address(session, draft))
    head = (
        text("h1", words("entry.edit", project=session.title(project)), dir="auto"),
        text("p", words("entry.edit.lead"), class_="rp-lead"),
    )
    st.html(tag("header", *head, class_="rp-opening"))
    if st.button(words("entry.edit.begin"), key="begin-edit", type="primary"):
        edit(session, project, form)
    st.html(tag("p", link(words("record.back"), session.href("projects", project=project))))


def edit(session: Session, project: str, form: str) -> None:
    """Opens the draft of a project's changes and goes there."""
    try:
        draft = drafts.open_draft(session.register, session.who, project, token=tokens.token(form))
    except PortfolioError as problem:
        refusal.refusal(session, problem)
        return
    tokens.renew(form)
    ways.to("entry", _address(session, draft))


def _address(session: Session, draft: Draft) -> dict[str, list[str]]:
    kept = {
        name: session.beside[name][-1]
        for name in (entry_steps.STEP, entry_steps.FIELD)
        if session.beside.get(name)
    }
    return session.address(None, **{entry_page.DRAFT: str(draft.id)}, **_step_of(kept))


def _step_of(values: dict[str, str]) -> dict[str, str]:
    """Where only a field is named, the step that has it."""
    name = values.get(entry_steps.FIELD, "")
    if entry_steps.STEP in values or name not in entry_steps.PAGES:
        return values
    return {**values, entry_steps.STEP: str(entry_steps.PAGES[name])}
