"""An applied import taken back as one step: what nobody touched since goes, the rest is named."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.documents import document
from portfolio.domain.flows import BudgetPeriod
from portfolio.domain.import_jobs import ImportState
from portfolio.domain.transactions import CorrectionEntry
from portfolio.services import drafts, publishing, reference, transactions
from portfolio.services.import_take_back import take_back_import
from portfolio.services.publishing import ReasonMissing
from portfolio.store.database import Database
from tests.building.effort import IS_FULL
from tests.building.imports import (
    Files,
    a_file,
    a_flow,
    a_milestone,
    a_project,
)
from tests.services.desk import Desk, a_desk
from tests.services.importing import RECORD, edited, effects, preview, project, publish_all, values


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
        "drafts": 2, "projects": 1, "changes": 0, "flows": 2, "milestones": 1, "statuses": 0,
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


def changed_by_a_file(
    desk: Desk, files: Files, identifier: str, number: int = 1, **more: object
) -> int:
    """Number of an import whose change of a project was published."""
    nothing = dict.fromkeys(a_project(1).document)
    changes = {**nothing, **values(number, "file"), **more}
    one = a_project(1, identifier=identifier, **changes)
    job = files.apply(desk, a_file(one))
    publish_all(desk)
    return job


def nameless(rows: Iterable[BudgetPeriod]) -> set[BudgetPeriod]:
    """Rows without their numbers, which change when a project is written anew."""
    return {replace(row, id=0) for row in rows}


def form_of(desk: Desk, identifier: str) -> dict[str, object]:
    return document(project(desk, identifier))


def test_a_published_change_goes_back_to_what_stood_before(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    before, amounts = form_of(desk, identifier), desk.amounts()
    number = changed_by_a_file(desk, files, identifier)
    rows, between = project(desk, identifier), desk.amounts()
    assert between != amounts
    assert form_of(desk, identifier)["place"] == "Place 1 of the file"
    job = take_back_import(desk.register, desk.reviewer, number, "wrong year", token="t")
    assert job.report["taken_back"]["changes"] == 1
    assert job.report["stays"] == []
    assert form_of(desk, identifier) == before
    assert desk.amounts() == amounts
    after = project(desk, identifier)
    assert nameless(rows.budgets) < nameless(after.budgets)  # nothing recorded is deleted
    assert set(rows.share_sets) < set(after.share_sets)


def test_a_published_change_that_a_secretary_takes_back_stays_and_is_named(
    desk: Desk, files: Files
) -> None:
    identifier = desk.published()
    number = changed_by_a_file(desk, files, identifier)
    standing = form_of(desk, identifier)
    job = take_back_import(desk.register, desk.secretary, number, "wrong year", token="t")
    assert [row["why"] for row in job.report["stays"]] == ["no_return"]
    assert form_of(desk, identifier) == standing


def test_a_change_in_a_locked_period_stays(desk: Desk, files: Files) -> None:
    identifier = desk.published()
    number = changed_by_a_file(desk, files, identifier, effective="2014-03-01")
    reference.save_period(desk.register, desk.reviewer, "Q1", "2014-01-01", "2014-03-31", token="s")
    reference.lock_period(desk.register, desk.reviewer, "Q1", token="l")
    job = take_back_import(desk.register, desk.reviewer, number, "wrong year", token="t")
    assert [row["why"] for row in job.report["stays"]] == ["locked"]


def test_flows_of_a_project_that_somebody_changed_since_are_withdrawn_one_by_one(
    desk: Desk, files: Files
) -> None:
    flows = (a_flow(source="Letter"), a_flow(5, amount="7", source="Letter"))
    number = files.apply(desk, a_file(replace(a_project(1), flows=flows)))
    (identifier,) = publish_all(desk)
    edited(desk, identifier, objective="A person's words.")
    first = project(desk, identifier).flows[0]
    entry_of = CorrectionEntry(first.reference, "80", source="Letter 2")
    transactions.correct_flow(desk.register, desk.secretary, identifier, entry_of, token="c")
    job = take_back_import(desk.register, desk.reviewer, number, "wrong year", token="t")
    assert sorted((row["kind"], row["why"]) for row in job.report["stays"]) == [
        ("flow", "corrected"),
        ("project", "changed"),
    ]
    assert job.report["taken_back"]["flows"] == 1
    assert form_of(desk, identifier)["objective"] == "A person's words."


def test_what_a_person_changed_since_stays_and_the_rest_goes_back(desk: Desk, files: Files) -> None:
    identifier, numbers = desk.published(), count(1)

    @settings(max_examples=16 if IS_FULL else 5, deadline=None)
    @given(changed=st.sets(st.sampled_from(sorted(values(0, "file")))))
    def holds(changed: set[str]) -> None:
        number, before = next(numbers), form_of(desk, identifier)
        job = changed_by_a_file(desk, files, identifier, number)
        if changed:
            own = values(number, "person")
            edited(desk, identifier, **{name: own[name] for name in changed})
        standing = form_of(desk, identifier)
        done = take_back_import(desk.register, desk.reviewer, job, "wrong", token=f"t{job}")
        after = form_of(desk, identifier)
        for name in values(0, "file"):
            assert after[name] == (standing if name in changed else before)[name]
        stays = {name for row in done.report["stays"] for name in row["fields"]}
        assert stays == changed
        assert done.report["taken_back"]["changes"] == (len(changed) < 4)

    holds()
