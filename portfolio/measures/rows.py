"""Rows of an explanation: flows and budget periods, each with what it adds to a figure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import Ints
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT
from portfolio.ledger.view import View, day_of
from portfolio.measures.entries import Quote, incoming_from, quotes
from portfolio.measures.figures import COVERING_FIGURES, Figure
from portfolio.measures.funding import counted_rows, currency_runs, funder_word, funding
from portfolio.measures.projects import requirement

STAGES: Final = {
    Figure.SECURED: (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT),
    Figure.PAID: (FlowKind.DISBURSEMENT,),
    Figure.PLEDGED_OPEN: (FlowKind.PLEDGE,),
    Figure.SPENT: (FlowKind.EXPENDITURE,),
    Figure.COVERED: (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT),
    Figure.PLEDGED_TOWARD_GAP: (FlowKind.PLEDGE,),
}
_OF_LARGER_SIDE: Final = (Figure.SECURED, Figure.COVERED)
# What a project figure adds and subtracts, in reading order.
_MADE_OF: Final = {
    Figure.GAP: ((Figure.REQUIREMENT, 1), (Figure.SECURED, -1)),
    Figure.SURPLUS: ((Figure.SECURED, 1), (Figure.REQUIREMENT, -1)),
    Figure.GAP_AFTER_PLEDGES: (
        (Figure.REQUIREMENT, 1),
        (Figure.SECURED, -1),
        (Figure.PLEDGED_OPEN, -1),
    ),
    Figure.GAP_UNPAID: ((Figure.REQUIREMENT, 1), (Figure.PAID, -1)),
    Figure.DISBURSED_TOWARD_REQUIREMENT: ((Figure.PAID, 1),),
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row behind a figure: its amount in its own currency and what it adds."""

    source: str  # "flow:17", "budget:4", or "rule:…" for what a rule subtracts or restores
    stage: str  # word of the stage, "requirement", or the phrase key of the rule
    day: date | None
    amount_minor: int | None
    currency: str | None
    amount: int  # minor units of the reporting currency it adds to the figure
    funder: str | None = None
    reason: str = ""  # phrase key: why it adds less than its amount, or nothing
    converted: int | None = None  # ``minor`` in the reporting currency, whatever it adds
    internal: int = 0  # the part of ``converted`` that only moves money received before
    quotes: tuple[Quote, ...] = ()  # the rates used for ``converted``


def balanced_rows(rows: Iterable[LedgerRow], whole: int, figure: Figure) -> list[LedgerRow]:
    """The rows, and a last one for what the rule of the figure subtracts or restores."""
    listed = list(rows)
    rest = whole - sum(row.amount for row in listed)
    if rest:
        rule = f"explain.rule.{figure.value}"
        listed.append(LedgerRow(f"rule:{figure.value}", rule, None, None, None, rest))
    return listed


def rows_of(view: View, figure: Figure, code: int, funder: int | None) -> list[LedgerRow]:
    """Rows of one project behind its figure."""
    if figure is Figure.REQUIREMENT:
        return _budget_rows(view, code)
    if figure in _MADE_OF:
        if not requirement(view).has[code]:
            return []
        rows = []
        for part, sign in _MADE_OF[figure]:
            needs = part is Figure.REQUIREMENT
            own = _budget_rows(view, code) if needs else _pair_rows(view, part, code)
            rows += [_signed(row, sign) for row in own]
        return rows
    if figure is Figure.SPENT:
        return _flow_rows(view, figure, code, None)
    if figure in COVERING_FIGURES and not requirement(view).has[code]:
        return []
    return _flow_rows(view, figure, code, funder)


def _signed(row: LedgerRow, sign: int) -> LedgerRow:
    return replace(row, amount=sign * row.amount)


def _pair_rows(view: View, figure: Figure, code: int) -> list[LedgerRow]:
    """Rows of every funder of a project, each funder's adding up to its figure."""
    money = funding(view)
    values = {
        Figure.SECURED: money.secured,
        Figure.PLEDGED_OPEN: money.pledged_open,
        Figure.PAID: money.paid,
    }[figure]
    rows: list[LedgerRow] = []
    pairs = np.flatnonzero(money.project == code)
    for pair in pairs[np.argsort(by_funder(view, money.funder[pairs]), kind="stable")].tolist():
        if view.slice.pair_in_kind[pair] and not view.question.in_kind:
            continue
        own = _flow_rows(view, figure, code, int(money.funder[pair]), pair)
        rows += balanced_rows(own, int(values[pair]), figure)
    return rows


def _flow_rows(
    view: View, figure: Figure, code: int, funder: int | None, pair: int | None = None
) -> list[LedgerRow]:
    """The flow rows of a figure's stages, with those that add nothing and why."""
    piece, counted, columns = view.slice, counted_rows(view), view.portfolio.flows.flows
    pair_of_row = piece.pair_of_row()
    own = counted.counts & (piece.of(columns.project) == code)
    own &= np.isin(piece.of(columns.kind), [int(stage) for stage in STAGES[figure]])
    if not view.question.in_kind:
        own &= piece.pair_in_kind[pair_of_row] == 0
    if pair is not None:
        own &= pair_of_row == pair
    elif funder is not None:
        own &= piece.pair_funder[pair_of_row] == funder
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    rows = []
    at = np.flatnonzero(own)
    at = at[np.argsort(by_funder(view, piece.pair_funder[pair_of_row[at]]), kind="stable")]
    for row in at.tolist():
        number = row if piece.rows is None else int(piece.rows[row])
        amount, reason, passed_on = int(counted.converted[row]), "", view.internal.get(number)
        if passed_on is not None:
            reason = "explain.internal"
        elif band := incoming_from(view, number):
            reason = f"explain.from_{band.word}"
        stage = FlowKind(int(columns.kind[number]))
        if figure in _OF_LARGER_SIDE and stage is not _side(view, int(pair_of_row[row])):
            amount, reason = 0, "explain.other_side"
        provider = int(columns.provider[number])
        rows.append(
            _row(
                view,
                f"flow:{int(columns.id[number])}",
                stage.word,
                int(columns.value_day[number]),
                int(columns.amount[number]),
                int(columns.currency[number]),
                int(columns.rate_day[number]),
                int(conversions.amount[number]),
                amount,
                funder=funder_word(view, provider if provider >= 0 else UNKNOWN),
                reason=reason,
                internal=0 if passed_on is None else passed_on.converted,
            )
        )
    return rows


def by_funder(view: View, funders: Ints) -> Ints:
    """The place of each funder among them by identifier: numbers follow who was recorded first."""
    known, back = np.unique(funders, return_inverse=True)
    words = [funder_word(view, int(funder)) for funder in known]
    place = np.empty(len(known), np.int64)
    place[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(known))
    return np.asarray(place[back.reshape(-1)])


def _side(view: View, pair: int) -> FlowKind:
    """Side that secured uses for a pair: commitments at equality (ruling 4).

    Where neither is above nothing, the side that has rows.
    """
    nets, start = currency_runs(view), view.slice.pair_start
    own = slice(int(start[pair]), int(start[pair]) + int(view.slice.pair_currency_runs[pair]))
    native, converted = nets.native[:, own], nets.converted[:, own]
    enters = nets.enters[COMMITMENT, own] | nets.enters[DISBURSEMENT, own]
    if int(enters.sum()) > 1:
        sides = [
            int(converted[stage].sum()) if (native[stage] > 0).any() else 0
            for stage in (COMMITMENT, DISBURSEMENT)
        ]
    else:
        sides = [int(native[stage].sum()) for stage in (COMMITMENT, DISBURSEMENT)]
    if max(sides) <= 0:
        has_commitments = bool(nets.has[COMMITMENT, own].any())
        return FlowKind.COMMITMENT if has_commitments else FlowKind.DISBURSEMENT
    return FlowKind.COMMITMENT if sides[0] >= sides[1] else FlowKind.DISBURSEMENT


def _budget_rows(view: View, code: int) -> list[LedgerRow]:
    """Budget periods behind a project's requirement."""
    need, columns = requirement(view), view.portfolio.budgets
    own = np.flatnonzero(columns.project[need.rows] == code)
    return [
        _row(
            view,
            f"budget:{int(columns.id[need.rows[at]])}",
            "requirement",
            int(columns.first_day[need.rows[at]]),
            int(columns.amount[need.rows[at]]),
            int(columns.currency[need.rows[at]]),
            min(int(columns.first_day[need.rows[at]]), view.day),
            int(need.converted[at]),
            int(need.converted[at]),
        )
        for at in own.tolist()
    ]


def _row(
    view: View,
    source: str,
    stage: str,
    day: int,
    amount_minor: int,
    currency: int,
    rate_day: int,
    amount_converted: int,
    amount: int,
    *,
    funder: str | None = None,
    reason: str = "",
    internal: int = 0,
) -> LedgerRow:
    return LedgerRow(
        source=source,
        stage=stage,
        day=day_of(day),
        amount_minor=amount_minor,
        currency=view.portfolio.labels.currencies[currency],
        amount=amount,
        funder=funder,
        reason=reason,
        converted=amount_converted,
        internal=internal,
        quotes=quotes(view, currency, rate_day),
    )
