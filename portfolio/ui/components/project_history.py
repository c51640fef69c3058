"""The history of a project: every dated row in words, in the order in which it was recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from portfolio.domain.money import Money
from portfolio.measures import held
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.project_ledger import hidden
from portfolio.ui.components.project_opened import Opened


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the record: when it was recorded, from when it applies, what it says."""

    recorded: datetime
    applies: date
    said: str
    beside: str = ""  # the record's own words: a reason, a note


def draw(opened: Opened) -> None:
    """The history the reading knows; rows that a reading of the past does not know are counted."""
    words, question = opened.here.words, opened.here.question
    every = sorted(_rows(opened), key=lambda row: (row.recorded, row.applies))
    rows = [row for row in every if held.is_known(row, question)]
    head = "".join(
        text("th", words(key), scope="col")
        for key in ("column.recorded", "projects.history.applies", "projects.history.what")
    )
    table = tag(
        "table",
        text("caption", words("projects.history"), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", *(_row(opened, row) for row in rows)),
        class_="rp-table rp-history",
    )
    said = text(
        "p", words.count("projects.history.takeaway", len(rows)), class_="rp-takeaway"
    ) + tag("div", table, class_="rp-scroll", tabindex="0")
    said += hidden(opened, len(every) - len(rows))
    st.html(text("h2", words("projects.history"), class_="rp-section", id="history") + said)


def _row(opened: Opened, row: Row) -> str:
    words = opened.here.words
    is_later = row.applies > opened.here.question.as_of
    said = text(
        "span", words("projects.history.said_later", said=row.said) if is_later else row.said
    )
    if row.beside:
        said += marks.own(opened.here, "p", row.beside, class_="rp-small")
    return tag(
        "tr",
        text("td", words.short_day(row.recorded.date()), class_="rp-nowrap"),
        text("td", words.short_day(row.applies), class_="rp-nowrap"),
        tag("td", said),
        class_="rp-uncounted" if is_later else None,
    )


def _rows(opened: Opened) -> Iterator[Row]:
    yield from _of_the_record(opened)
    yield from _of_shares(opened)
    yield from _of_money(opened)
    yield from _of_milestones(opened)


def _of_the_record(opened: Opened) -> Iterator[Row]:
    words = opened.here.words
    for status in opened.project.statuses:
        said = words("projects.history.status", status=words(f"status.{status.status.word}"))
        yield Row(status.recorded, status.held_from, said)
    for relation in opened.project.relations:
        said = words(
            "projects.history.relation", relation=words(f"relation.{relation.relation.word}")
        )
        why = words.choose(relation.reasons)
        yield Row(relation.recorded, relation.held_from, said, why)
    for publication in opened.project.publications:
        state = words(f"publication.{publication.state.name.lower()}")
        said = words("projects.history.publication", state=state)
        yield Row(publication.recorded, publication.held_from, said)


def _of_shares(opened: Opened) -> Iterator[Row]:
    words, reader = opened.here.words, opened.here.reader
    for entry in opened.project.share_sets:
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
            "projects.history.shares", axis=words(f"axis.{axis}"), parts=reader.listed(parts)
        )
        yield Row(entry.recorded, entry.held_from, said, entry.reason)


def _of_money(opened: Opened) -> Iterator[Row]:
    words, project = opened.here.words, opened.project
    for period in project.budgets:
        said = words(
            "projects.history.budget",
            type=words(f"budget.{period.type.name.lower()}"),
            period=words.period(period.first_day, period.last_day),
            amount=Money(period.minor, period.currency),
        )
        yield Row(period.recorded, period.held_from, said)
    for flow in project.flows:
        said = words(
            "projects.history.flow",
            stage=words(f"flow.{flow.kind.word}"),
            reference=flow.reference,
            funder=opened.funder(flow),
            amount=Money(flow.minor, flow.currency),
        )
        yield Row(flow.recorded, flow.value_date, said, flow.note)
        for change in flow.confidences:
            said = words(
                "projects.history.confidence",
                reference=flow.reference,
                confidence=words(f"confidence.{change.confidence.name.lower()}"),
            )
            yield Row(change.recorded, change.held_from, said)


def _of_milestones(opened: Opened) -> Iterator[Row]:
    words = opened.here.words
    for milestone in opened.project.milestones:
        for version in milestone.versions:
            said = words(
                "projects.history.milestone",
                title=words.choose(milestone.titles) or milestone.reference,
                state=words(f"milestone.{version.state.name.lower()}"),
                day=version.due,
                weight=words.number(version.weight),
            )
            yield Row(version.recorded, version.held_from, said)
