"""The nine figures of each project, each project whole: what every total and split sums."""

from dataclasses import dataclass

import numpy as np

from portfolio.ledger.rounding import totals_by
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View
from portfolio.measures.figures import Figure
from portfolio.measures.funding import Funding, funding
from portfolio.measures.requirement import requirement


@dataclass(frozen=True)
class PairFigures:
    """Funder figures of the shown pairs; ``at`` is the project's place in Standing.codes."""

    at: Ints
    funder: Ints
    amounts: dict[Figure, Ints]


@dataclass(frozen=True)
class Standing:
    """Figures per project of the view, in the order of ``codes``; pairs beside them."""

    codes: Ints
    status: Ints
    band: Ints
    in_band: Bools  # of the band asked for: what the totals of the view hold
    has_requirement: Bools
    amounts: dict[Figure, Ints]
    pairs: PairFigures
    unconverted: Ints  # codes left out of every total, one row each below
    unconverted_flows: Ints
    unconverted_budgets: Ints


def standing(view: View) -> Standing:
    """Figures of the view's projects, cancelled ones among them, without those lacking a rate."""
    return view.once(_standing)


def _standing(view: View) -> Standing:
    money, need = funding(view), requirement(view)
    size = view.portfolio.size
    chosen = view.selected.copy()
    shown = np.ones(len(money.project), np.bool_)
    if not view.question.in_kind:
        shown &= view.slice.pair_in_kind == 0
    own = shown
    if view.question.filters.funders:
        own = shown & np.isin(money.funder, view.funder_ids)
        funded = np.zeros(size, np.bool_)
        funded[money.project[own & money.live]] = True
        chosen &= funded
    flow_projects = view.portfolio.flows.flows.project[money.unconverted]
    budget_projects = view.portfolio.budgets.project[need.unconverted]
    without = np.unique(np.concatenate((flow_projects, budget_projects)))
    without = without[chosen[without]]
    convertible = chosen.copy()
    convertible[without] = False
    codes = np.flatnonzero(convertible).astype(np.int64)
    place = np.full(size, -1, np.int64)
    place[codes] = np.arange(len(codes))

    def by_project(values: Ints, pairs: Bools) -> Ints:
        at = np.flatnonzero(pairs & (values != 0))
        return totals_by(money.project[at], values[at], size)[codes]

    total = {
        Figure.SECURED: by_project(money.secured, shown),
        Figure.PLEDGED_OPEN: by_project(money.pledged_open, shown),
        Figure.PAID: by_project(money.paid, shown),
        Figure.SPENT: by_project(money.spent, shown),
    }
    needed, has = need.amount[codes], need.has[codes]
    left = needed - total[Figure.SECURED]
    amounts = {
        Figure.REQUIREMENT: needed,
        Figure.GAP: np.where(has, np.maximum(left, 0), 0),
        Figure.SURPLUS: np.where(has, np.maximum(-left, 0), 0),
        Figure.GAP_AFTER_PLEDGES: np.where(
            has, np.maximum(left - total[Figure.PLEDGED_OPEN], 0), 0
        ),
        Figure.GAP_UNPAID: np.where(has, np.maximum(needed - total[Figure.PAID], 0), 0),
        **total,
    }
    if own is not shown:  # a funder filter narrows what has a funder to it
        amounts |= {
            Figure.SECURED: by_project(money.secured, own),
            Figure.PLEDGED_OPEN: by_project(money.pledged_open, own),
            Figure.PAID: by_project(money.paid, own),
        }
    pairs = np.flatnonzero(
        own
        & convertible[money.project]
        & (money.live | (money.secured != 0) | (money.pledged_open != 0) | (money.paid != 0))
    )
    status = view.status[codes]
    return Standing(
        codes=codes,
        status=status,
        band=view.band[codes],
        in_band=view.in_band(codes),
        has_requirement=has,
        amounts=amounts,
        pairs=_together(money, pairs, place),
        unconverted=without,
        unconverted_flows=money.unconverted[np.isin(flow_projects, without)],
        unconverted_budgets=need.unconverted[np.isin(budget_projects, without)],
    )


def _together(money: Funding, pairs: Ints, place: Ints) -> PairFigures:
    """One unit per funder of a project: cash and in-kind are shared out as one (ruling 14)."""
    at, funder = place[money.project[pairs]], money.funder[pairs]
    values = {
        Figure.SECURED: money.secured[pairs],
        Figure.PLEDGED_OPEN: money.pledged_open[pairs],
        Figure.PAID: money.paid[pairs],
    }
    again = np.flatnonzero((at[1:] == at[:-1]) & (funder[1:] == funder[:-1])) + 1
    if len(again):  # pairs of one funder stand side by side, cash first
        for amounts in values.values():
            amounts[again - 1] += amounts[again]
        first = np.ones(len(at), np.bool_)
        first[again] = False
        at, funder = at[first], funder[first]
        values = {figure: amounts[first] for figure, amounts in values.items()}
    return PairFigures(at, funder, values)
