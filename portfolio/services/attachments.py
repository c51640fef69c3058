"""Attached files: attaching and withdrawing them, and which of them a reader may have."""

import re
from pathlib import PurePath
from secrets import token_hex
from typing import Final

from portfolio.domain import errors
from portfolio.domain.attachments import (
    MAX_PROJECT_BYTES,
    MAX_PROJECT_FILES,
    Attachment,
    clean_file_name,
)
from portfolio.domain.errors import Code, Line, Paragraph, PortfolioError
from portfolio.domain.params import PUBLIC, Principal, ViewParams
from portfolio.domain.parsing import FieldErrors
from portfolio.domain.projects import Project
from portfolio.exchange.attachments import read_attachment
from portfolio.ledger.columns import NO_ONE
from portfolio.measures import progress, visibility
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.transactions import UnknownMilestone, published_project
from portfolio.services.working import reason as read_reason
from portfolio.store import attachments, work
from portfolio.store.database import Change, Database
from portfolio.store.files import FileLost, NoFileFolder

_REFERENCE_BYTES: Final = 8
_REFERENCE: Final = re.compile("[0-9a-f]{16}")


class UnknownAttachment(PortfolioError):
    """No file the reader may have has this reference (values: reference)."""


class AttachedAlready(PortfolioError):
    """The same bytes are attached to the same project and milestone (values: title)."""


class AttachmentsFull(PortfolioError):
    """A project has as many files, or bytes of them, as it may (values: most, megabytes)."""


@command
def attach_file(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    milestone: Code,
    title: Line,
    file_name: Line,
    data: bytes,
    *,
    token: Code,
) -> str:
    """Attach a file to a published project, or to a milestone of it; returns its reference.

    Public at once, like a milestone that is recorded: its type is told by its content, its name
    cleaned, its title its name's where none is given. Raises EntryRefused, NoFileFolder,
    FileNotWritten, UnknownProject, UnknownMilestone, AttachedAlready, AttachmentsFull.
    """
    fields = FieldErrors()
    kind = fields.read("file", read_attachment, data)
    fields.refuse()
    assert kind is not None
    folder = register.database.files
    if folder is None:
        raise NoFileFolder
    name = clean_file_name(file_name, kind)
    with (
        folder.stage(data) as staged,
        register.database.transaction("", who.person, "attach_file") as change,
    ):
        attachments.lock_files(change)
        if (done := work.stored_answer(change, token)) is not None:
            return done
        project = published_project(change, identifier)
        if milestone and milestone not in {one.reference for one in project.milestones}:
            raise UnknownMilestone(reference=milestone)
        new = Attachment(
            reference=token_hex(_REFERENCE_BYTES),
            project=project.identifier,
            milestone=milestone,
            title=title or PurePath(name).stem,
            file_name=name,
            media_type=kind.media_type,
            bytes=len(data),
            sha256=staged.sha256,
            person_id=person_of(who),
            recorded_at=change.recorded_at,
        )
        _refuse_more(change, new)
        attachments.insert_attachment(change, new, project.id)
        work.use(change, token, person_of(who), new.reference)
        staged.place()
    return new.reference


def _refuse_more(change: Change, new: Attachment) -> None:
    present = attachments.read_attachments(change.connection, new.project)
    for other in present:
        is_same = (other.sha256, other.milestone) == (new.sha256, new.milestone)
        if is_same and not other.is_withdrawn:
            raise AttachedAlready(title=other.title)
    size = sum(other.bytes for other in present) + new.bytes
    if len(present) >= MAX_PROJECT_FILES or size > MAX_PROJECT_BYTES:
        raise AttachmentsFull(most=MAX_PROJECT_FILES, megabytes=MAX_PROJECT_BYTES // 1_000_000)


@command
def withdraw_file(
    register: LivePortfolio, who: Principal, reference: Code, reason: Paragraph, *, token: Code
) -> None:
    """Withdraw a file with a reason: from now on nobody is served it; its bytes and row stay.

    Raises EntryRefused without a reason, UnknownAttachment.
    """
    fields = FieldErrors()
    why = fields.read("reason", read_reason, reason)
    fields.refuse()
    with register.database.transaction(why or "", who.person, "withdraw_file") as change:
        attachments.lock_files(change)
        if work.stored_answer(change, token) is not None:
            return
        found = attachments.find_attachment(change.connection, reference)
        if found is None or found.is_withdrawn:
            raise UnknownAttachment(reference=reference)
        attachments.withdraw(change, found, person_of(who), why or "")
        work.use(change, token, person_of(who), reference)


@command
def list_files(register: LivePortfolio, who: Principal, identifier: Code) -> tuple[Attachment, ...]:
    """Every file of a project, withdrawn ones included, in the order they were attached."""
    with register.database.reading() as connection:
        return attachments.read_attachments(connection, identifier)


def files_of(
    register: LivePortfolio, project: Project, question: ViewParams, who: Principal = PUBLIC
) -> tuple[Attachment, ...]:
    """Files of a project that the reader may have and the reading knows; none that is withdrawn."""
    if not _is_seen(register, who, project.identifier):
        return ()
    with register.database.reading() as connection:
        every = attachments.read_attachments(connection, project.identifier)
    return tuple(one for one in every if not one.is_withdrawn and progress.is_known(one, question))


def find_file(register: LivePortfolio, who: Principal, reference: str) -> Attachment:
    """The file of an address; raises UnknownAttachment for one the reader may not have."""
    with register.database.reading() as connection:
        # What can be no reference is not looked up: PostgreSQL refuses some signs altogether.
        is_one = _REFERENCE.fullmatch(reference) is not None
        found = attachments.find_attachment(connection, reference) if is_one else None
    if found is None or found.is_withdrawn or not _is_seen(register, who, found.project):
        raise UnknownAttachment(reference=errors.glimpse(reference))
    return found


def file_bytes(register: LivePortfolio, attachment: Attachment) -> bytes:
    """The bytes of a file as they were recorded; raises FileLost where they are not there."""
    folder = register.database.files
    if folder is None:
        raise FileLost(sha256=attachment.sha256)
    return folder.read(attachment.sha256)


def evidence_address(change: Change, project: Project, reference: str) -> str:
    """The address of a project's file, as evidence names it; raises UnknownAttachment."""
    found = attachments.find_attachment(change.connection, reference)
    if found is None or found.is_withdrawn or found.project != project.identifier:
        raise UnknownAttachment(reference=errors.glimpse(reference))
    return found.address


def sweep(database: Database) -> int:
    """Delete bytes that no row names; how many files."""
    return attachments.sweep(database)


def _is_seen(register: LivePortfolio, who: Principal, identifier: str) -> bool:
    """Whether the reader sees the project now: files follow it, whatever the day of the view."""
    portfolio = register.portfolio()
    code = portfolio.code_of(portfolio.ids.get(identifier, NO_ONE))
    if code is None:
        return False
    return who.duty.sees_working_versions or visibility.is_public_now(
        portfolio, code, register.default_portfolio
    )
