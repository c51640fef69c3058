"""An import is a job: previewed, applied as a whole, cancelled; the same file twice changes nothing."""

import pytest

from portfolio.domain.drafts import DraftState
from portfolio.domain.flows import Provenance
from portfolio.domain.import_jobs import ImportState
from portfolio.domain.params import PortfolioChoice
from portfolio.exchange.source_errors import FileTooLarge
from portfolio.exchange.source_file import MAX_BYTES
from portfolio.services import drafts, imports, publishing
from portfolio.services.import_work import ImportNotReady
from portfolio.services.imports import NothingToApply
from portfolio.store.database import Database
from tests.building.imports import (
    Files,
    a_file,
    a_project,
    titled,
)
from tests.services.desk import Desk, a_desk
from tests.services.importing import RECORD, effects, preview, project, publish_all


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


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


def test_new_projects_are_numbered_in_the_order_of_their_file(desk: Desk, files: Files) -> None:
    files.apply(desk, a_file(*(a_project(number) for number in (4, 2, 9, 1))))
    identifiers = publish_all(desk)
    assert identifiers == sorted(identifiers)
    titles = [project(desk, identifier).titles["en"] for identifier in identifiers]
    assert titles == [titled(number) for number in (4, 2, 9, 1)]


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
