"""Second looks: what counts on one person's word stands on another's desk until somebody has looked."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portfolio.domain.errors import UnknownProject
from portfolio.domain.flows import Verification
from portfolio.domain.params import LookPolicy, Principal, UserRole, ViewParams
from portfolio.services import (
    operations,
    organisations,
    people,
    sessions,
    transactions,
    verification,
)
from portfolio.services.access import TextRefused
from portfolio.services.people import CONSOLE
from portfolio.services.transactions import FlowState, UnknownFlow
from portfolio.services.verification import (
    FlowName,
    NoLookWanted,
    NothingChosen,
    OwnWord,
    SeveralRefused,
)
from portfolio.store.database import Database
from portfolio.store.tables import second_look
from tests.services.desk import AS_OF, Desk, a_desk, flow

MILLION = 1_000_000_00


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def documented(desk: Desk, project: str, **changes: str) -> str:
    """A commitment the secretary recorded with its source."""
    entry = flow(**{"kind": "commitment", "source": "Agreement 7", **changes})
    token = f"documented {changes}"
    return transactions.record_flow(desk.register, desk.secretary, project, entry, token=token)


def on_desk(desk: Desk, name: str) -> list[str]:
    rows = verification.flows_on_desk(desk.register, desk.people[name])
    assert len(rows) == verification.count_flows_on_desk(desk.register, desk.people[name])
    return [row.flow.reference for row in rows]


def look(desk: Desk, name: str, project: str, *references: str) -> int:
    rows = [FlowName(project, reference) for reference in references]
    who = desk.people[name]
    token = f"look {name} {references}"
    return verification.give_second_looks(desk.register, who, rows, token=token)


def refusal(desk: Desk, name: str, project: str, *references: str) -> list[type[Exception]]:
    with pytest.raises(SeveralRefused) as refused:
        look(desk, name, project, *references)
    return [type(error) for _, error in refused.value.refusals]


def test_a_documented_row_counts_and_stands_on_every_desk_but_its_recorders(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    assert desk.amounts().secured == 3 * MILLION
    assert on_desk(desk, "secretary") == []
    for other in ("colleague", "reviewer", "administrator"):
        assert on_desk(desk, other) == [row]
    [standing] = verification.list_awaiting(desk.register, desk.secretary)
    assert standing.awaits_look


def test_a_look_takes_the_row_from_every_desk_and_is_told_in_history(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    assert look(desk, "colleague", project, row) == 1
    for name in ("secretary", "colleague", "reviewer", "administrator"):
        assert on_desk(desk, name) == []
    assert verification.list_awaiting(desk.register, desk.secretary) == ()
    entry = operations.read_history(desk.register, desk.secretary, project=project)[0]
    assert (entry.person_id, entry.command) == (desk.colleague.person, "give_second_looks")
    assert entry.identifier == f"{project} {row}"
    assert entry.differences == (("second_look", "awaited", "given"),)
    assert abs(datetime.now(UTC) - entry.recorded_at) < timedelta(minutes=1)


def test_nobody_looks_at_their_own_word_and_nobody_looks_twice(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    assert refusal(desk, "secretary", project, row) == [OwnWord]
    look(desk, "reviewer", project, row)
    assert refusal(desk, "administrator", project, row) == [NoLookWanted]
    with pytest.raises(NothingChosen):
        look(desk, "reviewer", project)


def test_a_click_sent_twice_looks_once(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    assert look(desk, "reviewer", project, row) == 1
    revision = desk.register.database.revision()
    assert look(desk, "reviewer", project, row) == 1
    assert desk.register.database.revision() == revision


def test_of_several_rows_each_refused_one_is_named_and_none_is_looked_at(desk: Desk) -> None:
    project = desk.published()
    first = documented(desk, project)
    second = documented(desk, project, amount="5")
    other = flow(kind="commitment", source="Agreement 8", amount="7")
    own = transactions.record_flow(desk.register, desk.colleague, project, other, token="own")
    names = [(project, first), (project, own), (project, "F-99"), ("NOWHERE", "F-1")]
    wanted = [FlowName(*name) for name in names]
    with pytest.raises(SeveralRefused) as refused:
        verification.give_second_looks(desk.register, desk.colleague, wanted, token="x")
    found = [(row, type(error)) for row, error in refused.value.refusals]
    assert found == [
        (wanted[1], OwnWord),
        (wanted[2], UnknownFlow),
        (wanted[3], UnknownProject),
    ]
    assert sorted(on_desk(desk, "colleague")) == [first, second]
    assert look(desk, "colleague", project, first, second) == 2
    assert on_desk(desk, "colleague") == []


def test_what_the_funder_states_counts_at_once_and_waits_on_the_secretariats_desk(
    desk: Desk,
) -> None:
    project = desk.published()
    row = transactions.propose_pledge(desk.register, desk.donor, project, flow(), token="1")
    assert desk.amounts().pledged_open == 3 * MILLION
    assert on_desk(desk, "donor") == []
    assert on_desk(desk, "secretary") == on_desk(desk, "reviewer") == [row]
    [standing] = verification.own_flows(desk.register, desk.donor)
    assert standing.confidence is Verification.CONFIRMED
    assert [one.is_statement for one in standing.looks] == [True]
    look(desk, "secretary", project, row)
    assert on_desk(desk, "secretary") == on_desk(desk, "reviewer") == []


def test_what_the_implementer_spent_awaits_a_look_without_a_source_too(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project, kind="expenditure", source="")
    assert on_desk(desk, "colleague") == [row]


def test_what_is_only_proposed_awaits_no_look_until_it_is_documented(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project, source="")
    assert on_desk(desk, "colleague") == []
    assert on_desk(desk, "donor") == [row]
    verification.document_flow(desk.register, desk.secretary, project, row, "Letter", token="d")
    assert on_desk(desk, "colleague") == [row]
    assert on_desk(desk, "secretary") == []


def test_a_source_named_by_a_second_person_awaits_a_look_of_its_own(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    verification.document_flow(desk.register, desk.colleague, project, row, "Better", token="d")
    assert on_desk(desk, "secretary") == on_desk(desk, "colleague") == [row]
    look(desk, "colleague", project, row)
    assert on_desk(desk, "reviewer") == [row]
    look(desk, "secretary", project, row)
    assert on_desk(desk, "reviewer") == []


def test_where_a_look_is_required_a_row_is_proposed_until_somebody_has_looked(
    desk: Desk,
) -> None:
    desk.register.look_policy = LookPolicy.REQUIRED
    project = desk.published()
    row = documented(desk, project)
    assert desk.amounts().secured == 0
    [standing] = verification.list_awaiting(desk.register, desk.secretary)
    assert standing.confidence is Verification.PROPOSED
    verification.document_flow(desk.register, desk.secretary, project, row, "Again", token="d")
    assert desk.amounts().secured == 0  # no way round by naming the source once more
    assert refusal(desk, "secretary", project, row) == [OwnWord]
    look(desk, "colleague", project, row)
    assert desk.amounts().secured == 3 * MILLION
    [after] = verification.own_flows(desk.register, desk.donor)
    assert after.confidence is Verification.DOCUMENTED


def test_where_a_look_is_required_two_words_need_two_looks(desk: Desk) -> None:
    desk.register.look_policy = LookPolicy.REQUIRED
    project = desk.published()
    row = documented(desk, project)
    verification.document_flow(desk.register, desk.colleague, project, row, "Better", token="d")
    look(desk, "colleague", project, row)
    assert desk.amounts().secured == 0
    look(desk, "secretary", project, row)
    assert desk.amounts().secured == 3 * MILLION


def test_where_a_look_is_required_the_funders_own_word_counts_at_once(desk: Desk) -> None:
    desk.register.look_policy = LookPolicy.REQUIRED
    project = desk.published()
    transactions.propose_pledge(desk.register, desk.donor, project, flow(), token="1")
    assert desk.amounts().pledged_open == 3 * MILLION


def test_where_a_look_is_required_what_was_known_before_it_stays_as_it_was(desk: Desk) -> None:
    desk.register.look_policy = LookPolicy.REQUIRED
    project = desk.published()
    row = documented(desk, project)
    look(desk, "colleague", project, row)
    found = desk.register.project(project, ViewParams(as_of=AS_OF)).flows[0]
    assert found.confidence is Verification.PROPOSED
    [change] = found.confidences
    assert (change.confidence, change.valid_from) == (Verification.DOCUMENTED, date(2014, 3, 1))
    assert change.recorded_at > found.recorded_at


def test_a_look_does_not_settle_a_dispute(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project, kind="expenditure", source="")
    verification.dispute_flow(desk.register, desk.donor, project, row, "not ours", token="d")
    look(desk, "colleague", project, row)
    [standing] = verification.own_flows(desk.register, desk.donor)
    assert (standing.confidence, standing.dispute) == (Verification.PROPOSED, "not ours")


def renewed(desk: Desk, who: Principal, duty: UserRole) -> Principal:
    """The same account in another role."""
    people.change_role(
        desk.register, CONSOLE, who.login, duty, "DONOR-A" if duty is UserRole.DONOR else None
    )
    return Principal(who.login, duty, who.person, who.organisation)


def test_another_role_gives_nobody_a_look_at_their_own_word(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    desk.people["secretary"] = renewed(desk, desk.secretary, UserRole.REVIEWER)
    assert on_desk(desk, "secretary") == []
    assert refusal(desk, "secretary", project, row) == [OwnWord]
    stated = transactions.propose_pledge(desk.register, desk.donor, project, flow(), token="1")
    desk.people["donor"] = renewed(desk, desk.donor, UserRole.SECRETARY)
    assert refusal(desk, "donor", project, stated) == [OwnWord]
    [own] = [r for r in verification.list_awaiting(desk.register, desk.donor) if is_stated(r)]
    assert own.flow.reference == stated  # and it stays a statement of the funder


def is_stated(row: FlowState) -> bool:
    return any(one.is_statement for one in row.looks)


def test_a_new_password_leaves_the_look_to_others(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    token = people.reset_password(desk.register, CONSOLE, "secretary")
    sessions.accept(desk.register.database, token, "five wild geese by the ford")
    assert refusal(desk, "secretary", project, row) == [OwnWord]
    assert on_desk(desk, "colleague") == [row]


def test_a_merge_of_organisations_leaves_the_look_awaited(desk: Desk) -> None:
    project = desk.published()
    row = transactions.propose_pledge(desk.register, desk.donor, project, flow(), token="1")
    organisations.merge_organisations(
        desk.register, desk.administrator, "DONOR-A", "DONOR-B", "one body", token="m"
    )
    assert on_desk(desk, "secretary") == [row]
    look(desk, "secretary", project, row)
    assert on_desk(desk, "reviewer") == []


def test_a_past_reading_knows_only_the_looks_of_its_time(desk: Desk) -> None:
    project = desk.published()
    row = documented(desk, project)
    look(desk, "colleague", project, row)
    register = desk.register
    found = register.project(project, ViewParams(as_of=AS_OF))
    today = datetime.now(UTC).date()
    for known_on, expected in ((None, [False]), (today, [False]), (date(2014, 6, 30), [])):
        question = ViewParams(as_of=AS_OF, known_on=known_on)
        looks = verification.of_project(register, found, question).get(found.flows[0].id, ())
        assert [one.is_open for one in looks] == expected


def test_the_database_refuses_a_look_at_ones_own_word(desk: Desk) -> None:
    documented(desk, desk.published())
    with desk.register.database.engine.begin() as connection:
        own = sa.update(second_look).values(
            looker_id=second_look.c.recorder_id, looked_at=datetime.now(UTC)
        )
        with pytest.raises(IntegrityError):
            connection.execute(own)


def test_the_names_of_rows_are_read_at_the_door_too(desk: Desk) -> None:
    for row in (FlowName("P", "F-\0"), FlowName("P" * 10_000, "F-1")):
        with pytest.raises(TextRefused):
            verification.give_second_looks(desk.register, desk.colleague, [row], token="x")
