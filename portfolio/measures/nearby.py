"""Gaps near a funder: projects that miss money in the countries and for the clauses it funds."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from portfolio.ledger.columns import Bools, Ints, ranges
from portfolio.ledger.view import View
from portfolio.measures.allocation import filtered_figures
from portfolio.measures.figures import Figure, ProjectLine
from portfolio.measures.lists import lines

MAX_NEARBY: Final = 12


@dataclass(frozen=True, slots=True)
class NearbyGaps:
    """Projects by what is missing after pledges, the greatest first; how many, and their sum."""

    projects: tuple[ProjectLine, ...]  # the first of them
    funded_projects: frozenset[str]  # identifiers of those the funder funds already
    count: int
    missing: int  # minor units of the reporting currency, of all of them


def nearby_gaps(funder_view: View, whole: View) -> NearbyGaps:
    """Projects of ``whole`` that share a country and a clause with the funder's own.

    ``funder_view``: the same question narrowed to the funder. A project without a country or a
    clause recorded shares none. Both views are of one portfolio.
    """
    own = filtered_figures(funder_view)
    own_codes = own.codes[own.in_band]
    state = filtered_figures(whole)
    missing = state.amounts[Figure.GAP_AFTER_PLEDGES]
    near = state.in_band & (missing > 0)
    for sets in ("country_sets", "clause_sets"):
        keys = np.unique(_keys(funder_view, getattr(funder_view, sets)[own_codes])[0])
        near &= _has_any(whole, getattr(whole, sets)[state.codes], keys)
    at = np.flatnonzero(near)
    portfolio = whole.portfolio
    order = sorted(
        at.tolist(),
        key=lambda i: (-int(missing[i]), portfolio.identifier(int(state.codes[i]))),
    )
    shown = np.array(order[:MAX_NEARBY], np.int64)
    found = lines(whole, state.codes[shown])
    funded = {portfolio.identifier(code) for code in own_codes.tolist()}
    return NearbyGaps(
        found,
        frozenset(line.identifier for line in found) & funded,
        len(at),
        int(missing[at].sum()),
    )


def _keys(view: View, sets: Ints) -> tuple[Ints, Ints]:
    """Keys of the shares in some sets, and the place of the set each is in; without unallocated."""
    columns = view.portfolio.share_sets
    count = columns.n_parts[sets]
    key = view.portfolio.parts.key[ranges(columns.first_part[sets], count)]
    owner = np.repeat(np.arange(len(sets), dtype=np.int64), count)
    return key[key > 0], owner[key > 0]


def _has_any(view: View, sets: Ints, keys: Ints) -> Bools:
    """Whether each set has a share under one of the keys."""
    key, owner = _keys(view, sets)
    found = np.zeros(len(sets), np.bool_)
    found[owner[np.isin(key, keys)]] = True
    return found
