"""Earlier funding: the part of recorded funding decided before the declaration (ruling 24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from portfolio.domain.clauses import ADOPTED
from portfolio.ledger.columns import Bools, Ints, sum_runs, totals_by
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT, PLEDGE
from portfolio.ledger.view import View, day_number, per_view
from portfolio.measures.allocation import funder_units, left_of_each
from portfolio.measures.figures import FUNDER_FIGURES, Amounts, Figure
from portfolio.measures.funding import (
    CurrencyRuns,
    any_stage,
    currency_runs,
    funding,
    honoured_pledges,
    in_proportion,
    nets,
    secured_of,
    side_of,
)
from portfolio.measures.headline import headline
from portfolio.measures.timeline import codes_in_band, own_pairs

_FIRST_DAY: Final = day_number(ADOPTED)


@dataclass(frozen=True, slots=True)
class DecidedFunding:
    """Secured, pledged-open and disbursed of older rows, in minor units of the reporting currency."""

    secured: int = 0
    pledged_open: int = 0
    paid: int = 0


@per_view
def before(view: View) -> DecidedFunding:
    """The part of the band's recorded funding that was decided before 14 November 2013.

    Rows by value date, a correction by that of the row it corrects; a disbursement by the date of
    the commitment it serves, the oldest first, else by its own. No part is more than its whole.
    """
    own = np.flatnonzero(own_pairs(view) & codes_in_band(view)[view.slice.pair_project])
    parts = {figure: _left(view, own, part[own]) for figure, part in view.once(_pairs).items()}
    return _capped(parts, headline(view).amounts)


def _capped(parts: Mapping[Figure, int], whole: Amounts) -> DecidedFunding:
    """Parts capped by their whole: allocated separately, a part may exceed it by a unit."""
    return DecidedFunding(
        **{figure.value: min(amount, whole.of(figure) or 0) for figure, amount in parts.items()}
    )


def _left(view: View, pairs: Ints, amounts: Ints) -> int:
    """What the filters by clause and country leave of the older parts of some pairs, in all."""
    if view.cells.keeps_all:
        return int(amounts.sum())
    _, first, unit = np.unique(funder_units(view)[pairs], return_index=True, return_inverse=True)
    codes = view.slice.pair_project[pairs[first]]
    return int(left_of_each(view, codes, totals_by(unit, amounts, len(codes))).sum())


def _pairs(view: View) -> Mapping[Figure, Ints]:
    """The older part of each figure that has a funder, per pair of the view's slice."""
    piece, money = view.slice, funding(view)
    older = nets(view, piece.of(view.portfolio.flows.flows.rate_day) < _FIRST_DAY)
    in_currency, secured = secured_of(piece, older)
    secured = np.minimum(secured, money.secured)
    values = (secured, _pledged(view, older), _paid(view, in_currency, secured))
    whole = (money.secured, money.pledged_open, money.paid)
    # Several currencies at changing rates: a part never passes its whole.
    return {
        figure: np.minimum(part, total)
        for figure, part, total in zip(FUNDER_FIGURES, values, whole, strict=True)
    }


def _paid(view: View, older: Ints, secured: Ints) -> Ints:
    """Disbursements on older commitments, and before the declaration without any."""
    piece, every = view.slice, currency_runs(view)
    native = every.native[DISBURSEMENT]
    served = np.minimum(np.maximum(native, 0), older)
    paid = sum_runs(in_proportion(every.converted[DISBURSEMENT], served, native), piece.pair_start)
    enters = every.enters[COMMITMENT] | every.enters[DISBURSEMENT]
    return np.where(_is_mixed(view, enters), secured, paid)


def _pledged(view: View, older: CurrencyRuns) -> Ints:
    """Open part of older live pledges: the oldest are honoured first, or the one that is named."""
    piece, every, money = view.slice, currency_runs(view), funding(view)
    in_currency, _ = secured_of(piece, every)
    pledged, early = every.native[PLEDGE], older.native[PLEDGE]
    still = np.minimum(np.maximum(early - in_currency, 0), np.maximum(pledged - in_currency, 0))
    found = sum_runs(in_proportion(every.converted[PLEDGE], still, pledged), piece.pair_start)
    mixed = _is_mixed(view, any_stage(every))
    in_reporting = np.maximum(side_of(piece, older, PLEDGE) - money.secured, 0)
    found = np.where(mixed, in_reporting, found)
    names = honoured_pledges(view) if len(piece.links(view.portfolio.flows.honours)[0]) else None
    if names is None or not len(names.pledge):
        return found
    is_early = piece.of(view.portfolio.flows.flows.rate_day)[names.pledge] < _FIRST_DAY
    currency_run_of = np.full(len(found), -1, np.int64)
    holding = np.flatnonzero(every.has[PLEDGE])
    pair_of_currency_run = np.repeat(np.arange(len(found)), piece.pair_currency_runs)
    currency_run_of[pair_of_currency_run[holding]] = holding
    for pair in np.unique(names.pair).tolist():
        own = names.pair == pair
        named = own & is_early
        still_open = int(np.maximum(names.net - names.honoured, 0)[named].sum())
        currency_run = int(currency_run_of[pair])
        if mixed[pair]:
            whole_early = int(side_of(piece, older, PLEDGE)[pair])
            had = int(money.secured[pair])
        else:
            whole_early, had = int(early[currency_run]), int(in_currency[currency_run])
        others = max(0, whole_early - int(names.net[named].sum()))
        rest = max(0, others - max(0, had - int(names.honoured[own].sum())))
        value = max(0, still_open + rest)
        if not mixed[pair]:
            part = np.array([min(value, max(0, int(pledged[currency_run])))])
            value = int(
                in_proportion(
                    every.converted[PLEDGE][[currency_run]], part, pledged[[currency_run]]
                )[0]
            )
        found[pair] = value
    return found


def _is_mixed(view: View, enters: Bools) -> Bools:
    """Pairs in which several currencies enter."""
    return np.asarray(sum_runs(enters.astype(np.int64), view.slice.pair_start) > 1)
