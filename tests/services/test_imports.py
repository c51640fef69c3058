"""An import is a job: previewed, applied as a whole, the same file twice changes nothing."""

from dataclasses import replace

import pytest

from portfolio.domain.drafts import DraftState
from portfolio.domain.flows import Provenance, Verification
from portfolio.domain.import_jobs import Effect, ImportAnswers, ImportedKind, ImportState
from portfolio.domain.imports import ImportedFile
from portfolio.domain.params import PortfolioChoice
from portfolio.domain.projects import Project
from portfolio.domain.transactions import CorrectionEntry
from portfolio.exchange.source_errors import FileTooLarge
from portfolio.exchange.source_file import MAX_BYTES
from portfolio.services import drafts, imports, publishing, reference, transactions
from portfolio.services.import_preview import ImportPreview
from portfolio.services.import_take_back import take_back_import
from portfolio.services.imports import ImportNotReady, NothingToApply
from portfolio.services.publishing import ReasonMissing
from portfolio.store import reading
from portfolio.store.database import Database
from tests.building.imports import (
    Files,
    a_file,
    a_flow,
    a_milestone,
    a_project,
    an_organisation,
    titled,
)
from tests.services.desk import AS_OF, Desk, a_desk, entry, flow

RECORD = PortfolioChoice.RECORD


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def preview(desk: Desk, number: int) -> ImportPreview:
    return imports.preview_import(desk.register, desk.secretary, number)


def effects(found: ImportPreview) -> list[str]:
    return [one.effect.word for one in found.projects]


def publish_all(desk: Desk) -> list[str]:
    waiting = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    done = publishing.publish_drafts(
        desk.register, desk.reviewer, waiting[::-1], reason="in order", token="all"
    )
    assert [one.refusal for one in done] == [None] * len(done)
    return [one.identifier for one in done]


def project(desk: Desk, identifier: str) -> Project:
    with desk.register.database.reading() as connection:
        return reading.read_project(connection, identifier)


def test_new_projects_become_submitted_drafts_of_the_importer(desk: Desk, files: Files) -> None:
    number = files.upload(desk, a_file(a_project(1), a_project(2)))
    revision = desk.register.database.revision()
    found = preview(desk, number)
    assert effects(found) == ["new", "new"]
    assert found.before != found.after
    assert desk.register.database.revision() == revision
    assert drafts.list_drafts(desk.register, desk.secretary, RECORD) == ()
    job = imports.apply_import(desk.register, desk.secretary, number, token="x")
    assert job.state is ImportState.APPLIED
    assert job.report["project"] == {"new": 2}
    waiting = drafts.list_drafts(desk.register, desk.secretary, RECORD)
    assert {draft.state for draft in waiting} == {DraftState.SUBMITTED}
    assert desk.register.database.revision() == revision + 1
    published = publish_all(desk)
    assert desk.amounts() == found.after
    assert project(desk, published[0]).provenance is Provenance.ENTERED


def test_the_importer_cannot_publish_what_was_imported(desk: Desk, files: Files) -> None:
    files.apply(desk, a_file(a_project(1)), who=desk.reviewer)
    waiting = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    done = publishing.publish_drafts(
        desk.register, desk.reviewer, waiting, reason="in order", token="all"
    )
    assert [type(one.refusal).__name__ for one in done] == ["OwnDraft"]


def test_the_same_file_twice_changes_nothing(desk: Desk, files: Files) -> None:
    file = a_file(a_project(1), a_project(2))
    files.apply(desk, file)
    for _ in range(2):
        number = files.upload(desk, file)
        found = preview(desk, number)
        assert effects(found) == ["unchanged", "unchanged"]
        with pytest.raises(NothingToApply):
            imports.apply_import(desk.register, desk.secretary, number, token="again")
        assert imports.read_import(desk.register, desk.secretary, number).state is ImportState.READY
        if desk.register.portfolio().ids == {}:
            publish_all(desk)
    assert len(desk.register.portfolio().ids) == 2


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


def test_the_two_portfolios_are_kept_apart(desk: Desk, files: Files) -> None:
    example = PortfolioChoice.EXAMPLE
    files.apply(desk, a_file(a_project(1)), portfolio=example)
    assert drafts.list_drafts(desk.register, desk.secretary, RECORD) == ()
    assert len(drafts.list_drafts(desk.register, desk.secretary, example)) == 1
    found = preview(desk, files.upload(desk, a_file(a_project(1))))
    assert effects(found) == ["new"]
    assert len(imports.list_imports(desk.register, desk.secretary, example)) == 1


def test_a_job_is_applied_once_and_a_cancelled_one_never(desk: Desk, files: Files) -> None:
    number = files.upload(desk, a_file(a_project(1)))
    for token in ("x", "x", "y"):
        imports.apply_import(desk.register, desk.secretary, number, token=token)
    assert len(drafts.list_drafts(desk.register, desk.secretary, RECORD)) == 1
    with pytest.raises(ImportNotReady):
        imports.cancel_import(desk.register, desk.secretary, number)
    other = files.upload(desk, a_file(a_project(2)))
    job = imports.cancel_import(desk.register, desk.secretary, other)
    assert job.state is ImportState.CANCELLED
    with pytest.raises(ImportNotReady):
        imports.apply_import(desk.register, desk.secretary, other, token="z")


def test_a_file_that_is_too_large_is_refused(desk: Desk) -> None:
    with pytest.raises(FileTooLarge):
        imports.start_import(
            desk.register, desk.secretary, b"0" * (MAX_BYTES + 1), "a.xlsx", token="t"
        )


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
