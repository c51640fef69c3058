"""Files to attach: the smallest whole one of each type, and parts to make hostile ones of."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from portfolio.domain.attachments import AttachmentType

WORD = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
EXCEL = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
SLIDES = ("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml")


def pdf(text: bytes = b"Certificate of completion") -> bytes:
    """A PDF of one line, as small as they come."""
    return (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Title (" + text + b")>> endobj\n"
        b"xref\n0 1\n0000000000 65535 f \ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )


def png(*more: tuple[bytes, bytes]) -> bytes:
    """A picture of one pixel, with further chunks before its end."""
    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0\0")), *more, (b"IEND", b"")]
    made = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def jpeg(comment: bytes = b"border post") -> bytes:
    """A picture in its frame: a comment, the beginning of a scan, its end."""
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    return b"\xff\xd8" + said + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x11\x22\xff\xd9"


def webp() -> bytes:
    """A picture in its frame."""
    body = b"WEBPVP8L" + struct.pack("<I", 6) + b"\x2f\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def office(*names: str) -> bytes:
    """A zip of parts of these names."""
    return zipped(dict.fromkeys(names, b"<xml/>"))


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of parts, the first always stored as it is."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, data) in enumerate(parts.items()):
            archive.writestr(name, data, zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED)
    return target.getvalue()


def open_document(kind: AttachmentType, *more: str) -> bytes:
    """A document of ODF, with further parts."""
    parts = ("content.xml", "META-INF/manifest.xml", *more)
    return zipped({"mimetype": kind.media_type.encode()} | dict.fromkeys(parts, b"<xml/>"))


def samples() -> dict[AttachmentType, bytes]:
    """One whole file of each type."""
    return {
        AttachmentType.PDF: pdf(),
        AttachmentType.PNG: png(),
        AttachmentType.JPEG: jpeg(),
        AttachmentType.WEBP: webp(),
        AttachmentType.DOCX: office(*WORD),
        AttachmentType.XLSX: office(*EXCEL),
        AttachmentType.PPTX: office(*SLIDES),
        AttachmentType.ODT: open_document(AttachmentType.ODT),
        AttachmentType.ODS: open_document(AttachmentType.ODS),
        AttachmentType.ODP: open_document(AttachmentType.ODP),
    }
