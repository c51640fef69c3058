"""History of a project: every dated row in words, and who changed what, when and why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.history import HistoryEntry
from portfolio.domain.money import Money
from portfolio.measures import progress
from portfolio.present.format import UNKNOWN
from portfolio.present.html import esc, strong, tag, without_marks
from portfolio.present.sorting import SortValues, name_value
from portfolio.present.table import columns_of, html_table
from portfolio.services import access, operations
from portfolio.ui import badges, drafts, sorting, subjects
from portfolio.ui.pages.projects import differences
from portfolio.ui.pages.projects.differences import Line
from portfolio.ui.pages.projects.ledger import hidden_rows
from portfolio.ui.project_context import ProjectContext


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row of the record: when it was recorded, from when it applies, its text."""

    recorded_at: datetime
    applies: date
    text: str
    beside: str = ""  # the record's own words: a reason, a note
    subjects: tuple[tuple[str, str], ...] = ()  # names that ``text`` marks, by axis and key


def draw_project_history(context: ProjectContext) -> None:
    """The history the reading knows; rows that a reading of the past does not know are counted."""
    words, question = context.session.words, context.session.question
    every = sorted(_rows(context), key=lambda row: (row.recorded_at, row.applies))
    rows = [row for row in every if progress.is_known(row, question)]
    heads = ("column.recorded", "projects.history.applies", "projects.history.what")
    values: SortValues[HistoryRow] = {
        "recorded": lambda row: row.recorded_at,
        "applies": lambda row: row.applies,
        "what": lambda row: name_value(without_marks(row.text)),
    }
    order = sorting.order(context.session, "history", values, "recorded")
    table = html_table(
        words("projects.history"),
        columns_of(words, ((head, False) for head in heads)),
        (_row(context, row) for row in order.rows(rows)),
        kind="rp-history",
        order=order,
    )
    said = tag("p", words.count("projects.history.takeaway", len(rows)), class_="rp-takeaway")
    said += table
    said += hidden_rows(context, len(every) - len(rows))
    st.html(tag("h2", words("projects.history"), class_="rp-section", id="history") + said)


def _row(context: ProjectContext, row: HistoryRow) -> Markup:
    words = context.session.words
    is_later = row.applies > context.session.question.as_of
    text = words("projects.history.said_later", said=row.text) if is_later else row.text
    said = tag("span", subjects.phrase_links(context.session, text, *row.subjects))
    if row.beside:
        said += badges.record_text(context.session, "p", row.beside, class_="rp-small")
    return tag(
        "tr",
        tag("td", words.short_day(row.recorded_at.date()), class_="rp-nowrap"),
        tag("td", words.short_day(row.applies), class_="rp-nowrap"),
        tag("td", said),
        class_="rp-uncounted" if is_later else None,
    )


def _rows(context: ProjectContext) -> Iterator[HistoryRow]:
    yield from _of_the_record(context)
    yield from _of_shares(context)
    yield from _of_money(context)
    yield from _of_milestones(context)


def _of_the_record(context: ProjectContext) -> Iterator[HistoryRow]:
    words = context.session.words
    for status in context.project.statuses:
        said = words("projects.history.status", status=words(f"status.{status.status.word}"))
        yield HistoryRow(status.recorded_at, status.valid_from, said)
    for relation in context.project.relations:
        said = words(
            "projects.history.relation", relation=words(f"relation.{relation.relation.word}")
        )
        why = words.choose(relation.reasons)
        yield HistoryRow(relation.recorded_at, relation.valid_from, said, why)
    for publication in context.project.publications:
        state = words(f"publication.{publication.state.name.lower()}")
        said = words("projects.history.publication", state=state)
        yield HistoryRow(publication.recorded_at, publication.valid_from, said)


def _of_shares(context: ProjectContext) -> Iterator[HistoryRow]:
    words, reader = context.session.words, context.session.reader
    for entry in context.project.share_sets:
        axis = entry.axis.name.lower()
        parts = [
            words(
                "word.colon",
                label=strong(reader.name(axis, key)),
                value=words.recorded_share(points),
            )
            for key, points in entry.parts
        ]
        said = words(
            "projects.history.shares", axis=words(f"axis.{axis}"), parts=reader.join_parts(parts)
        )
        named = tuple((axis, key) for key, _ in entry.parts)
        yield HistoryRow(entry.recorded_at, entry.valid_from, said, entry.reason, named)


def _of_money(context: ProjectContext) -> Iterator[HistoryRow]:
    words, reader, project = context.session.words, context.session.reader, context.project
    for period in project.budgets:
        said = words(
            "projects.history.budget",
            type=words(f"budget.{period.type.name.lower()}"),
            period=words.period(period.first_day, period.last_day),
            amount=Money(period.amount_minor, period.currency),
        )
        yield HistoryRow(period.recorded_at, period.valid_from, said)
    for flow in project.flows:
        funder = context.organisation_key(flow.provider_id) or UNKNOWN
        said = words(
            "projects.history.flow",
            stage=words(f"flow.{flow.kind.word}"),
            reference=flow.reference,
            funder=strong(reader.name("funder", funder)),
            amount=Money(flow.amount_minor, flow.currency),
        )
        named = (("funder", funder),)
        yield HistoryRow(flow.recorded_at, flow.value_date, said, flow.note, named)
        for change in flow.confidences:
            said = words(
                "projects.history.confidence",
                reference=flow.reference,
                confidence=words(f"confidence.{change.confidence.name.lower()}"),
            )
            yield HistoryRow(change.recorded_at, change.valid_from, said)


def _of_milestones(context: ProjectContext) -> Iterator[HistoryRow]:
    words = context.session.words
    for milestone in context.project.milestones:
        for version in milestone.versions:
            said = words(
                "projects.history.milestone",
                title=words.choose(milestone.titles) or milestone.reference,
                state=words(f"milestone.{version.state.name.lower()}"),
                day=version.due,
                weight=words.number(version.weight),
            )
            yield HistoryRow(version.recorded_at, version.valid_from, said)


NEWEST: Final = 50
_STATE: Final = "state"  # the state in a draft's entry, next to the fields of the draft
_EXCEPTION: Final = "kind_exception"
_PORTFOLIO: Final = "portfolio"


def is_allowed(context: ProjectContext) -> bool:
    """Whether this reader may see who did what, and there is a record with a history."""
    return context.is_recorded and access.may(context.session.who, "read_history")


def draw_project_changes(context: ProjectContext) -> None:
    """The newest entries, each opening to the fields it changed."""
    here, words = context.session, context.session.words
    entries = operations.read_history(
        here.register, here.who, project=context.project.identifier, newest=NEWEST + 1
    )
    told, is_cut = entries[:NEWEST], len(entries) > NEWEST
    made = [tag("h2", words("projects.changes"), class_="rp-section", id="changes")]
    if told:
        made.append(tag("p", words.count("changes.takeaway", len(told)), class_="rp-takeaway"))
    else:
        made.append(tag("p", words("changes.none"), class_="rp-note"))
    logins = operations.read_logins(here.register, here.who)
    made += [_entry(context, entry, logins) for entry in told]
    if is_cut:
        made.append(tag("p", words.count("changes.newest", NEWEST), class_="rp-note"))
    st.html("".join(made))


def _entry(context: ProjectContext, entry: HistoryEntry, logins: Mapping[int, str]) -> Markup:
    words = context.session.words
    who = words.author(entry.person_id, logins)
    told = tag("b", words(f"command.{entry.command or 'none'}"))
    head = [
        tag("time", words("changes.when", when=entry.recorded_at), class_="rp-nowrap"),
        esc(" · "),
        tag("bdi", who),
        esc(" · "),
        told,
    ]
    inside = []
    if entry.reason and entry.person_id is not None:  # a program's reason is no reader's language
        inside.append(tag("p", words("changes.why", reason=entry.reason), class_="rp-message"))
    inside.append(_changes(context, entry))
    summary = tag("summary", *head)
    return tag("details", summary, *inside, class_="rp-change")


def _changes(context: ProjectContext, entry: HistoryEntry) -> Markup:
    if entry.subject != "draft":
        return _table(context, entry, list(differences.lines(context, entry)))
    here, words = context.session, context.session.words
    before, after = json.loads(entry.before or "{}"), json.loads(entry.after or "{}")
    own: list[Line] = []
    if _STATE in after:
        states = (
            words(f"draft.{said[_STATE]}") if _STATE in said else "" for said in (before, after)
        )
        was, is_now = (tag("p", said) for said in states)
        own.append((words("changed.state"), was, is_now))
    if here.has_example and _PORTFOLIO in after:
        said = tag("p", words(f"portfolio.{after[_PORTFOLIO]}"))
        own.append((words("filter.portfolio"), Markup(), said))
    if before.get(_EXCEPTION) != after.get(_EXCEPTION):
        was, is_now = (tag("p", said.get(_EXCEPTION) or "", dir="auto") for said in (before, after))
        own.append((words("changed.kind_exception"), was, is_now))
    typed = (
        drafts.table(here, before, after, number=entry.number, is_new=not before)
        if _fields(after)
        else ""
    )
    return _table(context, entry, own) + typed


def _fields(values: dict[str, object]) -> bool:
    return bool(values.keys() - {_STATE, _EXCEPTION, _PORTFOLIO, "project", "copied_from"})


def _table(context: ProjectContext, entry: HistoryEntry, lines: Sequence[Line]) -> Markup:
    """Before and after; of what was not there before only what is there now."""
    if not lines:
        return Markup()
    had_before = any(was for _, was, _ in lines)
    heads = ("review.field", *(("changes.before",) if had_before else ()), "changes.after")
    caption = context.session.words("changes.table")
    name = f"changes-{entry.number}"
    return drafts.difference_table(context.session, caption, heads, lines, name)
