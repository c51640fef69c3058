"""What is recorded later is dated later, whatever the clock of the machine does."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.services.operations import ClockNotBehind, confirm_clock
from portfolio.store import history, tables
from portfolio.store.database import Database
from portfolio.store.history import TOLERANCE, ClockBehind
from tests.services.desk import a_desk

BEGUN = datetime(2014, 6, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that shows what it is told."""

    def __init__(self) -> None:
        self.shows = BEGUN

    def now(self) -> datetime:
        return self.shows


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(history, "now", moved.now)
    return moved


def save(database: Database, key: str) -> datetime:
    with database.new_revision("a change") as change:
        change.connection.execute(sa.insert(tables.setting).values(key=key, value=""))
        change.record("setting", key, {}, {"value": "1"})
        return change.recorded_at


def recorded(database: Database) -> list[datetime]:
    with database.reading() as connection:
        return [entry.recorded_at for entry in reversed(history.read_entries(connection))]


@given(steps=st.lists(st.integers(-299, 10_000), min_size=1, max_size=12), again=st.booleans())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
def test_no_entry_is_dated_before_the_one_it_follows(
    new_store: object, hand: Clock, steps: list[int], *, again: bool
) -> None:
    database = Database(new_store())  # type: ignore[operator]
    hand.shows = BEGUN
    latest = BEGUN
    for number, step in enumerate(steps):
        hand.shows = latest + timedelta(seconds=step)
        if again:  # another process, that has not seen the entries being written
            database.close()
            database = Database(str(database.url.render_as_string(hide_password=False)))
        at = save(database, str(number)) if number % 2 else _keep(database, str(number))
        assert at >= hand.shows
        latest = max(latest, at)
    every = recorded(database)
    assert every == sorted(every)
    assert len(every) == len(steps)
    database.close()


def _keep(database: Database, key: str) -> datetime:
    with database.transaction("beside the portfolio") as change:
        change.record("draft", key, {}, {"state": "draft"})
    return change.recorded_at


def test_a_clock_far_behind_stops_saving_and_nothing_is_kept(
    database: Database, hand: Clock
) -> None:
    save(database, "first")
    hand.shows = BEGUN - TOLERANCE
    assert save(database, "within") == BEGUN
    hand.shows -= timedelta(seconds=1)
    revision = database.revision()
    with pytest.raises(ClockBehind) as caught:
        save(database, "second")
    assert caught.value.values == {
        "clock": "2014-06-01 11:54:59 UTC", "newest": "2014-06-01 12:00:00 UTC",
    }  # fmt: skip
    with pytest.raises(ClockBehind):
        _keep(database, "second")
    assert database.revision() == revision
    assert recorded(database) == [BEGUN, BEGUN]


def test_a_clock_far_behind_stops_neither_signing_in_nor_looking_ahead(
    database: Database, hand: Clock
) -> None:
    save(database, "first")
    hand.shows = BEGUN - timedelta(days=1)
    with database.transaction("sign in") as change:  # tells nothing
        assert change.recorded_at == hand.shows
    with database.new_revision("what a draft would do") as change:
        change.abandon()


def test_a_confirmed_clock_saves_again_and_history_says_who_confirmed_it(
    database: Database, hand: Clock
) -> None:
    desk = a_desk(database)
    hand.shows = datetime.now(UTC) + timedelta(days=2)
    save(database, "first")
    newest = hand.shows
    hand.shows = newest - timedelta(days=1)
    with pytest.raises(ClockBehind):
        save(database, "second")
    confirm_clock(desk.register, desk.administrator, "It ran a day ahead.")
    assert save(database, "second") == newest
    with pytest.raises(ClockNotBehind):
        confirm_clock(desk.register, desk.administrator, "Once more.")
    with database.reading() as connection:
        told = next(e for e in history.read_entries(connection) if e.command == "confirm_clock")
        assert history.verify(connection).is_sound
    assert (told.person_id, told.reason) == (desk.administrator.person, "It ran a day ahead.")
    hand.shows = newest + timedelta(days=3)  # ahead of time once more, and set back again
    save(database, "third")
    hand.shows = newest + timedelta(days=1)
    with pytest.raises(ClockBehind):
        save(database, "fourth")


def test_entries_that_ran_backwards_before_are_not_followed(
    database: Database, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(Database, "moment", lambda *_: history.Moment(hand.shows, None))
        save(database, "ahead")
        hand.shows -= timedelta(minutes=4)
        save(database, "back")
    assert recorded(database) == [BEGUN, BEGUN - timedelta(minutes=4)]
    assert save(database, "now") == BEGUN
