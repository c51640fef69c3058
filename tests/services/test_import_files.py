"""A workbook of our template, from its bytes to published projects and back."""

import io
import re
import time
import zipfile
from typing import Any

import pytest
from markupsafe import escape
from xlsxwriter.utility import xl_rowcol_to_cell

from portfolio.domain.import_jobs import Effect, ImportAnswers, ImportedKind, ImportState
from portfolio.domain.params import PortfolioChoice
from portfolio.exchange.template.csv_files import read_upload
from portfolio.exchange.template.sheets import PROJECT, SHEETS
from portfolio.services import drafts, import_template, imports, publishing
from portfolio.services.draft_checks import OwnDraft
from portfolio.services.import_matching import read_match
from portfolio.services.import_mending import rejected_afterwards, rejected_workbook
from portfolio.services.import_reading import MatchNeeded
from portfolio.services.import_take_back import take_back_import
from portfolio.store.database import Database
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.import_workbook import workbook
from tests.building.imports import titled
from tests.services.desk import Desk, a_desk, entry

RECORD = PortfolioChoice.RECORD


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def documents(number: int, **changes: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(f"N{at}", {**entry(titles={"en": titled(at)}), **changes}) for at in range(number)]


def start(desk: Desk, data: bytes, token: str = "t", name: str = "projects.xlsx") -> int:
    return imports.start_import(desk.register, desk.secretary, data, name, token=token)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_workbook_becomes_drafts_and_the_same_again_changes_nothing(
    desk: Desk, language: str
) -> None:
    data = workbook(documents(3), language)
    number = start(desk, data)
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert [one.error for one in found.every_problem if one.is_blocking] == []
    assert found.count(ImportedKind.PROJECT, Effect.NEW) == 3
    imports.apply_import(desk.register, desk.secretary, number, token="a")
    again = imports.preview_import(desk.register, desk.secretary, start(desk, data, "u"))
    assert found.count(ImportedKind.PROJECT, Effect.NEW) == 3
    assert again.count(ImportedKind.PROJECT, Effect.UNCHANGED) == 3
    assert not again.writes


def test_the_template_filled_with_what_is_recorded_changes_nothing(desk: Desk) -> None:
    desk.published()
    question = desk.register.default_question(RECORD)
    data = import_template.filled_template(
        desk.register, desk.register.view(question), Translator("fr"), ()
    )
    found = imports.preview_import(desk.register, desk.secretary, start(desk, data))
    assert [one.effect for one in found.projects] == [Effect.UNCHANGED]
    assert not found.writes


def test_sixty_projects_with_faults_are_previewed_applied_published_and_taken_back(
    desk: Desk,
) -> None:
    rows = documents(60)
    faults: tuple[dict[str, Any], ...] = (
        {"objective": ""}, {"kind": "no kind"}, {"status_from": "31 Feb"}, {"status": ""},
        {"country_shares": [{"key": "a", "country": "NE", "share": "90"}]},
        {"contact_office": ""}, {"titles": {"en": ""}},
    )  # fmt: skip
    for at, wrong in enumerate(faults):
        rows[at] = (rows[at][0], {**rows[at][1], **wrong})
    number = start(desk, workbook(rows))
    began = time.process_time()
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert time.process_time() - began < 4  # twice what it may take: machines differ
    assert found.count(ImportedKind.PROJECT, Effect.REJECTED) == 7
    assert found.count(ImportedKind.PROJECT, Effect.NEW) == 53
    keys = {one.key for one in found.projects if one.effect is Effect.REJECTED}
    rejected = rejected_workbook(desk.register, number, keys, found.every_problem)
    left = imports.preview_import(
        desk.register, desk.secretary, start(desk, rejected, "r", "rejected.xlsx")
    )
    assert {one.key for one in left.projects} == keys
    assert {one.effect for one in left.projects} == {Effect.REJECTED}
    before = desk.amounts()
    imports.apply_import(desk.register, desk.secretary, number, token="a")
    applied = imports.read_import(desk.register, desk.secretary, number)
    afterwards = read_upload(rejected_afterwards(desk.register, applied), "rejected.xlsx")
    assert afterwards.sheets == read_upload(rejected, "rejected.xlsx").sheets
    mended = start(desk, workbook(documents(60)), "m", "projects mended.xlsx")
    found = imports.preview_import(desk.register, desk.secretary, mended)
    assert found.count(ImportedKind.PROJECT, Effect.NEW) == 7
    assert found.count(ImportedKind.PROJECT, Effect.UNCHANGED) == 53
    imports.apply_import(desk.register, desk.secretary, mended, token="b")
    waiting = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    assert len(waiting) == 60
    for draft in waiting[:2]:
        publishing.publish_draft(
            desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="", token=f"{draft.id}"
        )
    for job in (number, mended):
        told = take_back_import(desk.register, desk.reviewer, job, "a test", token=f"{job}")
        assert told.report["stays"] == []
    assert desk.amounts() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_rejected_rows_mark_what_is_wrong_with_its_reason(desk: Desk, language: str) -> None:
    words = Translator(language)
    data = workbook(documents(2, status_from="31 Feb"), language)
    number = start(desk, data)
    found = imports.preview_import(desk.register, desk.secretary, number)
    keys = [one.key for one in found.projects]
    made = rejected_workbook(desk.register, number, keys, found.every_problem, words)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        notes = parts.read("xl/comments1.xml").decode()
        cells = parts.read("xl/worksheets/sheet1.xml").decode()
    at = [column.name for column in SHEETS[0].columns].index("status_from")
    (one, two) = (xl_rowcol_to_cell(row, at) for row in (1, 2))
    looks = dict(re.findall(r'<c r="(\w+)" s="(\d+)"', cells))
    for reference in (one, two):
        assert f'<comment ref="{reference}"' in notes
        assert looks[reference] != looks["A2"] == looks["A1"]
    reasons = {words.error(one.error) for one in found.every_problem if one.is_blocking}
    assert [reason for reason in reasons if escape(reason) not in notes] == []


def test_who_brought_a_file_does_not_publish_it_whoever_applied_it(desk: Desk) -> None:
    number = imports.start_import(
        desk.register, desk.reviewer, workbook(documents(1)), "p.xlsx", token="t"
    )
    imports.apply_import(desk.register, desk.secretary, number, token="a")
    (draft,) = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    with pytest.raises(OwnDraft):
        publishing.publish_draft(
            desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="", token="p"
        )


OTHERS = """Programme 2014;;;;;
Code;Titre du projet;Bailleur;Engagement;Devise;Date
P1;Postes de douane;Donor A;1.234,50;EUR;03/02/2014
P2;Radars du port;Donor B;99,00;EUR;04/02/2014
TOTAL;;;1.333,50;;
""".encode("cp1252")


def test_a_table_of_somebody_else_is_matched_once_and_its_rows_count_as_imported(
    desk: Desk,
) -> None:
    number = start(desk, OTHERS, name="suivi.csv")
    job = imports.read_import(desk.register, desk.secretary, number)
    assert job.reason == MatchNeeded.phrase
    step = read_match(desk.register, desk.secretary, number)
    assert step is not None
    columns = {column.name: column.target for column in step.columns if column.target}
    columns |= {"Titre du projet": "titles.fr", "Code": PROJECT, "Devise": "currency"}
    columns |= {"Bailleur": "flows.provider", "Engagement": "flows.commitment"}
    columns |= {"Date": "flows.value_date"}
    answers = ImportAnswers(
        columns=columns, conventions={"Engagement": "comma", "Date": "day_first"}
    )
    job = imports.answer_import(desk.register, desk.secretary, number, answers)
    assert job.state is ImportState.READY
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert [one.key for one in found.projects] == ["P1", "P2"]
    (row, *_) = found.projects[0].document["flows"]
    assert (row["amount"], row["value_date"]) == ("1234.50", "2014-02-03")
    assert row["source"].startswith("suivi.csv, ")
    assert found.projects[0].document["provenance"] == "imported"
    again = start(desk, OTHERS, "u", name="suivi 2.csv")
    remembered = read_match(desk.register, desk.secretary, again)
    assert remembered is not None
    assert {one.name: one.target for one in remembered.columns if one.target} == columns


@pytest.mark.parametrize("given", [{}, {"Engagement": "comma"}, {"Date": "nonsense"}])
def test_a_column_that_is_asked_about_is_not_read_before_its_answer(
    desk: Desk, given: dict[str, str]
) -> None:
    number = start(desk, OTHERS.replace(b"1.234,50", b"1.234"), name="suivi.csv")
    columns = {"Code": PROJECT, "Titre du projet": "titles.fr"}
    columns |= {"Engagement": "flows.commitment", "Date": "flows.value_date"}
    answers = ImportAnswers(columns=columns, conventions=given)
    job = imports.answer_import(desk.register, desk.secretary, number, answers)
    assert (job.state, job.reason) == (ImportState.FAILED, MatchNeeded.phrase)
    step = read_match(desk.register, desk.secretary, number)
    assert step is not None  # what was confirmed is still there, with the question
    assert {one.name: one.target for one in step.columns if one.target} == columns


def test_a_file_that_is_no_table_of_projects_fails_in_words(desk: Desk) -> None:
    for token, data in (("a", b"a;b\n1;2\n"), ("b", b"%PDF-1.4 "), ("c", b"")):
        job = imports.read_import(desk.register, desk.secretary, start(desk, data, token))
        assert job.state is ImportState.FAILED
        assert Translator("en").has(job.reason)
