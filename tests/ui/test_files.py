"""Tables that leave the product: exact, and never run as formulas."""

import csv
import io
import re
import sys
import unicodedata
from decimal import Decimal
from functools import cache
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.present import csv_file
from portfolio.present.html import join_html, tag
from portfolio.present.table import Cell, Column, Table, as_html
from portfolio.text.languages import LANGUAGES

# Letters that do harm are drawn often: what ends a cell, what starts a formula, what hides it.
nasty = st.sampled_from(
    ",;|\t\r\n\"'=+-@\uff1d\uff0b\uff0d\uff20\u2212 \u00a0\u200b\u200f\u2060\ufeff15"
)
texts = st.one_of(
    st.text(nasty),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
numbers = st.decimals(-(10**15), 10**15, places=2).map(lambda n: f"{n:f}")
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\u2212")


# Numbers side by side, which another separator leaves in one cell, call nothing.
NUMBERS = re.compile(r"[-+]?[\d.]*(?:[,;|\t ][-+]?[\d.]*)*")


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    )


@cache
def dropped() -> str:
    """What a spreadsheet leaves out in front of a formula."""
    return "".join(
        letter
        for letter in map(chr, range(sys.maxunicode + 1))
        if letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Zl", "Zp")
    )


def runs(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula."""
    seen = cell.lstrip(dropped() + '"')
    is_number = csv_file.NUMBER.fullmatch(cell) or NUMBERS.fullmatch(cell)
    return seen.startswith(FORMULA) and not is_number


def a_table(rows: list[tuple[str, str, str]]) -> Table:
    columns = (Column("a"), Column("b"), Column("c", True))
    return Table("t", columns, tuple((Cell(a), Cell(b), Cell("", plain=c)) for a, b, c in rows))


@example([("", "", "0.00"), ("-1", "", "0.00")], "en")
@given(st.lists(st.tuples(texts, texts, numbers), min_size=1), st.sampled_from(LANGUAGES))
def test_no_cell_is_a_formula_whatever_separates_the_cells(
    rows: list[tuple[str, str, str]], language: str
) -> None:
    content = csv_file.as_csv(a_table(rows), language, (("view", rows[0][0]),))
    for delimiter in ",;\t|":
        cells = [cell for line in read(content, delimiter) for cell in line]
        assert not [cell for cell in cells if runs(cell)]


@given(st.lists(st.tuples(texts, texts, numbers), min_size=1), st.sampled_from(LANGUAGES))
def test_what_is_written_reads_back_but_for_apostrophes(
    rows: list[tuple[str, str, str]], language: str
) -> None:
    content = csv_file.as_csv(a_table(rows), language)
    decimal, separator = (".", ",") if language == "en" else (",", ";")
    for given_row, line in zip(rows, read(content, separator)[1:], strict=True):
        for given_text, found in zip(given_row[:2], line[:2], strict=True):
            assert found.replace("'", "") == given_text.replace("'", "")
        assert Decimal(line[2].replace(decimal, ".")) == Decimal(given_row[2])


def test_whatever_a_spreadsheet_drops_before_a_formula_hides_none() -> None:
    assert [letter for letter in dropped() if csv_file.safe(f"{letter}=1")[0] != "'"] == []
    assert [
        letter for letter in dropped() if f";'{letter}" not in csv_file.safe(f"x;{letter}=1")
    ] == []


@pytest.mark.parametrize(
    "formula",
    [
        *("=1+1", "+1 234", "-cmd", "@SUM(A1)", "\tx", "\rx", "-1+2"),
        *("\uff1d1+1", "\uff0b1 1", "\uff0dcmd", "\uff20SUM(A1)"),
        *(" =1", "\u00a0=1", "\u200b=1", "\u200f\u2060\ufeff@x", '"=1'),
    ],
)
def test_a_formula_is_quoted(formula: str) -> None:
    assert csv_file.safe(formula) == f"'{formula}"


@pytest.mark.parametrize("end", [",", ";", "\t", "|", "\n", "; ", ";\u00a0", ';"'])
def test_a_formula_behind_the_end_of_a_cell_is_quoted(end: str) -> None:
    assert csv_file.safe(f"x{end}=1+1") == f"x{end[0]}'{end[1:]}=1+1"


@pytest.mark.parametrize("said", ["a - b", "2013-2014", "x = y", "A+B", "a@b.org", "Niger; Mali"])
def test_a_text_with_such_signs_inside_stays_as_it_is(said: str) -> None:
    assert csv_file.safe(said) == said


@pytest.mark.parametrize("number", ["-12.50", "-12,50", "0", "1234567890123456.78"])
def test_a_number_stays_a_number(number: str) -> None:
    assert csv_file.safe(number) == number


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "A,1234567.89,-0.50"), ("fr", "A;1234567,89;-0,50"), ("ar", "A;1234567,89;-0,50")],
)
def test_a_file_is_written_as_the_spreadsheets_of_its_readers_expect(
    language: str, line: str
) -> None:
    table = Table(
        "t",
        (Column("Name"), Column("Gap", True, "EUR"), Column("Moved", True, "EUR")),
        ((Cell("A"), Cell("", plain="1234567.89"), Cell("", plain="-0.50")),),
    )
    content = csv_file.as_csv(table, language)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[1] == line


def test_a_file_holds_exact_amounts_their_unit_and_the_view() -> None:
    table = Table(
        "t",
        (Column("Name"), Column("Gap", True, "EUR")),
        ((Cell("A"), Cell("€ 1.2 M", exact="€ 1,234,567.89", plain="1234567.89")),),
        (Cell("Total"), Cell("€ 1.2 M", plain="1234567.89")),
    )
    assert read(csv_file.as_csv(table, "en", (("As of", "30 June 2014"),))) == [
        ["Name", "Gap (EUR)"],
        ["A", "1234567.89"],
        ["Total", "1234567.89"],
        [],
        ["As of", "30 June 2014"],
    ]


def test_a_table_on_the_page_reads_no_markup() -> None:
    nasty = '<img src=x onerror="alert(1)">'
    table = Table(nasty, (Column(nasty),), ((Cell(nasty, exact=nasty),),))
    made = as_html(table, links=['/projects?project="><script>'])
    assert "<img" not in made
    assert "<script>" not in made
    assert made.count("&lt;img") == 4


@given(texts, texts)
def test_no_text_opens_an_element(said: str, value: str) -> None:
    made = tag("p", tag("span", said), title=value)
    assert made.count("<") == 4
    assert made.count(">") == 4


@given(st.lists(texts))
def test_texts_put_together_open_no_element_and_html_is_escaped_once(said: list[str]) -> None:
    made = join_html((tag("b", one) for one in said), " & ")
    assert made.count("<") == 2 * len(said)
    assert tag("p", made) == f"<p>{made}</p>"
    assert unescape(made) == " & ".join(f"<b>{one}</b>" for one in said)
