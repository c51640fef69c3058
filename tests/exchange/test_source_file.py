"""What a file is is seen by its content; what it has in it comes as values, or as an error that names it."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from portfolio.domain.imports import ErrorCell, SourceFile
from portfolio.exchange import source_errors as errors
from portfolio.exchange.source_file import read_source
from portfolio.text.words import Translator
from tests.building import workbooks
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
