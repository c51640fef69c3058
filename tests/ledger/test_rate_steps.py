"""Rates to look at are those off their neighbours, and not the neighbours of a wrong one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.ledger.rates import rate_steps
from tests.building.effort import small

E8 = 10**8


def steps(*rates: tuple[int, float]) -> list[tuple[int, int]]:
    """(place, place of the neighbour) of what is found in (day, rate)."""
    found = rate_steps(
        np.array([day for day, _ in rates], np.int64),
        np.array([round(rate * E8) for _, rate in rates], np.int64),
    )
    return list(zip(found.at.tolist(), found.neighbour.tolist(), strict=True))


@pytest.mark.parametrize(
    ("rates", "found"),
    [
        ((), []),
        (((1, 1.3),), []),
        (((1, 1.3), (2, 1.4), (3, 1.3)), []),
        (((1, 1.3), (2, 1300.0), (3, 1.3)), [(1, 0)]),
        (((1, 1.3), (2, 1.3), (3, 1300.0)), [(2, 1)]),
        (((1, 1300.0), (2, 1.3), (3, 1.3)), [(0, 1)]),
        (((1, 1.3), (64, 1300.0)), []),
        (((1, 1.3), (63, 1300.0)), [(0, 1), (1, 0)]),
        # two wrong days in a row: each step is looked at from both its sides
        (((1, 1.3), (2, 1.3), (3, 1300.0), (4, 1300.0), (5, 1.3), (6, 1.3)),
         [(1, 2), (2, 1), (3, 4), (4, 3)]),
    ],
)  # fmt: skip
def test_a_step_is_found_and_its_good_neighbours_are_not_accused(
    rates: tuple[tuple[int, float], ...], found: list[tuple[int, int]]
) -> None:
    assert steps(*rates) == found


@small
@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 10**12)), min_size=2, max_size=30))
def test_what_is_found_is_off_and_every_step_has_one_of_its_sides_found(
    gaps: list[tuple[int, int]],
) -> None:
    day = np.cumsum([gap for gap, _ in gaps]).astype(np.int64)
    rate = np.array([value for _, value in gaps], np.int64)
    found = rate_steps(day, rate)
    for at, other in zip(found.at, found.neighbour, strict=True):
        low, high = sorted((int(rate[at]), int(rate[other])))
        assert 4 * high > 5 * low
        assert abs(int(day[at] - day[other])) <= 62
    listed = set(found.at.tolist())
    for at in range(len(day) - 1):
        low, high = sorted((int(rate[at]), int(rate[at + 1])))
        if day[at + 1] - day[at] <= 62 and 4 * high > 5 * low:
            assert listed & {at, at + 1}
