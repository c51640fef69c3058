"""Needs of a project period by period, and its shares with their reasons."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.flows import BudgetPeriod, BudgetType
from portfolio.domain.money import WHOLE, Dimension
from portfolio.domain.projects import StatedAmount
from portfolio.domain.reference import ParticipantRole
from portfolio.measures import entries, progress
from portfolio.measures.entries import LedgerEntry
from portfolio.measures.exclusions import ExclusionReason
from portfolio.present.html import esc, join_html, link, strong, tag
from portfolio.present.sorting import NameValue, SortValues, TableOrder, cell_value, name_value
from portfolio.present.table import columns_of, html_table
from portfolio.ui import badges, explanation, sorting, subjects
from portfolio.ui.pages.projects.ledger import hidden_rows
from portfolio.ui.project_context import ProjectContext

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


def draw_project_periods(context: ProjectContext) -> None:
    """Every version of every period; a replaced one is marked."""
    words, project = context.session.words, context.project
    heading = tag("h2", words("projects.periods"), class_="rp-section", id="requirement")
    if not project.budgets:
        is_context = not context.line.relation.has_requirement
        none = words("projects.apart.context" if is_context else "projects.periods.none")
        st.html(heading + tag("p", none, class_="rp-note"))
        return
    found = entries.periods(context.session.view, project.identifier)
    known = [row for row in project.budgets if progress.is_known(row, context.session.question)]
    rows = sorted(known, key=lambda row: (row.first_day, row.last_day, row.valid_from))
    counted = sum(1 for entry in found.values() if entry.exclusion is None)
    if context.line.convertible and context.line.has_requirement:
        required = context.session.reader.amount(context.line.amounts.requirement)
        said = words.count("projects.periods.takeaway", counted, requirement=required)
    else:
        said = words("projects.periods.unstated")

    def converted(row: BudgetPeriod) -> int | None:
        entry = found.get(row.id)
        return None if entry is None else entry.amount

    values: SortValues[BudgetPeriod] = {
        "period": lambda row: (row.first_day, row.last_day),
        "type": lambda row: row.type,
        "held_from": lambda row: row.valid_from,
        "own": lambda row: (row.currency, row.amount_minor),
        "converted": converted,
        "counted": lambda row: name_value(_why(context, found.get(row.id))),
        "source": lambda row: source_value(context, row.source),
    }
    order = sorting.order(context.session, "periods", values, "period")
    body = join_html(_period(context, row, found.get(row.id)) for row in order.rows(rows))
    st.html(
        heading
        + tag("p", said, class_="rp-takeaway")
        + _split(context, known)
        + _table(context, "projects.periods", PERIODS, body, order)
        + hidden_rows(context, len(project.budgets) - len(known))
    )


def _split(context: ProjectContext, periods: Sequence[BudgetPeriod]) -> Markup:
    """Note where a source states one amount for several periods."""
    parts = [row for row in periods if row.date_derived and row.type is BudgetType.ORIGINAL]
    if len(parts) < 2 or len({(row.currency, row.source) for row in parts}) > 1:
        return Markup()
    whole = context.session.words.exact(sum(row.amount_minor for row in parts), parts[0].currency)
    return tag("p", context.session.words("projects.periods.split", amount=whole), class_="rp-note")


def stated_amounts(context: ProjectContext) -> None:
    """Amounts stated by sources and in no figure, each with its reason."""
    lines, words = context.project.listed_lines, context.session.words
    if not lines:
        return
    values: SortValues[StatedAmount] = {
        "kind": lambda line: name_value(_kind(context, line)),
        "own": lambda line: (line.currency, line.amount_minor),
        "reason": lambda line: name_value(
            words(line.reason) if words.has(line.reason) else line.reason
        ),
        "note": lambda line: cell_value(badges.record_text(context.session, "span", line.note)),
        "source": lambda line: (line.source and cell_value(_stated_by(context, line))) or None,
    }
    order = sorting.order(context.session, "stated", values)
    rows = []
    for line in order.rows(lines):
        key = f"projects.listed.{line.kind}"
        name = (
            tag("span", words(key))
            if words.has(key)
            else badges.record_text(context.session, "span", line.kind)
        )
        if line.source_word:
            name += tag(
                "p", badges.source_word(context.session, line.source_word), class_="rp-small"
            )
        kind = tag("th", name, scope="row")
        rows.append(
            tag(
                "tr",
                kind,
                tag("td", words.exact(line.amount_minor, line.currency), class_="rp-number"),
                tag("td", words(line.reason) if words.has(line.reason) else line.reason),
                tag(
                    "td", badges.record_text(context.session, "span", line.note), class_="rp-small"
                ),
                tag("td", _stated_by(context, line), class_="rp-small"),
            )
        )
    st.html(
        tag("h2", words("listed.title"), class_="rp-section", id="listed")
        + tag("p", words.count("projects.listed.takeaway", len(lines)), class_="rp-takeaway")
        + _table(context, "listed.title", LISTED, join_html(rows), order)
    )


def _kind(context: ProjectContext, line: StatedAmount) -> str:
    words, key = context.session.words, f"projects.listed.{line.kind}"
    return words(key) if words.has(key) else line.kind


def _stated_by(context: ProjectContext, line: StatedAmount) -> Markup:
    """The source of a stated amount, and the day it was stated where that is known."""
    made = (
        badges.address(context.session, line.source, context.sources())
        if line.source
        else badges.missing(context.session)
    )
    if line.stated_on is None:
        return made
    return made + tag("p", context.session.words.short_day(line.stated_on))


def _table(
    context: ProjectContext,
    caption: str,
    columns: tuple[tuple[str, bool], ...],
    body: str,
    order: TableOrder[Any],
) -> Markup:
    words, currency = context.session.words, context.session.reader.currency
    heads = columns_of(words, columns, currency=currency)
    return html_table(words(caption), heads, (body,), order=order)


def _period(context: ProjectContext, row: BudgetPeriod, entry: LedgerEntry | None) -> Markup:
    words = context.session.words
    period = tag("span", words.period(row.first_day, row.last_day))
    if row.date_derived:
        meaning = words("mark.derived_date.meaning")
        period += tag("span", words("mark.derived_date"), class_="rp-tagged", title=meaning)
    if row.source_word:
        period += tag("p", badges.source_word(context.session, row.source_word), class_="rp-small")
    apart = _apart(entry)
    return tag(
        "tr",
        tag("th", period, scope="row"),
        tag("td", words(f"budget.{row.type.name.lower()}")),
        tag("td", words.short_day(row.valid_from)),
        tag("td", words.exact(row.amount_minor, row.currency), class_="rp-number"),
        tag("td", _converted(context, entry), class_="rp-number"),
        tag("td", _why(context, entry)),
        tag(
            "td",
            badges.address(context.session, row.source, context.sources())
            if row.source
            else esc(""),
            class_="rp-small",
        ),
        class_="rp-uncounted" if apart else None,
    )


def _apart(entry: LedgerEntry | None) -> ExclusionReason | None:
    return entry.exclusion if entry else ExclusionReason.LATER


def _why(context: ProjectContext, entry: LedgerEntry | None) -> str:
    """That a period counts, or why it adds nothing."""
    apart = _apart(entry)
    return context.session.words(f"projects.apart.{apart}" if apart else "projects.ledger.counts")


def source_value(context: ProjectContext, source: str) -> NameValue | None:
    """What a column of sources sorts by: the words that its reader sees."""
    return cell_value(badges.address(context.session, source, context.sources()))


def _converted(context: ProjectContext, entry: LedgerEntry | None) -> Markup:
    if entry is None or entry.amount is None:
        missing = entry is not None and entry.exclusion is ExclusionReason.NO_RATE
        said = context.session.words("projects.no_rate") if missing else "–"
        return tag("span", said, class_="rp-unstated")
    rates = (
        tag("p", explanation.rate(context.session, quote), class_="rp-small")
        for quote in entry.quotes
    )
    return tag("span", context.session.reader.exact(entry.amount)) + join_html(rates)


AXES: Final = (Dimension.CLAUSE, Dimension.COUNTRY, Dimension.PRIORITY)


def draw_project_shares(context: ProjectContext) -> None:
    """The three sets of shares side by side, and the clauses it is relevant to without money."""
    here = context.session
    parts = [
        tag("h2", here.words("projects.shares"), class_="rp-section", id="shares"),
        tag("p", _project_shares_sentence(context), class_="rp-takeaway"),
        tag("div", *(_axis(context, axis) for axis in AXES), class_="rp-share-sets"),
    ]
    if context.project.relevant_clauses:
        links = [
            _clause(context, str(number)) for number in sorted(context.project.relevant_clauses)
        ]
        heading = tag("h3", here.words("projects.relevant"))
        parts.append(tag("div", heading, badges.item_list(links, "rp-plain"), class_="rp-relevant"))
    st.html(tag("section", *parts, class_="rp-project"))


def _project_shares_sentence(context: ProjectContext) -> str:
    words, reader = context.session.words, context.session.reader
    found = progress.shares(context.project, Dimension.CLAUSE, context.session.question)
    if found is None:
        return words("projects.shares.unallocated", unallocated=words("part.unallocated"))
    names = [
        words(
            "projects.shares.part",
            name=reader.name("clause", key),
            share=words.recorded_share(points),
        )
        for key, points in sorted(found.parts, key=lambda part: int(part[0]))
    ]
    return words("projects.shares.takeaway", clauses=reader.join_names(names))


def _axis(context: ProjectContext, axis: Dimension) -> Markup:
    """One set: each part with a bar as long as its share, the reason, and its first valid day."""
    here, name = context.session, axis.name.lower()
    heading = tag("h3", here.words(f"axis.{name}"))
    found = progress.shares(context.project, axis, here.question)
    if found is None:
        return tag(
            "div", heading, tag("p", here.words("projects.shares.none")), _left(context, axis)
        )
    order = int if axis is Dimension.CLAUSE else str
    rows = [
        _part(context, name, key, points)
        for key, points in sorted(found.parts, key=lambda part: order(part[0]))
    ]
    since = tag("p", here.words("projects.shares.from", day=found.valid_from), class_="rp-small")
    reason = (
        badges.record_text(context.session, "p", found.reason, class_="rp-small")
        if found.reason
        else ""
    )
    return tag("div", heading, tag("ul", *rows, class_="rp-parts"), reason, since)


def _part(context: ProjectContext, axis: str, key: str, points: int) -> Markup:
    share = Fraction(points, WHOLE)
    if axis == "priority":
        name = esc(context.session.words(f"priority.{key}"))
    else:
        name = subjects.name_link(context.session, axis, key)
    filled = tag("span", style=f"width:{float(share * 100):.2f}%")
    return tag(
        "li",
        tag("span", name),
        tag("b", context.session.words.recorded_share(points)),
        tag("span", filled, class_="rp-part", aria_hidden="true"),
    )


def _left(context: ProjectContext, axis: Dimension) -> Markup:
    """Beneficiary countries that no share names."""
    if axis is not Dimension.COUNTRY:
        return Markup()
    here = context.session
    codes = [
        person.country
        for person in context.project.participants
        if person.role is ParticipantRole.BENEFICIARY and person.country
    ]
    if not codes:
        return Markup()
    names = here.reader.join_names([strong(here.reader.name("country", one)) for one in codes])
    said = here.words("projects.shares.beneficiaries", countries=names)
    countries = (("country", code) for code in codes)
    return tag("p", subjects.phrase_links(here, said, *countries), class_="rp-small")


def _clause(context: ProjectContext, key: str) -> Markup:
    here = context.session
    return link(here.reader.name("clause", key), here.href("declaration", clause_shown=key))
