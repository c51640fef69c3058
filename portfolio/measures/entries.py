"""Every row of one project's ledger as a view sees it: counted or why not, converted, at which rate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Band, Status
from portfolio.ledger.columns import Ints
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures.breakdowns import funder_amounts
from portfolio.measures.exclusions import (
    REASONS,
    ExclusionReason,
    LedgerColumns,
    flow_columns,
    period_columns,
)
from portfolio.measures.figures import BreakdownRow
from portfolio.measures.funding import funder_word, funding
from portfolio.measures.headline import records
from portfolio.measures.projects import project_figures

_PARITY: Final = "EUR"


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
    code, columns = _code(view, identifier), view.portfolio.flows.flows
    if code is None:
        return {}
    found = flow_columns(view, np.array([code], np.int64))
    return dict(_entries(view, found, columns.id, columns.currency, has_givers=True))


def _entries(
    view: View, rows: LedgerColumns, ids: Ints, currency: Ints, *, has_givers: bool
) -> Iterator[tuple[int, LedgerEntry]]:
    for at, row in enumerate(rows.row.tolist()):
        number, reason = int(ids[row]), REASONS[int(rows.reason[at])]
        yield (
            number,
            LedgerEntry(
                row=number,
                exclusion=reason,
                amount=int(rows.amount[at]) if rows.has_amount[at] else None,
                internal=int(rows.internal[at]),
                quotes=quotes(view, int(currency[row]), int(rows.rate_day[at]))
                if rows.has_quotes[at]
                else (),
                incoming_from=incoming_from(view, row) if has_givers and reason is None else None,
            ),
        )


def incoming_from(view: View, row: int) -> Band | None:
    """The band whose project a flow row names where that is new money in its own (ruling 29)."""
    columns = view.portfolio.flows.flows
    named = int(columns.provider_project[row])
    code = view.portfolio.code_of(named) if named >= 0 else None
    if code is None:
        return None
    giver, own = int(view.band[code]), int(view.band[int(columns.project[row])])
    return Band(giver) if giver not in (0, Band.OFFICIAL, own) else None


def periods(view: View, identifier: str) -> Mapping[int, LedgerEntry]:
    """The project's budget rows by id, converted at the rate of their first day."""
    code, columns = _code(view, identifier), view.portfolio.budgets
    if code is None:
        return {}
    found = period_columns(view, np.array([code], np.int64))
    return dict(_entries(view, found, columns.id, columns.currency, has_givers=False))


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
