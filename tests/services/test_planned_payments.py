"""A funder states and changes what it plans to pay: its own, inside the project's life, told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portfolio.domain.entry_rules import PlannedPaymentEntry
from portfolio.domain.errors import UnknownProject
from portfolio.domain.params import ViewParams
from portfolio.domain.parsing import EntryRefused
from portfolio.measures.funders import payments
from portfolio.services import milestones
from portfolio.store import history, reconciliation
from portfolio.store.database import Database
from tests.services.desk import AS_OF, Desk, a_desk

ENTRY = PlannedPaymentEntry("2014-07-01", "2014-12-31", "500000", "EUR", "2014-03-01", "Letter 4")


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def planned(desk: Desk, who: str = "donor") -> list[tuple[str, int]]:
    """First day and amount of what stands, of the projects of this donor."""
    return [
        (row.first_day.isoformat(), row.amount_minor)
        for schedule in milestones.own_planned_payments(desk.register, desk.people[who])
        for row in schedule.payments
    ]


def refused(desk: Desk, project: str, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(EntryRefused) as told:
        milestones.plan_payment(
            desk.register, desk.donor, project, replace(ENTRY, **changes), token="refused"
        )
    return [(problem.field, problem.error.phrase) for problem in told.value.problems]


def test_what_a_funder_plans_stands_at_once_and_moves_no_total(desk: Desk) -> None:
    project, register = desk.published(), desk.register
    before = desk.amounts()
    milestones.plan_payment(register, desk.donor, project, ENTRY, token="1")
    milestones.plan_payment(register, desk.donor, project, ENTRY, token="1")
    assert planned(desk) == [("2014-07-01", 500_000_00)]
    assert planned(desk, "other donor") == []
    assert desk.amounts() == before
    [payment] = payments(register.view(ViewParams(as_of=AS_OF)))
    assert payment.amount.planned == 500_000_00
    with register.database.reading() as connection:
        assert history.verify(connection).is_sound
        assert reconciliation.compare(connection).differences == ()


def test_a_change_is_a_dated_row_and_nothing_withdraws_it(desk: Desk) -> None:
    project, register = desk.published(), desk.register
    for number, (amount, day) in enumerate(
        (("500000", "2014-03-01"), ("700000", "2014-04-01"), ("0", "2014-06-01"))
    ):
        entry = replace(ENTRY, amount=amount, planned_on=day)
        milestones.plan_payment(register, desk.donor, project, entry, token=str(number))
    assert planned(desk) == []
    asked = ViewParams(as_of=date(2014, 5, 1))
    [payment] = payments(register.view(asked))
    assert payment.amount.planned == 700_000_00
    assert payments(register.view(ViewParams(as_of=AS_OF))) == ()
    again = replace(ENTRY, amount="300000", planned_on="2014-06-02")
    milestones.plan_payment(register, desk.donor, project, again, token="again")
    assert planned(desk) == [("2014-07-01", 300_000_00)]


def test_each_funder_has_its_own_plan_of_one_period(desk: Desk) -> None:
    project, register = desk.published(), desk.register
    milestones.plan_payment(register, desk.donor, project, ENTRY, token="1")
    other, entry = desk.people["other donor"], replace(ENTRY, amount="9")
    milestones.plan_payment(register, other, project, entry, token="2")
    assert planned(desk) == [("2014-07-01", 500_000_00)]
    assert planned(desk, "other donor") == [("2014-07-01", 9_00)]


@pytest.mark.parametrize(
    ("changes", "field", "phrase"),
    [
        ({"last_day": "2015-02-01"}, "last_day", "error.planned_after_end"),
        ({"first_day": "2014-01-31"}, "first_day", "error.planned_before_start"),
        (
            {"first_day": "2013-01-01", "last_day": "2016-01-01"},
            "first_day",
            "error.planned_outside_life",
        ),
        ({"first_day": "2014-12-31", "last_day": "2014-07-01"}, "last_day", "error.days_reversed"),
        ({"amount": "0"}, "amount", "error.not_positive"),
        ({"amount": "-5"}, "amount", "error.not_positive"),
        ({"amount": ""}, "amount", "error.missing"),
        ({"currency": "XXQ"}, "currency", "error.unknown_currency"),
        ({"planned_on": "2035-01-01"}, "planned_on", "error.planned_ahead"),
        ({"planned_on": ""}, "planned_on", "error.missing"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(
    desk: Desk, changes: dict[str, str], field: str, phrase: str
) -> None:
    assert (field, phrase) in refused(desk, desk.published(), **changes)
    assert planned(desk) == []


def test_the_same_again_and_what_a_later_word_holds_over_are_refused(desk: Desk) -> None:
    project, register = desk.published(), desk.register
    for number, (amount, day) in enumerate((("5", "2014-03-01"), ("7", "2014-05-01"))):
        entry = replace(ENTRY, amount=amount, planned_on=day)
        milestones.plan_payment(register, desk.donor, project, entry, token=str(number))
    assert refused(desk, project, amount="7") == [
        ("amount", "error.planned_already"),
        ("planned_on", "error.planned_later"),
    ]
    assert refused(desk, project, amount="8", planned_on="2014-04-01") == [
        ("planned_on", "error.planned_later")
    ]


def test_a_project_that_is_not_published_is_unknown(desk: Desk) -> None:
    with pytest.raises(UnknownProject):
        milestones.plan_payment(desk.register, desk.donor, "RD-NONE", ENTRY, token="1")


def test_everything_wrong_is_told_at_once_though_a_field_is_empty(desk: Desk) -> None:
    project = desk.published()
    told = refused(
        desk,
        project,
        first_day="2014-12-31",
        last_day="2014-07-01",
        amount="-5",
        currency="",
        planned_on="2999-01-01",
    )
    assert {field for field, _ in told} == {"last_day", "amount", "currency", "planned_on"}
    one_day_empty = refused(desk, project, first_day="", amount="-5", planned_on="2099-01-01")
    assert set(one_day_empty) == {
        ("first_day", "error.missing"),
        ("amount", "error.not_positive"),
        ("planned_on", "error.planned_ahead"),
    }
