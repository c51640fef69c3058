"""Reporting periods: apart from each other, locked against what is dated inside, unlocked for a reason."""

from datetime import date
from typing import Any

import pytest

from portfolio.domain.parsing import EntryRefused
from portfolio.services import reference, transactions
from portfolio.services.reference import PeriodIsLocked, UnknownPeriod
from portfolio.store.database import Database
from portfolio.store.history import read_entries, verify
from portfolio.store.reference import PeriodLocked
from tests.services.desk import Desk, a_desk, flow
from tests.services.hostile import ABSURD, MARKUP, UNKEPT

FIRST, LAST = date(2014, 1, 1), date(2014, 3, 31)


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def save(desk: Desk, name: str = "Q1", first: Any = FIRST, last: Any = LAST, **how: str) -> str:
    how.setdefault("token", f"{name[:20]}{first}{last}")
    return reference.save_period(desk.register, desk.reviewer, name, first, last, **how)


def names(desk: Desk) -> list[str]:
    return [period.name for period in reference.list_periods(desk.register, desk.secretary)]


def refusals(caught: pytest.ExceptionInfo[EntryRefused]) -> dict[str, str]:
    return {problem.field: problem.error.phrase for problem in caught.value.problems}


def test_a_locked_period_takes_nothing_dated_inside_until_it_is_unlocked(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    save(desk)
    reference.lock_period(register, desk.reviewer, "Q1", token="lock")
    late = flow(kind="commitment", value_date="2014-03-31", source="Agreement 7")
    with pytest.raises(PeriodLocked):
        transactions.record_flow(register, desk.secretary, project, late, token="1")
    after = flow(kind="commitment", value_date="2014-04-01", source="Agreement 7")
    transactions.record_flow(register, desk.secretary, project, after, token="2")
    reference.unlock_period(register, desk.administrator, "Q1", "reported twice", token="unlock")
    transactions.record_flow(register, desk.secretary, project, late, token="1")
    with register.database.reading() as connection:
        told = read_entries(connection, subject="period")
        assert [entry.command for entry in told] == ["unlock_period", "lock_period", "save_period"]
        assert told[0].reason == "reported twice"
        assert verify(connection).is_sound


def test_periods_are_listed_the_latest_first_and_raise_no_revision(desk: Desk) -> None:
    before = desk.register.database.revision()
    save(desk)
    save(desk, "Q2", date(2014, 4, 1), date(2014, 6, 30))
    assert names(desk) == ["Q2", "Q1"]
    assert desk.register.database.revision() == before


def test_no_two_periods_share_a_day(desk: Desk) -> None:
    save(desk)
    for first, last in (
        (LAST, date(2014, 6, 30)),
        (date(2013, 1, 1), FIRST),
        (date(2014, 2, 1), date(2014, 2, 1)),
        (date(2013, 1, 1), date(2015, 1, 1)),
    ):
        with pytest.raises(EntryRefused) as caught:
            save(desk, "Other", first, last)
        assert refusals(caught) == {"first": "error.periods_overlap"}
    assert names(desk) == ["Q1"]


def test_a_period_may_keep_its_own_days_and_name_when_it_is_changed(desk: Desk) -> None:
    save(desk)
    save(desk, "First quarter", FIRST, date(2014, 3, 30), was="Q1")
    assert names(desk) == ["First quarter"]


def test_a_locked_period_is_not_changed(desk: Desk) -> None:
    save(desk)
    reference.lock_period(desk.register, desk.reviewer, "Q1", token="lock")
    with pytest.raises(PeriodIsLocked):
        save(desk, "Q1", FIRST, date(2014, 2, 1), was="Q1")
    (period,) = reference.list_periods(desk.register, desk.secretary)
    assert (period.last, period.locked_by_id) == (LAST, desk.reviewer.person)


def test_the_same_token_saves_once(desk: Desk) -> None:
    assert save(desk, token="t") == save(desk, "Q1 again", token="t") == "Q1"
    assert names(desk) == ["Q1"]


def test_a_period_that_is_not_there_answers_so(desk: Desk) -> None:
    with pytest.raises(UnknownPeriod):
        save(desk, was="Q9")
    with pytest.raises(UnknownPeriod):
        reference.lock_period(desk.register, desk.reviewer, "Q9", token="1")


def test_a_name_the_record_does_not_keep_is_refused(desk: Desk) -> None:
    for name, phrase in UNKEPT.values():
        with pytest.raises(EntryRefused) as caught:
            save(desk, name, token="1")
        assert refusals(caught) == {"name": phrase}
        register, who = desk.register, desk.administrator
        with pytest.raises(EntryRefused) as caught:
            reference.unlock_period(register, who, "Q1", name, token="2")
        assert refusals(caught) == {"reason": phrase}
    assert not names(desk)


def test_markup_is_a_name_like_another(desk: Desk) -> None:
    for month, name in enumerate(MARKUP, start=1):
        save(desk, name, date(2014, month, 1), date(2014, month, 28))
    assert sorted(names(desk)) == sorted(MARKUP)


def test_days_outside_reason_are_refused(desk: Desk) -> None:
    for day in (None, *ABSURD):
        phrase = "error.field_empty" if day is None else "error.day_out_of_reason"
        with pytest.raises(EntryRefused) as caught:
            save(desk, "Q1", day, day, token="1")
        assert refusals(caught) == {"first": phrase, "last": phrase}


def test_a_period_ends_after_it_begins_and_has_a_name_of_its_own(desk: Desk) -> None:
    save(desk)
    with pytest.raises(EntryRefused) as caught:
        save(desk, "Q1", date(2014, 6, 30), date(2014, 4, 1))
    assert refusals(caught) == {"name": "error.already_exists", "last": "error.days_reversed"}
