"""The history of a project: every dated row in words, in the order in which it was recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from portfolio.domain.money import Money
from portfolio.measures import held
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.project_ledger import hidden_rows
from portfolio.ui.components.project_opened import ProjectContext


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row of the record: when it was recorded, from when it applies, what it says."""

    recorded_at: datetime
    applies: date
    text: str
    beside: str = ""  # the record's own words: a reason, a note


def draw(context: ProjectContext) -> None:
    """The history the reading knows; rows that a reading of the past does not know are counted."""
    words, question = context.session.words, context.session.question
    every = sorted(_rows(context), key=lambda row: (row.recorded_at, row.applies))
    rows = [row for row in every if held.is_known(row, question)]
    head = "".join(
        text("th", words(key), scope="col")
        for key in ("column.recorded", "projects.history.applies", "projects.history.what")
    )
    table = tag(
        "table",
        text("caption", words("projects.history"), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", *(_row(context, row) for row in rows)),
        class_="rp-table rp-history",
    )
    said = text(
        "p", words.count("projects.history.takeaway", len(rows)), class_="rp-takeaway"
    ) + tag("div", table, class_="rp-scroll", tabindex="0")
    said += hidden_rows(context, len(every) - len(rows))
    st.html(text("h2", words("projects.history"), class_="rp-section", id="history") + said)


def _row(context: ProjectContext, row: HistoryRow) -> str:
    words = context.session.words
    is_later = row.applies > context.session.question.as_of
    said = text(
        "span", words("projects.history.said_later", said=row.text) if is_later else row.text
    )
    if row.beside:
        said += marks.record_text(context.session, "p", row.beside, class_="rp-small")
    return tag(
        "tr",
        text("td", words.short_day(row.recorded_at.date()), class_="rp-nowrap"),
        text("td", words.short_day(row.applies), class_="rp-nowrap"),
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
                label=reader.name(axis, key),
                value=words.recorded_share(points),
            )
            for key, points in entry.parts
        ]
        said = words(
            "projects.history.shares", axis=words(f"axis.{axis}"), parts=reader.join_names(parts)
        )
        yield HistoryRow(entry.recorded_at, entry.valid_from, said, entry.reason)


def _of_money(context: ProjectContext) -> Iterator[HistoryRow]:
    words, project = context.session.words, context.project
    for period in project.budgets:
        said = words(
            "projects.history.budget",
            type=words(f"budget.{period.type.name.lower()}"),
            period=words.period(period.first_day, period.last_day),
            amount=Money(period.amount_minor, period.currency),
        )
        yield HistoryRow(period.recorded_at, period.valid_from, said)
    for flow in project.flows:
        said = words(
            "projects.history.flow",
            stage=words(f"flow.{flow.kind.word}"),
            reference=flow.reference,
            funder=context.funder(flow),
            amount=Money(flow.amount_minor, flow.currency),
        )
        yield HistoryRow(flow.recorded_at, flow.value_date, said, flow.note)
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
