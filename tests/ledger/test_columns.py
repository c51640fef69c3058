"""Columns with room behind them: a change is appended, and older readers keep what they hold."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portfolio.ledger.columns import (
    Columns,
    Ints,
    VersionColumns,
    among,
    any_in_runs,
    extend_columns,
    rename_labels,
    sum_runs,
    valid_until,
    with_room,
)
from tests.building.effort import small

whole = st.integers(-(2**63), 2**63 - 1)


@dataclass(frozen=True, kw_only=True)
class Days(Columns):
    day: Ints


def days(*values: int) -> Days:
    return Days(day=np.array(values, np.int64))


def test_the_first_change_after_a_start_copies_nothing() -> None:
    read = with_room(days(1, 2))
    changed = extend_columns(read, days(3))
    assert np.shares_memory(changed.day, read.day)
    assert (read.day.tolist(), changed.day.tolist()) == ([1, 2], [1, 2, 3])


def test_two_changes_of_one_state_do_not_write_over_each_other() -> None:
    read = with_room(days(1))
    one, other = extend_columns(read, days(2)), extend_columns(read, days(3))
    assert (one.day.tolist(), other.day.tolist()) == ([1, 2], [1, 3])


@small
@given(st.lists(st.dictionaries(st.integers(0, 9), st.text(max_size=2)), min_size=1))
def test_changed_names_come_before_the_older_ones(names: list[dict[int, str]]) -> None:
    held, plain = rename_labels({}, names[0]), dict(names[0])
    for changed in names[1:]:
        before, known = held, dict(plain)
        held = rename_labels(held, changed)
        plain |= changed
        assert dict(before) == known
        assert dict(held) == plain


@small
@given(st.lists(st.lists(whole, min_size=1, max_size=4), max_size=6))
def test_runs_are_summed_exactly_wherever_the_running_sum_wraps_around(
    runs: list[list[int]],
) -> None:
    values = np.array([value for run in runs for value in run], np.int64)
    starts = np.cumsum([0, *map(len, runs)])[:-1].astype(np.int64)
    expected = [(sum(run) + 2**63) % 2**64 - 2**63 for run in runs]  # as 64 bits hold it
    assert sum_runs(values, starts).tolist() == expected
    assert any_in_runs(values > 0, starts).tolist() == [max(run) > 0 for run in runs]


@dataclass(frozen=True, kw_only=True)
class Versions(VersionColumns):
    VERSIONS_OF = ("thing",)

    thing: Ints


day = st.integers(-3, 6)
# thing → (the day a version holds from, when it was recorded), in the order in which the last wins
versions = st.lists(st.lists(st.tuples(day, day), min_size=1, max_size=4), max_size=4)


@small
@given(versions, day, st.none() | day, st.integers(0, 4))
def test_the_last_version_that_holds_by_the_day_and_is_known_by_then_wins(
    things: list[list[tuple[int, int]]], on: int, before: int | None, first: int
) -> None:
    rows = [(thing, *version) for thing, own in enumerate(things) for version in own]
    thing, valid_from, recorded_at = np.array(rows, np.int64).reshape(-1, 3).T
    columns = Versions(
        thing=thing,
        valid_from=valid_from,
        valid_until=valid_until(valid_from, thing),
        recorded_at=recorded_at,
    )
    last = {
        own: row
        for row, (own, since, recorded) in enumerate(rows)
        if since <= on and (before is None or recorded < before)
    }
    assert columns.holding(on, before).tolist() == list(last.values())
    some = columns.holding(on, before, np.flatnonzero(thing >= first))
    assert some.tolist() == [row for own, row in last.items() if own >= first]


@small
@given(st.lists(st.integers(0, 9)), st.sets(st.integers(-1, 12)))
def test_codes_are_found_among_the_wanted(values: list[int], wanted: set[int]) -> None:
    found = among(np.array(values, np.int64), wanted)
    assert found.tolist() == [value in wanted for value in values]
