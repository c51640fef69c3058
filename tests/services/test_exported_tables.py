"""Exported tables read back are the measures, to the unit, in every format and language."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.money import Money
from portfolio.domain.params import PUBLIC, RecordedState, ViewParams
from portfolio.exchange.parquet import as_parquet
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import headline, lists
from portfolio.measures.figures import Amounts, Figure
from portfolio.present.csv_file import SEPARATORS, as_csv
from portfolio.present.data_table import DataTable
from portfolio.present.format import Formatter
from portfolio.present.workbook import FrontSheet, as_workbook
from portfolio.services.figure_table import figure_table
from portfolio.services.ledger_table import ledger_table
from portfolio.services.project_table import FIGURES, project_table
from portfolio.text import numbers
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.build import APortfolio, raw_tables
from tests.building.effort import whole_frames
from tests.building.nasty import portfolios, questions


def a_view(words: APortfolio, asked: ViewParams) -> View:
    portfolio = assemble(*raw_tables(words.contents()), revision=1)
    return View(portfolio, asked, conference=CONFERENCE_DEFAULT)


def from_workbook(table: DataTable, language: str) -> list[dict[str, Any]]:
    front = FrontSheet("?", "", (), (), CONFERENCE_DEFAULT)
    data = as_workbook(front, (table,), language, ("rows",))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    keys = [column.key for column in table.readable]
    return [
        dict(zip(keys, row, strict=True)) for row in book.get_sheet_by_name("rows").to_python()[1:]
    ]


def from_csv(table: DataTable, language: str) -> list[dict[str, Any]]:
    text = as_csv(table, language).decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[language])
    keys = [column.key for column in table.readable]
    sign = numbers.SIGNS[language][0]
    return [
        {key: cell.replace(sign, ".") for key, cell in zip(keys, row, strict=True)}
        for row in list(rows)[1:]
    ]


def from_parquet(table: DataTable, language: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(
        io.BytesIO(as_parquet(table, language))
    ).to_pylist()
    return rows


def expected(amounts: Amounts, figure: Figure, currency: str) -> Decimal | RecordedState:
    minor = amounts.recorded_amount(figure)
    return amounts.state(figure) if minor is None else Money(minor, currency).decimal()


def holds(table: DataTable, rows: list[tuple[Figure, int, Amounts]], reader: Formatter) -> None:
    """The figures of some rows (by place) stand in all three files."""
    language, currency = reader.words.language, reader.currency
    sheet, text = from_workbook(table, language), from_csv(table, language)
    exact = from_parquet(table, language)
    assert len(sheet) == len(text) == len(exact) == table.size
    for figure, place, amounts in rows:
        known, key = expected(amounts, figure, currency), _key(table, figure)
        assert exact[place][f"{key}_currency"] == currency
        if isinstance(known, RecordedState):
            said = reader.words(f"state.{known}")
            assert sheet[place][key] == said
            assert text[place][key].replace("'", "") == said.replace(
                numbers.SIGNS[language][0], "."
            ).replace("'", "")
            assert exact[place][key] is exact[place][f"{key}_minor"] is None
            assert exact[place][f"{key}_state"] == known
        else:
            found = sheet[place][key]
            assert Decimal(found if isinstance(found, str) else repr(found)) == known
            assert Decimal(text[place][key]) == known
            assert exact[place][key] == known
            assert exact[place][f"{key}_minor"] == amounts.recorded_amount(figure)


def _key(table: DataTable, figure: Figure) -> str:
    return next(column.key for column in table.columns if column.key == figure.value)


def of_lines(lines: list[Amounts], figures: tuple[Figure, ...]) -> Iterator[Any]:
    for place, amounts in enumerate(lines):
        for figure in figures:
            yield figure, place, amounts


@whole_frames
@given(portfolios(), questions(), st.sampled_from(LANGUAGES))
def test_projects_and_figures_read_back_are_the_measures(
    words: APortfolio, asked: ViewParams, language: str
) -> None:
    view = a_view(words, asked)
    reader = Formatter(Translator(language), view.question.currency)
    codes = lists.everywhere(view)
    lines = [line.amounts for line in lists.lines(view, codes)]
    table = project_table({}, view, reader, codes, "rows")
    holds(table, list(of_lines(lines, FIGURES)), reader)
    bands = [line.amounts for line in headline.headline(view).bands.values()]
    holds(figure_table(view, reader), list(of_lines(bands, tuple(Figure))), reader)


@whole_frames
@given(portfolios(), questions(), st.sampled_from(LANGUAGES))
def test_every_row_of_the_ledger_reads_back_to_the_minor_unit(
    words: APortfolio, asked: ViewParams, language: str
) -> None:
    view = a_view(words, asked)
    reader = Formatter(Translator(language), view.question.currency)
    table = ledger_table(view, reader, PUBLIC, "rows")
    sheet, text = from_workbook(table, language), from_csv(table, language)
    for row, cells, exact in zip(sheet, text, from_parquet(table, language), strict=True):
        own = Money(exact["amount_minor"], exact["currency"]).decimal()
        found = row["amount"]
        assert Decimal(found if isinstance(found, str) else repr(found)) == own
        assert Decimal(cells["amount"]) == exact["amount"] == own
        if exact["converted"] is not None:
            converted = Money(exact["converted_minor"], reader.currency).decimal()
            assert exact["converted"] == converted == Decimal(cells["converted"])
