"""Flows and milestones of published projects that a file gives, and those of a new one."""

from dataclasses import replace

import pytest

from portfolio.domain.flows import Verification
from portfolio.domain.imports import ImportedFile
from portfolio.domain.transactions import CorrectionEntry
from portfolio.services import imports, reference, transactions
from portfolio.store.database import Database
from tests.building.imports import (
    Files,
    a_file,
    a_flow,
    a_milestone,
    a_project,
)
from tests.services.desk import Desk, a_desk
from tests.services.importing import effects, preview, project, publish_all


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_flows_and_milestones_of_a_published_project_are_recorded(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    one = replace(
        a_project(1, identifier=identifier, titles=None),
        document={},
        flows=(a_flow(source="Letter"), a_flow(5, amount="1000"), a_flow(6, amount="0")),
        milestones=(a_milestone(),),
    )
    number = files.upload(desk, a_file(one))
    found = preview(desk, number)
    assert effects(found) == ["unchanged"]
    assert [row.effect.word for row in found.projects[0].rows] == [
        "new", "new", "rejected", "changed",
    ]  # fmt: skip
    job = imports.apply_import(desk.register, desk.secretary, number, token="x")
    assert job.report["flow"] == {"new": 2, "rejected": 1}
    assert job.report["milestone"] == {"changed": 1}
    recorded = project(desk, identifier)
    assert [row.latest_confidence for row in recorded.flows] == [
        Verification.DOCUMENTED,
        Verification.PROPOSED,
    ]
    assert desk.amounts() == found.after
    again = preview(desk, files.upload(desk, a_file(one)))
    assert [row.effect.word for row in again.projects[0].rows] == [
        "unchanged", "unchanged", "rejected", "unchanged",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["pledge", "commitment"])
def test_a_newer_amount_of_a_flow_is_a_correction_of_it(
    desk: Desk, files: Files, kind: str
) -> None:
    identifier = desk.published()

    def version(amount: str) -> ImportedFile:
        row = a_flow(kind=kind, amount=amount, source="Letter")
        return a_file(replace(a_project(1, identifier=identifier), document={}, flows=(row,)))

    def total() -> int:
        amounts = desk.amounts()
        return amounts.pledged_open if kind == "pledge" else amounts.secured

    for amount in ("100", "120", "130", "90", "95"):
        files.apply(desk, version(amount))
        assert total() == int(amount) * 100
        found = preview(desk, files.upload(desk, version(amount)))
        assert [row.effect.word for row in found.projects[0].rows] == ["unchanged"]


def test_a_flow_a_person_corrected_since_is_a_conflict(desk: Desk, files: Files) -> None:
    identifier = desk.published()

    def version(amount: str) -> ImportedFile:
        row = a_flow(amount=amount, source="Letter")
        return a_file(replace(a_project(1, identifier=identifier), document={}, flows=(row,)))

    files.apply(desk, version("100"))
    (row,) = project(desk, identifier).flows
    entry_of = CorrectionEntry(row.reference, "80", source="Letter 2")
    transactions.correct_flow(desk.register, desk.secretary, identifier, entry_of, token="c")
    found = preview(desk, files.upload(desk, version("90")))
    assert [row.effect.word for row in found.projects[0].rows] == ["conflict"]


def test_flows_of_a_new_project_are_not_doubled_once_it_is_published(
    desk: Desk, files: Files
) -> None:
    file = a_file(replace(a_project(1), flows=(a_flow(source="Letter"), a_flow(5, amount="7"))))
    files.apply(desk, file)
    found = preview(desk, files.upload(desk, file))
    assert effects(found) == ["unchanged"]
    (identifier,) = publish_all(desk)
    found = preview(desk, files.upload(desk, file))
    assert [row.effect.word for row in found.projects[0].rows] == ["unchanged", "unchanged"]
    newer = a_file(replace(a_project(1), flows=(a_flow(source="Letter", amount="4000000"),)))
    files.apply(desk, newer)
    assert len(project(desk, identifier).flows) == 3


def test_a_locked_period_refuses_a_flow(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    reference.save_period(desk.register, desk.reviewer, "Q1", "2014-01-01", "2014-03-31", token="s")
    reference.lock_period(desk.register, desk.reviewer, "Q1", token="l")
    one = replace(a_project(1, identifier=identifier), document={}, flows=(a_flow(source="L"),))
    (row,) = preview(desk, files.upload(desk, a_file(one))).projects[0].rows
    assert row.problems[0].error.phrase == "error.period_locked"
