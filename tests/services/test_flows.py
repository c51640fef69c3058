"""Money of published projects: what each step does to the figures, and who may take it."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.entry_rules import NotPositive
from portfolio.domain.errors import UnknownProject
from portfolio.domain.flows import Announcement, Verification
from portfolio.domain.params import ViewParams
from portfolio.domain.parsing import EntryRefused
from portfolio.measures import progress
from portfolio.services import drafts, milestones, reference, transactions, verification
from portfolio.services.access import NotAllowed
from portfolio.services.transactions import SameFlow, UnknownFlow
from portfolio.services.verification import FlowName, NotWaiting
from portfolio.store import history
from portfolio.store.database import Database
from portfolio.store.reference import PeriodLocked
from portfolio.store.tables import reporting_period
from tests.services.desk import AS_OF, Desk, a_desk, flow

MILLION = 1_000_000_00


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def lock(desk: Desk, first: Any, last: Any) -> None:
    with desk.register.database.transaction("lock") as change:
        change.connection.execute(
            sa.insert(reporting_period).values(
                name="Q1", first_day=first, last_day=last, locked_at=change.recorded_at
            )
        )


def test_each_step_of_the_money_moves_its_figure(desk: Desk) -> None:
    """The story of the desk: pledge proposed, confirmed, committed, disbursed."""
    register, project = desk.register, desk.published()
    pledge = transactions.record_flow(register, desk.secretary, project, flow(), token="1")
    assert desk.amounts().pledged_open == 0
    verification.confirm_flow(register, desk.donor, project, pledge, token="2")
    assert desk.amounts().pledged_open == 3 * MILLION
    committed = flow(kind="commitment", source="Agreement 7", honours=pledge)
    transactions.record_flow(register, desk.secretary, project, committed, token="3")
    amounts = desk.amounts()
    assert (amounts.pledged_open, amounts.secured) == (0, 3 * MILLION)
    assert amounts.gap == 9 * MILLION
    paid = flow(kind="disbursement", amount="1000000", source="Bank advice 1")
    advice = transactions.record_flow(register, desk.secretary, project, paid, token="4")
    amounts = desk.amounts()
    assert (amounts.secured, amounts.paid) == (3 * MILLION, 1 * MILLION)
    taken_back = flow(
        kind="disbursement", amount="-400000", source="Bank advice 2", corrects=advice
    )
    transactions.record_flow(register, desk.secretary, project, taken_back, token="5")
    assert desk.amounts().paid == 600_000_00
    with register.database.reading() as connection:
        assert history.verify(connection).is_sound


def test_a_double_click_records_once(desk: Desk) -> None:
    project = desk.published()
    first = transactions.record_flow(desk.register, desk.secretary, project, flow(), token="same")
    again = transactions.record_flow(desk.register, desk.secretary, project, flow(), token="same")
    assert first == again
    assert len(verification.list_awaiting(desk.register, desk.secretary)) == 1


def test_two_requests_with_one_token_at_once_record_once(desk: Desk) -> None:
    project = desk.published()
    made: list[str] = []

    def record() -> None:
        entry = flow(source="Agreement")
        made.append(
            transactions.record_flow(desk.register, desk.secretary, project, entry, token="same")
        )

    threads = [threading.Thread(target=record) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(set(made)) == 1
    found = desk.register.project(project, ViewParams(as_of=AS_OF))
    assert len(found.flows) == 1


def test_the_same_row_again_is_asked_about(desk: Desk) -> None:
    project = desk.published()
    first = transactions.record_flow(desk.register, desk.secretary, project, flow(), token="a")
    with pytest.raises(SameFlow):
        transactions.record_flow(desk.register, desk.secretary, project, flow(), token="b")
    reference = transactions.record_flow(
        desk.register, desk.secretary, project, flow(), token="b", again=True
    )
    assert reference != first


def test_a_raised_pledge_replaces_the_old_one(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    pledge = transactions.record_flow(
        register, desk.secretary, project, flow(source="Letter"), token="a"
    )
    raised = flow(amount="5000000", source="Second letter", supersedes=pledge)
    transactions.record_flow(register, desk.secretary, project, raised, token="b")
    assert desk.amounts().pledged_open == 5 * MILLION
    with pytest.raises(EntryRefused) as refused:
        transactions.record_flow(
            register, desk.secretary, project, flow(amount="6000000", supersedes=pledge), token="c"
        )
    assert [p.field for p in refused.value.problems] == ["supersedes"]


def test_a_donor_sees_and_touches_its_own_rows_only(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    reference = transactions.propose_pledge(register, desk.donor, project, flow(), token="1")
    other = desk.people["other donor"]
    assert verification.own_flows(register, other) == ()
    for row in (reference, "F-99"):
        with pytest.raises(UnknownFlow):
            verification.confirm_flow(register, other, project, row, token="x")
    with pytest.raises(UnknownFlow):
        verification.dispute_flow(register, other, project, reference, "no", token="x")
    assert [row.flow.reference for row in verification.own_flows(register, desk.donor)] == [
        reference
    ]


def test_a_donor_pledges_for_its_own_organisation_whatever_the_form_says(desk: Desk) -> None:
    project = desk.published()
    forged = flow(provider="DONOR-B", kind="commitment", source="Agreement")
    transactions.propose_pledge(desk.register, desk.donor, project, forged, token="1")
    [row] = verification.own_flows(desk.register, desk.donor)
    assert (row.flow.kind.word, row.confidence) == ("pledge", Verification.CONFIRMED)
    assert desk.amounts().secured == 0


def test_a_project_that_is_not_published_is_unknown_to_a_donor(desk: Desk) -> None:
    with pytest.raises(UnknownProject):
        transactions.propose_pledge(desk.register, desk.donor, "RD-NOWHERE", flow(), token="1")


def test_a_dispute_takes_back_a_confirmation_and_leaves_what_is_documented(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    own = transactions.propose_pledge(register, desk.donor, project, flow(), token="1")
    with pytest.raises(NotWaiting):
        verification.confirm_flow(register, desk.donor, project, own, token="3")
    verification.dispute_flow(register, desk.donor, project, own, "not decided", token="4")
    assert desk.amounts().pledged_open == 0
    entry = flow(kind="commitment", source="Agreement")
    documented = transactions.record_flow(register, desk.secretary, project, entry, token="5")
    verification.dispute_flow(register, desk.donor, project, documented, "another sum", token="6")
    assert desk.amounts().secured == 3 * MILLION
    for_look = [FlowName(project, own), FlowName(project, documented)]
    verification.give_second_looks(register, desk.reviewer, for_look, token="look")
    waiting = {
        row.flow.reference: row.dispute
        for row in verification.list_awaiting(register, desk.secretary)
    }
    assert waiting == {own: "not decided", documented: "another sum"}
    verification.settle_dispute(
        register, desk.secretary, project, documented, "the agreement stands", token="7"
    )
    assert [r.flow.reference for r in verification.list_awaiting(register, desk.secretary)] == [own]


def test_documenting_a_proposed_row_makes_it_count(desk: Desk) -> None:
    project = desk.published()
    reference = transactions.record_flow(
        desk.register, desk.secretary, project, flow(kind="commitment"), token="1"
    )
    assert desk.amounts().secured == 0
    verification.document_flow(
        desk.register, desk.secretary, project, reference, "Agreement 7", token="2"
    )
    assert desk.amounts().secured == 3 * MILLION


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "-5"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": "99999999999999999"}, "amount"),
        ({"currency": "EURO"}, "currency"),
        ({"value_date": "2999-01-01"}, "value_date"),
        ({"value_date": "soon"}, "value_date"),
        ({"provider": "NOBODY"}, "provider"),
        ({"kind": "loan"}, "kind"),
        ({"corrects": "F-77", "amount": "-5"}, "corrects"),
        ({"note": "x" * 9_999}, "note"),
        ({"earmarking": "9"}, "earmarking"),
        ({"finance_type": "9"}, "finance_type"),
        ({"kind": "disbursement", "finance_type": "110"}, "finance_type"),
        ({"kind": "commitment", "announcement": "new"}, "announcement"),
    ],
)
def test_a_row_that_cannot_be_is_refused_at_its_field(
    desk: Desk, changes: dict[str, str], field: str
) -> None:
    project = desk.published()
    revision = desk.register.database.revision()
    with pytest.raises(EntryRefused) as refused:
        transactions.record_flow(desk.register, desk.secretary, project, flow(**changes), token="1")
    assert field in [problem.field for problem in refused.value.problems]
    assert desk.register.database.revision() == revision


def test_a_pledge_says_grant_or_loan_and_whether_it_is_new(desk: Desk) -> None:
    project = desk.published()
    typed = flow(finance_type="421", announcement="new", source_word="allocation")
    reference = transactions.record_flow(desk.register, desk.secretary, project, typed, token="1")
    rows = desk.register.project(project, ViewParams(as_of=AS_OF)).flows
    row = next(row for row in rows if row.reference == reference)
    assert (row.finance_type, row.announcement) == (421, Announcement.NEW)
    assert row.source_word == "allocation"


def test_a_negative_pledge_names_what_it_corrects(desk: Desk) -> None:
    with pytest.raises(EntryRefused) as refused:
        transactions.record_flow(
            desk.register, desk.secretary, desk.published(), flow(amount="-1"), token="1"
        )
    assert isinstance(refused.value.problems[0].error, NotPositive)


def test_a_locked_period_refuses_what_is_dated_inside_it(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    pledge = transactions.record_flow(register, desk.secretary, project, flow(), token="0")
    lock(desk, AS_OF.replace(month=1, day=1), AS_OF.replace(month=3, day=31))
    with pytest.raises(PeriodLocked):
        transactions.record_flow(register, desk.secretary, project, flow(source="L"), token="1")
    verification.confirm_flow(register, desk.donor, project, pledge, token="2")
    march = desk.amounts(AS_OF.replace(month=3, day=31)).pledged_open
    assert (march, desk.amounts().pledged_open) == (0, 3 * MILLION)
    with pytest.raises(PeriodLocked):
        milestones.record_milestone(
            register, desk.secretary, project, "M-1", "done", "2014-03-31", "Report", token="3"
        )


def test_an_answer_holds_though_an_earlier_one_is_dated_after_a_lock_since_lifted(
    desk: Desk,
) -> None:
    register, project = desk.register, desk.published()
    own = transactions.propose_pledge(register, desk.donor, project, flow(), token="0")
    lock(desk, AS_OF.replace(month=1, day=1), AS_OF.replace(month=3, day=31))
    verification.dispute_flow(register, desk.donor, project, own, "not decided", token="1")
    assert desk.amounts().pledged_open == 0
    reference.unlock_period(register, desk.administrator, "Q1", "an error", token="2")
    verification.confirm_flow(register, desk.donor, project, own, token="3")
    assert desk.amounts().pledged_open == 3 * MILLION


def test_a_milestone_done_with_evidence_moves_progress(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    with pytest.raises(EntryRefused):
        milestones.record_milestone(
            register, desk.secretary, project, "M-1", "done", "2014-06-01", "", token="1"
        )
    milestones.record_milestone(
        register, desk.secretary, project, "M-1", "done", "2014-06-01", "Report 3", token="2"
    )
    assert progress.overall(register.view(ViewParams(as_of=AS_OF))).share_done == 1


def test_a_status_changes_from_its_day(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    milestones.record_status(
        register, desk.secretary, project, "cancelled", "2014-06-15", "Letter", token="1"
    )
    assert desk.amounts().requirement == 0
    assert desk.amounts(AS_OF.replace(day=14)).requirement == 12 * MILLION


@pytest.mark.parametrize("role", ["minister", "donor"])
def test_readers_record_nothing(desk: Desk, role: str) -> None:
    with pytest.raises(NotAllowed):
        transactions.record_flow(desk.register, desk.people[role], "X", flow(), token="1")


def test_a_token_is_one_persons_and_one_commands(desk: Desk) -> None:
    register, project = desk.register, desk.published()
    first = transactions.record_flow(register, desk.secretary, project, flow(), token="same")
    assert (
        transactions.record_flow(register, desk.secretary, project, flow(), token="same") == first
    )
    other = transactions.record_flow(
        register, desk.colleague, project, flow(amount="2"), token="same"
    )
    pledge = transactions.propose_pledge(
        register, desk.donor, project, flow(amount="3"), token="same"
    )
    assert len({first, other, pledge}) == 3
    mine = drafts.open_draft(register, desk.secretary, token="same")
    assert drafts.open_draft(register, desk.secretary, token="same").id == mine.id
    assert drafts.open_draft(register, desk.colleague, token="same").id != mine.id
