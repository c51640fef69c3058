"""What a column of text allows is asked once; what is confirmed reads each cell one way, or not at all."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import money
from portfolio.domain.errors import FIRST_DAY, LAST_DAY, PortfolioError
from portfolio.domain.imports import CellValue, ErrorCell
from portfolio.exchange import source_errors as errors
from portfolio.exchange.conventions import ColumnQuestion, amount_question, day_question
from portfolio.exchange.typed_amounts import AmountConvention, TypedAmount, read_amount
from portfolio.exchange.typed_days import DayConvention, read_day
from tests.building.effort import small

POINT, COMMA, ARABIC = AmountConvention
DAY, MONTH, YEAR = DayConvention


def amounts(*cells: CellValue) -> ColumnQuestion[AmountConvention]:
    return amount_question(enumerate(cells, start=2))


def days(*cells: CellValue) -> ColumnQuestion[DayConvention]:
    return day_question(enumerate(cells, start=2))


@pytest.mark.parametrize(
    ("typed", "by", "value"),
    [
        ("1,234.50", POINT, "1234.50"),
        ("1.234,50", COMMA, "1234.50"),
        ("1 234,50", COMMA, "1234.50"),
        ("1\u202f234,50", COMMA, "1234.50"),
        ("1\u00a0234\u00a0567", POINT, "1234567"),
        ("1'234.50", POINT, "1234.50"),
        ("1’234’567", COMMA, "1234567"),
        ("1.234.567", COMMA, "1234567"),
        ("١٬٢٣٤٫٥٠", POINT, "1234.50"),
        ("١٢٣٤٫٥", COMMA, "1234.5"),
        ("١٬٢٣٤", ARABIC, "1234"),
        ("١٫٢٣٤", ARABIC, "1.234"),
        ("١٢٣٤", COMMA, "1234"),
        ("\u2212500", POINT, "-500"),
        ("500-", POINT, "-500"),
        ("(1,500.00)", POINT, "-1500.00"),
        ("+5", POINT, "5"),
        ("007", POINT, "7"),
        ("", POINT, ""),
    ],
)
def test_an_amount_reads_by_its_convention(typed: str, by: AmountConvention, value: str) -> None:
    assert read_amount(typed, by) == TypedAmount(value)


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("€ 1,200.50", "EUR"),
        ("1,200.50 €", "EUR"),
        ("EUR 1,200.50", "EUR"),
        ("1,200.50 eur", "EUR"),
        ("£1,200.50", "GBP"),
        ("XOF1,200.50", "XOF"),
    ],
)
def test_a_currency_beside_an_amount_is_split_off(typed: str, currency: str) -> None:
    assert read_amount(typed, POINT) == TypedAmount("1200.50", currency)


@pytest.mark.parametrize(
    "typed", ["$ 5", "5 FCFA", "1.2 M€", "60%", "5 of EUR", "€ 5 EUR", "12 millions"]
)
def test_a_currency_that_is_not_clear_is_a_problem(typed: str) -> None:
    with pytest.raises(errors.CurrencyUnclear):
        read_amount(typed, POINT)


@pytest.mark.parametrize(
    "typed",
    [
        "1,2345",
        "12,34,567",
        "1 23",
        "1.234,50",
        "1.2.3",
        "--5",
        "(5",
        "-(5)",
        "-5-",
        "1e5",
        "n/a",
        ".5",
        "5 6 x 7",
    ],
)
def test_what_the_convention_does_not_write_is_refused(typed: str) -> None:
    with pytest.raises(errors.AmountNotReadable):
        read_amount(typed, POINT)


def test_a_long_text_is_no_amount_and_costs_no_time() -> None:
    for text in ("- ( " * 8_000, "1 " * 16_000, "Border posts " * 80):
        with pytest.raises(errors.AmountNotReadable):
            read_amount(text, POINT)
        with pytest.raises(errors.DayNotReadable):
            read_day(text, DAY)
    assert read_amount(" " * 500 + "5" + " " * 500, POINT) == TypedAmount("5")
    assert read_day(" " * 500 + "3 July 2014", DAY) == "2014-07-03"


def test_number_cells_are_exact_and_errors_stay_errors() -> None:
    assert read_amount(Decimal("0.10"), COMMA) == TypedAmount("0.10")
    assert read_amount(None, COMMA) == TypedAmount("")
    with pytest.raises(errors.FormulaWithoutValue):
        read_amount(ErrorCell("", is_formula=True), COMMA)
    with pytest.raises(errors.AmountNotReadable):
        read_amount(date(2014, 6, 30), COMMA)


def test_one_cell_proposes_and_a_person_confirms() -> None:
    asked = amounts("1.234", "2.500,00", "7.000")
    assert (asked.is_asked, asked.proposal, asked.choices) == (True, COMMA, (POINT, COMMA))
    assert asked.unreadable == {POINT: 1, COMMA: 0}
    assert [(one.row, one.text, one.values) for one in asked.examples] == [
        (2, "1.234", {POINT: "1.234", COMMA: "1234"}),
        (3, "2.500,00", {POINT: "", COMMA: "2500.00"}),
        (4, "7.000", {POINT: "7.000", COMMA: "7000"}),
    ]


def test_a_column_that_is_open_proposes_nothing() -> None:
    asked = amounts("1.234", "5.678")
    assert (asked.is_asked, asked.proposal) == (True, None)


def test_a_column_that_reads_one_way_is_not_asked_about() -> None:
    assert (amounts("1 234,50", "12").is_asked, amounts("1 234,50", "12").proposal) == (
        False,
        COMMA,
    )
    assert (amounts("1234", Decimal(5), None).is_asked, amounts("1234").proposal) == (False, POINT)


def test_a_column_of_two_hands_is_asked_about() -> None:
    asked = amounts("1234.50", "1 234,50")
    assert (asked.is_asked, asked.proposal, asked.unreadable) == (True, None, {POINT: 1, COMMA: 1})


def test_an_arabic_sign_alone_before_three_digits_is_asked_about() -> None:
    asked = amounts("١٬٢٣٤", "٥٠٠")
    assert (asked.is_asked, asked.choices, asked.proposal) == (True, (POINT, COMMA, ARABIC), ARABIC)


def test_what_nobody_can_read_decides_nothing() -> None:
    asked = amounts("1.234,50", "see note", "1 000,00")
    assert (asked.is_asked, asked.proposal) == (False, COMMA)


@pytest.mark.parametrize(
    ("typed", "by", "value"),
    [
        ("03/07/2014", DAY, "2014-07-03"),
        ("03/07/2014", MONTH, "2014-03-07"),
        ("2014-07-03", MONTH, "2014-07-03"),
        ("2014/7/3", DAY, "2014-07-03"),
        ("03.07.14", DAY, "2014-07-03"),
        ("07/03/14", MONTH, "2014-07-03"),
        ("14-07-03", YEAR, "2014-07-03"),
        ("3-Jul-14", DAY, "2014-07-03"),
        ("3 juillet 2014", MONTH, "2014-07-03"),
        ("July 3, 2014", DAY, "2014-07-03"),
        ("٣ جويلية ٢٠١٤", DAY, "2014-07-03"),
        ("3 تموز 2014", DAY, "2014-07-03"),
        ("٠٣/٠٧/٢٠١٤", DAY, "2014-07-03"),
        ("2014-07-03 00:00:00", DAY, "2014-07-03"),
        ("03/07/2014 14:30", DAY, "2014-07-03"),
        ("2014-07-03T14:30:00Z", DAY, "2014-07-03"),
        ("03072014", DAY, "2014-07-03"),
        ("07032014", MONTH, "2014-07-03"),
        (Decimal(41823), DAY, "2014-07-03"),
        ("41823", MONTH, "2014-07-03"),
        (date(2014, 7, 3), MONTH, "2014-07-03"),
        (None, DAY, ""),
    ],
)
def test_a_day_reads_by_its_convention(typed: CellValue, by: DayConvention, value: str) -> None:
    assert read_day(typed, by) == value


@pytest.mark.parametrize(
    "typed", ["31/02/2014", "07/25/2014", "2014", "July 2014", "soon", Decimal(5), "1/2/3456789"]
)
def test_what_is_no_day_is_refused(typed: CellValue) -> None:
    with pytest.raises(errors.DayNotReadable):
        read_day(typed, DAY)


def test_days_that_two_orders_read_are_asked_about() -> None:
    asked = days("03/07/2014", "25/07/2014")
    assert (asked.is_asked, asked.proposal, asked.choices) == (True, DAY, (DAY, MONTH))
    assert asked.examples[0].values == {DAY: "2014-07-03", MONTH: "2014-03-07"}


def test_days_with_one_reading_are_not() -> None:
    for column in (
        ("2014-07-03", "3 July 2014"),
        ("25/07/2014", "26/07/2014"),
        (date(2014, 7, 3), None),
    ):
        assert not days(*column).is_asked
    assert (days("07/25/2014").is_asked, days("07/25/2014").proposal) == (False, MONTH)


def test_a_century_and_a_counted_day_are_told() -> None:
    assert (days("25/07/14").is_asked, days("25/07/14").has_short_years) == (True, True)
    counted = days(Decimal(41823), "2014-07-03")
    assert (counted.is_asked, counted.has_counted_days) == (True, True)
    assert ("41823", "2014-07-03") in [(one.text, one.values[DAY]) for one in counted.examples]


def grouped(whole: str, sign: str) -> str:
    first = len(whole) % 3 or 3
    return sign.join([whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))])


numbers = st.builds(
    lambda whole, rest, sign: (sign, str(whole), rest),
    st.integers(0, 10**15),
    st.text("0123456789", max_size=4),
    st.sampled_from(["", "-", "\u2212"]),
)
groupings = {
    POINT: ["", ",", " ", "\u00a0", "'", "’"],
    COMMA: ["", ".", " ", "\u202f", "'"],
    ARABIC: ["", "٬", " "],
}
signs = {POINT: ".", COMMA: ",", ARABIC: "٫"}


@given(numbers, st.sampled_from(AmountConvention), st.data())
@small
def test_what_is_written_by_a_convention_reads_back_as_the_same_value(
    number: tuple[str, str, str], by: AmountConvention, data: st.DataObject
) -> None:
    sign, whole, rest = number
    written = sign + grouped(whole, data.draw(st.sampled_from(groupings[by])))
    written += signs[by] + rest if rest else ""
    if data.draw(st.booleans()):
        written = written.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    value = Decimal(("-" if sign else "") + whole + ("." + rest if rest else ""))
    assert Decimal(read_amount(written, by).text) == value
    question = amounts(written)
    # Whoever reads it otherwise was asked.
    for other in question.choices:
        read = question.examples[0].values[other]
        assert question.is_asked or read in ("", read_amount(written, by).text)
    assert question.is_asked or question.proposal is not None


@given(st.lists(st.text("0123456789 .,'٫٬-()€", max_size=14), min_size=1, max_size=4))
@small
def test_no_amount_changes_by_its_reading_in_silence(column: Sequence[str]) -> None:
    question = amounts(*column)
    for typed in column:
        values = set()
        for by in AmountConvention:
            try:
                values.add(read_amount(typed, by).text)
            except PortfolioError:
                continue
        assert len(values - {""}) < 2 or question.is_asked
        for value in values - {""}:
            assert money.readings(value) is None or question.is_asked or "." not in value


@given(st.dates(FIRST_DAY, LAST_DAY), st.sampled_from(["/", ".", "-", " "]))
@small
def test_a_day_written_in_an_order_reads_back_in_it(day: date, sign: str) -> None:
    year, month, number = str(day.year), f"{day.month:02}", f"{day.day:02}"
    assert read_day(sign.join((number, month, year)), DAY) == day.isoformat()
    assert read_day(sign.join((month, number, year)), MONTH) == day.isoformat()
    if day.year < 2100:
        assert read_day(sign.join((year[2:], month, number)), YEAR) == day.isoformat()
    question = days(sign.join((number, month, year)))
    assert question.is_asked == (day.day <= 12 and day.day != day.month)


@given(st.text("0123456789/.-: ABCjulyمارس", max_size=20))
@small
def test_no_text_breaks_the_reader_of_days(text: str) -> None:
    for by in DayConvention:
        with suppress(PortfolioError):
            assert date.fromisoformat(read_day(text, by) or "2014-01-01")
    days(text)
