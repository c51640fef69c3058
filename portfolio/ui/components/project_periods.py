"""What a project needs, period by period, and lines of its sources that count nowhere."""

from collections.abc import Sequence

import streamlit as st

from portfolio.domain.flows import BudgetPeriod, BudgetType
from portfolio.domain.projects import StatedAmount
from portfolio.measures import entries, held
from portfolio.measures.entries import ExclusionReason, LedgerEntry
from portfolio.ui.components import explanation
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.components.project_ledger import hidden_rows
from portfolio.ui.components.project_opened import ProjectContext

PERIODS = (
    ("projects.period", False),
    ("column.type", False),
    ("projects.held_from", False),
    ("projects.ledger.own", True),
    ("projects.ledger.converted", True),
    ("projects.counted", False),
    ("column.source", False),
)
LISTED = (
    ("projects.listed.kind", False),
    ("projects.ledger.own", True),
    ("column.reason", False),
    ("column.note", False),
    ("column.source", False),
)


def draw(context: ProjectContext) -> None:
    """Every version of every period; one that another replaced says so."""
    words, project = context.session.words, context.project
    heading = text("h2", words("projects.periods"), class_="rp-section", id="requirement")
    if not project.budgets:
        is_context = not context.line.relation.has_requirement
        none = words("projects.apart.context" if is_context else "projects.periods.none")
        st.html(heading + text("p", none, class_="rp-note"))
        return
    found = entries.periods(context.session.view, project.identifier)
    known = [row for row in project.budgets if held.is_known(row, context.session.question)]
    rows = sorted(known, key=lambda row: (row.first_day, row.last_day, row.valid_from))
    counted = sum(1 for entry in found.values() if entry.exclusion is None)
    if context.line.convertible and context.line.has_requirement:
        required = context.session.reader.amount(context.line.amounts.requirement)
        said = words.count("projects.periods.takeaway", counted, requirement=required)
    else:
        said = words("projects.periods.unstated")
    body = "".join(_period(context, row, found.get(row.id)) for row in rows)
    st.html(
        heading
        + text("p", said, class_="rp-takeaway")
        + _split(context, known)
        + _table(context, "projects.periods", PERIODS, body)
        + hidden_rows(context, len(project.budgets) - len(known))
    )


def _split(context: ProjectContext, periods: Sequence[BudgetPeriod]) -> str:
    """That a source states one amount where several periods hold parts of it."""
    parts = [row for row in periods if row.date_derived and row.type is BudgetType.ORIGINAL]
    if len(parts) < 2 or len({(row.currency, row.source) for row in parts}) > 1:
        return ""
    whole = context.session.words.exact(sum(row.amount_minor for row in parts), parts[0].currency)
    return text(
        "p", context.session.words("projects.periods.split", amount=whole), class_="rp-note"
    )


def stated_amounts(context: ProjectContext) -> None:
    """Lines of the sources that no figure holds, each with its reason."""
    lines, words = context.project.listed_lines, context.session.words
    if not lines:
        return
    rows = []
    for line in lines:
        key = f"projects.listed.{line.kind}"
        name = (
            text("span", words(key))
            if words.has(key)
            else marks.record_text(context.session, "span", line.kind)
        )
        if line.source_word:
            name += tag(
                "p", marks.source_word(context.session, line.source_word), class_="rp-small"
            )
        kind = tag("th", name, scope="row")
        rows.append(
            tag(
                "tr",
                kind,
                text("td", words.exact(line.amount_minor, line.currency), class_="rp-number"),
                text("td", words(line.reason) if words.has(line.reason) else line.reason),
                tag("td", marks.record_text(context.session, "span", line.note), class_="rp-small"),
                tag("td", _stated_by(context, line), class_="rp-small"),
            )
        )
    st.html(
        text("h2", words("listed.title"), class_="rp-section", id="listed")
        + text("p", words.count("projects.listed.takeaway", len(lines)), class_="rp-takeaway")
        + _table(context, "listed.title", LISTED, "".join(rows))
    )


def _stated_by(context: ProjectContext, line: StatedAmount) -> str:
    """The source of a stated amount, and the day it was stated where that is known."""
    made = (
        marks.address(context.session, line.source, context.sources())
        if line.source
        else marks.missing(context.session)
    )
    if line.stated_on is None:
        return made
    return made + text("p", context.session.words.short_day(line.stated_on))


def _table(
    context: ProjectContext, caption: str, columns: tuple[tuple[str, bool], ...], body: str
) -> str:
    words, currency = context.session.words, context.session.reader.currency
    head = "".join(
        text(
            "th",
            words(key, currency=currency),
            scope="col",
            class_="rp-number" if is_number else None,
        )
        for key, is_number in columns
    )
    table = tag(
        "table",
        text("caption", words(caption), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", body),
        class_="rp-table",
    )
    return tag("div", table, class_="rp-scroll", tabindex="0")


def _period(context: ProjectContext, row: BudgetPeriod, entry: LedgerEntry | None) -> str:
    words = context.session.words
    period = text("span", words.period(row.first_day, row.last_day))
    if row.date_derived:
        meaning = words("mark.derived_date.meaning")
        period += text("span", words("mark.derived_date"), class_="rp-tagged", title=meaning)
    if row.source_word:
        period += tag("p", marks.source_word(context.session, row.source_word), class_="rp-small")
    apart = entry.exclusion if entry else ExclusionReason.LATER
    why = words(f"projects.apart.{apart}") if apart else words("projects.ledger.counts")
    return tag(
        "tr",
        tag("th", period, scope="row"),
        text("td", words(f"budget.{row.type.name.lower()}")),
        text("td", words.short_day(row.valid_from)),
        text("td", words.exact(row.amount_minor, row.currency), class_="rp-number"),
        tag("td", _converted(context, entry), class_="rp-number"),
        text("td", why),
        tag(
            "td",
            marks.address(context.session, row.source, context.sources())
            if row.source
            else esc(""),
            class_="rp-small",
        ),
        class_="rp-uncounted" if apart else None,
    )


def _converted(context: ProjectContext, entry: LedgerEntry | None) -> str:
    if entry is None or entry.amount is None:
        missing = entry is not None and entry.exclusion is ExclusionReason.NO_RATE
        said = context.session.words("projects.no_rate") if missing else "–"
        return text("span", said, class_="rp-unstated")
    rates = (
        text("p", explanation.rate(context.session, quote), class_="rp-small")
        for quote in entry.quotes
    )
    return text("span", context.session.reader.exact(entry.amount)) + "".join(rates)
