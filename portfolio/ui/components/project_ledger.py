"""The ledger of a project: every row of money as recorded, what it counts, and why where it does not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import streamlit as st

from portfolio.domain.flows import Flow, Perspective, Provenance
from portfolio.domain.second_looks import SecondLook
from portfolio.measures import entries, held
from portfolio.measures.entries import Apart, LedgerEntry
from portfolio.services import second_looks
from portfolio.ui.components import explanation, flow_line, row_filter
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import Opened


def draw(opened: Opened) -> None:
    """Rows by value date; one that does not count is grey and says why."""
    words, project = opened.here.words, opened.project
    heading = text("h2", words("projects.ledger"), class_="rp-section", id="ledger")
    question = opened.here.question
    listed = [flow for flow in project.flows if not held.is_withdrawn(flow, question)]
    known = [flow for flow in listed if held.is_known(flow, question)]
    flows = sorted(known, key=lambda flow: (flow.value_date, flow.id))
    if not flows:
        st.html(heading + text("p", words("projects.ledger.none"), class_="rp-note"))
        return
    found = entries.flows(opened.here.view, project.identifier)
    counted = sum(1 for entry in found.values() if _adds(entry))
    said = words.count("projects.ledger.takeaway", len(flows), counted=words.number(counted))
    links = links_of(opened, flows)
    looks = second_looks.of_project(opened.here.register, project, question)
    kept = row_filter.chosen(opened.here)
    shown = [flow for flow in flows if kept.keeps(flow.finance, flow.announcement)]
    choices = row_filter.links(opened.here, "projects", project=project.identifier)
    if len(shown) < len(flows):
        of = words.number(len(flows))
        choices += text("p", words("row_filter.shown", n=words.number(len(shown)), of=of))
    rows = "".join(
        _row(opened, flow, found.get(flow.id), links[flow.id], looks.get(flow.id, ()))
        for flow in shown
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
    head = "".join(
        text(
            "th",
            words(key, currency=opened.here.reader.currency),
            scope="col",
            class_="rp-number" if is_number else None,
        )
        for key, is_number in heads
    )
    table = tag(
        "table",
        text("caption", words("projects.ledger"), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", rows),
        class_="rp-table rp-ledger",
    )
    st.html(
        heading
        + text("p", said, class_="rp-takeaway")
        + choices
        + tag("div", table, class_="rp-scroll", tabindex="0")
        + text("p", words("projects.ledger.note"), class_="rp-note")
        + hidden(opened, len(listed) - len(flows))
    )


def hidden(opened: Opened, count: int) -> str:
    """How many rows a reading of the past does not know; "" where it knows all."""
    day = opened.here.question.known_on
    if not count or day is None:
        return ""
    said = opened.here.words.count("projects.history.hidden", count, day=day)
    return text("p", said, class_="rp-note")


def _adds(entry: LedgerEntry | None) -> bool:
    """Whether a row adds anything: it counts, and not all of it was only passed on."""
    return entry is not None and entry.apart is None and entry.internal != entry.amount


def links_of(opened: Opened, flows: Sequence[Flow]) -> Mapping[int, list[str]]:
    """What each row says of other rows, and they of it, in words; by flow id."""
    words = opened.here.words
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


def _row(
    opened: Opened,
    flow: Flow,
    entry: LedgerEntry | None,
    links: list[str],
    looks: Sequence[SecondLook],
) -> str:
    """One row; the part that was only passed on stands on a line of its own."""
    here = opened.here
    day = text("span", here.words.short_day(flow.value_date), class_="rp-nowrap")
    if flow.date_derived:
        meaning = here.words("mark.derived_date.meaning")
        day += text("span", here.words("mark.derived_date"), class_="rp-tagged", title=meaning)
    cells = (
        tag("td", day),
        tag("th", _entry(opened, flow, links), scope="row"),
        tag("td", _funder(opened, flow)),
        text("td", here.words.exact(flow.minor, flow.currency), class_="rp-number"),
        tag("td", _converted(opened, entry), class_="rp-number"),
        tag("td", _counting(opened, flow, entry, looks)),
        tag("td", _source(opened, flow), class_="rp-small"),
    )
    made = tag("tr", *cells, class_=None if _adds(entry) else "rp-uncounted")
    if entry is not None and entry.internal:
        said = here.words("projects.internal", amount=here.reader.exact(entry.internal))
        made += tag("tr", text("td", ""), text("td", said, colspan="6"), class_="rp-internal")
    return made


def _entry(opened: Opened, flow: Flow, links: list[str]) -> str:
    """Stage and reference, then what the row is beyond that."""
    words = opened.here.words
    first = text("strong", words(f"flow.{flow.kind.word}")) + esc(" ") + text("bdi", flow.reference)
    beside = [text("span", said) for said in links]
    if flow.in_kind:
        beside.append(text("span", words("flow.in_kind")))
    if flow.perspective is Perspective.INCOMING:
        beside.append(text("span", words("flow.incoming")))
    if flow.finance_type is not None:
        beside.append(text("span", finance(opened, flow.finance_type)))
    if flow.announcement is not None:
        beside.append(text("span", words(f"announcement.{flow.announcement.word}")))
    if flow.source_word:
        beside.append(tag("span", marks.source_word(opened.here, flow.source_word)))
    for name, code in (("flow_type", flow.flow_type), ("earmarking", flow.earmarking)):
        if code is not None:
            beside.append(text("span", words(f"{name}.{code}")))
    if flow.provider_project_id is not None:
        beside.append(_drawn_from(opened, flow.provider_project_id))
    made = first + (tag("p", marks.separated(*beside), class_="rp-small") if beside else "")
    return made + (marks.own(opened.here, "p", flow.note, class_="rp-small") if flow.note else "")


def finance(opened: Opened, code: int) -> str:
    """What an IATI FinanceType is called; a code without words of ours by its number."""
    key = f"finance_type.{code}"
    words = opened.here.words
    return words(key) if words.has(key) else words("finance_type.other", code=str(code))


def _drawn_from(opened: Opened, number: int) -> str:
    """The project the money comes from; one the reader may not see is not named."""
    here, portfolio = opened.here, opened.here.view.portfolio
    code, label = portfolio.code_of(number), portfolio.labels.projects.get(number)
    if code is None or label is None or not here.view.in_scope[code]:
        return text("span", here.words("projects.drawn_elsewhere"))
    said = here.words("projects.drawn_from", project=here.title(label.identifier))
    return link(said, here.href("projects", project=label.identifier))


def _funder(opened: Opened, flow: Flow) -> str:
    """Who gives, and who receives where the row says so."""
    made = text("span", opened.funder(flow), dir="auto")
    receiver = opened.organisation(flow.receiver_id)
    if receiver:
        said = opened.here.words("projects.receiver", receiver=receiver)
        made += text("p", said, class_="rp-small")
    return made


def _converted(opened: Opened, entry: LedgerEntry | None) -> str:
    """The amount in the reporting currency over the rate it was converted at; never 0 without one."""
    if entry is None or entry.amount is None:
        key = "projects.no_rate" if entry and entry.apart is Apart.NO_RATE else ""
        return text("span", opened.here.words(key) if key else "–", class_="rp-unstated")
    said = (explanation.rate(opened.here, quote) for quote in entry.quotes)
    rates = (text("p", quote, class_="rp-small") for quote in said)
    return text("span", opened.here.reader.exact(entry.amount)) + "".join(rates)


def _counting(
    opened: Opened, flow: Flow, entry: LedgerEntry | None, looks: Sequence[SecondLook]
) -> str:
    words, question = opened.here.words, opened.here.question
    changed = held.holding(flow.confidences, question)
    sure = changed.confidence if changed else flow.confidence
    made = text("span", flow_line.sure_of(opened.here, sure, looks))
    made += flow_line.awaits_look(opened.here, looks)
    if flow.provenance not in (opened.project.provenance, Provenance.ENTERED):
        made += esc(" ") + marks.provenance(opened.here, flow.provenance)
    if entry is None:
        return made + text("p", words("projects.apart.outside"), class_="rp-small")
    if entry.apart is not None:
        why = words(f"projects.apart.{entry.apart}")
    elif entry.internal:
        why = words("projects.adds_part" if _adds(entry) else "projects.adds_nothing")
    else:
        why = words("projects.ledger.counts")
    made += text("p", why, class_="rp-small rp-why")
    if entry.incoming_from is not None:
        origin = words(f"explain.from_{entry.incoming_from.word}")
        made += text("p", origin, class_="rp-small")
    return made


def _source(opened: Opened, flow: Flow) -> str:
    made = marks.address(opened.here, flow.source, opened.sources()) if flow.source else ""
    recorded = opened.here.words.short_day(flow.recorded.date())
    said = opened.here.words(
        "word.colon", label=opened.here.words("column.recorded"), value=recorded
    )
    return made + text("p", said)
