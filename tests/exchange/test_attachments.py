"""Attached files by their content: each type whole, and nothing that is two at once or runs."""

import struct
import unicodedata
import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.domain.attachments import (
    MAX_ATTACHMENT_BYTES,
    MAX_NAME,
    AttachmentActive,
    AttachmentDamaged,
    AttachmentEmpty,
    AttachmentOldOffice,
    AttachmentTooLarge,
    AttachmentType,
    AttachmentTypeRefused,
    AttachmentUnfolds,
    AttachmentWithMacros,
    clean_file_name,
)
from portfolio.domain.errors import PortfolioError, line
from portfolio.exchange.attachments import read_attachment
from tests.building import files
from tests.building.effort import small

SAMPLES = files.samples()
HTML = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize("kind", AttachmentType)
def test_a_whole_file_of_each_type_is_taken(kind: AttachmentType) -> None:
    assert read_attachment(SAMPLES[kind]) is kind


@pytest.mark.parametrize("kind", AttachmentType)
def test_a_file_that_is_cut_off_or_goes_on_is_refused(kind: AttachmentType) -> None:
    data = SAMPLES[kind]
    for wrong in (
        data[: len(data) // 2],
        data + HTML,
        data + SAMPLES[AttachmentType.DOCX],
        HTML + data,
    ):
        with pytest.raises((AttachmentDamaged, AttachmentActive, AttachmentTypeRefused)):
            read_attachment(wrong)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", AttachmentEmpty),
        (b"%PDF-1.4\n" + bytes(MAX_ATTACHMENT_BYTES), AttachmentTooLarge),
        (b"MZ\x90\0" + bytes(200), AttachmentTypeRefused),
        (b"\x7fELF" + bytes(200), AttachmentTypeRefused),
        (b"plain words", AttachmentTypeRefused),
        (b"GIF89a" + bytes(20), AttachmentTypeRefused),
        (b"#!/bin/sh\necho", AttachmentTypeRefused),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', AttachmentTypeRefused),
        (b"  <!DOCTYPE html><p>", AttachmentActive),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), AttachmentOldOffice),
        (b"%PDF-1.4", AttachmentDamaged),
        (b"%PDF-9\n%%EOF", AttachmentDamaged),
        (files.pdf(b"<html ><body onload=x>"), AttachmentActive),
        (files.pdf(b"x) /OpenAction <</S /JavaScript /JS (app.alert(1))>> ("), AttachmentActive),
        (files.pdf(b"x) /AA <</S /Launch /F (cmd.exe)>> ("), AttachmentActive),
        (files.pdf(b"x) /OpenAction <</S /J#61vaScrip#74 /JS (app.alert(1))>> ("), AttachmentActive),
        (files.png((b"tEXt", b"<script >alert(1)</script>")), AttachmentActive),
        (files.jpeg(b"<?php system($_GET[0]);"), AttachmentActive),
        (b"RIFF\x04\0\0\0WAVE", AttachmentTypeRefused),
        (b"\xff\xd8\xff\xd9", AttachmentDamaged),
        (b"\x89PNG\r\n\x1a\n", AttachmentDamaged),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_with_its_reason(
    data: bytes, error: type[PortfolioError]
) -> None:
    with pytest.raises(error):
        read_attachment(data)


@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin", "word/vbaData.xml", "xl/macrosheets/sheet1.xml", "word/activeX/activeX1.xml",
        "word/embeddings/oleObject1.bin", "word/embeddings/setup.EXE", "word/media/a.svg",
        "xl/embeddings/Book.xlsm",
    ],
)  # fmt: skip
def test_an_office_file_with_macros_or_programs_is_refused(part: str) -> None:
    with pytest.raises(AttachmentWithMacros):
        read_attachment(files.office(*files.WORD, part))


@pytest.mark.parametrize("part", ["Basic/Standard/Module1.xml", "Scripts/python/run.py"])
def test_an_open_document_with_macros_is_refused(part: str) -> None:
    with pytest.raises(AttachmentWithMacros):
        read_attachment(files.open_document(AttachmentType.ODT, part))


def test_a_zip_that_is_no_office_file_is_refused() -> None:
    for parts in (("a.txt",), ("[Content_Types].xml", "_rels/.rels"), ("word/document.xml",),
                  (*files.WORD, "xl/workbook.xml"), ("mimetype", "content.xml")):  # fmt: skip
        with pytest.raises(AttachmentTypeRefused):
            read_attachment(files.office(*parts))
    other = files.zipped(
        {"mimetype": b"application/epub+zip", "content.xml": b"", "META-INF/manifest.xml": b""}
    )
    with pytest.raises(AttachmentTypeRefused):
        read_attachment(other)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word\\document2.xml"])
def test_a_part_that_leads_out_of_its_file_is_refused(name: str) -> None:
    with pytest.raises(AttachmentDamaged):
        read_attachment(files.office(*files.WORD, name))


def test_the_directory_alone_tells_a_file_that_unfolds_to_too_much() -> None:
    bomb = files.zipped(
        dict.fromkeys(files.WORD, b"<xml/>") | {"word/media/a.bin": bytes(1_000_000)}
    )
    assert read_attachment(bomb) is AttachmentType.DOCX
    # The size that the directory states of the last part: nobody unfolds it to see.
    at = bomb.rindex(b"PK\1\2") + 24
    stated = bomb[:at] + struct.pack("<I", 3_000_000_000) + bomb[at + 4 :]
    with pytest.raises(AttachmentUnfolds):
        read_attachment(stated)


def test_parts_without_number_and_parts_on_top_of_each_other_are_refused() -> None:
    with pytest.raises(AttachmentUnfolds):
        read_attachment(files.office(*files.WORD, *map(str, range(4_001))))
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in files.WORD:
            archive.writestr(name, b"<xml/>")
        again = zipfile.ZipInfo("word/again.xml")
        again.header_offset, again.compress_size, again.file_size, again.CRC = 0, 6, 6, 0
        archive.filelist.append(again)
        archive.NameToInfo[again.filename] = again
    with pytest.raises((AttachmentUnfolds, AttachmentDamaged)):
        read_attachment(target.getvalue())


def test_a_protected_office_file_is_refused() -> None:
    data = bytearray(files.office(*files.WORD))
    data[data.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(AttachmentOldOffice):
        read_attachment(bytes(data))


@small
@given(
    st.sampled_from(list(SAMPLES.values())),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12), st.integers(0, 12)), max_size=4),
)
def test_a_mutated_file_is_taken_for_its_type_or_refused_in_words(
    data: bytes, edits: list[tuple[float, bytes, int]]
) -> None:
    for where, new, gone in edits:
        at = int(where * len(data))
        data = data[:at] + new + data[at + gone :]
    try:
        kind = read_attachment(data)
    except PortfolioError:
        return
    assert kind in AttachmentType


NAMES = st.text(
    st.characters() | st.sampled_from("/\\.:*\0\u202e\u200f\u200b\n\ud800é\u0301"), max_size=200
)


@small
@given(NAMES, st.sampled_from(AttachmentType))
@example("..\\..\\évil\u202efdp.exe", AttachmentType.PDF)
@example("CON", AttachmentType.PDF)
@example("con .jpg", AttachmentType.PNG)
@example("a" * 300 + ".pdf", AttachmentType.PDF)
@example("." * 130, AttachmentType.DOCX)
def test_a_name_becomes_one_that_every_system_can_store(name: str, kind: AttachmentType) -> None:
    cleaned = clean_file_name(name, kind)
    assert line(cleaned) == cleaned
    assert 0 < len(cleaned) <= MAX_NAME
    assert not set(cleaned) & set('/\\:*?"<>|\0')
    assert not any(unicodedata.category(sign).startswith("C") for sign in cleaned)
    assert cleaned.rpartition(".")[2] in kind.extensions
    assert not cleaned.startswith(".")
    assert cleaned.partition(".")[0].lower() not in ("con", "nul", "com1")
    assert clean_file_name(cleaned, kind) == cleaned


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("C:\\Users\\amina\\Rapport final.PDF", AttachmentType.PDF, "Rapport final.pdf"),
        ("report.docx", AttachmentType.PDF, "report.pdf"),
        ("report.exe", AttachmentType.PDF, "report.exe.pdf"),
        ("شهادة الإنجاز.pdf", AttachmentType.PDF, "شهادة الإنجاز.pdf"),
        ("photo.JPEG", AttachmentType.JPEG, "photo.jpeg"),
        ("", AttachmentType.ODT, "file.odt"),
    ],
)
def test_the_ending_of_a_name_follows_the_content(
    name: str, kind: AttachmentType, expected: str
) -> None:
    assert clean_file_name(name, kind) == expected
