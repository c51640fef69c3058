"""Standing on the road to the conference (ruling 19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.milestones import Standing, standing
from tests.building.effort import small

weights = st.integers(0, 1_000)


@pytest.mark.parametrize(
    ("done", "planned", "total", "days_left", "expected"),
    [
        (0, 0, 0, 100, Standing.NOT_APPLICABLE),
        (50, 50, 100, 10, Standing.ON_TRACK),
        (60, 50, 100, 10, Standing.ON_TRACK),
        (26, 50, 100, 31, Standing.AT_RISK),
        (25, 50, 100, 31, Standing.LATE),  # a quarter behind
        (49, 50, 100, 31, Standing.AT_RISK),
        (49, 50, 100, 30, Standing.LATE),  # thirty days or fewer are left
        (49, 50, 100, -5, Standing.LATE),  # the conference is over
        (0, 0, 100, 0, Standing.ON_TRACK),  # nothing was due yet
    ],
)
def test_the_standing_follows_weights_and_days(
    done: int, planned: int, total: int, days_left: int, expected: Standing
) -> None:
    assert standing(done, planned, total, days_left) is expected


@small
@given(weights, weights, weights, st.integers(-400, 400))
def test_doing_more_never_looks_worse(done: int, planned: int, rest: int, days_left: int) -> None:
    total = max(done + 1, planned) + rest
    before, after = (standing(d, planned, total, days_left) for d in (done, done + 1))
    assert after <= before


@small
@given(weights, weights, weights, st.integers(-400, 400))
def test_fewer_days_never_look_better(done: int, planned: int, rest: int, days_left: int) -> None:
    total = max(done, planned) + rest
    sooner, later = (standing(done, planned, total, days) for days in (days_left - 1, days_left))
    assert sooner >= later
