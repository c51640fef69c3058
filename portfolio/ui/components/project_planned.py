"""Planned payments of a project: who means to pay how much in which period; they count in no total."""

import streamlit as st

from portfolio.domain import planned_payments
from portfolio.domain.planned_payments import PlannedPayment
from portfolio.measures import held
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.components.project_ledger import hidden_rows
from portfolio.ui.components.project_opened import ProjectContext

_COLUMNS = (
    ("projects.period", False),
    ("axis.funder", False),
    ("projects.ledger.own", True),
    ("projects.held_from", False),
    ("projects.planned.state", False),
    ("column.source", False),
)


def draw(context: ProjectContext) -> None:
    """Every version of every planned payment; one that another replaced says so."""
    words, question = context.session.words, context.session.question
    heading = text("h2", words("projects.planned"), class_="rp-section", id="planned")
    every = context.project.planned_payments
    known = [
        row for row in every if held.is_known(row, question) and row.valid_from <= question.as_of
    ]
    if not known:
        st.html(heading + text("p", words("projects.planned.none"), class_="rp-note"))
        return
    standing = planned_payments.standing(known)
    said = words.count("projects.planned.takeaway", len(standing))
    rows = sorted(known, key=lambda row: (row.first_day, row.last_day, row.funder, row.valid_from))
    head = "".join(
        text("th", words(key), scope="col", class_="rp-number" if is_number else None)
        for key, is_number in _COLUMNS
    )
    table = tag(
        "table",
        text("caption", words("projects.planned"), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", *(_row(context, row, is_standing=row in standing) for row in rows)),
        class_="rp-table",
    )
    unknown = sum(1 for row in every if not held.is_known(row, question))
    st.html(
        heading
        + text("p", said, class_="rp-takeaway")
        + tag("div", table, class_="rp-scroll", tabindex="0")
        + hidden_rows(context, unknown)
    )


def _row(context: ProjectContext, row: PlannedPayment, *, is_standing: bool) -> str:
    words = context.session.words
    state = "stands" if is_standing else "withdrawn" if not row.amount_minor else "replaced"
    return tag(
        "tr",
        text("th", words.period(row.first_day, row.last_day), scope="row"),
        text("td", context.session.reader.name("funder", row.funder), dir="auto"),
        text("td", words.exact(row.amount_minor, row.currency), class_="rp-number"),
        text("td", words.short_day(row.valid_from)),
        text("td", words(f"projects.planned.{state}")),
        tag(
            "td",
            marks.address(context.session, row.source, context.sources())
            if row.source
            else esc(""),
            class_="rp-small",
        ),
        class_=None if is_standing else "rp-uncounted",
    )
