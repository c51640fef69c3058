"""The enums answer the questions the contract asks of them."""

from datetime import date

from portfolio.domain.clauses import (
    CLAUSES,
    CONFERENCE_DEFAULT,
    CONFERENCE_WINDOW,
    FINANCE_CLAUSE,
    MONEY_CLAUSES,
    TRIANGULAR_CLAUSE,
)
from portfolio.domain.flows import FlowKind, Provenance, Verification
from portfolio.domain.params import Filters, ViewParams, Visibility
from portfolio.domain.projects import Status


def test_only_the_four_stages_of_the_ladder_count() -> None:
    counting = [kind for kind in FlowKind if kind.counts]
    assert [kind.word for kind in counting] == [
        "pledge",
        "commitment",
        "disbursement",
        "expenditure",
    ]


def test_what_is_only_proposed_is_not_official() -> None:
    assert [c for c in Verification if c.is_official] == [
        Verification.CONFIRMED,
        Verification.DOCUMENTED,
    ]
    assert Visibility().confidences == {Verification.CONFIRMED, Verification.DOCUMENTED}


def test_official_totals_leave_out_pipeline_and_cancelled() -> None:
    assert {s for s in Status if not s.is_official} == {Status.PIPELINE, Status.CANCELLED}


def test_money_goes_to_clauses_1_to_8_and_11() -> None:
    assert set(CLAUSES) - set(MONEY_CLAUSES) == {FINANCE_CLAUSE, TRIANGULAR_CLAUSE} == {9, 10}


def test_the_conference_is_on_the_last_day_of_its_window_by_default() -> None:
    assert (date(2014, 7, 1), date(2014, 12, 31)) == CONFERENCE_WINDOW
    assert CONFERENCE_WINDOW[1] == CONFERENCE_DEFAULT


def test_equal_questions_are_one_key() -> None:
    def ask() -> ViewParams:
        return ViewParams(date(2014, 6, 30), filters=Filters(funders=frozenset({"A"})))

    assert hash(ask()) == hash(ask())
    assert ask() == ask()
    assert Filters().is_empty
    assert not ask().filters.is_empty


def test_provenance_is_a_list_of_its_own() -> None:
    assert [p.word for p in Provenance] == ["entered", "imported", "documented", "illustrative"]
