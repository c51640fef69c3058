"""The table in a sheet is found below its titles; what is no row of it is passed over with the reason."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.imports import MergedCells, SourceRow, SourceSheet, SourceTable
from portfolio.exchange.source_file import read_source
from portfolio.exchange.source_table import detect_table

HEADING = ["Identifier", "Title", "Amount", "Currency"]
ROW = ["MA-1", "Border posts", 1_200_000, "EUR"]


def a_sheet(
    rows: Sequence[Sequence[Any]], merges: Sequence[MergedCells] = (), name: str = "Projects"
) -> SourceSheet:
    """A sheet of these rows, the blank ones left out as the readers leave them out."""
    return SourceSheet(
        name,
        False,
        tuple(
            SourceRow(number, tuple(Decimal(c) if isinstance(c, int | float) else c for c in row))
            for number, row in enumerate(rows, start=1)
            if any(cell is not None for cell in row)
        ),
        tuple(merges),
    )


def table(*rows: Sequence[Any], merges: Sequence[MergedCells] = (), name: str = "P") -> SourceTable:
    return detect_table(a_sheet(rows, merges, name))


def headings(found: SourceTable) -> list[str]:
    return [column.heading for column in found.columns]


def numbers(found: SourceTable) -> list[int]:
    return [row.number for row in found.rows]


def told(found: SourceTable) -> list[tuple[str, int]]:
    return [(type(problem.error).__name__, problem.row) for problem in found.problems]


def test_a_table_from_the_first_row_has_nothing_to_tell() -> None:
    found = table(HEADING, ROW, ROW)
    assert (found.header_row, headings(found), numbers(found)) == (1, HEADING, [2, 3])
    assert found.problems == ()


def test_title_rows_above_the_heading_are_told() -> None:
    found = table(["Ministry of the Interior"], ["State of", "30/06/2014"], [], HEADING, ROW)
    assert (found.header_row, numbers(found)) == (4, [5])
    assert told(found) == [("RowsAboveHeading", 1)]


def test_a_row_of_data_above_the_heading_is_a_problem_of_its_own() -> None:
    found = table(ROW, HEADING, ROW)
    assert found.header_row == 2
    assert told(found) == [("RowAboveHeading", 1), ("RowsAboveHeading", 1)]
    assert [problem.is_blocking for problem in found.problems] == [True, False]


@pytest.mark.parametrize(
    "label",
    [
        "TOTAL",
        "Total",
        "Total général",
        "Grand total (EUR)",
        "المجموع",
        "الإجمالي العام",
        "Sous-total :",
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_total_row_is_passed_over_with_its_reason(label: str, place: int) -> None:
    total: list[Any] = [None, None, 2_400_000, "EUR"]
    total[place] = label
    found = table(HEADING, ROW, ROW, total)
    assert numbers(found) == [2, 3]
    assert told(found) == [("TotalRow", 4)]


def test_a_project_that_is_called_total_is_no_total() -> None:
    found = table(
        HEADING,
        ["MA-2", "Total", 5, "EUR"],
        ["Total surveillance of the border", "Ministry", 5, "EUR"],
        ["Total", "Border posts", 5, "EUR"],
    )
    assert numbers(found) == [2, 3, 4]


def test_blank_rows_part_no_table() -> None:
    assert numbers(table(HEADING, ROW, [], [], ROW)) == [2, 5]


def test_notes_behind_the_table_are_passed_over() -> None:
    found = table(HEADING, ROW, [], ["Source: Ministry of Finance"], ["Amounts without VAT"])
    assert numbers(found) == [2]
    assert told(found) == [("NotesBelow", 4)]


def test_a_last_row_with_one_cell_right_below_stays_a_row() -> None:
    assert numbers(table(HEADING, ROW, ["MA-3"])) == [2, 3]


def test_two_columns_of_one_heading_both_stay_and_are_told() -> None:
    found = table(["Title", "Amount", "amount ", "Currency"], ["a", 1, 2, "EUR"])
    assert headings(found) == ["Title", "Amount", "amount", "Currency"]
    (problem,) = found.problems
    assert problem.error.values == {"heading": "Amount", "columns": "B, C"}


def test_a_column_without_heading_stays_and_is_told() -> None:
    found = table(["Id", "Title", None, "Currency"], ["a", "b", 2, "EUR"])
    assert [(column.index, column.heading) for column in found.columns][2] == (2, "")
    assert [(problem.column, type(problem.error).__name__) for problem in found.problems] == [
        ("C", "ColumnWithoutHeading")
    ]


def test_a_heading_over_two_rows_is_read_from_both() -> None:
    found = table(
        ["Project", "Funding", None, "Period", None],
        [None, "Amount", "Currency", "From", "To"],
        ["MA-1", 5, "EUR", "2014-01-01", "2014-12-31"],
        merges=[MergedCells(1, 2, 0, 0), MergedCells(1, 1, 1, 2), MergedCells(1, 1, 3, 4)],
    )
    assert found.header_row == 2
    assert headings(found) == [
        "Project",
        "Funding Amount",
        "Funding Currency",
        "Period From",
        "Period To",
    ]
    assert ("HeadingOfTwoRows", 1) in told(found)


def test_a_title_merged_over_the_table_is_no_part_of_the_heading() -> None:
    found = table(
        ["Projects 2014", None, None, None], HEADING, ROW, merges=[MergedCells(1, 1, 0, 3)]
    )
    assert (found.header_row, headings(found)) == (2, HEADING)


def test_years_may_name_columns() -> None:
    found = table(["Project", "Partner", 2014, 2015], ["a", "b", 5, 6])
    assert headings(found) == ["Project", "Partner", "2014", "2015"]


def test_merged_cells_over_rows_of_data_are_told() -> None:
    found = table(HEADING, ROW, [None, "Roads", 5, "EUR"], merges=[MergedCells(2, 3, 0, 0)])
    (problem,) = found.problems
    assert (problem.row, problem.error.values) == (2, {"cells": "A2:A3"})


def test_the_heading_repeated_on_a_page_is_no_row() -> None:
    found = table(HEADING, ROW, HEADING, ROW)
    assert numbers(found) == [2, 4]
    assert told(found) == [("HeadingAgain", 3)]


def test_a_row_of_a_csv_file_with_a_comma_too_many_is_refused() -> None:
    found = table(HEADING, ROW, ROW, ["MA-4", "Posts", "roads", 5, "EUR"], ROW, name="")
    assert numbers(found) == [2, 3, 5]
    (problem,) = found.problems
    assert (type(problem.error).__name__, problem.row, problem.is_blocking) == (
        "RowTooWide",
        4,
        True,
    )


def test_a_sheet_of_numbers_has_no_heading() -> None:
    found = table([1, 2, 3], [4, 5, 6])
    assert found.columns == ()
    assert told(found) == [("NoHeading", 0)]


def test_a_csv_file_without_a_heading_is_not_read_from_its_second_row() -> None:
    data = b"MA-1;Border posts;1200000;EUR\nMA-2;Roads;5;EUR\n"
    found = detect_table(read_source(data, "x.csv").sheets[0])
    assert told(found) == [("NoHeading", 0)]


def test_an_empty_sheet_has_no_heading() -> None:
    assert told(table()) == [("NoHeading", 0)]
