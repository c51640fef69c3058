"""An applied import taken back as one step: what nobody touched since goes, the rest is named."""

from dataclasses import replace

import pytest

from portfolio.domain.import_jobs import ImportState
from portfolio.domain.transactions import CorrectionEntry
from portfolio.services import drafts, publishing, transactions
from portfolio.services.import_take_back import take_back_import
from portfolio.services.publishing import ReasonMissing
from portfolio.store.database import Database
from tests.building.imports import (
    Files,
    a_file,
    a_flow,
    a_milestone,
    a_project,
)
from tests.services.desk import Desk, a_desk
from tests.services.importing import RECORD, effects, preview, project


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_an_import_taken_back_leaves_the_headline_as_it_was(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    before = desk.amounts()
    recorded = replace(
        a_project(9, identifier=identifier),
        document={"objective": "Changed."},
        flows=(a_flow(source="Letter"), a_flow(5, kind="commitment", amount="7", source="L")),
        milestones=(a_milestone(),),
    )
    number = files.apply(desk, a_file(a_project(1), a_project(2), recorded))
    assert desk.amounts() != before
    waiting = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    new = [draft for draft in waiting if draft.project is None]
    publishing.publish_drafts(desk.register, desk.reviewer, new[:1], reason="", token="one")
    with pytest.raises(ReasonMissing):
        take_back_import(desk.register, desk.reviewer, number, " ", token="t")
    job = take_back_import(desk.register, desk.reviewer, number, "wrong year", token="t")
    assert job.state is ImportState.TAKEN_BACK
    assert job.report["taken_back"] == {
        "drafts": 2, "projects": 1, "flows": 2, "milestones": 1,
    }  # fmt: skip
    assert job.report["stays"] == []
    assert desk.amounts() == before
    assert drafts.list_drafts(desk.register, desk.reviewer, RECORD) == ()


def test_what_was_touched_since_stays_and_is_named(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    recorded = replace(
        a_project(9, identifier=identifier),
        document={},
        flows=(a_flow(source="Letter"), a_flow(5, amount="7", source="L"), a_flow(6, amount="9")),
    )
    number = files.apply(desk, a_file(a_project(1), a_project(2), recorded))
    first, *_ = project(desk, identifier).flows
    entry_of = CorrectionEntry(first.reference, "80", source="Letter 2")
    transactions.correct_flow(desk.register, desk.secretary, identifier, entry_of, token="c")
    waiting = drafts.list_drafts(desk.register, desk.secretary, RECORD)
    draft = drafts.take_back_draft(desk.register, desk.colleague, waiting[0].id)
    typed = {**draft.document, "objective": "Other."}
    drafts.save_draft(desk.register, desk.colleague, draft.id, typed, draft_seen=draft)
    publishing.publish_drafts(desk.register, desk.reviewer, waiting[1:], reason="", token="one")
    job = take_back_import(desk.register, desk.secretary, number, "wrong", token="t")
    assert sorted((row["kind"], row["why"]) for row in job.report["stays"]) == [
        ("flow", "corrected"),
        ("project", "changed"),
        ("project", "no_right"),
    ]
    assert job.report["taken_back"]["flows"] == 2


def test_what_was_taken_back_can_be_imported_again(desk: Desk, files: Files) -> None:
    file = a_file(a_project(1))
    number = files.apply(desk, file)
    take_back_import(desk.register, desk.secretary, number, "wrong", token="t")
    assert effects(preview(desk, files.upload(desk, file))) == ["new"]
