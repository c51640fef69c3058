"""A column of amounts has one unit, named once where all columns share it."""

from portfolio.present.format import Formatter
from portfolio.present.table import Cell, Column, Table
from portfolio.text.words import Translator

MILLION = 100_000_000
WHO = Formatter(Translator("en"), "EUR")


def table(*columns: tuple[int, ...]) -> Table:
    heads = (Column("Name"), *(Column(f"Amount {n}", True) for n, _ in enumerate(columns)))
    rows = tuple((Cell("row"), *map(WHO.money, row)) for row in zip(*columns, strict=True))
    return Table("Caption", heads, rows)


def test_one_unit_for_all_is_named_once() -> None:
    made = WHO.in_one_unit(table((12 * MILLION, 30_000_000), (5 * MILLION, 0)))
    assert made.unit == "Amounts in € million"
    assert [column.is_visible for column in made.columns] == ["", "", ""]
    assert [[cell.text for cell in row] for row in made.rows] == [
        ["row", "12.0", "5.0"],
        ["row", "0.3", "0"],
    ]


def test_different_units_stand_in_the_heads() -> None:
    made = WHO.in_one_unit(table((12 * MILLION,), (30_000_000,)))
    assert made.unit == ""
    assert [column.is_visible for column in made.columns[1:]] == [
        "Amount 0 (€ million)",
        "Amount 1 (€ thousand)",
    ]


def test_exact_amounts_and_files_stay_as_they_are() -> None:
    before = table((12 * MILLION, 30_000_000))
    after = WHO.in_one_unit(before)
    for old, new in zip(before.rows, after.rows, strict=True):
        assert [(c.exact, c.file_value) for c in old] == [(c.exact, c.file_value) for c in new]
