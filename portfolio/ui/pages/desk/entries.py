"""Entries of a funder on its desk: those that need a word, the others folded, filtered, as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.flows import FlowKind
from portfolio.domain.money import Money
from portfolio.measures.exclusions import ExclusionReason
from portfolio.measures.funder_rows import FunderRow, TotalsReason, funder_rows
from portfolio.measures.open_pledges import AGE_LIMITS, OpenPledge, open_pledges
from portfolio.present.html import link, tag
from portfolio.present.sorting import SORT
from portfolio.present.table import Cell, Table, number, table_of
from portfolio.services.transactions import FlowState
from portfolio.text.typing import fold
from portfolio.ui import downloads, fields, lists, sorting
from portfolio.ui.flow_form import flow_text
from portfolio.ui.project_context import confidence, sure_of
from portfolio.ui.session import Session, go

STAGE: Final = "stage"  # the name in the address, beside the search of every list
TABLE: Final = "entries"  # its name in an address that sorts it
MAX_LETTERS: Final = lists.LONGEST


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A row of the reader's organisation, and what is still open of it where it is a pledge."""

    row: FlowState
    totals: FunderRow
    pledge: OpenPledge | None = None

    @property
    def awaits_confirmation(self) -> bool:
        """Whether the funder has neither confirmed nor disputed it."""
        return not self.row.confidence.is_official and not self.row.dispute

    @property
    def is_old_pledge(self) -> bool:
        """Whether it is a pledge open for longer than the first class of ages, and not disputed."""
        is_old = self.pledge is not None and self.pledge.age_days > AGE_LIMITS[0]
        return is_old and not self.row.dispute

    @property
    def needs_word(self) -> bool:
        """Whether the funder is choice for a word on it."""
        return self.awaits_confirmation or self.is_old_pledge


def own_entries(narrow: Session, rows: Sequence[FlowState]) -> tuple[OwnEntry, ...]:
    """The rows with what the view of the funder says is open; ``narrow``: that view to the funder."""
    still = {pledge.flow_id: pledge for pledge in open_pledges(narrow.view).lines}
    names = [(row.identifier, row.flow.id, row.flow.kind) for row in rows]
    totals = narrow.per_view("own-rows", lambda: funder_rows(narrow.view, names))
    return tuple(OwnEntry(row, totals[row.flow.id], still.get(row.flow.id)) for row in rows)


def counts_text(session: Session, entry: OwnEntry) -> str:
    """Whether a row counts in the totals of the day, and why not."""
    words, reason, band = session.words, entry.totals.reason, entry.totals.band
    if reason is None:
        return words("desk.counts.yes")
    if reason is ExclusionReason.LATER:
        return words("desk.counts.later", day=entry.row.flow.value_date)
    if reason is TotalsReason.BAND:
        return words(f"desk.counts.{band.word if band else 'cancelled'}")
    if reason is ExclusionReason.NO_RATE or isinstance(reason, TotalsReason):
        return words(f"desk.counts.{reason}")
    return words(f"projects.apart.{reason}")


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What the address asks of the entries: a stage, words of the project or the reference."""

    stage: str = ""
    search: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether every entry is shown."""
        return not self.stage and not self.search

    def keeps(self, session: Session, entry: OwnEntry) -> bool:
        """Whether the entry is shown."""
        row = entry.row
        if self.stage and row.flow.kind.word != self.stage:
            return False
        text = f"{session.words.choose(row.titles)} {row.identifier} {row.flow.reference}"
        return all(word in fold(text) for word in fold(self.search).split())


STAGES: Final = tuple(kind.word for kind in FlowKind)


def entry_filter(session: Session) -> EntryFilter:
    """The filter of this address; a stage that is none shows every entry."""
    stage = session.beside.get(STAGE, [""])[-1].strip().lower()
    return EntryFilter(stage if stage in STAGES else "", lists.query(session))


def draw_filter(session: Session, entries: Sequence[OwnEntry], choice: EntryFilter) -> None:
    """A field for words, a choice of the stages there are; either writes the address."""
    words = session.words
    stages = [word for word in STAGES if any(e.row.flow.kind.word == word for e in entries)]
    if choice.stage and choice.stage not in stages:
        stages.append(choice.stage)
    # A new address makes new fields, which start from the address.
    mark = f"{choice.stage}-{choice.search}"
    with st.container(key="desk-filter", horizontal=True, vertical_alignment="bottom", gap="small"):
        search = st.text_input(
            words("desk.filter.search"),
            choice.search,
            max_chars=MAX_LETTERS,
            key=f"desk-search-{mark}",
            autocomplete="off",
        )
        stage = fields.draw_choice(
            session,
            f"desk-stage-{mark}",
            words("desk.filter.stage"),
            stages,
            lambda word: words(f"flow.{word}"),
            choice.stage,
            placeholder="row_filter.all",
        )
        sort = sorting.address_sort(session, TABLE)
        order = fields.draw_choice(
            session,
            f"desk-order-{mark}-{sort.word if sort else ''}",
            words("sort.by"),
            list(ORDERS),
            lambda word: _order_text(session, word),
            sort.word if sort else "",
            placeholder="desk.order.newest",
        )
        if not choice.is_empty:
            st.html(link(words("filter.reset"), session.href("desk")), width="content")
    wanted = EntryFilter(stage, (search or "").strip())
    if wanted != choice or (order != (sort.word if sort else "") and order in ("", *ORDERS)):
        beside = {STAGE: wanted.stage, lists.SEARCH: wanted.search}
        kept = {name: value for name, value in beside.items() if value}
        in_order = {SORT: [f"{TABLE}:{order}"]} if order else {}
        go({**session.address(None, **kept), **in_order})


# Orders that are offered beside the heads of the folded table, by their word in an address.
ORDERS: Final[Mapping[str, tuple[str, str]]] = {
    "value_date": ("cell.value_date", "sort.other.up"),
    "-amount": ("cell.amount", "sort.number.down"),
    "project": ("column.project", "sort.other.up"),
}


def _order_text(session: Session, word: str) -> str:
    column, direction = ORDERS[word]
    return session.words(
        "sort.column", column=session.words(column), direction=session.words(direction)
    )


def in_order(session: Session, entries: Sequence[OwnEntry]) -> list[OwnEntry]:
    """The entries in the order of the address, the newest first where it names none."""
    order = sorting.of_table(session, TABLE, screen_table(session, entries))
    return [entries[at] for at in order.rows(range(len(entries)))]


def draw_old_pledges(session: Session, entries: Sequence[OwnEntry]) -> None:
    """Pledges that have been open for long: what is open of each, and the way to say more of it."""
    old = sorted(
        (entry for entry in entries if entry.is_old_pledge),
        key=lambda entry: -(entry.pledge.age_days if entry.pledge else 0),
    )
    if not old:
        return
    words = session.words
    limit = words.count("count.days", AGE_LIMITS[0])
    title = tag("h3", words.count("desk.old_pledges", len(old), age=limit), class_="rp-rows")
    items = [tag("li", *_old_pledge(session, entry)) for entry in old]
    st.html(title + tag("ul", *items, class_="rp-desk-list rp-old-pledges"))


def _old_pledge(session: Session, entry: OwnEntry) -> list[Markup]:
    words, row, pledge = session.words, entry.row, entry.pledge
    assert pledge is not None
    title = words.choose(row.titles) or row.identifier
    said = words(
        "desk.old_pledge",
        amount=session.reader.amount(pledge.amount_minor),
        pledged=words.exact(row.flow.amount_minor, row.flow.currency),
        day=row.flow.value_date,
        age=words.count("count.days", pledge.age_days),
    )
    act = link(words("desk.old_pledge.change"), session.href("record", project=row.identifier))
    sure = confidence(session, row.confidence, row.looks)
    return [
        tag("p", link(title, session.href("projects", project=row.identifier), dir="auto")),
        tag("p", said, " ", sure, class_="rp-small"),
        tag("p", act, class_="rp-small"),
    ]


def draw_rest(session: Session, entries: Sequence[OwnEntry]) -> None:
    """The entries that need nothing, in a table that starts folded."""
    if not entries:
        return
    is_sorted = sorting.address_sort(session, TABLE) is not None  # what was just sorted stays open
    label = session.words.count("desk.rest", len(entries))
    with st.expander(label, expanded=is_sorted, key="desk-rest"):
        links = [session.href("projects", project=entry.row.identifier) for entry in entries]
        lists.show(session, screen_table(session, entries), links=links, name=TABLE)


def draw_file(session: Session, entries: Sequence[OwnEntry], choice: EntryFilter) -> None:
    """The entries shown, those that need a word first, as a file."""
    words = session.words
    notes = []
    if choice.stage:
        notes.append((words("desk.filter.stage"), words(f"flow.{choice.stage}")))
    if choice.search:
        notes.append((words("desk.filter.search"), choice.search))
    downloads.draw_table_download(
        session,
        lambda: file_table(session, entries),
        stem=f"entries-{session.who.organisation}-{session.question.as_of}",
        name="own-entries",
        title=words("download.list"),
        notes=tuple(notes),
    )


def _title(session: Session, entry: OwnEntry) -> str:
    return session.words.choose(entry.row.titles) or entry.row.identifier


def _state(session: Session, entry: OwnEntry) -> str:
    """Verification in a word, and whether it is disputed."""
    said = sure_of(session, entry.row.confidence, entry.row.looks)
    parts = [said, session.words("desk.disputed.mark")] if entry.row.dispute else [said]
    return session.reader.join_parts(parts)


def screen_table(session: Session, entries: Sequence[OwnEntry]) -> Table:
    """The entries by project: stage and reference, amount in its own currency, day, verification."""
    words, reader = session.words, session.reader
    return table_of(
        words,
        words("desk.entries"),
        entries,
        ("column.project", lambda entry: _title(session, entry)),
        ("cell.kind", lambda entry: _stage(session, entry)),
        (number("cell.amount"), lambda entry: _exact(session, entry)),
        ("cell.value_date", lambda entry: reader.day(entry.row.flow.value_date)),
        ("filter.confidence", lambda entry: _state(session, entry)),
        ("desk.counts.short", lambda entry: counts_text(session, entry)),
    )


def _stage(session: Session, entry: OwnEntry) -> str:
    """Stage and reference: beside a form the table has room for one column of both."""
    flow = entry.row.flow
    return session.reader.join_parts([session.words(f"flow.{flow.kind.word}"), flow.reference])


def _exact(session: Session, entry: OwnEntry) -> Cell:
    flow = entry.row.flow
    amount = Money(flow.amount_minor, flow.currency).decimal()
    return Cell(session.words.exact(flow.amount_minor, flow.currency), value=Fraction(amount))


def file_table(session: Session, entries: Sequence[OwnEntry]) -> Table:
    """The entries for a file: amounts as plain decimals beside their currency."""
    words, reader = session.words, session.reader

    def added(entry: OwnEntry, total: str) -> Cell:
        minor: int = getattr(entry.totals, total)
        return reader.money(minor) if minor else Cell("")

    return table_of(
        words,
        words("desk.entries"),
        entries,
        ("column.identifier", lambda entry: entry.row.identifier),
        ("column.project", lambda entry: _title(session, entry)),
        ("column.reference", lambda entry: entry.row.flow.reference),
        ("cell.kind", lambda entry: words(f"flow.{entry.row.flow.kind.word}")),
        (number("cell.amount"), lambda entry: _plain(entry)),
        ("cell.currency", lambda entry: entry.row.flow.currency),
        ("cell.value_date", lambda entry: reader.day(entry.row.flow.value_date)),
        (
            "filter.confidence",
            lambda entry: sure_of(session, entry.row.confidence, entry.row.looks),
        ),
        ("desk.counts", lambda entry: counts_text(session, entry)),
        (number("desk.adds.pledged", reader.currency), lambda entry: added(entry, "pledged")),
        (number("desk.adds.secured", reader.currency), lambda entry: added(entry, "secured")),
        (number("desk.adds.disbursed", reader.currency), lambda entry: added(entry, "disbursed")),
        ("desk.dispute.column", lambda entry: entry.row.dispute),
        ("cell.source", lambda entry: entry.row.flow.source),
        (
            number("desk.total.open", reader.currency),
            lambda entry: reader.money(entry.pledge.amount_minor) if entry.pledge else Cell(""),
        ),
        (
            number("funders.pledges.age_days"),
            lambda entry: reader.number(entry.pledge.age_days) if entry.pledge else Cell(""),
        ),
    )


def _plain(entry: OwnEntry) -> Cell:
    flow = entry.row.flow
    return Cell("", plain=f"{Money(flow.amount_minor, flow.currency).decimal():f}")


def disputable(entries: Sequence[OwnEntry]) -> Mapping[str, OwnEntry]:
    """Entries that may be disputed and have no form of their own on the page, by a name for each."""
    return {
        f"{entry.row.identifier} {entry.row.flow.reference}": entry
        for entry in entries
        if not entry.row.dispute and not entry.awaits_confirmation
    }


def entry_text(session: Session, entry: OwnEntry) -> str:
    """An entry in a list to choose from."""
    return session.reader.join_parts([_title(session, entry), flow_text(session, entry.row.flow)])
