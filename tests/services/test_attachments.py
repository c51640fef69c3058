"""Attached files: recorded with their digest, public where their project is, gone once withdrawn."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.attachments import Attachment, AttachmentEmpty, AttachmentTypeRefused
from portfolio.domain.errors import FieldIsEmpty, PortfolioError, UnknownProject
from portfolio.domain.params import PUBLIC, Principal, UserRole, ViewParams
from portfolio.domain.parsing import EntryRefused, Missing
from portfolio.services import attachments, milestones, operations, publishing
from portfolio.services.access import NotAllowed
from portfolio.services.attachments import (
    AttachedAlready,
    AttachmentsFull,
    UnknownAttachment,
    attach_file,
    evidence_address,
    file_bytes,
    files_of,
    find_file,
    list_files,
    withdraw_file,
)
from portfolio.services.transactions import UnknownMilestone
from portfolio.settings import Settings
from portfolio.store import tables
from portfolio.store.database import Database
from portfolio.store.files import FileFolder, FileLost, NoFileFolder
from portfolio.store.history import of_subject
from portfolio.store.projects import read_project
from tests.building import files
from tests.services.desk import AS_OF, Desk, a_desk

MINISTER = Principal("minister", UserRole.MINISTER, 1)
READERS = (PUBLIC, MINISTER, Principal("donor", UserRole.DONOR, 2, "DONOR-A"))


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A desk whose files lie in a folder of the test, on either engine."""
    database.files = FileFolder(tmp_path / "files")
    return a_desk(database)


def attached(desk: Desk, identifier: str, **changes: Any) -> str:
    given = {
        "milestone": "",
        "title": "Certificate — شهادة",
        "file_name": "Certificate final.pdf",
        "data": files.pdf(),
        "token": "attach",
        **changes,
    }
    who = given.pop("who", desk.secretary)
    return attach_file(desk.register, who, identifier, **given)


def seen(desk: Desk, identifier: str, who: Principal = PUBLIC, **changes: Any) -> list[Attachment]:
    question = replace(ViewParams(as_of=AS_OF), **changes)
    with desk.register.database.reading() as connection:
        project = read_project(connection, identifier)
    return list(files_of(desk.register, project, question, who))


def refusal(desk: Desk, identifier: str, **changes: Any) -> PortfolioError:
    with pytest.raises(EntryRefused) as refused:
        attached(desk, identifier, **changes)
    (problem,) = refused.value.problems
    assert problem.field == "file"
    return problem.error


def withdraw(desk: Desk, identifier: str) -> None:
    publishing.withdraw_project(
        desk.register, desk.reviewer, identifier, AS_OF.isoformat(), "an error", token="out"
    )


def test_a_file_is_recorded_with_its_digest_and_read_back_by_everybody(desk: Desk) -> None:
    identifier = desk.published()
    revision = desk.register.database.revision()
    reference = attached(desk, identifier, milestone="M-1")
    for who in (*READERS, desk.secretary, desk.administrator):
        (found,) = seen(desk, identifier, who)
        assert find_file(desk.register, who, reference) == found
    assert (found.title, found.file_name) == ("Certificate — شهادة", "Certificate final.pdf")
    assert (found.milestone, found.media_type) == ("M-1", "application/pdf")
    assert file_bytes(desk.register, found) == files.pdf()
    assert desk.register.database.revision() == revision  # no figure changes
    with desk.register.database.reading() as connection:
        (entry,) = of_subject(connection, "attachment")
    assert (entry.command, entry.person_id) == ("attach_file", desk.secretary.person)
    assert found.sha256 in entry.after
    assert operations.verify(desk.register.database).is_sound
    assert operations.verify_rows(desk.register.database).differences == ()


def test_a_file_without_a_title_is_called_by_its_name(desk: Desk) -> None:
    identifier = desk.published()
    attached(desk, identifier, title="", file_name="Minutes of June.exe", token="1")
    (found,) = seen(desk, identifier)
    assert (found.title, found.file_name) == ("Minutes of June.exe", "Minutes of June.exe.pdf")


def test_what_is_no_document_is_refused_at_its_field_and_leaves_nothing(desk: Desk) -> None:
    identifier = desk.published()
    assert isinstance(refusal(desk, identifier, data=b""), AttachmentEmpty)
    assert isinstance(
        refusal(desk, identifier, data=b"MZ\x90", file_name="report.pdf"), AttachmentTypeRefused
    )
    with pytest.raises(UnknownMilestone):
        attached(desk, identifier, milestone="M-9")
    with pytest.raises(UnknownProject):
        attached(desk, "LY-NOWHERE")
    assert seen(desk, identifier) == []
    folder = desk.register.database.files
    assert folder is not None
    assert folder.digests() == frozenset()


def test_the_same_save_twice_is_one_file_and_the_same_bytes_twice_are_told(desk: Desk) -> None:
    identifier = desk.published()
    assert attached(desk, identifier) == attached(desk, identifier)
    with pytest.raises(AttachedAlready):
        attached(desk, identifier, token="another", title="again")
    attached(desk, identifier, token="of the milestone", milestone="M-1")
    assert len(seen(desk, identifier)) == 2


def test_a_project_takes_so_many_files_and_bytes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier = desk.published()
    monkeypatch.setattr(attachments, "MAX_PROJECT_FILES", 1)
    withdraw_file(desk.register, desk.secretary, attached(desk, identifier), "an error", token="w")
    with pytest.raises(AttachmentsFull):
        attached(desk, identifier, token="2", data=files.png())
    monkeypatch.setattr(attachments, "MAX_PROJECT_FILES", 9)
    monkeypatch.setattr(attachments, "MAX_PROJECT_BYTES", len(files.pdf()) + len(files.png()) - 1)
    with pytest.raises(AttachmentsFull):
        attached(desk, identifier, token="3", data=files.png())


def test_only_the_secretariat_attaches_and_withdraws(desk: Desk) -> None:
    identifier = desk.published()
    reference = attached(desk, identifier)
    for who in (desk.minister, desk.donor, PUBLIC):
        with pytest.raises(NotAllowed):
            attached(desk, identifier, who=who, token="other")
        with pytest.raises(NotAllowed):
            withdraw_file(desk.register, who, reference, "mine", token="w")
        with pytest.raises(NotAllowed):
            list_files(desk.register, who, identifier)


def test_a_file_follows_its_project_out_of_sight_and_back(desk: Desk) -> None:
    identifier = desk.published()
    reference = attached(desk, identifier)
    withdraw(desk, identifier)
    before = AS_OF - timedelta(days=30)  # a past day on which the project is still to be seen
    for who in READERS:
        assert seen(desk, identifier, who, as_of=before) == []
        with pytest.raises(UnknownAttachment):
            find_file(desk.register, who, reference)
    assert find_file(desk.register, desk.secretary, reference)
    with pytest.raises(UnknownProject):
        attached(desk, identifier, token="later", data=files.png())
    publishing.publish_again(
        desk.register, desk.reviewer, identifier, AS_OF.isoformat(), "in order", token="in"
    )
    assert find_file(desk.register, PUBLIC, reference)


def test_a_file_of_the_example_is_nobodys_where_there_is_no_example(desk: Desk) -> None:
    identifier = desk.published()
    reference = attached(desk, identifier)
    for demonstration in (True, False):
        desk.register.demonstration = demonstration
        with desk.register.database.new_revision("test") as change:
            change.connection.execute(
                sa.update(tables.project).values(is_example=True, revision=change.revision)
            )
        if demonstration:
            assert find_file(desk.register, PUBLIC, reference)
        else:
            with pytest.raises(UnknownAttachment):
                find_file(desk.register, PUBLIC, reference)


def test_a_reading_of_the_past_does_not_know_a_later_file(desk: Desk) -> None:
    identifier = desk.published()
    attached(desk, identifier)
    (found,) = seen(desk, identifier)
    day = found.recorded_at.date()
    assert seen(desk, identifier, known_on=day) == [found]
    assert seen(desk, identifier, known_on=day - timedelta(days=1)) == []


def test_a_withdrawn_file_is_gone_for_everybody_and_stays_recorded(desk: Desk) -> None:
    identifier = desk.published()
    reference = attached(desk, identifier)
    with pytest.raises(EntryRefused) as refused:
        withdraw_file(desk.register, desk.secretary, reference, " ", token="w")
    assert isinstance(refused.value.problems[0].error, FieldIsEmpty)
    for _ in range(2):  # a double click
        withdraw_file(desk.register, desk.secretary, reference, "names a person", token="w")
    for who in (*READERS, desk.secretary):
        assert seen(desk, identifier, who) == []
        with pytest.raises(UnknownAttachment):
            find_file(desk.register, who, reference)
    with pytest.raises(UnknownAttachment):
        withdraw_file(desk.register, desk.secretary, reference, "again", token="w2")
    (row,) = list_files(desk.register, desk.secretary, identifier)
    assert (row.reason, row.withdrawn_by_id) == ("names a person", desk.secretary.person)
    database = desk.register.database
    assert database.files
    assert database.files.is_sound(row.sha256)  # its bytes stay
    assert operations.verify_rows(database).differences == ()
    assert attached(desk, identifier, token="anew") != reference


def test_an_attached_file_is_evidence_of_a_milestone_alone_or_with_words(desk: Desk) -> None:
    identifier = desk.published()
    reference = attached(desk, identifier)

    def record(evidence: str, file: str, token: str) -> str:
        milestones.record_milestone(
            desk.register, desk.secretary, identifier, "M-1", "done", "2014-06-20", evidence,
            file=file, token=token,
        )  # fmt: skip
        project = desk.register.project(identifier, ViewParams(as_of=AS_OF))
        return max(project.milestones[0].versions, key=lambda row: row.recorded_at).evidence

    with pytest.raises(EntryRefused) as refused:
        record("", "", "1")
    assert isinstance(refused.value.problems[0].error, Missing)
    assert record("", reference, "2") == f"/attachments/{reference}"
    assert record("minutes", reference, "3") == f"minutes ; /attachments/{reference}"
    with desk.register.database.transaction("test") as change:
        project = read_project(change.connection, identifier)
        with pytest.raises(UnknownAttachment):  # another project's
            evidence_address(change, replace(project, identifier="OTHER"), reference)
    withdraw_file(desk.register, desk.secretary, reference, "an error", token="w")
    for wrong in (reference, "nothing"):
        with pytest.raises(UnknownAttachment):
            record("", wrong, f"wrong {wrong}")


@pytest.mark.parametrize("name", ["", "nothing", "0" * 16, "\0" * 16, "../../etc/passwd", "é" * 16])
def test_what_is_no_reference_is_no_file(desk: Desk, name: str) -> None:
    with pytest.raises(UnknownAttachment):
        find_file(desk.register, desk.administrator, name)


def test_bytes_that_changed_are_served_to_nobody_and_named_by_the_doctor(desk: Desk) -> None:
    identifier = desk.published()
    attached(desk, identifier)
    (found,) = seen(desk, identifier)
    database = desk.register.database
    assert database.files
    chosen = Settings(
        database_url=database.url.render_as_string(hide_password=False),
        files=database.files.path,
    )

    def phrases() -> dict[str, str]:
        return {check.phrase: check.state for check in operations.findings(chosen)}

    assert phrases()["doctor.files"] == "fine"
    place = database.files.file(found.sha256)
    for damage in (lambda: place.write_bytes(b"other"), place.unlink):
        damage()
        with pytest.raises(FileLost):
            file_bytes(desk.register, found)
        said = phrases()
        assert said["doctor.file_lost"] == "wrong"
        assert "doctor.files" not in said
        assert seen(desk, identifier) == [found]  # no page breaks on it
    # A row that was made to fit other bytes no longer fits history.
    with database.engine.execution_options(portfolio_writes=True).begin() as connection:
        connection.execute(sa.update(tables.attachment).values(sha256="0" * 64))
    assert phrases()["doctor.rows_differ"] == "wrong"


def test_bytes_of_no_row_are_told_and_swept(desk: Desk) -> None:
    identifier = desk.published()
    attached(desk, identifier)
    database = desk.register.database
    assert database.files
    with database.files.stage(files.png()) as staged:
        staged.place()  # and the process is killed before it records them
    assert operations.verify_files(database).orphans == 1
    assert attachments.sweep(database) == 1
    assert operations.verify_files(database).orphans == 0
    (found,) = seen(desk, identifier)
    assert file_bytes(desk.register, found) == files.pdf()


def test_a_save_that_fails_leaves_no_row_and_its_bytes_are_swept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier = desk.published()

    def dead(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    database = desk.register.database
    assert database.files
    for place in (
        "portfolio.store.files.StagedFile.place",
        "portfolio.store.database.history.append",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, dead)
            with pytest.raises(RuntimeError):
                attached(desk, identifier)
        assert seen(desk, identifier) == []
        attachments.sweep(database)
        assert database.files.digests() == frozenset()
    assert attached(desk, identifier)


def test_without_a_folder_nothing_is_attached_and_nothing_breaks(desk: Desk) -> None:
    identifier = desk.published()
    attached(desk, identifier)
    (found,) = seen(desk, identifier)
    desk.register.database.files = None
    with pytest.raises(NoFileFolder):
        attached(desk, identifier, token="2", data=files.png())
    with pytest.raises(FileLost):
        file_bytes(desk.register, found)
    assert attachments.sweep(desk.register.database) == 0
    assert operations.verify_files(desk.register.database).missing == (found,)


def test_a_sqlite_file_has_its_folder_beside_it_and_a_server_none(tmp_path: Path) -> None:
    beside = Database(f"sqlite:///{tmp_path / 'a.db'}")
    assert beside.files == FileFolder(tmp_path / "a.db.files")
    chosen = Database(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "elsewhere")
    assert chosen.files == FileFolder(tmp_path / "elsewhere")
    assert Database("postgresql://nobody@nowhere/none").files is None
    for made in (beside, chosen):
        made.close()
