"""Standing on the road to the conference (rulings 19 and 27)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.projects import ScheduleStatus, schedule_status
from tests.building.effort import small

LAG = {
    ScheduleStatus.NOTHING_DUE: 0,
    ScheduleStatus.ON_TRACK: 0,
    ScheduleStatus.DONE: 0,
    ScheduleStatus.AT_RISK: 1,
    ScheduleStatus.LATE: 2,
    ScheduleStatus.NOT_DONE: 2,
}
weights = st.integers(0, 1_000)


@pytest.mark.parametrize(
    ("done", "planned", "total", "days_left", "expected"),
    [
        (0, 0, 0, 100, ScheduleStatus.NO_MILESTONES),
        (50, 50, 100, 10, ScheduleStatus.ON_TRACK),
        (60, 50, 100, 10, ScheduleStatus.ON_TRACK),
        (26, 50, 100, 31, ScheduleStatus.AT_RISK),
        (25, 50, 100, 31, ScheduleStatus.LATE),  # a quarter behind
        (49, 50, 100, 31, ScheduleStatus.AT_RISK),
        (49, 50, 100, 30, ScheduleStatus.LATE),  # thirty days or fewer are left
        (49, 50, 100, 0, ScheduleStatus.LATE),
        (99, 50, 100, -1, ScheduleStatus.NOT_DONE),  # the conference is over
        (100, 100, 100, -1, ScheduleStatus.DONE),
        (0, 0, 100, -1, ScheduleStatus.NOT_DONE),
        (0, 0, 100, 0, ScheduleStatus.NOTHING_DUE),
        (1, 0, 100, 0, ScheduleStatus.ON_TRACK),
    ],
)
def test_the_standing_follows_weights_and_days(
    done: int, planned: int, total: int, days_left: int, expected: ScheduleStatus
) -> None:
    assert schedule_status(done, planned, total, days_left) is expected


@small
@given(weights, weights, weights, st.integers(-400, 400))
def test_doing_more_never_looks_worse(done: int, planned: int, rest: int, days_left: int) -> None:
    total = max(done + 1, planned) + rest
    statuses = (schedule_status(d, planned, total, days_left) for d in (done, done + 1))
    before, after = (LAG[status] for status in statuses)
    assert after <= before


@small
@given(weights, weights, weights, st.integers(-400, 400))
def test_fewer_days_never_look_better(done: int, planned: int, rest: int, days_left: int) -> None:
    total = max(done, planned, 1) + rest
    statuses = (schedule_status(done, planned, total, days) for days in (days_left - 1, days_left))
    sooner, later = (LAG[status] for status in statuses)
    assert sooner >= later
