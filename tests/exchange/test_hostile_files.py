"""A file that is none, too much or made to harm is refused with the file, the place and the reason."""

import gzip
import io
import re
import struct
import time
import zipfile
from contextlib import suppress
from decimal import Decimal

import pytest

from portfolio.domain.errors import PortfolioError
from portfolio.domain.imports import ErrorCell
from portfolio.exchange import cells as source_cells
from portfolio.exchange import package, sheet_xml, workbook
from portfolio.exchange import source_errors as errors
from portfolio.exchange.cells import letters
from portfolio.exchange.source_file import read_source
from portfolio.exchange.template.csv_files import read_files, read_upload, without_guards
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.workbooks import (
    BOOK,
    SHEET,
    STRINGS,
    a_workbook,
    packed,
    with_parts,
    with_rows,
)
from tests.building.workbooks import (
    sheet_xml as a_sheet_xml,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
GOOD = a_workbook([["Title", "Amount"], ["Border posts", 5]])


def refused(data: bytes, error: type[PortfolioError]) -> PortfolioError:
    """The error a file is refused with, which names the file and has words in every language."""
    with pytest.raises(error) as found:
        read_source(data, "the file.xlsx")
    for language in LANGUAGES:
        assert "the file.xlsx" in Translator(language).error(found.value)
    return found.value


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyFile),
        (b" \r\n\t\n", errors.EmptyFile),
        (b"\xef\xbb\xbf", errors.EmptyFile),
        (b"\0" * 900, errors.EmptyFile),
        (OLE + "EncryptedPackage".encode("utf-16-le"), errors.ProtectedWorkbook),
        (OLE + "Workbook".encode("utf-16-le"), errors.OldWorkbook),
        (OLE + "WordDocument".encode("utf-16-le"), errors.OtherDocument),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", errors.OldWorkbook),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", errors.WebPage),
        (b"\xef\xbb\xbf\n<HTML xmlns:x='urn:schemas'><body>", errors.WebPage),
        ("<html><table></table></html>".encode("utf-16"), errors.WebPage),
        (b"<table border=1><tr><td>1", errors.WebPage),
        (
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            errors.XmlFile,
        ),
        (b"<iati-activities version='2.03'>", errors.XmlFile),
        (b"%PDF-1.7\n%\xe2\xe3", errors.PdfFile),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", errors.PictureFile),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", errors.PictureFile),
        (gzip.compress(b"a,b"), errors.OtherDocument),
        (b"a,b\0c\n1,2", errors.UnknownContent),
        (bytes(range(256)) * 4, errors.UnknownContent),
        (b"PK\x03\x04 no archive", errors.DamagedWorkbook),
        (packed({"word/document.xml": "<a/>"}), errors.OtherDocument),
        (packed({"a.csv": "a,b"}), errors.OtherDocument),
        (packed({"xl/workbook.bin": "x"}), errors.BinaryWorkbook),
        (
            packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            errors.OpenDocument,
        ),
        (packed({"xl/nothing.xml": "<a/>"}), errors.DamagedWorkbook),
        (GOOD[: len(GOOD) // 2], errors.DamagedWorkbook),
        (b"x" * 64_000_001, errors.FileTooLarge),
    ],
)
def test_what_is_no_table_is_told_by_its_content(data: bytes, error: type[PortfolioError]) -> None:
    refused(data, error)


def test_an_encrypted_archive_is_protected() -> None:
    data = bytearray(GOOD)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(sign), bytes(data)):
            data[found.start() + offset] |= 1
    refused(bytes(data), errors.ProtectedWorkbook)


def test_macros_are_not_run_and_told() -> None:
    file = read_source(with_parts(GOOD, {"xl/vbaProject.bin": b"\xd0\xcf"}), "x.xlsm")
    assert [type(problem.error) for problem in file.problems] == [errors.MacrosLeftOut]
    assert not file.problems[0].is_blocking


@pytest.mark.parametrize(
    "part", [STRINGS, BOOK, SHEET, "xl/styles.xml", "docProps/core.xml", "xl/comments1.xml"]
)
def test_a_document_type_is_refused_in_every_part(part: str) -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    assert (
        refused(with_parts(GOOD, {part: evil}), errors.DocumentTypeInWorkbook).values["part"]
        == part
    )


def test_a_part_in_another_encoding_hides_no_document_type() -> None:
    evil = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a [<!ENTITY b 'c'>]><sst/>"
    refused(with_parts(GOOD, {STRINGS: evil.encode("utf-16")}), errors.DamagedWorkbook)
    seven = evil.replace("UTF-16", "UTF-7").replace("<!DOCTYPE a [<!ENTITY b 'c'>]>", "")
    refused(with_parts(GOOD, {STRINGS: seven}), errors.DamagedWorkbook)


def test_a_bomb_is_refused_by_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 1_000_000)
    bomb = with_parts(GOOD, {STRINGS: "<sst>" + "<si><t>a</t></si>" * 70_000 + "</sst>"})
    assert len(bomb) < 20_000
    refused(bomb, errors.UnpackedTooLarge)


def test_a_bomb_that_declares_little_unpacks_to_no_more() -> None:
    data = bytearray(with_parts(GOOD, {STRINGS: "<sst>" + " " * 3_000_000 + "</sst>"}))
    for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        for found in re.finditer(re.escape(sign), bytes(data)):
            at = found.start() + offset
            if struct.unpack_from("<I", data, at)[0] > 1_000_000:
                struct.pack_into("<I", data, at, 500)
    refused(bytes(data), errors.DamagedWorkbook)


def test_a_directory_of_very_many_parts_is_not_read() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/{number}.xml", "")
    refused(data.getvalue(), errors.TooManyParts)


def test_two_parts_of_one_name_are_refused() -> None:
    data = io.BytesIO(GOOD)
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, a_sheet_xml(""))
    refused(data.getvalue(), errors.DamagedWorkbook)


def test_a_text_repeated_in_many_cells_takes_no_more_than_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook, "MAX_TEXT", 1_000_000)
    refused(a_workbook([["a" * 30_000] * 50]), errors.UnpackedTooLarge)
    read_source(a_workbook([["a" * 30_000, *range(400)]]), "x")


@pytest.mark.parametrize("width", [521, 20_000])
def test_too_many_columns_are_refused(width: int) -> None:
    named = "".join(f'<c r="{letters(at)}1"><v>1</v></c>' for at in range(width))
    for cells in (named, "<c><v>1</v></c>" * width):
        error = refused(with_rows(f'<row r="1">{cells}</row>'), errors.SheetTooWide)
        assert error.values["columns"] == width
    refused(b",".join([b"a"] * width), errors.SheetTooWide)


def test_too_many_rows_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(99_990, 100_050))
    assert refused(with_rows(rows), errors.SheetTooLong).values["rows"] == 100_049
    refused(b"a,b\n" + b"1,2\n" * 100_000, errors.SheetTooLong)


def test_a_cell_of_five_megabytes_is_named() -> None:
    text = "x" * 5_000_000
    inline = f'<row r="7"><c r="C7" t="inlineStr"><is><t>{text}</t></is></c></row>'
    error = refused(with_rows(inline), errors.CellTooLong)
    assert (error.values["sheet"], error.values["cell"]) == ("Sheet1", "C7")
    shared = with_parts(GOOD, {STRINGS: lambda xml: xml.replace("Border posts", text)})
    assert refused(shared, errors.CellTooLong).values["cell"] == "A2"
    refused(f"a,b\n1,{text}\n".encode(), errors.CellTooLong)


def test_more_cells_than_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", 1_000)
    refused(a_workbook([[1] * 40] * 40), errors.TooManyCells)
    corners = "".join(
        f'<row r="{n}"><c r="{letters(n)}{n}"><v>1</v></c></row>' for n in range(1, 50)
    )
    refused(with_rows(corners), errors.TooManyCells)


def test_cells_far_apart_keep_their_places() -> None:
    data = with_rows(
        '<row r="2"><c r="B2"><v>1</v></c></row><row r="90000"><c r="SA90000"><v>2</v></c>'
        '<c r="SB90000"><f>A1</f></c></row>'
    )
    file = read_source(data, "x")
    assert [
        (row.number, [at for at, cell in enumerate(row.cells) if cell is not None])
        for row in file.sheets[0].rows
    ] == [
        (2, [1]),
        (90_000, [494, 495]),
    ]
    assert file.sheets[0].rows[1].cells[494:] == (Decimal(2), ErrorCell("", is_formula=True))


def test_blank_cells_with_a_format_up_to_the_last_column_count_for_nothing() -> None:
    blanks = "".join(f'<c r="{letters(at)}1" s="1"/>' for at in range(1, 16_384))
    file = read_source(with_rows(f'<row r="1"><c r="A1"><v>5</v></c>{blanks}</row>'), "x")
    assert [row.cells for row in file.sheets[0].rows] == [(Decimal(5),)]
    assert file.problems == ()


@pytest.mark.parametrize("reference", ["A0", "a1", "AAAAA1", "A99999999", "1A", "\u0661"])
def test_a_cell_outside_every_sheet_is_damage(reference: str) -> None:
    data = with_rows(f'<row r="1"><c r="{reference}"><v>5</v></c></row>')
    assert refused(data, errors.DamagedSheet).values["sheet"] == "Sheet1"


def test_a_quotation_mark_left_open_names_its_row() -> None:
    assert refused(b'a,b\n1,2\n"3,4\n5,6\n', errors.QuotationLeftOpen).values["row"] == 3
    assert refused(b'a,b\n"1"x,2\n', errors.QuotationLeftOpen).values["row"] == 2


def test_a_text_that_breaks_off_amid_a_letter_is_told() -> None:
    refused("a,b\n1,é".encode("utf-16")[:-1], errors.TextNotWhole)


NAUGHTY = (
    "=cmd|'/C calc'!A0|||@SUM(1+1)|||'=1+1|||<script>alert(1)</script>|||\u202egnp.exe|||a\u0301\u0489|||𝕿𝖍𝖊"
    "|||\ufeff|||%s%n|||NULL|||' OR 1=1 --"
).split("|||")


@pytest.mark.parametrize("text", [*NAUGHTY, "ß" * 300])
def test_naughty_text_comes_as_it_is(text: str) -> None:
    for data in (a_workbook([["x", text]]), f'x;"{text}"\n'.encode("utf-8-sig")):
        assert read_source(data, text).sheets[0].rows[0].cells == ("x", text)


HELD_UP = {
    "comments before a page": b"<!---->" * 500 + b"x",
    "blanks before a page": b" \n" * 2_000 + b"x",
    "blank cells that end no row": with_rows(f'<row r="1">{"<c/>" * 300_000}<c><v>1</v></c></row>'),
    "cells whose tags never end": with_rows('<c r="A1" t="e"></c>' + '<c r="A1"' * 200_000),
    "one tag of many errors": with_rows('<c r="A1" ' + 't="e" ' * 200_000 + "<v>1</v></row>"),
    "merges whose tags never end": with_rows(
        '<row r="1"><c r="A1"><v>1</v></c></row>', after="<mergeCell " * 200_000
    ),
    "a text about what is hidden": with_rows(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>'
        + ' hidden="1"' * 300_000
        + "</t></is></c></row>"
    ),
    "columns hidden again and again": with_rows(
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        before="<cols>" + '<col min="1" max="500" hidden="1"/>' * 60_000 + "</cols>",
    ),
    "a number format of brackets": with_parts(
        GOOD,
        {
            "xl/styles.xml": lambda xml: xml.replace(
                "<fonts",
                f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * 300_000}%"/></numFmts><fonts',
            )
        },
    ),
    "apostrophes behind line breaks": b'a,"' + b"\n'" * 16_000 + b'"\n',
}


@pytest.mark.parametrize("name", HELD_UP)
def test_no_file_holds_up_the_server(name: str) -> None:
    """A pattern that looks ahead from each place of a text holds everybody up, not this file alone."""
    start = time.process_time()
    with suppress(PortfolioError):
        without_guards(read_upload(HELD_UP[name], "x"))
    assert time.process_time() - start < 2


def test_sheets_together_have_no_more_cells_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_cells, "MAX_FILE_CELLS", 1_000)
    at_the_edge: list[list[int | None]] = [[*[None] * 19, 1]] * 20
    read_source(a_workbook(at_the_edge, at_the_edge), "x")
    error = refused(a_workbook(at_the_edge, at_the_edge, at_the_edge), errors.TooManyCellsTogether)
    assert error.values["sheet"] == "Sheet3"
    corners: list[list[int | None]] = [
        [1],
        *[[]] * 19,
        [*[None] * 19, 1],
    ]  # few cells, many between them
    refused(a_workbook(corners, corners, corners), errors.TooManyCellsTogether)
    table = b"a,b,c,d\n" * 100
    with pytest.raises(errors.TooManyCellsTogether) as found:
        read_files({"1.csv": table, "2.csv": table, "3.csv": table}, "all.zip")
    assert (found.value.values["file"], found.value.values["sheet"]) == ("all.zip", "3")


def test_files_packed_together_are_refused_at_the_cell_too_many_and_not_behind_their_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(source_cells, "MAX_FILE_CELLS", 1_000)
    table = b"a,b,c,d\n" * 200
    left_open = table + b'"a,b'  # read to its end it would be refused for that
    with pytest.raises(errors.TooManyCellsTogether):
        read_files({"1.csv": table, "2.csv": left_open}, "all.zip")
