"""Several rows confirmed by one press: as each by itself would be, all of them or none, and once."""

import threading
from datetime import date

import pytest

from portfolio.domain.flows import Verification
from portfolio.domain.history import HistoryEntry
from portfolio.domain.params import Principal
from portfolio.services import drafts, publishing, reference, transactions, verification
from portfolio.services.access import NotAllowed
from portfolio.services.transactions import UnknownFlow
from portfolio.services.verification import FlowName, NothingChosen, NotWaiting, SeveralRefused
from portfolio.store import history
from portfolio.store.database import Database
from tests.services.desk import AS_OF, Desk, a_desk, entry, flow

MILLION = 1_000_000_00


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def recorded(desk: Desk, project: str, *amounts: str, **changes: str) -> list[FlowName]:
    """Rows that the secretariat recorded without a source, so that they wait for their funder."""
    return [
        FlowName(
            project,
            transactions.record_flow(
                desk.register, desk.secretary, project, flow(amount=amount, **changes),
                token=f"{amount}{changes}",
            ),
        )
        for amount in amounts
    ]  # fmt: skip


def confirm(
    desk: Desk, rows: list[FlowName], token: str = "press", who: Principal | None = None
) -> int:
    return verification.confirm_flows(desk.register, who or desk.donor, rows, token=token)


def another(desk: Desk) -> str:
    """A second published project."""
    register, who = desk.register, desk.secretary
    draft = drafts.open_draft(register, who, token="another")
    document = entry(titles={"en": "Another"})
    draft = drafts.save_draft(register, who, draft.id, document, draft_seen=draft)
    draft = drafts.submit_draft(register, who, draft.id, draft_seen=draft)
    return publishing.publish_draft(
        register, desk.reviewer, draft.id, draft_seen=draft, reason="in order", token="out"
    )


def states(desk: Desk, who: Principal | None = None) -> dict[str, Verification]:
    rows = verification.own_flows(desk.register, who or desk.donor)
    return {row.flow.reference: row.confidence for row in rows}


def entries(desk: Desk) -> list[HistoryEntry]:
    with desk.register.database.reading() as connection:
        return [e for e in history.read_entries(connection) if e.command.startswith("confirm")]


def test_one_of_several_is_confirmed_as_by_itself(desk: Desk) -> None:
    project = desk.published()
    one, *several = recorded(desk, project, "100", "200", "300")
    verification.confirm_flow(desk.register, desk.donor, project, one.reference, token="alone")
    assert confirm(desk, several) == 2
    rows = verification.own_flows(desk.register, desk.donor)
    changes: set[tuple[Verification, date]] = set()
    for row in rows:
        [dated] = row.flow.confidences
        changes.add((dated.confidence, dated.valid_from))
        assert row.looks == ()  # the funder's own word asks nobody for a second look
    assert len(changes) == 1
    assert {entry.person_id for entry in entries(desk)} == {desk.donor.person}


def test_a_press_is_one_transaction_and_a_second_press_records_nothing(desk: Desk) -> None:
    rows = recorded(desk, desk.published(), "100", "200")
    before = desk.register.database.revision()
    assert [confirm(desk, rows), confirm(desk, rows)] == [2, 2]
    assert desk.register.database.revision() == before + 1
    assert [
        len(row.flow.confidences) for row in verification.own_flows(desk.register, desk.donor)
    ] == [1, 1]


def test_two_presses_at_once_record_once(desk: Desk) -> None:
    rows = recorded(desk, desk.published(), "100", "200")
    before = desk.register.database.revision()
    answers: list[int] = []
    presses = [
        threading.Thread(target=lambda: answers.append(confirm(desk, rows))) for _ in range(4)
    ]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert answers == [2] * 4
    assert desk.register.database.revision() == before + 1


def test_the_same_row_twice_is_one_row(desk: Desk) -> None:
    [row] = recorded(desk, desk.published(), "100")
    assert confirm(desk, [row, row]) == 1


def test_every_row_that_refuses_is_named_and_none_is_confirmed(desk: Desk) -> None:
    project, hidden = desk.published(), another(desk)
    mine, done = recorded(desk, project, "100", "200")
    [other] = recorded(desk, project, "300", provider="DONOR-B")
    [away] = recorded(desk, hidden, "400")
    publishing.withdraw_project(
        desk.register, desk.reviewer, hidden, "2014-06-01", "no longer", token="away"
    )
    confirm(desk, [done], "before")
    nowhere = FlowName("RD-0000-0000", "P1")
    with pytest.raises(SeveralRefused) as refused:
        confirm(desk, [mine, done, other, away, nowhere])
    named = {name: type(error).__name__ for name, error in refused.value.refusals}
    assert named == {
        done: NotWaiting.__name__,
        other: UnknownFlow.__name__,
        away: "UnknownProject",
        nowhere: "UnknownProject",
    }
    assert states(desk)[mine.reference] is Verification.PROPOSED
    assert states(desk, desk.people["other donor"])[other.reference] is Verification.PROPOSED
    assert confirm(desk, [mine]) == 1  # the token of a refused press is not used up


def test_nobody_but_a_funder_confirms(desk: Desk) -> None:
    rows = recorded(desk, desk.published(), "100")
    for who in (desk.secretary, desk.reviewer, desk.administrator):
        with pytest.raises(NotAllowed):
            confirm(desk, rows, who=who)
    with pytest.raises(SeveralRefused):
        confirm(desk, rows, who=desk.people["other donor"])
    with pytest.raises(NothingChosen):
        confirm(desk, [])


def test_what_is_locked_stays_as_it_was_reported(desk: Desk) -> None:
    project, end = desk.published(), date(2014, 3, 31)
    rows = recorded(desk, project, "3000000", "2000000")
    reference.save_period(desk.register, desk.reviewer, "Q1", date(2014, 1, 1), end, token="q")
    reference.lock_period(desk.register, desk.reviewer, "Q1", token="lock")
    before = desk.amounts(end)
    confirm(desk, rows)
    assert desk.amounts(end) == before
    assert (before.pledged_open, desk.amounts(AS_OF).pledged_open) == (0, 5 * MILLION)
