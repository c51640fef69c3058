"""Planned payments: dated rows inside a project's life, published like its requirement (ruling 32)."""

from datetime import date
from typing import Any

import pytest

from portfolio.domain import entry_rules, flows, parsing
from portfolio.domain.documents import document
from portfolio.domain.flows import FinanceKind, OutsideItsEnd, OutsideItsLife, OutsideItsStart
from tests.domain.test_entry_project import JULY, changed, names, project
from tests.services.desk import entry as an_entry

ROW = {
    "key": "1",
    "provider": "DONOR-A",
    "first_day": "2014-07-01",
    "last_day": "2014-12-31",
    "amount": "500000.00",
    "currency": "EUR",
    "source": "",
}
LIFE = {"start_planned": "2014-02-01", "end_planned": "2015-12-31"}


def problems(*rows: dict[str, str], **changes: Any) -> list[tuple[str, str]]:
    typed = an_entry(identifier="RD-1", planned_payments=list(rows), **{**LIFE, **changes})
    found = parsing.read(typed, names(), is_new=True)
    assert found.problems == []
    told = entry_rules.check(found, names(), today=date(2014, 6, 30))
    return [(p.column, p.error.phrase) for p in told if p.field == "planned_payments"]


def test_a_planned_payment_reads_back_into_its_form() -> None:
    held = project(planned_payments=[ROW])
    [row] = document(held)["planned_payments"]
    assert {**row, "key": "1"} == ROW
    assert changed(held) == held


def test_a_changed_payment_is_a_dated_row_beside_the_old_one() -> None:
    held = project(planned_payments=[ROW])
    row = {**document(held)["planned_payments"][0], "amount": "700000.00"}
    after = changed(held, planned_payments=[row])
    assert [(p.amount_minor, p.valid_from) for p in after.planned_payments] == [
        (500_000_00, date(2014, 2, 1)),
        (700_000_00, JULY),
    ]
    [standing] = flows.planned_in_force(after.planned_payments)
    assert standing.amount_minor == 700_000_00


def test_a_payment_taken_out_is_planned_no_more_and_can_be_planned_again() -> None:
    after = changed(project(planned_payments=[ROW]), planned_payments=[])
    assert flows.planned_in_force(after.planned_payments) == ()
    assert document(after)["planned_payments"] == []
    again = changed(after, planned_payments=[ROW])
    assert [p.amount_minor for p in flows.planned_in_force(again.planned_payments)] == [500_000_00]


@pytest.mark.parametrize(
    ("first", "last", "column", "error"),
    [
        ("2014-01-31", "2014-06-30", "first_day", OutsideItsStart),
        ("2015-07-01", "2016-01-01", "last_day", OutsideItsEnd),
        ("2013-01-01", "2016-01-01", "first_day", OutsideItsLife),
    ],
)
def test_a_payment_outside_its_projects_life_says_so_beside_the_field(
    first: str, last: str, column: str, error: type[Exception]
) -> None:
    row = {**ROW, "first_day": first, "last_day": last}
    assert problems(row) == [(column, error.phrase)]  # type: ignore[attr-defined]


def test_the_first_and_last_day_of_a_project_are_inside_its_life() -> None:
    assert problems({**ROW, "first_day": "2014-02-01", "last_day": "2015-12-31"}) == []
    assert problems({**ROW, "first_day": "2001-01-01"}, start_planned="") == []


def test_a_period_of_one_funder_stands_once_and_forwards() -> None:
    assert problems(ROW, {**ROW, "key": "2"}) == [("provider", "error.twice")]
    reversed_ = {**ROW, "last_day": "2014-06-30"}
    assert problems(reversed_) == [("last_day", "error.days_reversed")]
    assert problems({**ROW, "amount": "0"}) == [("amount", "error.not_positive")]


@pytest.mark.parametrize(
    ("code", "kind"),
    [(110, "grant"), (421, "loan"), (410, "loan"), (422, "other"), (None, "not_stated")],
)
def test_a_finance_type_is_a_grant_a_loan_something_else_or_not_stated(
    code: int | None, kind: str
) -> None:
    assert FinanceKind.of(code).word == kind
