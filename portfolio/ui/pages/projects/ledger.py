"""Ledger of a project: every flow as recorded, what it counts, payments planned."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from portfolio.domain import flows
from portfolio.domain.flows import Flow, PlannedPayment, Provenance, ReportedBy
from portfolio.domain.params import SecondLook
from portfolio.measures import entries, progress
from portfolio.measures.entries import LedgerEntry
from portfolio.measures.exclusions import ExclusionReason
from portfolio.present.format import UNKNOWN
from portfolio.present.html import esc, join_html, link, strong, tag
from portfolio.present.sorting import SortValues, TableOrder, cell_value, name_value
from portfolio.present.table import column_key, columns_of, html_table
from portfolio.services import verification
from portfolio.ui import badges, explanation, lists, project_context, sorting, subjects
from portfolio.ui.project_context import ProjectContext


def draw_project_ledger(context: ProjectContext) -> None:
    """Rows by value date; one that does not count is grey and has a reason."""
    words, project = context.session.words, context.project
    heading = tag("h2", words("projects.ledger"), class_="rp-section", id="ledger")
    question = context.session.question
    listed = [flow for flow in project.flows if not progress.is_withdrawn(flow, question)]
    known = [flow for flow in listed if progress.is_known(flow, question)]
    flows = sorted(known, key=lambda flow: (flow.value_date, flow.id))
    if not flows:
        st.html(heading + tag("p", words("projects.ledger.none"), class_="rp-note"))
        return
    found = entries.flows(context.session.view, project.identifier)
    counted = sum(1 for entry in found.values() if _adds(entry))
    said = words.count("projects.ledger.takeaway", len(flows), counted=words.number(counted))
    links = links_of(context, flows)
    looks = verification.of_project(context.session.register, project, question)
    kept = lists.row_filter(context.session)
    shown = [flow for flow in flows if kept.keeps(flow.finance, flow.announcement)]
    choices = lists.links(context.session, "projects", project=project.identifier)
    if len(shown) < len(flows):
        of = words.number(len(flows))
        choices += tag("p", words("row_filter.shown", n=words.number(len(shown)), of=of))
    order = _order(context, found, looks)
    rows = (
        _project_ledger_row(
            context, flow, found.get(flow.id), links[flow.id], looks.get(flow.id, ())
        )
        for flow in order.rows(shown)
    )
    heads = (
        ("column.date", False),
        ("projects.ledger.entry", False),
        ("projects.ledger.parties", False),
        ("projects.ledger.own", True),
        ("projects.ledger.converted", True),
        ("projects.ledger.counting", False),
        ("column.source", False),
    )
    columns = columns_of(words, heads, currency=context.session.reader.currency)
    table = html_table(words("projects.ledger"), columns, rows, kind="rp-ledger", order=order)
    st.html(
        heading
        + tag("p", said, class_="rp-takeaway")
        + choices
        + table
        + tag("p", words("projects.ledger.note"), class_="rp-note")
        + hidden_rows(context, len(listed) - len(flows))
    )


def _order(
    context: ProjectContext,
    entries_of: Mapping[int, LedgerEntry],
    looks: Mapping[int, Sequence[SecondLook]],
) -> TableOrder[Flow]:
    """Order of the entries; amounts in several currencies have none but their own currency's."""

    def converted(flow: Flow) -> int | None:
        entry = entries_of.get(flow.id)
        return None if entry is None else entry.amount

    values: SortValues[Flow] = {
        "date": lambda flow: flow.value_date,
        "entry": lambda flow: flow.kind,
        "parties": lambda flow: cell_value(_funder(context, flow)),
        "counting": lambda flow: cell_value(
            _counting(context, flow, entries_of.get(flow.id), looks.get(flow.id, ()))
        ),
        "source": lambda flow: (flow.source and cell_value(_source(context, flow))) or None,
        "own": lambda flow: (flow.currency, flow.amount_minor),
        "converted": converted,
    }
    return sorting.order(context.session, "ledger", values)


def hidden_rows(context: ProjectContext, count: int) -> Markup:
    """Number of rows that a reading of the past does not know; "" where it knows all."""
    day = context.session.question.known_on
    if not count or day is None:
        return Markup()
    said = context.session.words.count("projects.history.hidden", count, day=day)
    return tag("p", said, class_="rp-note")


def _adds(entry: LedgerEntry | None) -> bool:
    """Whether a row adds anything: it counts, and not all of it was only passed on."""
    return entry is not None and entry.exclusion is None and entry.internal != entry.amount


def links_of(context: ProjectContext, flows: Sequence[Flow]) -> Mapping[int, list[str]]:
    """Links between rows, in words of each; by flow id."""
    words = context.session.words
    names = {flow.id: flow.reference for flow in flows}
    said: defaultdict[int, list[str]] = defaultdict(list)
    ties = (
        ("corrects_id", "projects.corrects", "projects.corrected_by"),
        ("supersedes_id", "projects.supersedes", "projects.superseded_by"),
        ("honours_id", "projects.honours", "projects.honoured_by"),
    )
    for flow in flows:
        for name, forth, back in ties:
            target = getattr(flow, name)
            if target in names:
                said[flow.id].append(words(forth, reference=names[target]))
                said[target].append(words(back, reference=flow.reference))
    return said


def _project_ledger_row(
    context: ProjectContext,
    flow: Flow,
    entry: LedgerEntry | None,
    links: list[str],
    looks: Sequence[SecondLook],
) -> Markup:
    """One row; its pass-through part is on a line of its own."""
    here = context.session
    day = tag("span", here.words.short_day(flow.value_date), class_="rp-nowrap")
    if flow.date_derived:
        meaning = here.words("mark.derived_date.meaning")
        day += tag("span", here.words("mark.derived_date"), class_="rp-tagged", title=meaning)
    cells = (
        tag("td", day),
        tag("th", _entry(context, flow, links), scope="row"),
        tag("td", _funder(context, flow)),
        tag("td", here.words.exact(flow.amount_minor, flow.currency), class_="rp-number"),
        tag("td", _converted(context, entry), class_="rp-number"),
        tag("td", _counting(context, flow, entry, looks)),
        tag("td", _source(context, flow), class_="rp-small"),
    )
    made = tag("tr", *cells, class_=None if _adds(entry) else "rp-uncounted")
    if entry is not None and entry.internal:
        said = here.words("projects.internal", amount=here.reader.exact(entry.internal))
        made += tag("tr", tag("td", ""), tag("td", said, colspan="6"), class_="rp-internal")
    return made


def _entry(context: ProjectContext, flow: Flow, links: list[str]) -> Markup:
    """Stage and reference, then what the row is beyond that."""
    words = context.session.words
    first = tag("strong", words(f"flow.{flow.kind.word}")) + esc(" ") + tag("bdi", flow.reference)
    beside = [tag("span", said) for said in links]
    if flow.in_kind:
        beside.append(tag("span", words("flow.in_kind")))
    if flow.perspective is ReportedBy.INCOMING:
        beside.append(tag("span", words("flow.incoming")))
    if flow.finance_type is not None:
        beside.append(tag("span", finance(context, flow.finance_type)))
    if flow.announcement is not None:
        beside.append(tag("span", words(f"announcement.{flow.announcement.word}")))
    if flow.source_word:
        beside.append(tag("span", badges.source_word(context.session, flow.source_word)))
    for name, code in (("flow_type", flow.flow_type), ("earmarking", flow.earmarking)):
        if code is not None:
            beside.append(tag("span", words(f"{name}.{code}")))
    if flow.provider_project_id is not None:
        beside.append(_drawn_from(context, flow.provider_project_id))
    made = first + (tag("p", badges.join(*beside), class_="rp-small") if beside else "")
    return made + (
        badges.record_text(context.session, "p", flow.note, class_="rp-small") if flow.note else ""
    )


def finance(context: ProjectContext, code: int) -> str:
    """Name of an IATI FinanceType; a code without words of ours by its number."""
    key = f"finance_type.{code}"
    words = context.session.words
    return words(key) if words.has(key) else words("finance_type.other", code=str(code))


def _drawn_from(context: ProjectContext, number: int) -> Markup:
    """The project the money comes from; one the reader may not see is not named."""
    here, portfolio = context.session, context.session.view.portfolio
    code, label = portfolio.code_of(number), portfolio.labels.projects.get(number)
    if code is None or label is None or not here.view.in_scope[code]:
        return tag("span", here.words("projects.drawn_elsewhere"))
    said = here.words("projects.drawn_from", project=here.title(label.identifier))
    return link(said, here.href("projects", project=label.identifier))


def _funder(context: ProjectContext, flow: Flow) -> Markup:
    """Funder, and recipient where the row names one; each the way to its page, where it has one."""
    here = context.session
    funder = context.organisation_key(flow.provider_id) or UNKNOWN
    made = tag("span", subjects.name_link(here, "funder", funder), dir="auto")
    receiver = context.organisation_key(flow.receiver_id)
    if receiver:
        said = here.words(
            "projects.receiver", receiver=strong(here.reader.name("funder", receiver))
        )
        made += tag("p", subjects.phrase_links(here, said, ("funder", receiver)), class_="rp-small")
    return made


def _converted(context: ProjectContext, entry: LedgerEntry | None) -> Markup:
    """The amount in the reporting currency over the rate it was converted at; never 0 without one."""
    if entry is None or entry.amount is None:
        key = "projects.no_rate" if entry and entry.exclusion is ExclusionReason.NO_RATE else ""
        return tag("span", context.session.words(key) if key else "–", class_="rp-unstated")
    said = (explanation.rate(context.session, quote) for quote in entry.quotes)
    rates = (tag("p", quote, class_="rp-small") for quote in said)
    return tag("span", context.session.reader.exact(entry.amount)) + join_html(rates)


def _counting(
    context: ProjectContext, flow: Flow, entry: LedgerEntry | None, looks: Sequence[SecondLook]
) -> Markup:
    words, question = context.session.words, context.session.question
    changed = progress.holding(flow.confidences, question)
    sure = changed.confidence if changed else flow.confidence
    made = tag("span", project_context.sure_of(context.session, sure, looks))
    made += project_context.awaits_look(context.session, looks)
    if flow.provenance not in (context.project.provenance, Provenance.ENTERED):
        made += esc(" ") + badges.provenance(context.session, flow.provenance)
    if entry is None:
        return made + tag("p", words("projects.apart.outside"), class_="rp-small")
    if entry.exclusion is not None:
        why = words(f"projects.apart.{entry.exclusion}")
    elif entry.internal:
        why = words("projects.adds_part" if _adds(entry) else "projects.adds_nothing")
    else:
        why = words("projects.ledger.counts")
    made += tag("p", why, class_="rp-small rp-why")
    if entry.incoming_from is not None:
        origin = words(f"explain.from_{entry.incoming_from.word}")
        made += tag("p", origin, class_="rp-small")
    return made


def _source(context: ProjectContext, flow: Flow) -> Markup:
    made = badges.address(context.session, flow.source, context.sources()) if flow.source else ""
    recorded = context.session.words.short_day(flow.recorded_at.date())
    said = context.session.words(
        "word.colon", label=context.session.words("column.recorded"), value=recorded
    )
    return made + tag("p", said)


_COLUMNS = (
    ("projects.period", False),
    ("axis.funder", False),
    ("projects.ledger.own", True),
    ("projects.held_from", False),
    ("projects.planned.state", False),
    ("column.source", False),
)


def draw_project_planned(context: ProjectContext) -> None:
    """Every version of every planned payment; a replaced one is marked."""
    words, question = context.session.words, context.session.question
    heading = tag("h2", words("projects.planned"), class_="rp-section", id="planned")
    every = context.project.planned_payments
    known = [
        row
        for row in every
        if progress.is_known(row, question) and row.valid_from <= question.as_of
    ]
    if not known:
        st.html(heading + tag("p", words("projects.planned.none"), class_="rp-note"))
        return
    standing = flows.planned_in_force(known)
    said = words.count("projects.planned.takeaway", len(standing))
    rows = sorted(known, key=lambda row: (row.first_day, row.last_day, row.funder, row.valid_from))
    values: SortValues[PlannedPayment] = {
        "state": lambda row: name_value(words(f"projects.planned.{_state(row, standing)}")),
        "source": lambda row: cell_value(
            badges.address(context.session, row.source, context.sources())
        ),
        column_key(_COLUMNS[0][0]): lambda row: (row.first_day, row.last_day),
        column_key(_COLUMNS[1][0]): lambda row: name_value(
            context.session.reader.name("funder", row.funder)
        ),
        "own": lambda row: (row.currency, row.amount_minor),
        "held_from": lambda row: row.valid_from,
    }
    order = sorting.order(context.session, "planned", values)
    table = html_table(
        words("projects.planned"),
        columns_of(words, _COLUMNS),
        (_project_planned_row(context, row, _state(row, standing)) for row in order.rows(rows)),
        order=order,
    )
    unknown = sum(1 for row in every if not progress.is_known(row, question))
    st.html(heading + tag("p", said, class_="rp-takeaway") + table + hidden_rows(context, unknown))


def _state(row: PlannedPayment, standing: Collection[PlannedPayment]) -> str:
    """Whether a version holds, or what became of it."""
    if row in standing:
        return "stands"
    return "replaced" if row.amount_minor else "withdrawn"


def _project_planned_row(context: ProjectContext, row: PlannedPayment, state: str) -> Markup:
    words = context.session.words
    return tag(
        "tr",
        tag("th", words.period(row.first_day, row.last_day), scope="row"),
        tag("td", subjects.name_link(context.session, "funder", row.funder), dir="auto"),
        tag("td", words.exact(row.amount_minor, row.currency), class_="rp-number"),
        tag("td", words.short_day(row.valid_from)),
        tag("td", words(f"projects.planned.{state}")),
        tag(
            "td",
            badges.address(context.session, row.source, context.sources())
            if row.source
            else esc(""),
            class_="rp-small",
        ),
        class_=None if state == "stands" else "rp-uncounted",
    )
