"""Days and instants are whole numbers that read back exactly; what is no whole number is refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from portfolio.domain.flows import FlowKind
from portfolio.store.schema import Code, Day, Instant, Minor, micros

DIALECT = sqlite.dialect()


@given(st.dates())
def test_a_day_reads_back(day: date) -> None:
    assert Day().process_result_value(Day().process_bind_param(day, DIALECT), DIALECT) == day


@given(st.datetimes(timezones=st.sampled_from((UTC, timezone(timedelta(hours=5, minutes=30))))))
def test_an_instant_reads_back_to_the_microsecond(instant: datetime) -> None:
    kept = Instant().process_bind_param(instant, DIALECT)
    assert Instant().process_result_value(kept, DIALECT) == instant


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        micros(datetime(2014, 1, 1))


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_an_amount_that_is_no_whole_number_is_refused(amount: object) -> None:
    with pytest.raises(TypeError):
        Minor().process_bind_param(amount, DIALECT)  # type: ignore[arg-type]


def test_a_code_that_is_no_member_is_refused() -> None:
    with pytest.raises(ValueError, match="99"):
        Code(FlowKind).process_bind_param(99, DIALECT)  # type: ignore[arg-type]
