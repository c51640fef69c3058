"""Every row of one project's ledger as a view sees it: counted or why not, converted, at which rate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import numpy as np

from portfolio.domain.flows import COUNTABLE, FlowKind, Provenance, Verification
from portfolio.domain.projects import Band, Relation, Status
from portfolio.ledger.columns import Bools, Ints, among
from portfolio.ledger.counting import FlowSlice
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures.breakdowns import funder_amounts
from portfolio.measures.figures import BreakdownRow
from portfolio.measures.funding import funder_word, funding
from portfolio.measures.headline import records
from portfolio.measures.projects import project_figures, requirement

_PARITY: Final = "EUR"


class ExclusionReason(StrEnum):
    """Reason why a row adds nothing to the figures of its project in a view."""

    LATER = "later"  # dated after the as-of date
    UNKNOWN_THEN = "unknown_then"  # recorded after the day of the reading
    WITHDRAWN = "withdrawn"  # a flow only proposed and taken back, or a period revised to nothing
    PROPOSED = "proposed"  # not sure enough for the scope
    ILLUSTRATIVE = "illustrative"  # illustrative, and the reader left such records out
    REPLACED = "replaced"  # a later pledge or a revised period replaces it
    OTHER_SIDE = "other_side"  # the other side's report of the same money counts
    WITHOUT_TARGET = "without_target"  # it corrects a row that does not count
    IN_KIND = "in_kind"  # counted separately from cash
    NO_RATE = "no_rate"  # it cannot be converted
    CONTEXT = "context"  # a context project, which has no requirement
    OVERLAPS = "overlaps"  # periods share a day, so none of them is the requirement


@dataclass(frozen=True, slots=True)
class Quote:
    """A rate: units of ``currency`` per 1 EUR; ``day`` and ``rate`` None for a parity by law."""

    currency: str
    per_eur: Decimal
    day: date | None
    rate: int | None = None  # id of the rate row


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One flow or budget row. ``amount``: minor units of the reporting currency, None without a rate.

    ``internal`` is the part of ``amount`` that only moves money received before (ruling 8).
    """

    row: int
    exclusion: ExclusionReason | None
    amount: int | None
    internal: int
    quotes: tuple[Quote, ...]
    incoming_from: Band | None = None  # the other band whose project passes the money on


def flows(view: View, identifier: str) -> Mapping[int, LedgerEntry]:
    """The project's rows of the four stages by flow id; other kinds are outside every total."""
    code = _code(view, identifier)
    if code is None:
        return {}
    piece = FlowSlice(view.portfolio, np.array([code], np.int64))
    columns = view.portfolio.flows.flows
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    reasons = _reasons(view, piece)
    assert piece.rows is not None
    found = {}
    for at, row in enumerate(piece.rows.tolist()):
        good, apart = bool(conversions.good[row]), reasons[at]
        unseen = apart in (ExclusionReason.LATER, ExclusionReason.UNKNOWN_THEN)
        if apart is None and not good:
            apart = ExclusionReason.NO_RATE
        inside = view.internal.get(row)
        found[int(columns.id[row])] = LedgerEntry(
            row=int(columns.id[row]),
            exclusion=apart,
            amount=int(conversions.amount[row]) if good and not unseen else None,
            internal=inside.converted if inside is not None and apart is None else 0,
            incoming_from=incoming_from(view, row) if apart is None else None,
            quotes=()
            if unseen
            else quotes(view, int(columns.currency[row]), int(columns.rate_day[row])),
        )
    return found


def incoming_from(view: View, row: int) -> Band | None:
    """The band whose project a flow row names where that is new money in its own (ruling 29)."""
    columns = view.portfolio.flows.flows
    named = int(columns.provider_project[row])
    code = view.portfolio.code_of(named) if named >= 0 else None
    if code is None:
        return None
    giver, own = int(view.band[code]), int(view.band[int(columns.project[row])])
    return Band(giver) if giver not in (0, Band.OFFICIAL, own) else None


def _reasons(view: View, piece: FlowSlice) -> list[ExclusionReason | None]:
    """Reasons why rows of a slice do not count: the widest reading first, limit after limit."""
    columns, reading = view.portfolio.flows.flows, view.reading
    wide = replace(
        reading,
        recorded_before=None,
        is_example=True,
        confidences=frozenset(map(int, COUNTABLE)),
    )
    reasons: list[ExclusionReason | None] = [None] * len(piece.of(columns.id))

    def mark(rows: Bools, reason: ExclusionReason) -> None:
        for at in np.flatnonzero(rows).tolist():
            reasons[at] = reasons[at] or reason

    mark(piece.of(columns.value_day) > view.day, ExclusionReason.LATER)
    if view.before is not None:
        mark(piece.of(columns.recorded_at) >= view.before, ExclusionReason.UNKNOWN_THEN)
        wide = replace(wide, recorded_before=view.before)
    if not reading.is_example:
        mark(piece.of(columns.provenance) == Provenance.ILLUSTRATIVE, ExclusionReason.ILLUSTRATIVE)
    sure = among(piece.confidence(reading), reading.confidences)
    is_withdrawn = piece.confidence(reading) == Verification.WITHDRAWN
    mark(is_withdrawn & ~sure, ExclusionReason.WITHDRAWN)  # a scope may ask for those, too
    counts = piece.in_force(reading)
    mark(piece.in_force(wide) & ~counts & ~sure, ExclusionReason.PROPOSED)
    mark(~counts & _other_side_counts(piece, counts), ExclusionReason.OTHER_SIDE)
    mark(~counts, ExclusionReason.WITHOUT_TARGET)
    mark(~piece.live(counts), ExclusionReason.REPLACED)
    if not view.question.in_kind:
        mark(piece.pair_in_kind[piece.pair_of_row()] == 1, ExclusionReason.IN_KIND)
    return reasons


def _other_side_counts(piece: FlowSlice, counts: Bools) -> Bools:
    """Rows in whose place the other side's report of the same money counts (ruling 7)."""
    family = piece.portfolio.flows
    row, inside = piece.local(family.two_sided.row)
    row, group = row[inside], family.two_sided.group[inside]
    kept = family.two_sided.counts[inside] == 1
    found = np.zeros(len(counts), np.bool_)
    found[row[~kept & np.isin(group, group[kept & counts[row]])]] = True
    return found


def periods(view: View, identifier: str) -> Mapping[int, LedgerEntry]:
    """The project's budget rows by id, converted at the rate of their first day."""
    code = _code(view, identifier)
    if code is None:
        return {}
    portfolio, need = view.portfolio, requirement(view)
    columns = portfolio.budgets
    first = int(portfolio.projects.first_budget[code])
    rows = np.arange(first, first + int(portfolio.projects.n_budgets[code]))
    amounts = dict(zip(need.rows.tolist(), need.converted.tolist(), strict=True))
    without = set(need.unconverted.tolist())
    in_force = set(columns.holding(view.day, view.before, rows).tolist())
    found = {}
    for row in rows.tolist():
        apart: ExclusionReason | None = None
        if int(columns.valid_from[row]) > view.day:
            apart = ExclusionReason.LATER
        elif view.before is not None and int(columns.recorded_at[row]) >= view.before:
            apart = ExclusionReason.UNKNOWN_THEN
        elif int(view.relation[code]) == Relation.CONTEXT:
            apart = ExclusionReason.CONTEXT
        elif row not in in_force:
            apart = ExclusionReason.REPLACED
        elif columns.withdrawn[row]:
            apart = ExclusionReason.WITHDRAWN
        elif row in without:
            apart = ExclusionReason.NO_RATE
        elif row not in amounts:
            apart = ExclusionReason.OVERLAPS
        rate_day = min(int(columns.first_day[row]), view.day)
        counts = apart is None
        found[int(columns.id[row])] = LedgerEntry(
            row=int(columns.id[row]),
            exclusion=apart,
            # The requirement counts a row without a rate as nothing; it is no amount to be read.
            amount=None if apart is ExclusionReason.NO_RATE else amounts.get(row),
            internal=0,
            quotes=quotes(view, int(columns.currency[row]), rate_day) if counts else (),
        )
    return found


def quotes(view: View, currency: int, day: int) -> tuple[Quote, ...]:
    """The rates a conversion uses: of the row's currency and of the reporting one, through EUR.

    Empty where none is needed, or where one is missing.
    """
    known = _known_quotes(view)
    if (currency, day) not in known:
        known[currency, day] = _quotes(view, currency, day)
    return known[currency, day]


@per_view
def _known_quotes(_: View) -> dict[tuple[int, int], tuple[Quote, ...]]:
    """Rates looked up before, by currency and day: a ledger asks for the same ones again and again."""
    return {}


def _quotes(view: View, currency: int, day: int) -> tuple[Quote, ...]:
    names = view.portfolio.labels.currencies
    if names[currency] == view.question.currency:
        return ()
    rates, _ = view.portfolio.rates_before(view.before, view.day)
    target = next(number for number, code in names.items() if code == view.question.currency)
    found = []
    for number in (currency, target):
        if names[number] == _PARITY:
            continue
        per_eur, good = rates.at(number, np.array([day], np.int64))
        if not good[0]:
            return ()
        used = rates.row_at(number, day)
        exact = Decimal(int(per_eur[0])).scaleb(-8).normalize()
        found.append(
            Quote(names[number], exact, None, None)
            if used is None
            else Quote(names[number], exact, day_of(used[1]), used[0])
        )
    return tuple(found)


def funders(view: View, identifier: str) -> tuple[BreakdownRow, ...]:
    """The figures of each funder in the project, greatest secured first."""
    code, pairs = _code(view, identifier), project_figures(view).pairs
    own = pairs.passes_filter & (pairs.at == _place(project_figures(view).codes, code))
    lines = [
        BreakdownRow(
            funder_word(view, int(pairs.funder[pair])),
            funder_amounts(pairs.amounts, pair, records(pairs.record[[pair]])),
            1,
        )
        for pair in np.flatnonzero(own).tolist()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.amounts.secured, line.key)))


def funders_of(view: View, identifier: str) -> tuple[str, ...]:
    """Keys of the funders with money in the project that counts in the view, in order."""
    return view.once(_funders_by_project).get(_code(view, identifier), ())


def _funders_by_project(view: View) -> Mapping[int | None, tuple[str, ...]]:
    money = funding(view)
    own = money.live.copy()
    if not view.question.in_kind:
        own &= view.slice.pair_in_kind == 0
    if view.question.filters.funders:
        own &= np.isin(money.funder, view.funder_ids)
    found: dict[int | None, set[str]] = {}
    for pair in np.flatnonzero(own).tolist():
        word = funder_word(view, int(money.funder[pair]))
        found.setdefault(int(money.project[pair]), set()).add(word)
    return {code: tuple(sorted(words)) for code, words in found.items()}


def passed_on(view: View, identifier: str) -> Mapping[FlowKind, int]:
    """Money of each stage that only moves what was received before; it is in no other figure."""
    code = _code(view, identifier)
    columns = view.portfolio.flows.flows
    found: dict[FlowKind, int] = {}
    for row, inside in view.internal.items():
        if int(columns.project[row]) == code:
            stage = FlowKind(int(columns.kind[row]))
            found[stage] = found.get(stage, 0) + inside.converted
    return found


def by_status(view: View, codes: Ints) -> Mapping[Status, int]:
    """Number of the projects in each status, in the order of the statuses."""
    count = np.bincount(view.status[codes], minlength=max(Status) + 1)
    return {status: int(count[status]) for status in Status if count[status]}


def _code(view: View, identifier: str) -> int | None:
    return view.portfolio.code_of(view.portfolio.ids.get(identifier, -1))


def _place(codes: Ints, code: int | None) -> int:
    """Index of a project in the view's codes, −1 where it is absent."""
    if code is None or not len(codes):
        return -1
    at = min(int(np.searchsorted(codes, np.int64(code))), len(codes) - 1)
    return at if int(codes[at]) == code else -1
