"""What a file is is seen by its content; what it has in it comes as values, or as an error that names it."""

import io
import re
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.imports import ErrorCell, MergedCells, SourceFile
from portfolio.exchange import source_errors as errors
from portfolio.exchange.source_file import read_source
from portfolio.text.words import Translator
from tests.building import workbooks
from tests.building.effort import small
from tests.building.workbooks import BOOK, SHEET, a_workbook, with_parts, with_rows


def rows(data: bytes, sheet: int = 0) -> list[list[object]]:
    """The cells of a sheet, row by row."""
    return [list(row.cells) for row in read_source(data, "some.file").sheets[sheet].rows]


def told(file: SourceFile) -> dict[str, object]:
    """Warnings by name, each with its first value."""
    assert not any(problem.is_blocking for problem in file.problems)
    return {
        type(problem.error).__name__: next(iter(problem.error.values.values()), "")
        for problem in file.problems
    }


def test_a_workbook_gives_text_numbers_days_and_switches() -> None:
    data = a_workbook(
        [["Title", "Amount", "Day", "Open"], ["Poste", 1234.5, date(2014, 6, 30), True]]
    )
    file = read_source(data, "projects.csv")
    assert rows(data)[1] == ["Poste", Decimal("1234.5"), date(2014, 6, 30), True]
    assert [row.number for row in file.sheets[0].rows] == [1, 2]
    assert (file.name, len(file.digest), file.problems) == ("projects.csv", 64, ())


def test_rows_and_columns_keep_their_places() -> None:
    file = read_source(a_workbook([[], [], [None, "a"], [], [None, None, "b"]]), "x")
    assert [(row.number, row.cells) for row in file.sheets[0].rows] == [
        (3, (None, "a", None)),
        (5, (None, None, "b")),
    ]


def test_numbers_are_the_shortest_decimals_and_identifiers_have_no_point() -> None:
    data = a_workbook([[0.1, 12345.0, 1e15 - 1, 4.35, -7.0]])
    assert rows(data)[0] == [
        Decimal(text) for text in ("0.1", "12345", "999999999999999", "4.35", "-7")
    ]


def test_a_number_with_more_digits_than_excel_keeps_is_no_number() -> None:
    assert rows(a_workbook([[1.23e17]]))[0] == [ErrorCell("1.23e+17")]


def test_a_day_with_a_time_is_its_day_and_told() -> None:
    file = read_source(a_workbook([["x", datetime(2014, 6, 30, 14, 30)]]), "x")
    assert file.sheets[0].rows[0].cells[1] == date(2014, 6, 30)
    assert told(file) == {"TimesLeftOut": "B1"}


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    data = with_parts(
        a_workbook([[date(2014, 6, 30)]]),
        {BOOK: lambda xml: xml.replace("<workbookPr ", '<workbookPr date1904="1" ')},
    )
    assert rows(data)[0] == [date(2018, 7, 1)]


def test_hidden_sheets_are_marked() -> None:
    data = with_parts(
        a_workbook([["a"]], [["b"]], [["c"]]),
        {
            BOOK: lambda xml: xml.replace('sheetId="2"', 'sheetId="2" state="hidden"').replace(
                'sheetId="3"', 'sheetId="3" state="veryHidden"'
            )
        },
    )
    sheets = read_source(data, "x").sheets
    assert [sheet.is_hidden for sheet in sheets] == [False, True, True]


def test_a_formula_without_a_saved_value_is_never_nought() -> None:
    file = read_source(
        with_rows(
            '<row r="1"><c r="A1"><f>B1+1</f></c><c r="B1"><f>C1</f><v></v></c><c r="C1"><f>2+2</f><v>4</v></c>'
            '<c r="D1" t="str"><f>IF(1,"")</f><v></v></c></row>'
            '<row r="9"><c r="A9"><f>SUM(A1:A8)</f><v/></c></row>'
        ),
        "x",
    )
    blank = ErrorCell("", is_formula=True)
    # XlsxWriter's own workbook is one whose formulas are computed on opening.
    assert [row.cells for row in file.sheets[0].rows] == [
        (blank, blank, Decimal(4), blank),
        (blank, None, None, None),
    ]
    assert told(file) == {"FormulasWithoutValue": "A1, B1, D1, A9"}


def test_errors_of_the_spreadsheet_stay_errors() -> None:
    cells = rows(
        with_rows(
            '<row r="1"><c r="A1" t="e"><f>B9</f><v>#REF!</v></c><c r="B1" t="e"><v>#N/A</v></c></row>'
        )
    )
    assert cells == [[ErrorCell("#REF!"), ErrorCell("#N/A")]]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_error_of_a_file_names_it(language: str) -> None:
    with pytest.raises(errors.EmptyFile) as empty:
        read_source(b"", "budget 2014.xlsx")
    assert "budget 2014.xlsx" in Translator(language).error(empty.value)


def test_a_table_in_text_gives_its_cells_as_text() -> None:
    data = 'Titre;Montant\r\nPoste à Guerguerat;1 234,50\r\n\r\n"deux\nlignes";\r\n'.encode()
    file = read_source(data, "x.xlsx")
    assert [(row.number, row.cells) for row in file.sheets[0].rows] == [
        (1, ("Titre", "Montant")),
        (2, ("Poste à Guerguerat", "1 234,50")),
        (4, ("deux\nlignes",)),
    ]
    assert file.problems == ()


def test_two_corners_of_a_sheet_take_no_memory() -> None:
    data = with_rows(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    file = read_source(data, "x")
    assert [row.cells for row in file.sheets[0].rows] == [(Decimal(1),)]
    assert told(file) == {"CellsFarOutside": "XFD1048576"}


def test_a_document_type_is_refused_before_anything_reads_it() -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
    with pytest.raises(errors.DocumentTypeInWorkbook) as refused:
        read_source(with_parts(a_workbook([["a"]]), {workbooks.STRINGS: evil}), "x.xlsx")
    assert refused.value.values == {"part": workbooks.STRINGS, "file": "x.xlsx"}


def test_the_parts_that_a_test_changes_are_there() -> None:
    assert {SHEET, BOOK, workbooks.STRINGS} <= workbooks.parts(a_workbook([["a"]])).keys()


ODD_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).filter(
    lambda text: text == "" or not text.isspace()
)
ODD_NUMBER = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1e9, 1e9, allow_nan=False, allow_subnormal=False),
)
ODD_CELL = st.one_of(
    st.none(), ODD_TEXT, ODD_NUMBER, st.booleans(), st.dates(date(1900, 3, 1), date(2199, 12, 31))
)


def value(cell: object) -> object:
    """A cell as it is to be read: XlsxWriter writes 16 digits of a number."""
    if isinstance(cell, bool | date):
        return cell
    if isinstance(cell, int | float):
        return Decimal(repr(float(f"{cell:.16G}"))).normalize()
    return cell or None


def plain(cell: object) -> object:
    return cell.normalize() if isinstance(cell, Decimal) else cell


@given(
    st.lists(st.lists(ODD_CELL, max_size=5), max_size=6),
    st.sampled_from(["", "comment", "prefix", "order"]),
)
@small
def test_valid_cells_with_odd_values_read_back_however_the_sheet_is_written(
    given_rows: list[list[object]], written: str
) -> None:
    data = a_workbook(given_rows)
    if written == "comment":
        data = with_parts(
            data, {SHEET: lambda xml: xml.replace("<sheetData", "<!-- x --><sheetData")}
        )
    if written == "prefix":
        data = with_parts(data, {SHEET: prefixed})
    if written == "order":
        swapped = re.compile(r'<c (r="[A-Z]+[0-9]+")((?: [st]="[^"]*")*)(/?)>')
        data = with_parts(data, {SHEET: lambda xml: swapped.sub(r"<c\2 \1\3>", xml)})
    expected = {
        number: {at: value(cell) for at, cell in enumerate(row) if value(cell) is not None}
        for number, row in enumerate(given_rows, start=1)
    }
    found = {
        row.number: {at: plain(cell) for at, cell in enumerate(row.cells) if cell is not None}
        for row in read_source(data, "x").sheets[0].rows
    }
    assert found == {number: row for number, row in expected.items() if row}


def prefixed(xml: str) -> str:
    """The XML of a sheet with a prefix before each name."""
    named = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml)
    return named.replace("xmlns=", "xmlns:x=")


def test_a_text_of_several_formats_is_one_text() -> None:
    cells = rows(
        with_rows(
            '<row><c t="inlineStr"><is><r><t>Border </t></r><r><rPr><b/></rPr><t>posts</t></r>'
            '<rPh sb="0" eb="1"><t>kana</t></rPh></is></c><c><v>5</v></c></row>'
        )
    )
    assert cells == [["Border posts", Decimal(5)]]


def test_a_saved_nought_of_a_formula_is_nought() -> None:
    data = with_parts(
        with_rows('<row r="1"><c r="A1"><f>B1</f><v>0</v></c></row>'),
        {BOOK: lambda xml: xml.replace(' fullCalcOnLoad="1"', "")},
    )
    assert rows(data) == [[Decimal(0)]]


def test_a_formula_that_gives_no_text_is_blank() -> None:
    data = with_parts(
        with_rows(
            '<row r="1"><c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><v>1</v></c></row>'
        ),
        {BOOK: lambda xml: xml.replace(' fullCalcOnLoad="1"', "")},
    )
    assert rows(data) == [[None, Decimal(1)]]


def test_a_number_shown_in_per_cent_reads_as_it_is_shown() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for column, form in enumerate(["0%", "0.00%", "0.0 %;[Red]-0.0 %", '0"%"', "0.00"]):
        sheet.write_number(0, column, 0.6, book.add_format({"num_format": form}))
    book.close()
    assert rows(content.getvalue())[0] == ["60%", "60%", "60%", Decimal("0.6"), Decimal("0.6")]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    file = read_source(
        with_rows(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'
            '<row r="3" hidden="1"><c r="A3"><v>3</v></c></row>',
            before='<cols><col min="2" max="3" width="0" hidden="1"/></cols>',
        ),
        "x",
    )
    assert len(file.sheets[0].rows) == 3
    assert told(file) == {"HiddenRows": "2–3", "HiddenColumns": "B, C"}


def test_merged_cells_have_a_value_in_the_first() -> None:
    data = with_rows(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/></row>',
        after='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    )
    (sheet,) = read_source(data, "x").sheets
    assert (sheet.rows[0].cells, sheet.merges) == ((Decimal(1),), (MergedCells(1, 2, 0, 1),))


def test_chart_sheets_are_passed_over() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("Data").write(0, 0, 5)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Data!$A$1:$A$1"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.close()
    assert [sheet.name for sheet in read_source(content.getvalue(), "x").sheets] == ["Data"]


TABLE = "Titre;Montant\n“Poste” – à l’œuvre;5 €\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode("utf-8"), None),
        (TABLE.encode("utf-8-sig"), None),
        (TABLE.encode("utf-16"), "UTF-16"),
        (TABLE.encode("utf-16-le"), "UTF-16"),
        (TABLE.encode("utf-16-be"), "UTF-16"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "UTF-16"),
        (TABLE.encode("cp1252"), "Windows-1252"),
    ],
)
def test_text_is_read_in_its_encoding_and_another_than_utf_8_is_told(
    data: bytes, encoding: str | None
) -> None:
    file = read_source(data, "x")
    assert file.sheets[0].rows[1].cells == ("“Poste” – à l’œuvre", "5 €")
    assert told(file) == ({"EncodingTaken": encoding} if encoding else {})


def test_arabic_text_of_windows_is_no_western_one() -> None:
    text = "العنوان;المبلغ\nمركز حدودي في الكركرات;1200\n"
    file = read_source(text.encode("cp1256"), "x")
    assert file.sheets[0].rows[1].cells == ("مركز حدودي في الكركرات", "1200")
    assert told(file) == {"EncodingTaken": "Windows-1256"}


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a,b,c\n1,2;3,4\n", ("1", "2;3", "4")),
        ("a;b,c\n1;2,3\n4;5,6", ("1", "2,3")),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ("1,5", "2,5")),
        ("a\tb\n1,5\tx;y\n", ("1,5", "x;y")),
        ("a|b\n1|2\n", ("1", "2")),
        ("sep=;\na;b\n1;2\n", ("1", "2")),
        ('"a";"b"\n"1;2";"3 ""x"""\n', ("1;2", '3 "x"')),
        ("a;b\n" + "1,5;2,5\n" * 50, ("1,5", "2,5")),
        ("a,b,c\n1,2,3\n", ("1", "2", "3")),
        ('a,b\n1,"x;y\nz;u"\n2,"x;y\nz;u"\n', ("1", "x;y\nz;u")),
        ("a\n1\n", ("1",)),
    ],
)
def test_the_sign_that_parts_cells_is_found(text: str, cells: tuple[str, ...]) -> None:
    assert read_source(text.encode(), "x").sheets[0].rows[1].cells == cells


def test_rows_of_a_csv_file_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    file = read_source(b'a;b\r\n"x\ny";1\r\n;;\r\nz;2\r\n', "x")
    assert [row.number for row in file.sheets[0].rows] == [1, 2, 4]
