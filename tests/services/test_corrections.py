"""Rows put right: what a row should read becomes a row beside it; what is only proposed is withdrawn."""

from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.flows import COUNTABLE, Flow, ReportedBy, Verification
from portfolio.domain.params import LookPolicy, ViewParams, Visibility
from portfolio.domain.parsing import EntryRefused
from portfolio.domain.transactions import CorrectionEntry
from portfolio.measures import entries
from portfolio.measures.exclusions import ExclusionReason
from portfolio.measures.headline import headline
from portfolio.services import operations, transactions, verification
from portfolio.services.publishing import ReasonMissing
from portfolio.services.transactions import NotProposed, SameFlow, StillCorrected, UnknownFlow
from portfolio.store import reading
from portfolio.store.database import Database
from portfolio.store.reference import PeriodLocked
from portfolio.store.saving import save_project
from tests.services.desk import AS_OF, Desk, a_desk, flow
from tests.services.test_flows import lock

MILLION = 1_000_000_00


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def recorded(desk: Desk, project: str, **changes: str) -> str:
    """A documented row unless the changes leave the source out."""
    typed = flow(**{"source": "Agreement 7", **changes})
    token = f"recorded {sorted(changes.items())}"
    return transactions.record_flow(desk.register, desk.secretary, project, typed, token=token)


def corrected(desk: Desk, project: str, row: str, amount: str, **changes: str) -> str:
    typed = CorrectionEntry(row, amount, **{"source": "Letter 9", **changes})
    token = f"corrected {row} {amount} {sorted(changes.items())}"
    return transactions.correct_flow(desk.register, desk.secretary, project, typed, token=token)


def rows(desk: Desk, project: str) -> dict[str, Flow]:
    found = desk.register.project(project, ViewParams(as_of=AS_OF))
    return {row.reference: row for row in found.flows}


def refused(
    desk: Desk, project: str, row: str, amount: str, **changes: str
) -> list[tuple[str, str]]:
    with pytest.raises(EntryRefused) as found:
        corrected(desk, project, row, amount, **{"note": "to be refused", **changes})
    return [(problem.field, problem.error.phrase) for problem in found.value.problems]


def withdraw(desk: Desk, project: str, row: str, reason: str = "typed twice") -> None:
    token = f"withdraw {row}"
    transactions.withdraw_flow(desk.register, desk.secretary, project, row, reason, token=token)


# -- what a row should read -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pledge", "commitment", "disbursement", "expenditure"])
def test_less_is_a_negative_row_of_the_same_day_that_names_its_row(desk: Desk, kind: str) -> None:
    project = desk.published()
    row = recorded(desk, project, kind=kind)
    name = corrected(desk, project, row, "2600000.50")
    added = rows(desk, project)[name]
    target = rows(desk, project)[row]
    assert (added.amount_minor, added.corrects_id) == (-39_999_950, target.id)
    assert (added.kind, added.value_date) == (target.kind, target.value_date)
    assert added.confidence is Verification.DOCUMENTED


def test_a_raised_pledge_is_replaced_from_its_own_day(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project)
    name = corrected(desk, project, row, "5000000")
    added = rows(desk, project)[name]
    assert (added.amount_minor, added.corrects_id) == (5 * MILLION, None)
    assert added.supersedes_id == rows(desk, project)[row].id
    assert desk.amounts().pledged_open == 5 * MILLION


def test_more_committed_is_a_further_row_of_the_difference(desk: Desk) -> None:
    project = desk.published()
    pledge = recorded(desk, project)
    row = recorded(desk, project, kind="commitment", amount="1000000", honours=pledge)
    name = corrected(desk, project, row, "1500000")
    added = rows(desk, project)[name]
    target = rows(desk, project)[row]
    assert (added.amount_minor, added.corrects_id, added.supersedes_id) == (
        MILLION // 2,
        None,
        None,
    )
    assert (added.value_date, added.honours_id) == (target.value_date, target.honours_id)
    assert desk.amounts().secured == MILLION * 3 // 2


def test_a_cancellation_bears_its_own_day(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project, kind="commitment")
    corrected(desk, project, row, "0", value_date="2014-05-01")
    assert desk.amounts(date(2014, 4, 30)).secured == 3 * MILLION
    assert desk.amounts().secured == 0
    assert refused(desk, project, row, "1", value_date="2014-02-28") == [
        ("value_date", "error.before_its_row")
    ]


def test_what_a_row_reads_now_counts_its_corrections(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project, kind="disbursement")
    corrected(desk, project, row, "2000000")
    proposed = corrected(desk, project, row, "1500000", source="")
    assert refused(desk, project, row, "1500000") == [("amount", "error.already_reads")]
    assert refused(desk, project, row, "-1") == [("amount", "error.below_nothing")]
    assert refused(desk, project, row, "") == [("amount", "error.missing")]
    assert refused(desk, project, row, "1.005") != []
    assert refused(desk, project, "F-99", "5") == [("corrects", "error.not_a_choice")]
    withdraw(desk, project, proposed)
    assert refused(desk, project, row, "2000000") == [("amount", "error.already_reads")]


def test_a_correction_is_no_row_to_correct_and_neither_is_a_replaced_pledge(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project)
    raised = corrected(desk, project, row, "5000000")
    taken = corrected(desk, project, raised, "4000000")
    for other in (row, taken):
        assert refused(desk, project, other, "1") == [("corrects", "error.not_a_choice")]
    assert desk.amounts().pledged_open == 4 * MILLION


def test_what_is_only_proposed_is_not_raised_by_a_row_that_counts(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project, kind="commitment", source="")
    assert refused(desk, project, row, "4000000") == [("amount", "error.raises_proposed")]
    corrected(desk, project, row, "2000000")
    assert desk.amounts().secured == 0  # a correction counts only where its row does


def test_the_same_rise_again_is_asked_about(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project, kind="commitment")
    corrected(desk, project, row, "4000000")
    with pytest.raises(SameFlow):
        corrected(desk, project, row, "4000000", note="again")


def test_a_correction_inside_a_locked_period_is_refused(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project, kind="commitment")
    lock(desk, date(2014, 1, 1), date(2014, 3, 31))
    with pytest.raises(PeriodLocked):
        corrected(desk, project, row, "1000000")
    corrected(desk, project, row, "1000000", value_date="2014-04-01")
    assert desk.amounts(date(2014, 3, 31)).secured == 3 * MILLION
    assert desk.amounts().secured == MILLION


def test_a_correction_awaits_a_second_look_like_any_row(desk: Desk) -> None:
    desk.register.look_policy = LookPolicy.REQUIRED
    project = desk.published()
    row = recorded(desk, project, kind="expenditure")
    added = corrected(desk, project, row, "1")
    names = [r.flow.reference for r in verification.flows_on_desk(desk.register, desk.colleague)]
    assert sorted(names) == [row, added]


def test_a_correction_is_the_report_of_the_side_that_its_row_is(desk: Desk) -> None:
    """An outgoing correction of an incoming row would hide the row: one side of a grant counts."""
    project = desk.published()
    row = recorded(desk, project, kind="commitment")
    with desk.register.database.new_revision("incoming") as change:
        found = reading.read_project(change.connection, project)
        incoming = replace(found.flows[0], perspective=ReportedBy.INCOMING)
        save_project(change, replace(found, flows=(incoming,)), existing=found)
    corrected(desk, project, row, "1000000")
    assert desk.amounts().secured == MILLION
    typed = flow(kind="commitment", amount="-400000", source="Letter", corrects=row)
    transactions.record_flow(desk.register, desk.secretary, project, typed, token="plain")
    assert desk.amounts().secured == 600_000_00


# -- withdrawn ----------------------------------------------------------------------------------------


def test_a_withdrawn_row_counts_nowhere_and_is_listed_nowhere_but_in_history(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    row = recorded(desk, project, source="", kind="commitment")
    withdraw(desk, project, row)
    assert verification.list_awaiting(register, desk.secretary) == ()
    assert verification.own_flows(register, desk.donor) == ()
    every = ViewParams(as_of=AS_OF, scope=Visibility(confidences=COUNTABLE))
    assert headline(register.view(every)).amounts.secured == 0
    [entry] = entries.flows(register.view(every), project).values()
    assert entry.exclusion is ExclusionReason.WITHDRAWN
    told = operations.read_history(register, desk.secretary, project=project)[0]
    assert (told.person_id, told.command) == (desk.secretary.person, "withdraw_flow")
    assert told.reason == "typed twice"
    [(name, _, after)] = told.differences
    assert name == f"flow {row}"
    assert after["confidences"][-1]["confidence"] == "withdrawn"


def test_what_was_known_before_a_withdrawal_stays_as_it_was(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project, source="", kind="commitment")
    withdraw(desk, project, row)
    [change] = rows(desk, project)[row].confidences
    assert (change.confidence, change.valid_from) == (Verification.WITHDRAWN, date(2014, 3, 1))


def test_a_withdrawn_row_answers_nothing_and_can_be_recorded_again(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    row = recorded(desk, project, source="")
    withdraw(desk, project, row)
    with pytest.raises(UnknownFlow):
        verification.confirm_flow(register, desk.donor, project, row, token="a")
    with pytest.raises(UnknownFlow):
        verification.document_flow(register, desk.secretary, project, row, "Letter", token="b")
    assert recorded(desk, project, source="", note="again") != row


def test_only_what_is_proposed_is_withdrawn_and_never_without_a_reason(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project)
    with pytest.raises(NotProposed):
        withdraw(desk, project, row)
    with pytest.raises(ReasonMissing):
        withdraw(desk, project, row, " ")


def test_a_row_is_withdrawn_after_its_corrections(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project, source="", kind="commitment")
    taken = corrected(desk, project, row, "1", source="")
    with pytest.raises(StillCorrected):
        withdraw(desk, project, row)
    withdraw(desk, project, taken)
    token = "at last"
    transactions.withdraw_flow(desk.register, desk.secretary, project, row, "wrong", token=token)
    assert verification.list_awaiting(desk.register, desk.secretary) == ()


def test_a_pledge_can_be_raised_again_after_a_rise_was_withdrawn(desk: Desk) -> None:
    project = desk.published()
    row = recorded(desk, project)
    raised = corrected(desk, project, row, "5000000", source="")
    withdraw(desk, project, raised)
    assert desk.amounts().pledged_open == 3 * MILLION
    corrected(desk, project, row, "6000000")
    assert desk.amounts().pledged_open == 6 * MILLION


def test_withdrawing_what_a_funder_took_back_leaves_a_locked_period_as_it_was(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    row = transactions.propose_pledge(register, desk.donor, project, flow(), token="1")
    lock(desk, date(2014, 1, 1), date(2014, 3, 31))
    verification.dispute_flow(register, desk.donor, project, row, "not decided", token="2")
    withdraw(desk, project, row)
    assert desk.amounts(date(2014, 3, 31)).pledged_open == 3 * MILLION
    assert desk.amounts().pledged_open == 0
    assert verification.list_awaiting(register, desk.secretary) == ()
