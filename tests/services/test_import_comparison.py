"""What a file gives compared with the record: new, changed, in conflict, asked about, rejected."""

from dataclasses import replace

import pytest

from portfolio.domain.drafts import DraftState
from portfolio.domain.flows import Provenance, Verification
from portfolio.domain.import_jobs import Effect, ImportAnswers, ImportedKind
from portfolio.services import drafts, imports, transactions
from portfolio.services.imports import NothingToApply
from portfolio.store.database import Database
from tests.building.imports import (
    Files,
    a_file,
    a_flow,
    a_project,
    an_organisation,
    titled,
)
from tests.services.desk import AS_OF, Desk, a_desk, entry, flow
from tests.services.importing import RECORD, effects, preview, project, publish_all


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_a_newer_version_updates_its_own_rows(desk: Desk, files: Files) -> None:
    files.apply(desk, a_file(a_project(1)))
    files.apply(desk, a_file(a_project(1, objective="Other posts."), a_project(2)))
    waiting = drafts.list_drafts(desk.register, desk.secretary, RECORD)
    assert sorted(draft.document["objective"] for draft in waiting) == [
        "Other posts.",
        entry()["objective"],
    ]
    publish_all(desk)
    files.apply(desk, a_file(a_project(1, objective="Third posts.")))
    (changed,) = drafts.list_drafts(desk.register, desk.secretary, RECORD)
    assert changed.project is not None
    assert changed.document["objective"] == "Third posts."


def test_another_file_with_the_same_keys_makes_other_projects(desk: Desk, files: Files) -> None:
    files.apply(desk, a_file(a_project(1)), "of Libya.xlsx")
    other = replace(a_project(5), key="P1")
    number = files.upload(desk, a_file(other), "of Niger.xlsx")
    assert effects(preview(desk, number)) == ["new"]


def test_what_a_person_changed_since_is_a_conflict_and_stays(desk: Desk, files: Files) -> None:
    files.apply(desk, a_file(a_project(1)))
    (identifier,) = publish_all(desk)
    draft = drafts.open_draft(desk.register, desk.colleague, identifier, token="mine")
    typed = {**draft.document, "objective": "A person's words.", "effective": "2014-06-01"}
    draft = drafts.save_draft(desk.register, desk.colleague, draft.id, typed, draft_seen=draft)
    drafts.submit_draft(desk.register, desk.colleague, draft.id, draft_seen=draft)
    publish_all(desk)
    newer = a_file(a_project(1, objective="The file's words.", place="Sebha"))
    number = files.upload(desk, newer)
    found = preview(desk, number)
    assert effects(found) == ["conflict"]
    assert [clash.field for clash in found.projects[0].clashes] == ["objective"]
    imports.apply_import(desk.register, desk.secretary, number, token="c")
    (changed,) = drafts.list_drafts(desk.register, desk.secretary, RECORD)
    assert changed.document["objective"] == "A person's words."
    assert changed.document["place"] == "Sebha"
    again = files.upload(desk, newer)
    assert effects(preview(desk, again)) == ["unchanged"]


def test_a_project_somebody_is_at_work_on_is_left(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    drafts.open_draft(desk.register, desk.colleague, identifier, token="mine")
    file = a_file(a_project(1, identifier=identifier, titles=None, objective="The file's."))
    found = preview(desk, files.upload(desk, file))
    assert effects(found) == ["rejected"]
    assert found.projects[0].problems[0].error.phrase == "error.draft_under_way"


def test_a_rejected_row_blocks_no_other_and_is_told_with_its_place(
    desk: Desk, files: Files
) -> None:
    wrong = a_project(2, budgets=[{"key": "x", "first_day": "2014-02-01",
        "last_day": "2015-01-31", "amount": "1e5", "currency": "EUR"}])  # fmt: skip
    number = files.upload(desk, a_file(a_project(1), wrong, a_project(3)))
    found = preview(desk, number)
    assert effects(found) == ["new", "rejected", "new"]
    problem = next(one for one in found.projects[1].problems if one.is_blocking)
    assert (problem.sheet, problem.row, problem.column) == ("Projects", 5, "amount")
    job = imports.apply_import(desk.register, desk.secretary, number, token="x")
    assert job.report["project"] == {"new": 2, "rejected": 1}


def test_rows_of_somebody_elses_file_count_as_imported(desk: Desk, files: Files) -> None:
    one = replace(a_project(1), flows=(a_flow(),))
    files.apply(desk, a_file(one, is_template=False), "budget.xlsx")
    (identifier,) = publish_all(desk)
    recorded = project(desk, identifier)
    assert recorded.provenance is Provenance.IMPORTED
    (row,) = recorded.flows
    assert row.provenance is Provenance.IMPORTED
    assert row.confidence is Verification.DOCUMENTED
    assert row.source.startswith("budget.xlsx, 20")


def test_an_organisation_of_a_file_is_named_provisionally_by_the_secretariat(
    desk: Desk, files: Files
) -> None:
    one = replace(a_project(1), flows=(a_flow(provider="FR-MOD"),))
    file = a_file(one, organisations=(an_organisation("FR-MOD", "Ministry of Defence"),))
    found = preview(desk, files.upload(desk, file))
    assert effects(found) == ["new"]
    assert found.organisations[0].effect is Effect.NEW
    files.apply(desk, file)
    (identifier,) = publish_all(desk)
    assert desk.amounts() == found.after
    labels = desk.register.labels.organisations
    (row,) = project(desk, identifier).flows
    assert row.provider_id is not None
    assert labels[row.provider_id].identifier == "PROVISIONAL-0001"
    again = preview(desk, files.upload(desk, file))
    assert again.organisations[0].effect is Effect.QUESTION  # resembles what it made


def test_a_similar_organisation_is_asked_about_once(desk: Desk, files: Files) -> None:
    one = replace(a_project(1), flows=(a_flow(provider="XX-1"),))
    file = a_file(one, organisations=(an_organisation("XX-1", "DONOR A"),))
    number = files.upload(desk, file)
    found = preview(desk, number)
    assert (found.organisations[0].effect, found.organisations[0].similar) == (
        Effect.QUESTION,
        "DONOR-A",
    )
    assert effects(found) == ["rejected"]
    imports.answer_import(
        desk.register, desk.secretary, number, ImportAnswers(aliases={"XX-1": "DONOR-A"})
    )
    found = preview(desk, number)
    assert effects(found) == ["new"]
    assert found.count(ImportedKind.ORGANISATION, Effect.QUESTION) == 0


def test_a_similar_project_is_asked_about_once(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    file = a_file(a_project(1, titles={"en": "Joint border posts"}))
    number = files.upload(desk, file)
    found = preview(desk, number)
    assert effects(found) == ["question"]
    assert found.projects[0].similar[0].identifier == identifier
    with pytest.raises(NothingToApply):
        imports.apply_import(desk.register, desk.secretary, number, token="x")
    for answers, effect in (
        (ImportAnswers(same={"P1": identifier}), "changed"),
        (ImportAnswers(others=frozenset(["P1"])), "new"),
    ):
        imports.answer_import(desk.register, desk.secretary, number, answers)
        assert effects(preview(desk, number)) == [effect]


def test_what_is_left_out_is_not_applied(desk: Desk, files: Files) -> None:
    number = files.upload(desk, a_file(a_project(1), a_project(2)))
    answers = ImportAnswers(left_out=frozenset(["P1"]))
    imports.answer_import(desk.register, desk.secretary, number, answers)
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    (draft,) = drafts.list_drafts(desk.register, desk.secretary, RECORD)
    assert draft.titles["en"] == titled(2)


def test_a_draft_sent_back_is_submitted_again_by_a_mended_file(desk: Desk, files: Files) -> None:
    files.apply(desk, a_file(a_project(1)))
    (draft,) = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    drafts.return_draft(desk.register, desk.reviewer, draft.id, "mend the objective")
    files.apply(desk, a_file(a_project(1, objective="Mended.")))
    (mended,) = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    assert (mended.id, mended.state) == (draft.id, DraftState.SUBMITTED)
    assert mended.document["objective"] == "Mended."


def test_the_headline_of_a_preview_is_of_its_day(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    transactions.record_flow(
        desk.register, desk.secretary, identifier, flow(source="Letter"), token="f"
    )
    found = preview(desk, files.upload(desk, a_file(a_project(1))))
    assert found.before == desk.amounts(AS_OF)
