"""Who brought the file of an import, answered for it or applied it: none of them checks what it gave."""

from dataclasses import replace

import pytest

from portfolio.domain.import_jobs import ImportAnswers
from portfolio.domain.params import LookPolicy
from portfolio.services import drafts, imports, publishing, verification
from portfolio.services.verification import FlowName, OwnWord, SeveralRefused
from portfolio.store.database import Database
from tests.building.imports import Files, a_file, a_flow, a_project
from tests.services.desk import Desk, a_desk
from tests.services.importing import RECORD, project


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def an_entry(desk: Desk, files: Files) -> tuple[str, int]:
    """A published project, and the import of one documented entry of it that a colleague brought."""
    identifier = desk.published()
    row = replace(
        a_project(1, identifier=identifier), document={}, flows=(a_flow(source="Letter"),)
    )
    return identifier, files.upload(desk, a_file(row), who=desk.colleague)


def stands_on_desk(desk: Desk, name: str) -> bool:
    rows = verification.flows_on_desk(desk.register, desk.people[name])
    assert len(rows) == verification.count_flows_on_desk(desk.register, desk.people[name])
    return bool(rows)


def check(desk: Desk, name: str, identifier: str) -> int:
    (flow,) = project(desk, identifier).flows
    rows = [FlowName(identifier, flow.reference)]
    who = desk.people[name]
    return verification.give_second_looks(desk.register, who, rows, token=f"look {name}")


def is_refused(desk: Desk, name: str, identifier: str) -> bool:
    with pytest.raises(SeveralRefused) as refused:
        check(desk, name, identifier)
    return [type(error) for _, error in refused.value.refusals] == [OwnWord]


def test_neither_who_brought_the_file_nor_who_applied_it_gives_the_second_check(
    desk: Desk, files: Files
) -> None:
    identifier, number = an_entry(desk, files)
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    for name in ("colleague", "secretary"):
        assert not stands_on_desk(desk, name)
        assert is_refused(desk, name, identifier)
    assert stands_on_desk(desk, "reviewer")
    assert check(desk, "reviewer", identifier) == 1
    assert not stands_on_desk(desk, "administrator")
    assert verification.list_awaiting(desk.register, desk.secretary) == ()


def test_a_row_that_counts_once_it_is_checked_stands_on_the_desk_of_others(
    desk: Desk, files: Files
) -> None:
    desk.register.look_policy = LookPolicy.REQUIRED
    identifier, number = an_entry(desk, files)
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    before = desk.amounts().pledged_open
    assert is_refused(desk, "colleague", identifier)
    assert check(desk, "reviewer", identifier) == 1
    assert desk.amounts().pledged_open > before


def answer(desk: Desk, name: str, number: int, *others: str) -> None:
    answers = ImportAnswers(others=frozenset(others))
    imports.answer_import(desk.register, desk.people[name], number, answers)


def test_who_answered_for_a_file_gives_no_second_check_of_it(desk: Desk, files: Files) -> None:
    identifier, number = an_entry(desk, files)
    answer(desk, "reviewer", number, "P1")
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    for name in ("colleague", "secretary", "reviewer"):
        assert not stands_on_desk(desk, name)
        assert is_refused(desk, name, identifier)
    assert check(desk, "administrator", identifier) == 1


def test_who_answered_for_a_file_does_not_publish_it_even_if_another_answered_again(
    desk: Desk, files: Files
) -> None:
    number = files.upload(desk, a_file(a_project(1)))
    answer(desk, "reviewer", number, "P1")
    answer(desk, "colleague", number, "P1", "P2")
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    waiting = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    done = publishing.publish_drafts(
        desk.register, desk.reviewer, waiting, reason="in order", token="all"
    )
    assert [type(one.refusal).__name__ for one in done] == ["OwnDraft"]


def test_who_only_has_a_file_read_again_may_check_it(desk: Desk, files: Files) -> None:
    identifier, number = an_entry(desk, files)
    answer(desk, "secretary", number, "P7")
    answer(desk, "reviewer", number, "P7")
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    assert check(desk, "reviewer", identifier) == 1
