"""Workbooks: numbers, days and texts as what they are, whatever a text begins with."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from portfolio.domain.money import Money
from portfolio.present.table import Cell, Column, Table
from portfolio.present.workbook import MAX_LETTERS, FrontSheet, as_workbook
from portfolio.text.languages import LANGUAGES

DAY = date(2014, 6, 30)
FRONT = FrontSheet("About", "Product", (), (("As of", DAY),), DAY)
COLUMNS = (
    Column("Name"),
    Column("Gap", is_number=True, unit="EUR"),
    Column("Coverage", is_number=True, unit="%"),
    Column("Day"),
)
# What the record takes as text, and what harms where a text is taken for something else.
TEXTS = st.one_of(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=40,
    ),
    st.sampled_from(
        [
            *("=1+1", "+1 234", "-cmd", "@SUM(A1)", "{=A1}", "1234", "007", "1e5", "TRUE", "#REF!"),
            *("http://example.org", "mailto:a@b.org", "internal:A1", "2014-06-30", "12 %", " x "),
            *("<r><t>x</t></r>", "<r>=1</r>", "</t></is></c>", "_x0041_", "a\nb", "]]>", "&lt;"),
            *("<r>_x0041__x005F_</r>", "\ufdd0", "إعلان الرباط", "'quoted"),
        ]
    ),
)


def read(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def a_table(*rows: tuple[str, str, str, date | None]) -> Table:
    return Table(
        "Gaps",
        COLUMNS,
        tuple(
            (
                Cell(name),
                Cell("", plain=gap),
                Cell("", plain=share),
                Cell("", plain=day.isoformat() if day else "", value=day),
            )
            for name, gap, share, day in rows
        ),
    )


def written(table: Table, language: str = "en") -> list[list[Any]]:
    return read(as_workbook(FRONT, (table,), language))["Gaps"]


def test_a_sheet_has_headings_numbers_days_and_words() -> None:
    table = a_table(
        ("Niger", "1234567.89", "37.50", DAY),
        ("Mali", "not recorded", "", None),
        ("0", "0", "", None),
    )
    assert written(table) == [
        ["Name", "Gap (EUR)", "Coverage", "Day"],
        ["Niger", 1234567.89, 0.375, DAY],
        ["Mali", "not recorded", "", ""],
        ["0", 0, "", ""],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_comes_first_and_says_what_follows(language: str) -> None:
    front = FrontSheet(
        "About: [this] file?", "Product", ("Example",), (("As of", DAY), ("Filter", "=1")), DAY
    )
    sheets = read(as_workbook(front, (a_table(), a_table()), language, ("Gaps", "gaps")))
    assert [*sheets] == ["About this file", "Gaps", "gaps 2"]
    told = [[cell for cell in row if cell != ""] for row in sheets["About this file"]]
    assert told[:2] == [["Product"], ["Example"]]
    assert ["As of", DAY] in told
    assert ["Filter", "=1"] in told


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(LANGUAGES))
def test_a_text_comes_out_as_the_text_it_is(texts: list[str], language: str) -> None:
    table = Table("Gaps", (Column("Name"),), tuple((Cell(text),) for text in texts))
    rows = written(table, language)[1:]
    assert [row[0] for row in rows] == texts[: len(rows)]
    assert not any(texts[len(rows) :])  # empty rows at the end are none


@given(
    st.lists(st.integers(-(10**18), 10**18) | st.integers(-(10**6), 10**6), min_size=1, max_size=5),
    st.sampled_from(["XOF", "EUR", "TND"]),
)
def test_every_amount_reads_back_to_the_minor_unit(amounts: list[int], currency: str) -> None:
    plain = [f"{Money(minor, currency).decimal():f}" for minor in amounts]
    column = Column("Gap", is_number=True, unit=currency)
    table = Table("Gaps", (column,), tuple((Cell("", plain=text),) for text in plain))
    for given_text, (found,) in zip(plain, written(table)[1:], strict=True):
        if isinstance(found, str):
            assert found == given_text
            assert len(given_text.strip("-").replace(".", "").strip("0")) > 15
        else:
            assert Decimal(repr(found)) == Decimal(given_text)


def test_a_text_longer_than_a_cell_is_cut_with_a_sign() -> None:
    (row,) = written(Table("Gaps", (Column("Name"),), ((Cell("\U0001f600" * 20_000),),)))[1:]
    assert len(row[0].encode("utf-16-le")) // 2 <= MAX_LETTERS
    assert row[0].endswith("…")


def test_a_total_closes_the_table() -> None:
    table = Table(
        "Gaps",
        COLUMNS[:2],
        ((Cell("A"), Cell("", plain="1.50")),),
        (Cell("Total"), Cell("", plain="1.50")),
    )
    assert written(table)[-1] == ["Total", 1.5]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert as_workbook(FRONT, (a_table(),), "ar") == as_workbook(FRONT, (a_table(),), "ar")
