"""Work on an import: in the background, seen and cancelled by everybody, and never half done."""

from collections.abc import Iterator
from threading import Event
from time import monotonic, sleep

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.import_jobs import ImportAnswers, ImportState
from portfolio.services import drafts, import_work, imports
from portfolio.services.import_work import ImportNotReady, ImportProgress
from portfolio.services.imports import NothingToApply
from portfolio.services.live import LivePortfolio
from portfolio.store.database import Database
from portfolio.store.history import verify
from portfolio.store.tables import draft, history, import_job, import_row
from tests.building.effort import IS_FULL
from tests.building.imports import Files, a_file, a_flow, a_project
from tests.services.desk import Desk, a_desk
from tests.services.importing import RECORD, preview, project

PATIENCE = 30  # seconds that a test waits for a thread at most


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


class Gate:
    """Stops the work on imports at its ``stop``-th step until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, stop: int) -> None:
        self.steps, self.reached, self.opened = 0, Event(), Event()
        look = ImportProgress.look

        def waits(progress: ImportProgress) -> None:
            self.steps += 1
            if self.steps == stop:
                self.reached.set()
                assert self.opened.wait(PATIENCE)
            look(progress)

        monkeypatch.setattr(ImportProgress, "look", waits)


@pytest.fixture
def other(desk: Desk) -> Iterator[LivePortfolio]:
    """Another process on the same store, as far as a thread can play it."""
    database = Database(desk.register.database.url.render_as_string(hide_password=False))
    yield LivePortfolio(database, demonstration=True, conference=desk.register._planned_conference)
    database.close()


def state(desk: Desk, number: int) -> ImportState:
    return imports.read_import(desk.register, desk.secretary, number).state


def test_a_file_is_read_in_the_background_and_everybody_sees_how_far(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, 2)
    number = files.upload(desk, a_file(a_project(1), a_project(2)), in_background=True)
    assert gate.reached.wait(PATIENCE)
    for who in (desk.secretary, desk.reviewer):
        job = imports.read_import(desk.register, who, number)
        assert job.state is ImportState.READING
        assert 0 < job.done <= job.total
    with pytest.raises(ImportNotReady):
        imports.apply_import(desk.register, desk.secretary, number, token="x")
    gate.opened.set()
    import_work.wait(desk.register, number, PATIENCE)
    assert state(desk, number) is ImportState.READY
    assert imports.find_preview(desk.register, desk.secretary, number, seconds=0) is not None


def test_reading_is_cancelled_at_once_and_read_again_with_its_answers(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = files.upload(desk, a_file(a_project(1), a_project(2)))
    gate, answers = Gate(monkeypatch, 1), ImportAnswers(left_out=frozenset(["P2"]))
    imports.answer_import(desk.register, desk.secretary, number, answers, in_background=True)
    assert gate.reached.wait(PATIENCE)
    job = imports.cancel_import(desk.register, desk.reviewer, number)
    assert job.state is ImportState.CANCELLED
    gate.opened.set()
    import_work.wait(desk.register, number, PATIENCE)
    job = imports.read_import(desk.register, desk.secretary, number)
    assert (job.state, job.answers) == (ImportState.CANCELLED, answers)
    job = imports.answer_import(desk.register, desk.secretary, number, job.answers)
    assert (job.state, job.answers) == (ImportState.READY, answers)


def test_applying_goes_on_in_the_background_and_the_second_click_is_the_same(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = files.upload(desk, a_file(a_project(1), a_project(2)))
    gate = Gate(monkeypatch, 4)
    for _ in range(2):
        job = imports.apply_import(
            desk.register, desk.secretary, number, token="x", in_background=True
        )
        assert job.state is ImportState.APPLYING
        assert gate.reached.wait(PATIENCE)
    assert imports.list_imports(desk.register, desk.reviewer)[0].state is ImportState.APPLYING
    gate.opened.set()
    import_work.wait(desk.register, number, PATIENCE)
    assert state(desk, number) is ImportState.APPLIED
    assert len(drafts.list_drafts(desk.register, desk.secretary, RECORD)) == 2


def test_a_job_says_why_work_in_the_background_failed(desk: Desk, files: Files) -> None:
    files.apply(desk, a_file(a_project(1)))
    number = files.upload(desk, a_file(a_project(1)))
    imports.apply_import(desk.register, desk.secretary, number, token="x", in_background=True)
    import_work.wait(desk.register, number, PATIENCE)
    job = imports.read_import(desk.register, desk.secretary, number)
    assert (job.state, job.reason) == (ImportState.READY, NothingToApply.phrase)


def test_work_whose_process_ended_is_interrupted_and_read_again(desk: Desk, files: Files) -> None:
    number = files.upload(desk, a_file(a_project(1)))
    for left in (ImportState.READING, ImportState.APPLYING):
        with desk.register.database.transaction("a process that ended") as change:
            values = {"state": left, "worker": f"{import_work.PROCESS} before"}
            change.connection.execute(sa.update(import_job).values(**values))
        assert state(desk, number) is ImportState.INTERRUPTED
        imports.answer_import(desk.register, desk.secretary, number, ImportAnswers())
        assert state(desk, number) is ImportState.READY


def test_a_comparison_goes_on_in_the_background_and_is_made_once(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = files.upload(desk, a_file(a_project(1), a_project(2)))
    desk.published()  # the record moved on
    gate = Gate(monkeypatch, 1)
    for _ in range(2):
        assert imports.find_preview(desk.register, desk.secretary, number, seconds=0) is None
    assert state(desk, number) is ImportState.READY
    gate.opened.set()
    found = imports.find_preview(desk.register, desk.secretary, number, seconds=PATIENCE)
    assert found is not None
    assert found is imports.find_preview(desk.register, desk.secretary, number)
    assert found is preview(desk, number)
    assert gate.steps == 2


def test_whoever_looks_keeps_nobody_from_applying(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = files.upload(desk, a_file(a_project(1), a_project(2)))
    look = ImportProgress.look

    def slowly(progress: ImportProgress) -> None:
        sleep(0.2)
        look(progress)

    monkeypatch.setattr(ImportProgress, "look", slowly)
    assert imports.find_preview(desk.register, desk.reviewer, number, seconds=0) is None
    job = imports.apply_import(desk.register, desk.secretary, number, token="x")
    assert job.state is ImportState.APPLIED


def test_others_write_while_a_file_is_compared(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, 2)
    file = a_file(a_project(1), a_project(2), a_project(3))
    number = files.upload(desk, file, in_background=True)
    assert gate.reached.wait(PATIENCE)
    began = monotonic()
    identifier = desk.published(titles={"en": "Meanwhile"})
    assert monotonic() - began < PATIENCE / 3
    gate.opened.set()
    import_work.wait(desk.register, number, PATIENCE)
    found = preview(desk, number)
    assert found.revision == desk.register.database.revision()
    assert project(desk, identifier).titles["en"] == "Meanwhile"


def test_what_is_cancelled_while_it_is_applied_leaves_nothing(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier, who = desk.published(), desk.secretary
    recorded = a_project(9, identifier=identifier, titles=None, objective="Changed.")
    flows = (a_flow(source="Letter"), a_flow(5, amount="7", source="Letter"))
    file = a_file(
        *(a_project(number) for number in range(1, 5)),
        recorded.__class__(
            recorded.key, identifier, recorded.document, recorded.origin, flows=flows
        ),
    )
    look, cancelled = ImportProgress.look, []

    def contents() -> dict[str, int]:
        with desk.register.database.reading() as connection:
            assert verify(connection).is_sound
            return {
                table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in (draft, import_row, history)
            }

    @settings(
        max_examples=30 if IS_FULL else 8,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.integers(1, 13))  # the last is just before it commits
    def leaves_nothing(step: int) -> None:
        number, steps = files.upload(desk, file), []
        before, amounts = contents(), desk.amounts()

        def cancels(progress: ImportProgress) -> None:
            steps.append(progress.done)
            if len(steps) == step:
                imports.cancel_import(desk.register, desk.reviewer, number)
            look(progress)

        with monkeypatch.context() as patch:
            patch.setattr(ImportProgress, "look", cancels)
            job = imports.apply_import(desk.register, who, number, token=f"a{number}")
        assert steps == sorted(steps)
        assert (contents(), desk.amounts()) == (before, amounts)
        assert job.state is ImportState.CANCELLED
        cancelled.append(step)

    leaves_nothing()
    assert max(cancelled) > 6  # some of them while rows were written


def test_another_process_sees_how_far_it_is_and_cancels_it(
    desk: Desk, files: Files, other: LivePortfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = files.upload(desk, a_file(*(a_project(number) for number in range(1, 9))))
    gate = Gate(monkeypatch, 6)
    monkeypatch.setattr(import_work, "_BEAT_SECONDS", 0.0)
    imports.apply_import(desk.register, desk.secretary, number, token="x", in_background=True)
    assert gate.reached.wait(PATIENCE)
    with other.database.reading() as connection:
        row = connection.execute(sa.select(import_job)).one()
    assert row.state is ImportState.APPLYING
    if desk.register.database.is_sqlite:  # which has one writer: nobody else may write meanwhile
        gate.opened.set()
        import_work.wait(desk.register, number, PATIENCE)
        assert state(desk, number) is ImportState.APPLIED
        return
    assert 0 < row.done < row.total
    with monkeypatch.context() as patch:  # the other process is at work on nothing
        patch.setattr(import_work, "_at_work", {})
        assert imports.cancel_import(other, desk.reviewer, number).state is ImportState.CANCELLED
    gate.opened.set()
    import_work.wait(desk.register, number, PATIENCE)
    assert state(desk, number) is ImportState.CANCELLED
    assert drafts.list_drafts(desk.register, desk.secretary, RECORD) == ()
