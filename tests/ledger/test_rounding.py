"""Exact arithmetic on columns equals the same arithmetic on Python's whole numbers."""

from fractions import Fraction
from math import floor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portfolio.ledger.columns import (
    cumulative_parts,
    last_of_each,
    muldiv_half_even,
    positions,
    ranges,
    runs,
    totals_by,
)
from tests.building.effort import small

amounts = st.integers(-(10**16), 10**16)
rates = st.integers(1, 10**15)


@small
@given(st.lists(st.tuples(st.integers(-(10**13), 10**13), rates, rates), max_size=20))
def test_conversion_rounds_half_even_whatever_the_size(rows: list[tuple[int, int, int]]) -> None:
    rows = [row for row in rows if abs(row[0] * row[1]) < row[2] * 2**61]
    columns = [np.array([row[at] for row in rows], np.int64) for at in range(3)]
    expected = [round(Fraction(amount * top, bottom)) for amount, top, bottom in rows]
    assert muldiv_half_even(*columns).tolist() == expected


@small
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_a_tie_goes_to_the_even_number(amount: int, bottom: int) -> None:
    odd = np.array([(2 * amount + 1) * bottom], np.int64)
    half = muldiv_half_even(odd, np.array([1], np.int64), np.array([2 * bottom], np.int64))
    assert int(half[0]) % 2 == 0
    assert abs(2 * int(half[0]) - (2 * amount + 1)) == 1


@small
@given(st.lists(st.tuples(amounts, st.integers(0, 10_000)), min_size=1, max_size=20))
def test_shares_are_reached_half_up_also_below_zero(rows: list[tuple[int, int]]) -> None:
    columns = [np.array([row[at] for row in rows], np.int64) for at in range(2)]
    assert cumulative_parts(*columns).tolist() == [
        floor(Fraction(amount * points, 10_000) + Fraction(1, 2)) for amount, points in rows
    ]


@small
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-(2**60), 2**60)), max_size=7))
def test_sums_by_key_are_exact_beyond_binary_floats(rows: list[tuple[int, int]]) -> None:
    keys, values = (np.array([row[at] for row in rows], np.int64) for at in range(2))
    expected = [sum(value for key, value in rows if key == own) for own in range(6)]
    assert totals_by(keys, values, 6).tolist() == expected


@small
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 4)), max_size=9))
def test_ranges_follow_each_other(rows: list[tuple[int, int]]) -> None:
    first, count = (np.array([row[at] for row in rows], np.int64) for at in range(2))
    expected = [start + step for start, size in rows for step in range(size)]
    assert ranges(first, count).tolist() == expected


@small
@given(st.lists(st.integers(0, 3), max_size=12).map(sorted))
def test_runs_cover_the_column_and_end_with_their_last_row(keys: list[int]) -> None:
    column = np.array(keys, np.int64)
    start, length = runs(column)
    assert int(length.sum()) == len(keys)
    assert np.flatnonzero(last_of_each(column)).tolist() == (start + length - 1).tolist()


def test_an_unknown_id_has_no_position() -> None:
    ids = np.array([30, 10, 20], np.int64)
    order = np.argsort(ids)
    found = positions(ids[order], order, np.array([10, 15, 30, 99], np.int64))
    assert found.tolist() == [1, -1, 0, -1]
