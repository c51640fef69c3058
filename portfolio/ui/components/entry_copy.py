"""A new draft that begins as a project or another draft does: the button, and what was taken over."""

import streamlit as st

from portfolio.domain.drafts import Draft
from portfolio.domain.errors import PortfolioError
from portfolio.services import drafts
from portfolio.ui.components import refusal, tokens, ways
from portfolio.ui.components.labels import plain
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def button(session: Session, *, project: str | None = None, number: int | None = None) -> None:
    """Copies a published project, or a draft, and goes to the copy; pressed twice it is the same."""
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
            token=tokens.token(form),
            portfolio=session.portfolio,
        )
    except PortfolioError as problem:
        refusal.refusal(session, problem)
        return
    tokens.renew(form)
    ways.to("entry", session.address(None, draft=str(draft.id)))


def origin(session: Session, draft: Draft) -> str:
    """What the draft was copied from and what was taken over, as HTML; "" where it was not."""
    if not draft.copied_from:
        return ""
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
        text("p", said, class_="rp-small"),
        class_="rp-notice",
    )
