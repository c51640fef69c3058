"""The package a workbook is packed in: its parts, unpacked under bounds and looked through."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import Final

from portfolio.domain.errors import glimpse
from portfolio.exchange import source_errors

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 150_000_000  # bytes of all parts in XML
# What reading a damaged archive raises; of a version or method nobody knows, a RuntimeError.
DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    RuntimeError,
)  # fmt: skip
_CHUNK: Final = 1 << 20
_CENTRAL: Final = b"PK\x01\x02"  # begins each entry of the directory of a ZIP file
# Pictures are no XML; these have no cells.
_PASSED_OVER: Final = re.compile(
    r"xl/(?:theme|charts?|chartsheets|drawings|media|pivot\w+|externallinks|comments\w*|threaded\w*"
    r"|persons?|printersettings|ctrlprops|activex|customxml|querytables|slicer\w*)/|docprops/|customxml/",
    re.IGNORECASE,
)
_XML: Final = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_OTHER_ENCODING: Final = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.I)
_MARK: Final = b"\xef\xbb\xbf"


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts in XML that cells may stand in or depend on, by name.

    Every part in XML is looked through, none is parsed. Raises TooManyParts, UnpackedTooLarge,
    ProtectedWorkbook, DocumentTypeInWorkbook, DamagedWorkbook.
    """
    # Counted before the directory is read: reading a million entries takes seconds by itself.
    if data.count(_CENTRAL) > MAX_PARTS:
        raise source_errors.TooManyParts(most=MAX_PARTS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive)
    except DAMAGE:
        raise source_errors.DamagedWorkbook from None


def names(data: bytes) -> frozenset[str]:
    """Names of what a ZIP file has in it, in small letters; none where it can't be read."""
    if data.count(_CENTRAL) > MAX_PARTS:
        raise source_errors.TooManyParts(most=MAX_PARTS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(name.lower() for name in archive.namelist())
    except DAMAGE:
        raise source_errors.DamagedWorkbook from None


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise source_errors.DamagedWorkbook  # readers disagree which of two parts is meant
    if any(entry.flag_bits & 1 for entry in entries):
        raise source_errors.ProtectedWorkbook
    in_xml = [entry for entry in entries if _XML.search(entry.filename)]
    if sum(entry.file_size for entry in in_xml) > MAX_UNPACKED:
        raise _too_large()
    parts: dict[str, bytes] = {}
    room = MAX_UNPACKED
    for entry in in_xml:
        content = _content(archive, entry, room)
        room -= len(content)
        _refuse_document_type(entry.filename, content)
        if not _PASSED_OVER.match(entry.filename):
            parts[entry.filename] = content
    return parts


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """A part whole; raises UnpackedTooLarge as soon as it passes the room there is."""
    content = io.BytesIO()
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            room -= len(chunk)
            if room < 0:
                raise _too_large()
            content.write(chunk)
    return content.getvalue()


def _too_large() -> source_errors.UnpackedTooLarge:
    return source_errors.UnpackedTooLarge(most=MAX_UNPACKED // 1_000_000)


def _refuse_document_type(name: str, content: bytes) -> None:
    """Raise for a document type or entities, and for an encoding in which they could hide."""
    # "<!" begins comments, character data and declarations; the first two are harmless.
    declared = content.count(b"<!")
    if declared and declared != content.count(b"<!--") + content.count(b"<![CDATA["):
        raise source_errors.DocumentTypeInWorkbook(part=glimpse(name))
    head = content[:200].removeprefix(_MARK)
    if b"\0" in head or _OTHER_ENCODING.match(head):
        raise source_errors.DamagedWorkbook
