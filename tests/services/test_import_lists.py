"""Lists of priority projects in files: previewed, submitted, recorded by a second person, taken back."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from portfolio.domain.clauses import PriorityList
from portfolio.domain.documents import recorded_document
from portfolio.domain.drafts import DraftState
from portfolio.domain.flows import Provenance
from portfolio.domain.import_jobs import Effect, ImportState
from portfolio.domain.imports import ImportedList, Origin
from portfolio.domain.params import PortfolioChoice
from portfolio.exchange.source_file import read_source
from portfolio.measures.headline import headline
from portfolio.services import import_lists, import_template, imports, lists, reference
from portfolio.services.draft_checks import OwnDraft
from portfolio.services.import_lists import ListPreview
from portfolio.services.import_mending import rejected_workbook
from portfolio.services.import_take_back import take_back_import
from portfolio.services.imports import NothingToApply
from portfolio.store.database import Database
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.import_workbook import workbook
from tests.building.imports import Files, a_file, a_project
from tests.services.desk import Desk, a_desk
from tests.services.importing import publish_all
from tests.services.test_lists import document, project

RECORD = PortfolioChoice.RECORD


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def a_list(*projects: str, key: str = "L", **changes: Any) -> ImportedList:
    given = {**document(*projects), **changes}
    return ImportedList(key, {k: v for k, v in given.items() if v}, Origin("Lists", 4))


def previewed(desk: Desk, number: int) -> tuple[ListPreview, ...]:
    return imports.preview_import(desk.register, desk.secretary, number).lists


def upload(desk: Desk, files: Files, *several: ImportedList) -> int:
    return files.upload(desk, a_file(lists=several))


def effects(desk: Desk, files: Files, *several: ImportedList) -> list[Effect]:
    return [one.effect for one in previewed(desk, upload(desk, files, *several))]


def record(desk: Desk) -> PriorityList:
    """The waiting draft of a list, recorded by the reviewer."""
    (draft, *_) = lists.list_list_drafts(desk.register, desk.reviewer, RECORD)
    name = lists.publish_list_draft(
        desk.register,
        desk.reviewer,
        draft.id,
        draft_seen=draft,
        reason="read",
        token=f"p{draft.id}",
    )
    return next(one for one in desk.register.labels.lists if one.reference == name)


def names(preview: ListPreview) -> list[str]:
    return [problem.error.phrase for problem in preview.problems]


def test_a_list_of_a_file_is_submitted_and_a_second_person_records_it(
    desk: Desk, files: Files
) -> None:
    project = desk.published()
    number = upload(desk, files, a_list(project))
    (found,) = previewed(desk, number)
    assert (found.effect, found.problems) == (Effect.NEW, ())
    assert lists.list_list_drafts(desk.register, desk.secretary, RECORD) == ()
    job = imports.apply_import(desk.register, desk.secretary, number, token="x")
    assert job.report == {"list": {"new": 1}}
    (draft,) = lists.list_list_drafts(desk.register, desk.secretary, RECORD)
    assert draft.state is DraftState.SUBMITTED
    assert import_lists.lists_of_import(desk.register, desk.secretary, number) == {draft.id}
    recorded = record(desk)
    assert recorded.provenance is Provenance.ENTERED
    assert [one.project for one in recorded.projects] == [project]
    assert [need.amount_minor for need in recorded.needs] == [150_000_000]
    other = upload(desk, files, a_list(project, key="M", list_clause="8"))
    imports.apply_import(desk.register, desk.reviewer, other, token="y")
    with pytest.raises(OwnDraft):
        record(desk)


def test_who_brought_the_file_of_a_list_does_not_record_it_when_another_applies_it(
    desk: Desk, files: Files
) -> None:
    project = desk.published()
    number = files.upload(desk, a_file(lists=(a_list(project),)), who=desk.reviewer)
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    with pytest.raises(OwnDraft):
        record(desk)


def test_the_same_file_twice_changes_nothing_before_and_after_it_is_recorded(
    desk: Desk, files: Files
) -> None:
    one = a_list(desk.published())
    files.apply(desk, a_file(lists=(one,)))
    for _ in range(2):
        number = upload(desk, files, one)
        assert [found.effect for found in previewed(desk, number)] == [Effect.UNCHANGED]
        with pytest.raises(NothingToApply):
            imports.apply_import(desk.register, desk.secretary, number, token="again")
        if not desk.register.labels.lists:
            record(desk)
    assert len(desk.register.labels.lists) == 1


def test_a_newer_version_changes_its_own_draft_and_never_doubles_it(
    desk: Desk, files: Files
) -> None:
    one = a_list(desk.published())
    files.apply(desk, a_file(lists=(one,)))
    changed = replace(one, document={**one.document, "list_source": "better minutes"})
    (found,) = previewed(desk, number := upload(desk, files, changed))
    assert [(c.field, c.before, c.after) for c in found.changes] == [
        ("list_source", "minutes of the meeting", "better minutes")
    ]
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    (draft,) = lists.list_list_drafts(desk.register, desk.secretary, RECORD)
    assert draft.document["list_source"] == "better minutes"


def test_what_a_person_changed_since_is_not_overwritten(desk: Desk, files: Files) -> None:
    one = a_list(desk.published())
    files.apply(desk, a_file(lists=(one,)))
    (draft,) = lists.list_list_drafts(desk.register, desk.secretary, RECORD)
    lists.take_back_list_draft(desk.register, desk.secretary, draft.id)
    draft = lists.read_list_draft(desk.register, desk.secretary, draft.id)
    lists.save_list_draft(
        desk.register, desk.colleague, draft.id, {**draft.document, "list_source": "mine"},
        draft_seen=draft,
    )  # fmt: skip
    assert effects(desk, files, one) == [Effect.UNCHANGED]
    changed = replace(one, document={**one.document, "list_source": "better minutes"})
    (found,) = previewed(desk, upload(desk, files, changed))
    assert found.effect is Effect.REJECTED
    assert names(found) == ["error.list_draft_under_way"]


def test_a_changed_recorded_list_is_a_later_list_in_its_place(desk: Desk, files: Files) -> None:
    project = desk.published()
    files.apply(desk, a_file(lists=(a_list(project),)))
    first = record(desk)
    needs = [{"key": "0", "what": "A course", "clause": "2", "asked_by": "Ministry"}]
    given = {"list_from": "2014-05-01", "list_needs": needs}
    second = ImportedList(first.reference, given, Origin("Needs", 4))
    (found,) = previewed(desk, upload(desk, files, second))
    assert (found.effect, found.replaces) == (Effect.CHANGED, first.reference)
    assert names(found) == ["error.list_recorded_anew"]
    assert {change.field for change in found.changes} == {"list_from", "list_needs"}
    files.apply(desk, a_file(lists=(second,)))
    later = record(desk)
    assert later.reference != first.reference
    assert [dict(need.what) for need in later.needs] == [{"en": "A course"}]
    assert [one.project for one in later.projects] == [project]  # what it does not say stays
    assert effects(desk, files, second) == [Effect.UNCHANGED]
    as_it_was = ImportedList(first.reference, recorded_document(first), Origin("Lists", 4))
    assert effects(desk, files, as_it_was) == [Effect.UNCHANGED]


def test_two_rows_that_are_one_list_are_not_both_written(desk: Desk, files: Files) -> None:
    one = a_list(desk.published())
    files.apply(desk, a_file(lists=(one,)))
    first = record(desk)
    changed = replace(one, document={**one.document, "list_source": "better minutes"})
    again = replace(changed, key=first.reference)
    found = previewed(desk, upload(desk, files, changed, again))
    assert [preview.effect for preview in found] == [Effect.CHANGED, Effect.REJECTED]
    assert names(found[1]) == ["error.twice"]


def test_the_order_of_a_list_is_part_of_it(desk: Desk, files: Files) -> None:
    one, other = project(desk, "P-1"), project(desk, "P-2")
    files.apply(desk, a_file(lists=(a_list(one, other),)))
    (found,) = previewed(desk, upload(desk, files, a_list(other, one)))
    assert (found.effect, found.changes, found.is_reordered) == (Effect.CHANGED, (), True)


def test_a_project_of_the_file_is_listed_once_it_is_published(desk: Desk, files: Files) -> None:
    file = a_file(a_project(1), lists=(a_list("P1"),))
    number = files.upload(desk, file)
    (found,) = previewed(desk, number)
    assert (found.effect, names(found)) == (Effect.REJECTED, ["error.listed_not_published"])
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    (identifier,) = publish_all(desk)
    # The file itself, and the rows that it left out alone.
    for again in (file, a_file(lists=file.lists)):
        number = files.upload(desk, again, f"{len(again.projects)}.xlsx")
        (found,) = previewed(desk, number)
        assert (found.effect, found.problems) == (Effect.NEW, ())
    imports.apply_import(desk.register, desk.secretary, number, token="y")
    assert [one.project for one in record(desk).projects] == [identifier]


def test_a_list_in_a_locked_period_or_not_whole_is_rejected(desk: Desk, files: Files) -> None:
    project = desk.published()
    (found,) = previewed(desk, upload(desk, files, replace(a_list(project), is_whole=False)))
    assert names(found) == ["error.list_not_whole"]
    days = ("2014-01-01", "2014-03-31")
    reference.save_period(desk.register, desk.reviewer, "Q1", *days, token="q")
    reference.lock_period(desk.register, desk.reviewer, "Q1", token="l")
    (found,) = previewed(desk, upload(desk, files, a_list(project)))
    assert (found.effect, names(found)) == (Effect.REJECTED, ["error.period_locked"])


def test_a_list_is_taken_back_with_its_batch_unless_it_is_recorded(
    desk: Desk, files: Files
) -> None:
    one = a_list(desk.published())
    number = files.apply(desk, a_file(lists=(one,)))
    job = take_back_import(desk.register, desk.secretary, number, "wrong file", token="t")
    assert (job.state, job.report["taken_back"]["drafts"]) == (ImportState.TAKEN_BACK, 1)
    assert lists.list_list_drafts(desk.register, desk.secretary, RECORD) == ()
    assert effects(desk, files, one) == [Effect.NEW]
    number = files.apply(desk, a_file(lists=(one,)))
    record(desk)
    job = take_back_import(desk.register, desk.secretary, number, "wrong file", token="u")
    assert [row["why"] for row in job.report["stays"]] == ["recorded"]
    assert len(desk.register.labels.lists) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (import_template.filled_template, "template.xlsx"),
        (import_template.filled_tables, "template.zip"),
    ],
)
def test_the_filled_template_has_the_lists_and_brought_back_changes_nothing(
    desk: Desk, files: Files, make: Any, name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.apply(desk, a_file(lists=(a_list(desk.published()),)))
    record(desk)
    monkeypatch.undo()
    view = desk.register.view(desk.register.default_question(RECORD))
    data = make(desk.register, view, Translator(language))
    number = imports.start_import(desk.register, desk.secretary, data, name, token="out")
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert [one.effect for one in found.lists] == [Effect.UNCHANGED]
    assert [one.effect for one in found.projects] == [Effect.UNCHANGED]
    assert [problem for problem in found.every_problem if problem.is_blocking] == []
    assert not found.writes


def test_the_headline_of_the_preview_counts_a_project_that_becomes_listed(
    desk: Desk, files: Files
) -> None:
    project = desk.published(
        relation="context", relation_reasons={"en": "assessed dues"}, relation_source="minutes"
    )
    number = upload(desk, files, a_list(project))
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert found.before != found.after
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    record(desk)
    question = desk.register.default_question(RECORD)
    assert headline(desk.register.view(question)).amounts == found.after


def test_every_row_of_a_rejected_list_is_in_the_workbook_of_rejected_rows(
    desk: Desk,
) -> None:
    more: dict[str, list[Mapping[str, str]]] = {
        "priority_lists": [
            {"list": "L", "list_clause": "2", "list_state": "adopted", "list_from": "2014-03-01",
             "list_titles.en": "List", "list_source": "minutes"},
        ],
        "list_needs": [
            {"list": "L", "what": "Boats", "clause": "2", "asked_by": "Ministry"},
            {"list": "L", "what": "Cars", "clause": "99", "asked_by": "Ministry"},
        ],
    }  # fmt: skip
    data = workbook([], "en", more)
    number = imports.start_import(desk.register, desk.secretary, data, "l.xlsx", token="t")
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert [one.effect for one in found.lists] == [Effect.REJECTED]
    keys = {one.key for one in found.lists}
    made = rejected_workbook(desk.register, number, keys, found.every_problem)
    sheets = {one.name: one.rows[1:] for one in read_source(made, "rejected.xlsx").sheets}
    assert [row.cells[1] for row in sheets["Needs"]] == ["Boats", "Cars"]
    assert [row.cells[0] for row in sheets["Priority lists"]] == ["L"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_file_of_the_filled_template_is_changed_and_brought_back_alone(
    desk: Desk, files: Files, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.apply(desk, a_file(lists=(a_list(desk.published()),)))
    record(desk)
    monkeypatch.undo()
    view = desk.register.view(desk.register.default_question(RECORD))
    data = import_template.filled_tables(desk.register, view, Translator(language))
    archive = zipfile.ZipFile(io.BytesIO(data))
    name = next(one for one in archive.namelist() if one.startswith("list_needs."))
    text = archive.read(name).decode("utf-8-sig")
    text += text.splitlines()[1].replace("Un poste", "Deux postes") + "\r\n"
    number = imports.start_import(
        desk.register, desk.secretary, text.encode("utf-8-sig"), name, token="n"
    )
    (found,) = previewed(desk, number)
    assert {(one.column, one.after) for one in found.changes} >= {("what", "Deux postes")}
    assert {one.before for one in found.changes} == {""}
