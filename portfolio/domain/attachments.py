"""Attached files: the types that are taken, their names and bounds, and what is recorded of one."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from portfolio.domain.errors import PortfolioError

MAX_ATTACHMENT_BYTES: Final = 10_000_000
# Of one project, withdrawn files included: their bytes stay.
MAX_PROJECT_FILES: Final = 200
MAX_PROJECT_BYTES: Final = 200_000_000
MAX_NAME: Final = 120  # characters of a file's name
PATH: Final = "/attachments/"  # an address of the product, followed by the reference

_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."


class AttachmentType(Enum):
    """A type of file that may be attached: its media type, and its endings, the usual one first."""

    PDF = ("application/pdf", "pdf")
    PNG = ("image/png", "png")
    JPEG = ("image/jpeg", "jpg", "jpeg")
    WEBP = ("image/webp", "webp")
    DOCX = (f"{_OPEN_XML}wordprocessingml.document", "docx")
    XLSX = (f"{_OPEN_XML}spreadsheetml.sheet", "xlsx")
    PPTX = (f"{_OPEN_XML}presentationml.presentation", "pptx")
    ODT = (f"{_OPEN_DOCUMENT}text", "odt")
    ODS = (f"{_OPEN_DOCUMENT}spreadsheet", "ods")
    ODP = (f"{_OPEN_DOCUMENT}presentation", "odp")

    @property
    def media_type(self) -> str:
        """As it is recorded and served."""
        media_type: str = self.value[0]
        return media_type

    @property
    def extensions(self) -> tuple[str, ...]:
        """Endings of file names, without their point."""
        endings: tuple[str, ...] = self.value[1:]
        return endings


EXTENSIONS: Final = tuple(ending for kind in AttachmentType for ending in kind.extensions)
MEDIA_TYPES: Final = {kind.media_type: kind for kind in AttachmentType}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a project, or to one of its milestones; its bytes lie beside the database."""

    reference: str  # in its address; tells nothing of how many there are
    project: str
    milestone: str  # its reference, "" for the project as a whole
    title: str
    file_name: str
    media_type: str
    bytes: int
    sha256: str
    person_id: int
    recorded_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by_id: int | None = None
    reason: str = ""  # of the withdrawal

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is served to nobody any more."""
        return self.withdrawn_at is not None

    @property
    def address(self) -> str:
        """Where it is served; also how evidence names it."""
        return f"{PATH}{self.reference}"

    @property
    def extension(self) -> str:
        """The usual ending of its type."""
        return MEDIA_TYPES[self.media_type].extensions[0]


def attachment_state(attachment: Attachment) -> dict[str, Any]:
    """A file as history records it: with the digest, so that the chain holds its bytes."""
    recorded: dict[str, Any] = {
        "project": attachment.project,
        "milestone": attachment.milestone,
        "title": attachment.title,
        "file_name": attachment.file_name,
        "media_type": attachment.media_type,
        "bytes": attachment.bytes,
        "sha256": attachment.sha256,
    }
    if attachment.is_withdrawn:
        recorded["withdrawn"] = True
    return recorded


class AttachmentEmpty(PortfolioError):
    """No file was chosen, or one without a byte."""


class AttachmentTooLarge(PortfolioError):
    """A file is larger than may be attached (values: most, in megabytes)."""


class AttachmentTypeRefused(PortfolioError):
    """By its content a file is of no type that may be attached."""


class AttachmentDamaged(PortfolioError):
    """A file begins as one of its type and does not go on as one: cut off, or with more behind it."""


class AttachmentOldOffice(PortfolioError):
    """A file of an office program of before 2007, or one protected by a password."""


class AttachmentWithMacros(PortfolioError):
    """An office file carries macros or embedded programs."""


class AttachmentActive(PortfolioError):
    """A file carries scripts, or is a web page besides."""


class AttachmentUnfolds(PortfolioError):
    """An office file unfolds to more than any document does, or has parts without number."""


# What a name may not contain on one of the systems that will open it.
_RESERVED: Final = frozenset('<>:"|?*')
_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
_NO_LETTERS: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def clean_file_name(name: str, kind: AttachmentType) -> str:
    """The name without path, control and direction signs, bounded, with an ending of its type.

    The ending follows the content: a PDF named ``report.docx`` becomes ``report.pdf``, one named
    ``report.exe`` becomes ``report.exe.pdf``.
    """
    readable = "".join(
        "_" if sign in _RESERVED else sign
        for sign in name.replace("\\", "/").rpartition("/")[2]
        if unicodedata.category(sign) not in _NO_LETTERS or sign in "\t\n"
    )
    tidy = unicodedata.normalize("NFC", " ".join(readable.split()))
    stem, point, ending = tidy.rpartition(".")
    if not point or ending.lower() not in EXTENSIONS:
        stem, ending = f"{stem}{point}{ending}", ""
    if ending.lower() not in kind.extensions:
        ending = kind.extensions[0]
    stem = stem.strip(". ")
    if not stem or stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"file {stem}".strip()
    return f"{stem[: MAX_NAME - len(ending) - 1].strip('. ')}.{ending.lower()}"
