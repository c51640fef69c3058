"""Tables that leave the product: exact, and never run as formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.ui.components import files, tables
from portfolio.ui.components.markup import tag, text

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.tuples(texts, texts), min_size=1))
def test_what_is_written_reads_back_and_starts_no_formula(rows: list[tuple[str, str]]) -> None:
    table = Table("t", (Column("a"), Column("b")), tuple((Cell(a), Cell(b)) for a, b in rows))
    for (first, second), line in zip(rows, read(files.as_csv(table))[1:], strict=True):
        for given_text, found in ((first, line[0]), (second, line[1])):
            assert found in (given_text, f"'{given_text}")
            assert not found.startswith(files.FORMULA) or files.NUMBER.fullmatch(found)


@pytest.mark.parametrize("formula", ["=1+1", "+1 234", "-cmd", "@SUM(A1)", "\t=1", "-1+2"])
def test_a_formula_is_quoted(formula: str) -> None:
    assert files.safe(formula) == f"'{formula}"


@pytest.mark.parametrize("number", ["-12.50", "0", "1234567890123456.78"])
def test_a_number_stays_a_number(number: str) -> None:
    assert files.safe(number) == number


def test_a_file_holds_exact_amounts_their_unit_and_the_view() -> None:
    table = Table(
        "t",
        (Column("Name"), Column("Gap", True, "EUR")),
        ((Cell("A"), Cell("€ 1.2 M", exact="€ 1,234,567.89", plain="1234567.89")),),
        (Cell("Total"), Cell("€ 1.2 M", plain="1234567.89")),
    )
    assert read(files.as_csv(table, (("As of", "30 June 2014"),))) == [
        ["Name", "Gap (EUR)"],
        ["A", "1234567.89"],
        ["Total", "1234567.89"],
        [],
        ["As of", "30 June 2014"],
    ]


def test_a_table_on_the_page_reads_no_markup() -> None:
    nasty = '<img src=x onerror="alert(1)">'
    table = Table(nasty, (Column(nasty),), ((Cell(nasty, exact=nasty),),))
    made = tables.as_html(table, links=['/projects?project="><script>'])
    assert "<img" not in made
    assert "<script>" not in made
    assert made.count("&lt;img") == 4


@given(texts, texts)
def test_no_text_opens_an_element(said: str, value: str) -> None:
    made = tag("p", text("span", said), title=value)
    assert made.count("<") == 4
    assert made.count(">") == 4
