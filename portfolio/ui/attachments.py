"""Attached files of a project: the list of them, the form that attaches one, and withdrawing."""

from collections.abc import Callable, Iterable
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.attachments import Attachment, clean_file_name
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.projects import Milestone
from portfolio.exchange import ATTACHMENT
from portfolio.exchange.attachments import read_attachment
from portfolio.present.html import esc, link, tag
from portfolio.services import attachments, operations
from portfolio.services.access import may
from portfolio.ui import badges
from portfolio.ui.forms import Cells, Form, draw_field, form, keep_typed
from portfolio.ui.project_context import ProjectContext

_NEW: Final = "attached-now"  # a file just attached beside a form that may name it as evidence
_ATTACHING: Final = form_fields(
    "attach",
    form_field("milestone", Shape.CHOICE, "attachment.milestone"),
    form_field("title", Shape.LINE, "attachment.title", "attachment.title.help"),
)
_WITHDRAWAL: Final = form_field(
    "reason", Shape.REASON, "attachment.withdraw.reason", "attachment.withdraw.help"
)


def draw_list(context: ProjectContext) -> Markup:
    """The files everybody may have, under a heading; nothing where there are none."""
    found = context.attachments
    if not found:
        return Markup()
    heading = tag("h3", context.session.words("attachment.list"), id="files")
    return heading + badges.item_list((_line(context, one) for one in found), "rp-sources")


def milestone_name(context: ProjectContext, milestone: Milestone) -> str:
    """A milestone by its title and its reference."""
    title = context.session.words.choose(milestone.titles)
    return f"{title} ({milestone.reference})" if title else milestone.reference


def choice_label(context: ProjectContext, attachment: Attachment) -> str:
    """A file by its title and type, in a list to choose from."""
    return context.session.words(
        "attachment.named", title=attachment.title, type=attachment.extension.upper()
    )


def _line(context: ProjectContext, attachment: Attachment) -> Markup:
    """A file as a link that saves it: its type, size, day, and the milestone it belongs to."""
    words = context.session.words
    size = words.number(-(-attachment.bytes // 1000))
    facts = [
        esc(words("attachment.size", type=attachment.extension.upper(), size=size)),
        esc(words.short_day(attachment.recorded_at.date())),
    ]
    own = {one.reference: one for one in context.project.milestones}
    if attachment.milestone in own:
        said = milestone_name(context, own[attachment.milestone])
        facts.append(tag("bdi", said))
    return join_line(_link(attachment), facts)


def _link(attachment: Attachment) -> Markup:
    """A link that saves the file, called by its title."""
    return link(
        attachment.title,
        attachment.address,
        class_="rp-file",
        title=attachment.file_name,
        dir="auto",
    )


def join_line(head: Markup, facts: Iterable[str]) -> Markup:
    """A link and what is told of it, on one line."""
    return head + esc(" ") + tag("span", badges.join(*facts), class_="rp-small")


def choose_new(context: ProjectContext, key: str) -> None:
    """Choose the file that was just attached, in a list that is drawn after this."""
    project, reference = st.session_state.pop(_NEW, ("", ""))
    if project == context.project.identifier:
        st.session_state[key] = reference


def draw_attaching(context: ProjectContext, milestone: str) -> None:
    """A small form behind a button: a file for a milestone, or for the project where none is chosen."""
    here, identifier = context.session, context.project.identifier
    new_form = form(f"attach-{identifier}-evidence")
    with new_form.popover(here, here.words("attachment.attach")):
        _draw_form(context, new_form, lambda: milestone)


def draw_files(context: ProjectContext) -> None:
    """The form that attaches a file, then every file with what can be done to it."""
    here, words = context.session, context.session.words
    new_form = form(f"attach-{context.project.identifier}")
    st.html(tag("h2", words("attachment.attach"), class_="rp-section"))
    new_form.refuse(here)
    milestones = {one.reference: milestone_name(context, one) for one in context.project.milestones}

    def chosen() -> str:
        cells = Cells(here, new_form, _ATTACHING, is_live=True)
        if not milestones:
            return ""
        return cells.draw_choice("milestone", milestones, placeholder="attachment.whole")

    _draw_form(context, new_form, chosen)
    _draw_standing(context)


def _draw_form(context: ProjectContext, new_form: Form, milestone: Callable[[], str]) -> None:
    here, words = context.session, context.session.words
    file = st.file_uploader(
        words("attachment.file"),
        type=list(ATTACHMENT.extensions),
        max_upload_size=ATTACHMENT.max_bytes // 1_000_000,
        key=new_form.key("file"),
    )
    new_form.beside(here, "file")
    with keep_typed(here, new_form, "milestone", "title"):
        of = milestone()
        cells = Cells(here, new_form, _ATTACHING, is_live=True)
        cells.draw("title")
    st.html(tag("p", words("attachment.public"), class_="rp-help"))
    if st.button(words("attachment.save"), key=new_form.key("save"), type="primary"):
        data = file.getvalue() if file is not None else b""
        made: list[str] = []

        def save() -> None:
            made.append(
                attachments.attach_file(
                    here.register, here.who, context.project.identifier, of,
                    str(cells.values["title"]), _tame_name(file.name if file else "", data), data,
                    token=new_form.token,
                )
            )  # fmt: skip

        if new_form.attempt(save):
            st.session_state[_NEW] = (context.project.identifier, made[0])
        st.rerun()


def _tame_name(name: str, data: bytes) -> str:
    """The name as it can be recorded; of a file that is refused anyway it does not matter."""
    try:
        return clean_file_name(name, read_attachment(data))
    except PortfolioError:
        return ""


def _draw_standing(context: ProjectContext) -> None:
    """Every file, each to be withdrawn with a reason; those withdrawn, by whom and why."""
    here, words = context.session, context.session.words
    st.html(tag("h2", words("attachment.list"), class_="rp-section"))
    every = attachments.list_files(here.register, here.who, context.project.identifier)
    if not every:
        st.html(tag("p", words("attachment.none"), class_="rp-note"))
        return
    for one in every:
        if not one.is_withdrawn:
            _draw_file(context, one)
    _draw_withdrawn(context, [one for one in every if one.is_withdrawn])


def _draw_file(context: ProjectContext, attachment: Attachment) -> None:
    here, words, reference = context.session, context.session.words, attachment.reference
    key = f"standing-file-{reference}"
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(tag("p", _line(context, attachment), class_="rp-flow-line"))
        away = form(f"withdraw-file-{reference}")
        with away.popover(here, words("record.withdraw"), type="tertiary"):
            reason = draw_field(here, away, _WITHDRAWAL)
            away.draw_save(
                words("attachment.withdraw.save"),
                lambda: attachments.withdraw_file(
                    here.register, here.who, reference, reason, token=away.token
                ),
            )


def _draw_withdrawn(context: ProjectContext, past: list[Attachment]) -> None:
    here, words = context.session, context.session.words
    if not past:
        return
    logins = operations.read_logins(here.register, here.who) if may(here.who, "read_logins") else {}
    items = []
    for one in past:
        assert one.withdrawn_at is not None
        said = words(
            "attachment.withdrawn",
            day=words.short_day(one.withdrawn_at.date()),
            who=words.author(one.withdrawn_by_id, logins),
        )
        reason = tag("span", one.reason, dir="auto")
        items.append(join_line(tag("s", tag("bdi", one.title)), [esc(said), reason]))
    st.html(
        tag("h3", words("attachment.gone.list"), class_="rp-rows")
        + badges.item_list(items, "rp-sources")
    )
