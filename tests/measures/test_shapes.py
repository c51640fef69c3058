"""Shape by shape or cell by cell: the same sums to the minor unit."""

import numpy as np
import pytest
from hypothesis import given

from portfolio.domain.money import Dimension
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import allocation
from portfolio.measures.allocation import AmountsToAllocate, pair_units, project_units, sums_by_axis
from tests.build import APortfolio, raw_tables
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions

MORE_KEYS_THAN_COUNTRIES = 300


def sums(
    view: View, units: AmountsToAllocate, *, by_shape: bool
) -> dict[Dimension, list[list[int]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allocation, "_WORTH", 0 if by_shape else 10**9)
        found = sums_by_axis(view, units, MORE_KEYS_THAN_COUNTRIES)
    return {axis: total.tolist() for axis, total in found.items()}


@whole_portfolios
@given(portfolios(), questions(filtered=False))
def test_units_shared_out_by_shape_give_the_sums_of_their_cells(
    words: APortfolio, asked: ViewParams
) -> None:
    view = View(assemble(*raw_tables(words.contents()), 1), asked)
    for units in (project_units(view), pair_units(view)):
        for times in (1, -7, 10**6 + 3):  # below zero, and beyond a product of 64 bits
            scaled = AmountsToAllocate(units.code, units.amounts * times, units.figures)
            assert sums(view, scaled, by_shape=True) == sums(view, scaled, by_shape=False)


@whole_portfolios
@given(portfolios(), questions(filtered=False))
def test_a_block_ends_anywhere_without_changing_a_sum(words: APortfolio, asked: ViewParams) -> None:
    view = View(assemble(*raw_tables(words.contents()), 1), asked)
    units = pair_units(view)
    again = AmountsToAllocate(np.tile(units.code, 5), np.tile(units.amounts, 5), units.figures)
    whole = sums(view, again, by_shape=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allocation, "_CACHED", 1)
        assert sums(view, again, by_shape=True) == whole
