"""Files that people bring: what they are by their content, and their sheets as values."""

import codecs
import hashlib
import re
from decimal import Decimal
from typing import Final

from portfolio.domain.errors import glimpse
from portfolio.domain.imports import ImportProblem, SourceFile
from portfolio.exchange import package, source_errors
from portfolio.exchange.cells import CellRoom
from portfolio.exchange.source_errors import SourceError
from portfolio.exchange.text_table import read_text_table
from portfolio.exchange.workbook import read_workbook

MAX_BYTES: Final = 64_000_000
_OLE: Final = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound files: old workbooks, encrypted new ones
)
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OLD: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BIFF: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02")  # workbooks before compound files
_PICTURES: Final = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\1\0"
)  # fmt: skip
_OTHERS: Final = (
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"SQLite format 3\0",
    b"PAR1",
    b"BZh",
)
_WEB_PAGE: Final = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|table|meta|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP: Final = re.compile(rb"\s*<\?xml\b|\s*<[A-Za-z][\w:.-]*[\s>/]")


def read_source(data: bytes, name: str, room: CellRoom | None = None) -> SourceFile:
    """A file as its sheets, by what is in it and never by its name.

    ``room``: of files that are read together, whose cells count together.
    Nothing is written, run or fetched. Raises a SourceError that names the file and the reason;
    what is no reason to refuse it stands among the file's problems.
    """
    try:
        return _read(data, name, room)
    except SourceError as error:
        raise _told(error, name) from None


def _told(error: SourceError, name: str) -> SourceError:
    """The error with the file's name; numbers are written with their groups."""
    values = {**error.values, "file": glimpse(name)}
    if values.get("sheet") == "":  # a CSV file is one sheet, which spreadsheets name after it
        values["sheet"] = glimpse(name.rpartition("/")[2])
    for key, value in values.items():
        if isinstance(value, int):
            values[key] = Decimal(value)
    return type(error)(**values)


def _read(data: bytes, name: str, room: CellRoom | None) -> SourceFile:
    if len(data) > MAX_BYTES:
        raise source_errors.FileTooLarge(most=MAX_BYTES // 1_000_000)
    if not data.strip(b" \t\r\n\0"):
        raise source_errors.EmptyFile
    if data.startswith(_ZIP):
        found = _workbook(data, name)
        if room is not None:
            room.take(sum(len(row.cells) for sheet in found.sheets for row in sheet.rows), "")
        return found
    _refuse_others(data)
    sheets, problems = read_text_table(data, room)
    return SourceFile(name, _digest(data), sheets, problems)


def _workbook(data: bytes, name: str) -> SourceFile:
    names = package.names(data)
    if "xl/workbook.bin" in names:
        raise source_errors.BinaryWorkbook
    if b"opendocument.spreadsheet" in data[:200]:
        raise source_errors.OpenDocument
    if not any(one.startswith("xl/") for one in names):
        raise source_errors.OtherDocument
    sheets, problems = read_workbook(data)
    if any(one.endswith("vbaproject.bin") for one in names):
        problems = (ImportProblem(source_errors.MacrosLeftOut(), is_blocking=False), *problems)
    return SourceFile(name, _digest(data), sheets, problems)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_others(data: bytes) -> None:
    """Raise for what is neither a workbook nor a table in text."""
    head = data[:4096].removeprefix(codecs.BOM_UTF8)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "replace").encode()
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise source_errors.ProtectedWorkbook
        if any(old in data for old in _OLD):
            raise source_errors.OldWorkbook
        raise source_errors.OtherDocument
    if data.startswith(_BIFF):
        raise source_errors.OldWorkbook
    if b"%PDF-" in data[:1024]:
        raise source_errors.PdfFile
    if data.startswith(_PICTURES) and b"\0" in head:
        raise source_errors.PictureFile
    if data.startswith(_OTHERS):
        raise source_errors.OtherDocument
    if _WEB_PAGE.match(head):
        raise source_errors.WebPage
    if _MARKUP.match(head):
        raise source_errors.XmlFile
