"""Sharing out by cumulative rounding: parts add up, stay close, and round half up below zero too."""

from fractions import Fraction
from itertools import accumulate, pairwise
from math import floor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.money import WHOLE, is_whole, split_evenly
from portfolio.ledger.columns import cumulative_parts
from tests.building.effort import small


def cumulative(amount: int, *points: int) -> list[int]:
    reached = cumulative_parts(np.array([amount]), np.array(points))
    return [int(part) for part in reached]


def share_out(amount: int, shares: list[int]) -> list[int]:
    return [
        end - begin for begin, end in pairwise(cumulative(amount, *accumulate(shares, initial=0)))
    ]


amounts = st.integers(-(10**15), 10**15)


@st.composite
def whole_shares(draw: st.DrawFn) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(0, WHOLE), max_size=8)))
    return [end - begin for begin, end in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


@small
@given(amounts, whole_shares())
def test_parts_add_up_to_the_whole(amount: int, shares: list[int]) -> None:
    assert sum(share_out(amount, shares)) == amount


@small
@given(amounts, whole_shares())
def test_each_part_is_within_one_unit_of_its_exact_share(amount: int, shares: list[int]) -> None:
    for part, share in zip(share_out(amount, shares), shares, strict=True):
        assert abs(part - Fraction(amount * share, WHOLE)) <= 1


@small
@given(st.integers(0, 10**15), whole_shares())
def test_no_part_of_something_is_less_than_nothing(amount: int, shares: list[int]) -> None:
    assert all(part >= 0 for part in share_out(amount, shares))


@small
@given(amounts, whole_shares())
def test_nothing_is_given_where_no_share_is(amount: int, shares: list[int]) -> None:
    assert all(
        part == 0
        for part, share in zip(share_out(amount, shares), shares, strict=True)
        if share == 0
    )


@small
@given(amounts, whole_shares(), whole_shares(), whole_shares())
def test_three_steps_stay_within_one_unit_a_step(
    amount: int, clauses: list[int], countries: list[int], priorities: list[int]
) -> None:
    cells = 0
    for clause, a in zip(share_out(amount, clauses), clauses, strict=True):
        for country, b in zip(share_out(clause, countries), countries, strict=True):
            for cell, c in zip(share_out(country, priorities), priorities, strict=True):
                assert abs(cell - Fraction(amount * a * b * c, WHOLE**3)) <= 3
                cells += cell
    assert cells == amount


@small
@given(amounts, st.integers(0, WHOLE))
def test_half_up_is_floor_of_x_plus_a_half(amount: int, reached: int) -> None:
    assert cumulative(amount, reached) == [
        floor(Fraction(amount * reached, WHOLE) + Fraction(1, 2))
    ]


def test_half_goes_up_below_zero_as_well() -> None:
    assert cumulative(1, 5_000) == [1]
    assert cumulative(-1, 5_000) == [0]
    assert share_out(-3, [5_000, 5_000]) == [-1, -2]


def test_a_cent_in_three_thirds_goes_to_the_middle() -> None:
    assert share_out(1, [3_333, 3_334, 3_333]) == [0, 1, 0]


def test_only_shares_of_the_whole_are_usable() -> None:
    assert is_whole([10_000])
    assert is_whole([0, 10_000])
    assert not is_whole([9_999])
    assert not is_whole([10_001])
    assert not is_whole([-1, 10_001])
    assert not is_whole([])


@given(st.integers(1, 200))
def test_even_shares_are_the_whole_and_differ_by_a_basis_point_at_most(number: int) -> None:
    shares = split_evenly(number)
    assert is_whole(shares)
    assert len(shares) == number
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares)


def test_three_even_shares_leave_the_rest_to_the_last() -> None:
    assert split_evenly(3) == [3333, 3333, 3334]
