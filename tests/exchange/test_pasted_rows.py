"""Rows pasted from a spreadsheet: what a form would have copied comes back, and nothing is guessed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import dates, drafts, errors
from portfolio.domain.errors import TooLong
from portfolio.domain.fields import BY_NAME, EVERY_BY_NAME, FIELDS, LIST_FIELDS, Field, Shape
from portfolio.domain.parsing import MONEY_CLAUSE_CHOICES, TooManyRows
from portfolio.exchange.pasted_cells import MAX_CHARACTERS, read_cells, write_cells
from portfolio.exchange.pasted_rows import PastedTable, read_pasted, told_apart
from portfolio.exchange.template.sheets import row_column
from portfolio.exchange.template.values import TemplateValues
from portfolio.text import typing
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building import effort
from tests.exchange.template_files import lookups

TABLES = [field for field in (*FIELDS, *LIST_FIELDS) if field.shape is Shape.ROWS]
PROJECTS = {"RD-1": ("Joint posts",), "RD-2": ("Bureaux communs",)}
ANSWERS = {"en": "point", "fr": "comma", "ar": "comma"}
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
Row = dict[str, str]


def paste(
    text: str,
    name: str = "budgets",
    written_in: str = "en",
    answers: Mapping[str, str] | None = None,
    /,
    **conventions: str,
) -> PastedTable:
    return read_pasted(
        text,
        EVERY_BY_NAME[name],
        lookups(),
        language=written_in,
        conventions={**(answers or {}), **conventions},
        projects=PROJECTS,
    )


def values(table: PastedTable) -> list[Row]:
    return [{name: text for name, text in row.values.items() if text} for row in table.readable]


def reasons(table: PastedTable) -> list[tuple[int, str, str]]:
    return [
        (row.number, problem.column, problem.error.phrase.partition(".")[2])
        for row in table.unreadable
        for problem in row.problems
    ]


def question(table: PastedTable) -> Mapping[str, Any]:
    return {name: one.proposal for name, one in table.questions.items()}


# -- the clipboard --------------------------------------------------------------------------------

_cells = st.text(st.sampled_from('ab"\t\n ;é١'), max_size=6)


@effort.small
@given(st.lists(st.lists(_cells, min_size=2, max_size=4), min_size=1, max_size=5))
def test_cells_that_are_copied_are_pasted_as_they_were(rows: list[list[str]]) -> None:
    text = write_cells(rows)
    assert [list(cells) for cells in read_cells(text + "\n")] == rows
    assert [list(cells) for cells in read_cells(text.replace("\n", "\r\n") + "\r\n")] == rows


def test_a_cell_that_only_begins_with_a_quotation_mark_is_itself() -> None:
    assert read_cells('"Alpha" posts\tEUR\n"Beta\tXOF') == (
        ('"Alpha" posts', "EUR"),
        ('"Beta', "XOF"),
    )
    assert read_cells('"two\nlines"\tEUR') == (("two\nlines", "EUR"),)
    assert read_cells("a;b\nc;d") == (("a", "b"), ("c", "d"))
    assert read_cells("a, b; c\nd") == (("a, b; c",), ("d",))


@pytest.mark.parametrize("hostile", ['"' * 50_000, '"a\t' * 15_000, '""\n' * 300, "\x00" * 50_000])
def test_hostile_text_is_read_at_once(hostile: str) -> None:
    read_cells(hostile)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("x" * 1_000_000, TooLong), ("x\t\n" * 5_000, TooManyRows), ("a\tb\n" * 250, TooManyRows)],
)
def test_what_is_too_much_is_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        paste(text)
    assert MAX_CHARACTERS < 1_000_000


# -- what a form would have copied ----------------------------------------------------------------

_words = (
    st.text(st.sampled_from("abcdeéç ابتث\"'،,.()-"), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(map(str.isalpha, text)) and text[0] not in "'-.")
)
_days = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(date.isoformat)


def _cell(field: Field, column: Any, currency: str) -> st.SearchStrategy[str]:
    match column.shape:
        case Shape.CHOICE:
            return st.sampled_from(column.choices)
        case Shape.ORGANISATION:
            return st.sampled_from(["DONOR-A", "DONOR-B", "AG-1", "AG-2"])
        case Shape.COUNTRY:
            return st.sampled_from(sorted(lookups().entries.countries))
        case Shape.CLAUSE:
            is_money = field.name == "clause_shares"
            return st.sampled_from(MONEY_CLAUSE_CHOICES if is_money else tuple("123456789"))
        case Shape.PROJECT:
            return st.sampled_from(list(PROJECTS))
        case Shape.CURRENCY:
            return st.just(currency)
        case Shape.DAY:
            return _days
        case Shape.AMOUNT if currency == "EUR":
            return st.decimals("0.01", 10**9, places=2).map(lambda n: f"{n:f}")
        case Shape.AMOUNT | Shape.NUMBER:
            return st.integers(1, 1000).map(str)
        case Shape.SHARE:
            return st.decimals(0, 100, places=2).map(lambda n: f"{n:f}")
        case Shape.SWITCH:
            return st.sampled_from(["on", ""])
    return st.just("https://rd.example/a") if column.name == "address" else _words


@st.composite
def _tables(draw: st.DrawFn) -> tuple[Field, list[Row]]:
    field = draw(st.sampled_from(TABLES))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        currency = draw(st.sampled_from(["EUR", "XOF"]))
        rows.append({column.name: draw(_cell(field, column, currency)) for column in field.columns})
    return field, rows


def shown(field: Field, row: Row, language: str) -> list[str]:
    """A row as a spreadsheet of the language shows it."""
    words = TemplateValues(lookups().entries, Translator(language))
    cells = []
    for column in field.columns:
        text = row[column.name]
        if column.shape is Shape.DAY:
            cells.append(dates.numeric(date.fromisoformat(text)))
        elif column.shape in (Shape.AMOUNT, Shape.SHARE, Shape.NUMBER):
            cells.append(typing.as_shown(text, language))
        elif column.shape is Shape.PROJECT:
            cells.append(PROJECTS[text][0])
        else:
            cells.append(words.text(row_column(field, column), text) if text else "")
    return cells


@effort.small
@given(_tables(), st.sampled_from(LANGUAGES), st.booleans(), st.booleans())
def test_rows_as_a_spreadsheet_copies_them_are_the_same_rows_of_the_form(
    table: tuple[Field, list[Row]], language: str, has_heading: bool, has_own_digits: bool
) -> None:
    field, rows = table
    words = Translator(language)
    lines = [shown(field, row, language) for row in rows]
    if has_own_digits and language == "ar":
        is_number = [
            column.shape in (Shape.AMOUNT, Shape.SHARE, Shape.DAY) for column in field.columns
        ]
        lines = [
            [
                cell.translate(ARABIC_INDIC) if own else cell
                for cell, own in zip(line, is_number, strict=True)
            ]
            for line in lines
        ]
    if has_heading:
        lines = [[words(f"cell.{column.name}") for column in field.columns], *lines]
    answers = {
        column.name: "day_first" if column.shape is Shape.DAY else ANSWERS[language]
        for column in field.columns
    }
    read = paste(write_cells(lines), field.name, language, answers)
    assert reasons(read) == []
    assert bool(read.heading) is has_heading
    assert [dict(row.values) for row in read.rows] == rows
    document = drafts.with_rows({}, field, [row.values for row in read.rows])
    again, there = told_apart(read, drafts.rows(document, field.name))
    assert (again, len(there)) == ([], len(rows))


def test_an_apostrophe_is_pasted_as_it_is() -> None:
    assert values(paste("Title\nposts,'-a'", "milestones")) == [{"title": "posts,'-a'"}]


# -- headings, totals, conventions ----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_recognised_in_every_language_and_any_order(language: str) -> None:
    words = Translator(language)
    heading = "\t".join(
        (
            words("cell.currency"),
            "Remark of ours",
            words("cell.amount") + " *",
            words("cell.first_day"),
        )
    )
    table = paste(f"{heading}\nEUR\tx\t1200\t2014-01-01")
    assert values(table) == [{"currency": "EUR", "amount": "1200", "first_day": "2014-01-01"}]
    assert table.unknown == ("Remark of ours",)


def test_without_headings_the_order_of_the_form_holds_and_what_is_beyond_it_is_told() -> None:
    table = paste("2014-01-01\t2014-06-30\t1200\tEUR\n2014-07-01\t2014-12-31\t1\tEUR\tmore")
    assert table.heading == ()
    assert [column.name for column in table.columns] == [
        "first_day",
        "last_day",
        "amount",
        "currency",
    ]
    assert values(table)[0]["amount"] == "1200"
    assert reasons(table) == [(2, "", "row_too_wide")]


def test_totals_titles_and_headings_again_are_left_out_and_told() -> None:
    head = "First day\tLast day\tAmount\tCurrency"
    row = "2014-01-01\t2014-12-31\t1200\tEUR"
    table = paste(f"Budget of the posts\n\n{head}\n{row}\n{head}\nTOTAL\t\t1200\tEUR")
    assert len(values(table)) == 1
    told = [(one.row, one.error.phrase.partition(".")[2]) for one in table.passed_over]
    assert told == [(1, "rows_above_heading"), (5, "heading_again"), (6, "total_row")]


def test_of_two_headings_the_one_over_the_rows_is_taken() -> None:
    table = paste("Amount\tCurrency\nCurrency\tAmount\nEUR\t5")
    assert values(table) == [{"currency": "EUR", "amount": "5"}]
    assert table.passed_over == ()


def test_an_amount_that_can_be_read_in_two_ways_is_asked_about_before_any_row_is_read() -> None:
    text = "Amount\tCurrency\n250,000\tTND\n1,5\tTND\n3\tTND"
    table = paste(text)
    assert list(table.questions) == ["amount"]
    assert table.is_open
    assert table.rows == ()
    assert len(table.questions["amount"].examples) == 3
    read = paste(text, amount="comma")
    assert [row["amount"] for row in values(read)] == ["250.000", "1.5", "3"]
    read = paste(text, amount="point")
    assert values(read)[0]["amount"] == "250000"
    assert reasons(read) == [(3, "amount", "amount_not_readable")]


def test_days_in_digits_are_asked_about_once_and_iso_days_never() -> None:
    assert list(paste("First day\tAmount\n01/02/2014\t1").questions) == ["first_day"]
    read = paste("First day\tAmount\n01/02/2014\t1", first_day="month_first")
    assert values(read)[0]["first_day"] == "2014-01-02"
    assert not paste("First day\tAmount\n13/02/2014\t1\n2014-03-01\t2").questions


def test_an_amount_may_name_its_currency_and_no_other_than_the_row() -> None:
    table = paste("Amount\n1 200,50 €\nXOF 5")
    assert values(table) == [
        {"amount": "1200.50", "currency": "EUR"},
        {"amount": "5", "currency": "XOF"},
    ]
    table = paste("Amount\tCurrency\n5 EUR\tXOF")
    assert reasons(table) == [(2, "currency", "currency_differs")]


def test_shares_and_clauses_are_read_as_people_write_them() -> None:
    table = paste("Clause 2\t60 %\n2 – posts\t٤٠٪\n99\t5%\n7\t140", "clause_shares")
    assert [(row["clause"], row["share"]) for row in values(table)] == [("2", "60"), ("2", "40")]
    assert reasons(table) == [(3, "clause", "no_such_choice"), (4, "share", "not_a_share")]


# -- what can't be read ---------------------------------------------------------------------------

WRONG = [
    ("budgets", "Amount\n12 apples", "amount", "currency_unclear"),
    ("budgets", "Amount\n#REF!", "amount", "cell_has_error"),
    ("budgets", "Amount\n########", "amount", "cell_has_error"),
    ("budgets", "First day\n31/31/2014", "first_day", "day_not_readable"),
    ("budgets", "Currency\nZZZ", "currency", "unknown_currency"),
    ("participants", "Role\nGodfather", "role", "no_such_choice"),
    ("participants", "Country\nAtlantis", "country", "no_country"),
    ("participants", "Organisation\nBorder agency", "organisation", "several_organisations"),
    ("documents", "Address\njavascript:alert(1)", "address", "not_public"),
    ("milestones", "Title\n" + "x" * 201, "title", "too_long"),
    ("milestones", "Title\na\u202eb", "title", "unreadable_signs"),
    ("milestones", "Title\na\x00b", "title", "unreadable_signs"),
    ("list_projects", "Project\nNowhere", "project", "not_a_choice"),
]


@pytest.mark.parametrize(("name", "text", "column", "phrase"), WRONG)
def test_a_row_that_cannot_be_read_says_why(name: str, text: str, column: str, phrase: str) -> None:
    heading, _, cell = text.partition("\n")
    table = paste(f"{heading}\n{cell}", name)
    assert values(table) == []
    assert reasons(table) == [(2, column, phrase)]
    assert table.unreadable[0].cells == (cell,)


def test_what_is_only_missing_keeps_no_row_out() -> None:
    assert values(paste("Amount\n1200")) == [{"amount": "1200"}]


# -- pasted twice ---------------------------------------------------------------------------------


def test_rows_that_the_table_has_are_told_and_not_added_again() -> None:
    field = BY_NAME["budgets"]
    text = "First day\tAmount\tCurrency\n2014-01-01\t1200.50\tEUR\n2015-01-01\t5\tEUR"
    standing: list[Mapping[str, str]] = [
        {
            "key": "a",
            "first_day": "2014-01-01",
            "last_day": "2014-12-31",
            "amount": "1200.5",
            "currency": "EUR",
        }
    ]
    added, there = told_apart(paste(text), standing)
    assert [row.number for row in added] == [3]
    assert [row.number for row in there] == [2]
    document = drafts.with_rows({"budgets": standing}, field, [row.values for row in added])
    assert told_apart(paste(text), document["budgets"])[0] == []


def test_two_equal_rows_are_two_rows_once() -> None:
    table = paste("Amount\tCurrency\n5\tEUR\n5\tEUR")
    assert len(told_apart(table, [])[0]) == 2
    document = drafts.with_rows({}, BY_NAME["budgets"], [row.values for row in table.rows])
    assert told_apart(table, document["budgets"])[0] == []


def test_pasted_rows_take_the_place_of_empty_ones() -> None:
    field = BY_NAME["budgets"]
    document = drafts.with_row({"budgets": [{"key": "a", "amount": "5"}]}, field)
    rows = drafts.with_rows(document, field, [{"amount": "6"}])["budgets"]
    assert [row["amount"] for row in rows] == ["5", "6"]
    assert len({row["key"] for row in rows}) == 2
    assert errors.ROWS == 200
