"""A filled template brought back: what somebody changed since it was written is never overwritten."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.documents import document
from portfolio.domain.import_jobs import Effect
from portfolio.domain.imports import ImportedFile, ImportedProject, ImportedStatus, Origin
from portfolio.domain.transactions import CorrectionEntry
from portfolio.exchange.template.csv_files import write_archive, write_tables
from portfolio.exchange.template.notes import TemplateContent
from portfolio.services import (
    import_base,
    import_take_back,
    import_template,
    imports,
    milestones,
    transactions,
)
from portfolio.services.draft_checks import names_of
from portfolio.services.import_problems import ProjectPreview
from portfolio.store import history
from portfolio.store.database import Database
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.effort import IS_FULL
from tests.building.import_workbook import rewritten, with_cells
from tests.building.imports import Files, a_file
from tests.services.desk import Desk, a_desk, flow
from tests.services.importing import RECORD, edited, preview, project, publish_all, values


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def filled(desk: Desk, language: str = "en") -> bytes:
    """The template with every project, as a person downloads it."""
    view = desk.register.view(desk.register.default_question(RECORD))
    return import_template.filled_template(desk.register, view, Translator(language), ())


def bring(desk: Desk, data: bytes, name: str = "back.xlsx") -> ProjectPreview:
    """What the first project of a file would do."""
    number = imports.start_import(
        desk.register, desk.secretary, data, name, token=f"{name} {len(data)} {hash(data)}"
    )
    found = preview(desk, number)
    assert [str(one.error) for one in found.every_problem if one.is_blocking] == []
    return found.projects[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_changes_nothing_leaves_what_was_changed_since(
    desk: Desk, language: str
) -> None:
    identifier = desk.published()
    data = filled(desk, language)
    edited(desk, identifier, **values(1, "person"))
    milestones.record_milestone(
        desk.register, desk.secretary, identifier, "M-1", "done", "2014-05-30", "r", token="m"
    )
    milestones.record_status(
        desk.register, desk.secretary, identifier, "suspended", "2014-05-01", "", token="s"
    )
    found = bring(desk, data)
    assert (found.effect, found.changes, found.clashes) == (Effect.UNCHANGED, (), ())
    assert {row.effect for row in found.rows} == {Effect.UNCHANGED}


def test_two_people_change_two_fields_and_both_stand(desk: Desk) -> None:
    identifier = desk.published()
    data = with_cells(filled(desk), {"projects.place": "Place of the file"})
    edited(desk, identifier, objective="Words of a person.")
    found = bring(desk, data)
    assert [(one.field, one.after) for one in found.changes] == [("place", "Place of the file")]
    assert found.clashes == ()
    assert found.document["objective"] == "Words of a person."


def test_the_field_that_both_changed_is_named_with_both_values_and_stays(desk: Desk) -> None:
    identifier = desk.published()
    data = with_cells(filled(desk), {"projects.objective": "Words of the file."})
    edited(desk, identifier, objective="Words of a person.")
    found = bring(desk, data)
    assert found.effect is Effect.CONFLICT
    (clash,) = found.clashes
    assert (clash.field, clash.before, clash.theirs, clash.mine) == (
        "objective",
        "Two joint posts on the road to the south.",
        "Words of a person.",
        "Words of the file.",
    )
    assert found.changes == ()


def test_a_file_without_its_mark_goes_on_as_before(desk: Desk) -> None:
    identifier = desk.published()
    data = rewritten(filled(desk), lambda number, row: None if number == 1 else row)
    edited(desk, identifier, objective="Words of a person.")
    found = bring(desk, data)
    assert [one.field for one in found.changes] == ["objective"]


def test_a_file_filled_from_another_register_says_so(desk: Desk) -> None:
    desk.published()
    data = filled(desk)
    with desk.register.database.reading() as connection:
        mark = history.mark(connection)
        assert history.entry_of_mark(connection, mark) is not None
        for wrong in ("", "x", mark[:-1], f"{mark[:-1]}!", "1-000000000000", "²-000000000000"):
            assert history.entry_of_mark(connection, wrong) is None
    number, _, letters = mark.partition("-")
    other = f"{number}-{letters[::-1]}"
    data = rewritten(
        data,
        lambda number, row: [str(row[0]).replace(mark, other), *row[1:]] if number == 1 else row,
    )
    job = imports.start_import(desk.register, desk.secretary, data, "a.xlsx", token="other")
    assert "error.written_elsewhere" in [one.error.phrase for one in preview(desk, job).problems]


def test_a_newer_version_of_the_file_is_compared_with_what_it_gave(desk: Desk) -> None:
    desk.published()
    data = filled(desk)
    first = with_cells(data, {"projects.place": "First"})
    job = imports.start_import(desk.register, desk.secretary, first, "back.xlsx", token="1")
    imports.apply_import(desk.register, desk.secretary, job, token="a1")
    publish_all(desk)
    second = with_cells(data, {"projects.place": "Second"})
    found = bring(desk, second)
    assert [(one.field, one.after) for one in found.changes] == [("place", "Second")]
    # Of another's copy of the same file nobody knows that it goes on from there.
    other = bring(desk, second, "copy.xlsx")
    assert [clash.theirs for clash in other.clashes] == ["First"]


def test_an_amount_that_somebody_corrected_since_is_a_conflict(desk: Desk) -> None:
    identifier = desk.published()
    for number, kind in enumerate(("commitment", "pledge")):
        entry = flow(kind=kind, source="Letter")
        transactions.record_flow(
            desk.register, desk.secretary, identifier, entry, token=f"{number}"
        )
    data = filled(desk)
    for row in project(desk, identifier).flows:
        entry_of = CorrectionEntry(row.reference, "80", source="Letter 2")
        transactions.correct_flow(
            desk.register, desk.secretary, identifier, entry_of, token=row.reference
        )
    assert {row.effect for row in bring(desk, data).rows} == {Effect.UNCHANGED}
    ninety = with_cells(data, {"flows.amount": Decimal(90)})
    rows = [row for row in bring(desk, ninety).rows if row.kind.word == "flow"]
    assert [row.effect for row in rows] == [Effect.CONFLICT, Effect.CONFLICT]


def test_csv_files_bear_the_state_in_their_names(desk: Desk) -> None:
    identifier = desk.published()
    with desk.register.database.reading() as connection:
        mark = history.mark(connection)
    content = TemplateContent(
        desk.register.default_day, (project(desk, identifier),), written_from=mark
    )
    files = write_tables(content, names_of(desk.register), Translator("fr"))
    edited(desk, identifier, objective="Words of a person.")
    name = f"projects.{mark}.csv"
    assert bring(desk, write_archive(files), "all.zip").changes == ()
    assert bring(desk, files[name], name).changes == ()
    assert bring(desk, files[name], f"projects.{mark} (1).csv").changes == ()
    assert [one.field for one in bring(desk, files[name], "p.csv").changes] == ["objective"]


def test_whoever_changed_what_nothing_is_overwritten(desk: Desk, files: Files) -> None:
    identifier, numbers = desk.published(), count(1)
    names = st.sets(st.sampled_from(sorted(values(0, "file"))))

    @settings(max_examples=24 if IS_FULL else 6, deadline=None)
    @given(of_file=names, of_person=names)
    def holds(of_file: set[str], of_person: set[str]) -> None:
        number = next(numbers)
        with desk.register.database.reading() as connection:
            mark = history.mark(connection)
        exported = document(project(desk, identifier))
        own = {name: values(number, "file")[name] for name in of_file}
        file = ImportedFile(
            is_template=True,
            written_from=mark,
            projects=(
                ImportedProject(identifier, identifier, {**exported, **own}, Origin("Projects", 4)),
            ),
        )
        if of_person:
            theirs = values(number, "person")
            edited(desk, identifier, **{name: theirs[name] for name in of_person})
        standing = document(project(desk, identifier))
        (found,) = preview(desk, files.upload(desk, file, f"{number}.xlsx")).projects
        assert {clash.field for clash in found.clashes} == of_file & of_person
        assert {one.field for one in found.changes} == of_file - of_person
        for name in standing.keys() - (of_file - of_person):
            assert cells(found.document, name) == cells(standing, name)

    holds()


def cells(form: Mapping[str, Any], name: str) -> Any:
    """A field without blank cells, which a form may leave out."""
    value = form.get(name) or None
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [{key: text for key, text in row.items() if text} for row in value]
    return value


def status(desk: Desk, files: Files, identifier: str, **given: str) -> Any:
    """Preview of a file that gives a status."""
    told = ImportedStatus(given, Origin("Projects", 4, "Status"))
    one = ImportedProject(identifier, identifier, {}, Origin("Projects", 4), status=told)
    number = files.upload(desk, a_file(one))
    return number, preview(desk, number).projects[0].rows[0]


def test_a_status_of_a_file_is_recorded_from_its_day_and_taken_back(
    desk: Desk, files: Files
) -> None:
    identifier = desk.published()
    before = desk.amounts()
    number, row = status(desk, files, identifier, status="cancelled", status_from="2014-05-01")
    assert row.effect is Effect.CHANGED
    imports.apply_import(desk.register, desk.secretary, number, token="x")
    latest = max(project(desk, identifier).statuses, key=lambda one: one.recorded_at)
    assert (latest.status.word, latest.valid_from.isoformat()) == ("cancelled", "2014-05-01")
    assert desk.amounts() != before
    _, again = status(desk, files, identifier, status="cancelled", status_from="2014-05-01")
    assert again.effect is Effect.UNCHANGED
    job = import_take_back.take_back_import(
        desk.register, desk.secretary, number, "wrong", token="t"
    )
    assert job.report["taken_back"]["statuses"] == 1
    assert desk.amounts() == before
    assert len(project(desk, identifier).statuses) == 3


@pytest.mark.parametrize(
    ("given", "effect", "phrase"),
    [
        ({"status": "cancelled", "status_from": "2014-02-01"}, "rejected", "status_day_missing"),
        ({"status": "cancelled", "status_from": "2099-01-01"}, "rejected", "in_the_future"),
        ({"status": "no status", "status_from": "2014-03-01"}, "rejected", "not_a_choice"),
        (
            {"status": "implementation", "status_from": "2014-04-01"},
            "unchanged",
            "status_day_stands",
        ),
        ({"status_from": "2014-01-15"}, "changed", ""),
        ({"status": "suspended"}, "changed", ""),
        ({"status": "implementation"}, "unchanged", ""),
    ],
)
def test_what_a_status_needs(
    desk: Desk, files: Files, given: dict[str, str], effect: str, phrase: str
) -> None:
    identifier = desk.published()
    _, row = status(desk, files, identifier, **given)
    assert row.effect.word == effect
    assert [one.error.phrase for one in row.problems] == ([f"error.{phrase}"] if phrase else [])


def test_a_status_that_somebody_changed_since_is_a_conflict(desk: Desk) -> None:
    identifier = desk.published()
    cells = {"projects.status": "closed", "projects.status_from": "2014-06-01"}
    data = with_cells(filled(desk), cells)
    milestones.record_status(
        desk.register, desk.secretary, identifier, "suspended", "2014-05-01", "", token="s"
    )
    (row,) = [one for one in bring(desk, data).rows if one.kind.word == "status"]
    assert row.effect is Effect.CONFLICT
    assert row.present == "suspended"


def test_a_project_whose_earlier_state_cannot_be_read_is_left_out_and_never_overwritten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.published()
    data = filled(desk)

    def unreadable(*_: Any) -> None:
        raise KeyError("a field of another version")

    monkeypatch.setattr(import_base, "as_before", unreadable)
    number = imports.start_import(desk.register, desk.secretary, data, "back.xlsx", token="t")
    (one,) = preview(desk, number).projects
    assert one.effect is Effect.REJECTED
    assert [problem.error.phrase for problem in one.problems] == ["error.state_unreadable"]
