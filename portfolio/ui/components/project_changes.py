"""The history of a project for those who work on it: who changed what, when and why."""

import json
from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.history import HistoryEntry
from portfolio.domain.people import SYSTEM
from portfolio.services import access, telling
from portfolio.ui.components import changed_values, entry_changes
from portfolio.ui.components.changed_values import Line
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.components.project_opened import ProjectContext

NEWEST: Final = 50
_STATE: Final = "state"  # what a draft's entry says beside the fields of the draft
_EXCEPTION: Final = "kind_exception"
_PORTFOLIO: Final = "portfolio"


def is_allowed(context: ProjectContext) -> bool:
    """Whether this reader is told who did what, and there is a record to tell of."""
    return context.is_recorded and access.may(context.session.who, "read_history")


def draw(context: ProjectContext) -> None:
    """The newest entries, each opening to the fields it changed."""
    here, words = context.session, context.session.words
    entries = telling.read_history(
        here.register, here.who, project=context.project.identifier, newest=NEWEST + 1
    )
    told, is_cut = entries[:NEWEST], len(entries) > NEWEST
    made = [text("h2", words("projects.changes"), class_="rp-section", id="changes")]
    if told:
        made.append(text("p", words.count("changes.takeaway", len(told)), class_="rp-takeaway"))
    else:
        made.append(text("p", words("changes.none"), class_="rp-note"))
    made += [_entry(context, entry) for entry in told]
    if is_cut:
        made.append(text("p", words.count("changes.newest", NEWEST), class_="rp-note"))
    st.html("".join(made))


def _entry(context: ProjectContext, entry: HistoryEntry) -> str:
    words = context.session.words
    who = words("changes.system") if entry.login == SYSTEM else entry.login
    told = text("b", words(f"command.{entry.command or 'none'}"))
    head = [
        text("time", words("changes.when", when=entry.recorded_at), class_="rp-nowrap"),
        esc(" · "),
        text("bdi", who),
        esc(" · "),
        told,
    ]
    inside = []
    if entry.reason and entry.login != SYSTEM:  # a program's reason is no reader's language
        inside.append(text("p", words("changes.why", reason=entry.reason), class_="rp-message"))
    inside.append(_changes(context, entry))
    summary = tag("summary", *head)
    return tag("details", summary, *inside, class_="rp-change")


def _changes(context: ProjectContext, entry: HistoryEntry) -> str:
    if entry.subject != "draft":
        return _table(context, list(changed_values.lines(context, entry)))
    here, words = context.session, context.session.words
    before, after = json.loads(entry.before or "{}"), json.loads(entry.after or "{}")
    own: list[Line] = []
    if _STATE in after:
        states = (
            words(f"draft.{said[_STATE]}") if _STATE in said else "" for said in (before, after)
        )
        was, is_now = (text("p", said) for said in states)
        own.append((words("changed.state"), was, is_now))
    if here.has_example and _PORTFOLIO in after:
        said = text("p", words(f"portfolio.{after[_PORTFOLIO]}"))
        own.append((words("filter.portfolio"), "", said))
    if before.get(_EXCEPTION) != after.get(_EXCEPTION):
        was, is_now = (
            text("p", said.get(_EXCEPTION) or "", dir="auto") for said in (before, after)
        )
        own.append((words("changed.kind_exception"), was, is_now))
    typed = entry_changes.table(here, before, after, is_new=not before) if _fields(after) else ""
    return _table(context, own) + typed


def _fields(values: dict[str, object]) -> bool:
    return bool(values.keys() - {_STATE, _EXCEPTION, _PORTFOLIO, "project", "copied_from"})


def _table(context: ProjectContext, lines: Sequence[Line]) -> str:
    """Before and after; of what was not there before only what is there now."""
    if not lines:
        return ""
    words = context.session.words
    had_before = any(was for _, was, _ in lines)
    heads = ["review.field", *(["changes.before"] if had_before else []), "changes.after"]
    nothing = text("span", words("review.nothing"), class_="rp-unstated")
    rows = (
        tag(
            "tr",
            text("th", name, scope="row"),
            *(
                tag("td", said or nothing, data_head=words(key))
                for key, said in ((heads[1], was), (heads[-1], is_now))[not had_before :]
            ),
        )
        for name, was, is_now in lines
    )
    made = tag(
        "table",
        text("caption", words("changes.table"), class_="rp-heard"),
        tag("thead", tag("tr", *(text("th", words(key), scope="col") for key in heads))),
        tag("tbody", *rows),
        class_="rp-table rp-changes",
    )
    return tag("div", made, class_="rp-scroll", tabindex="0")
