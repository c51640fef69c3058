"""Types of attached files by their content: what a file is, or why it is refused; nothing is unpacked.

Every type has to be whole from its first byte to its last, so that no file is two at once.
"""

import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from portfolio.domain.attachments import (
    MAX_ATTACHMENT_BYTES,
    AttachmentActive,
    AttachmentDamaged,
    AttachmentEmpty,
    AttachmentOldOffice,
    AttachmentTooLarge,
    AttachmentType,
    AttachmentTypeRefused,
    AttachmentUnfolds,
    AttachmentWithMacros,
)

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also of protected files of today
_MARKUP: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed)(?:[\s/>])|<\?php\s",
    re.IGNORECASE,
)


def read_attachment(data: bytes) -> AttachmentType:
    """The type of a file by its content alone.

    Raises AttachmentEmpty, AttachmentTooLarge, AttachmentTypeRefused, AttachmentDamaged,
    AttachmentOldOffice, AttachmentWithMacros, AttachmentActive, AttachmentUnfolds.
    """
    if not data:
        raise AttachmentEmpty
    if len(data) > MAX_ATTACHMENT_BYTES:
        raise AttachmentTooLarge(most=MAX_ATTACHMENT_BYTES // 1_000_000)
    if data.startswith(_OLD_OFFICE):
        raise AttachmentOldOffice
    for signature, reader in _BY_SIGNATURE.items():
        if data.startswith(signature):
            kind = reader(data)
            if _MARKUP.search(data):
                raise AttachmentActive
            return kind
    raise AttachmentActive if _MARKUP.search(data[:4096]) else AttachmentTypeRefused


_PDF_HEAD: Final = re.compile(rb"%PDF-[12]\.\d[\s]")
# In compressed parts such names are out of sight; a reader of PDF asks before it runs them.
_PDF_ACTIONS: Final = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
_PDF_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")  # how a name may write its letters
_PDF_TAIL: Final = 2048


def _pdf(data: bytes) -> AttachmentType:
    if not _PDF_HEAD.match(data) or b"startxref" not in data[-_PDF_TAIL:]:
        raise AttachmentDamaged
    if data.rpartition(b"%%EOF")[2].strip(b"\r\n \t\0") or b"%%EOF" not in data[-_PDF_TAIL:]:
        raise AttachmentDamaged
    if _PDF_ACTIONS.search(_PDF_HEX.sub(lambda sign: bytes.fromhex(sign[1].decode()), data)):
        raise AttachmentActive
    return AttachmentType.PDF


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MAX_CHUNKS: Final = 50_000


def _png(data: bytes) -> AttachmentType:
    """Every chunk by its length, from the head to the end, which is the end of the file."""
    at, names = len(_PNG), list[bytes]()
    while at + 12 <= len(data) and len(names) < _MAX_CHUNKS:
        length, name = struct.unpack_from(">I4s", data, at)
        names.append(name)
        at += 12 + length
        if name == b"IEND":
            break
    if at != len(data) or names[:1] != [b"IHDR"] or names[-1] != b"IEND" or b"IDAT" not in names:
        raise AttachmentDamaged
    return AttachmentType.PNG


def _jpeg(data: bytes) -> AttachmentType:
    """Segments up to the picture itself, and its end as the end of the file."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        if data[at + 1] == 0xFF:  # a filling byte
            at += 1
            continue
        at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
    is_picture = data[at : at + 2] == b"\xff\xda"
    if not is_picture or not data.rstrip(b"\0\r\n").endswith(b"\xff\xd9"):
        raise AttachmentDamaged
    return AttachmentType.JPEG


def _riff(data: bytes) -> AttachmentType:
    if data[8:12] != b"WEBP":
        raise AttachmentTypeRefused
    size = int.from_bytes(data[4:8], "little") + 8
    if data[12:16] not in (b"VP8 ", b"VP8L", b"VP8X") or len(data) not in (size, size + size % 2):
        raise AttachmentDamaged
    return AttachmentType.WEBP


# The end of a zip's directory: signature, disks, entries here and in all, size, place, comment.
_END: Final = struct.Struct("<4s4H2IH")
_MAX_ENTRIES: Final = 4_000
_MAX_UNFOLDED: Final = 300_000_000  # bytes, as the directory states them
_MACROS: Final = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/activex/|oleobject|(?:^|/)(?:basic|scripts)/"
    r"|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|msi|html?|svg|docm|xls[bm]|pptm)$"
)
_PARTS: Final[Mapping[str, AttachmentType]] = {
    "word/document.xml": AttachmentType.DOCX,
    "xl/workbook.xml": AttachmentType.XLSX,
    "ppt/presentation.xml": AttachmentType.PPTX,
}
_OPEN_DOCUMENTS: Final = {
    kind.media_type.encode(): kind
    for kind in (AttachmentType.ODT, AttachmentType.ODS, AttachmentType.ODP)
}


def _zip(data: bytes) -> AttachmentType:
    """An office file by the directory of its zip, which has to account for every byte."""
    entries = _directory(data)
    names = [entry.filename.casefold() for entry in entries]
    if any(map(_MACROS.search, names)):
        raise AttachmentWithMacros
    if "[content_types].xml" in names and "_rels/.rels" in names:
        found = [kind for part, kind in _PARTS.items() if part in names]
        if len(found) == 1:
            return found[0]
    if names[0] == "mimetype" and {"content.xml", "meta-inf/manifest.xml"} <= set(names):
        return _open_document(data, entries[0])
    raise AttachmentTypeRefused


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The entries of a zip, once its end says that they are few and that nothing lies around it."""
    if len(data) < _END.size:
        raise AttachmentDamaged
    signature, disk, first, here, count, size, place, comment = _END.unpack(data[-_END.size :])
    if signature != b"PK\5\6" or disk or first or here != count or comment:
        raise AttachmentDamaged
    if count > _MAX_ENTRIES or size > count * 1_000:
        raise AttachmentUnfolds
    if not count or place + size + _END.size != len(data):
        raise AttachmentDamaged
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as problem:
        raise AttachmentDamaged from problem
    names = {entry.filename.casefold() for entry in entries}
    if len(names) != len(entries) or len(entries) != count or any(map(_leads_out, names)):
        raise AttachmentDamaged
    if any(entry.flag_bits & 1 for entry in entries):
        raise AttachmentOldOffice  # protected by a password
    if sum(entry.file_size for entry in entries) > _MAX_UNFOLDED:
        raise AttachmentUnfolds
    _refuse_overlaps(entries, place)
    return entries


def _refuse_overlaps(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Entries lie one behind the other from the first byte on: none twice, nothing between."""
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    if places[0][0] != 0:
        raise AttachmentDamaged
    for (at, size), (following, _) in zip(places, [*places[1:], (end, 0)], strict=True):
        if at + 30 + size > following:
            raise AttachmentUnfolds


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/")


def _open_document(data: bytes, entry: zipfile.ZipInfo) -> AttachmentType:
    """The type that the first part names; it is stored as it is, without compression."""
    name_length, extra = struct.unpack_from("<2H", data, 26)
    at = 30 + name_length + extra
    if entry.header_offset or entry.compress_type != zipfile.ZIP_STORED or entry.file_size > 100:
        raise AttachmentTypeRefused
    kind = _OPEN_DOCUMENTS.get(data[at : at + entry.file_size])
    if kind is None:
        raise AttachmentTypeRefused
    return kind


_BY_SIGNATURE: Final[Mapping[bytes, Callable[[bytes], AttachmentType]]] = {
    b"%PDF-": _pdf,
    _PNG: _png,
    b"\xff\xd8\xff": _jpeg,
    b"RIFF": _riff,
    b"PK\3\4": _zip,
}
